# What of this was run: no Docker engine was at hand when it was written, so `docker build` was not.
# A test copies what the COPY lines name, runs `bot check` there, and runs the HEALTHCHECK command
# against the real bot (tests/wire/test_container.py).
FROM python:3.12-slim AS build
COPY requirements/run.txt /build/run.txt
RUN python -m venv /opt/unhunch \
    && /opt/unhunch/bin/pip install --no-cache-dir --require-hashes -r /build/run.txt

FROM python:3.12-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin unhunch \
    && install -d -o unhunch -g unhunch -m 0750 /data
COPY --from=build /opt/unhunch /opt/unhunch
WORKDIR /app
COPY bot bot
COPY content content
COPY migrations migrations
# Compiled now, because the root is read-only later.
RUN /opt/unhunch/bin/python -m compileall -q bot migrations
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DATABASE_URL=sqlite+aiosqlite:////data/unhunch.db \
    BACKUP_DIR=/data/backups \
    HTTP_PORT=8099
USER unhunch
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["/opt/unhunch/bin/python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['HTTP_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["/opt/unhunch/bin/python", "-m", "bot"]
CMD ["run"]
