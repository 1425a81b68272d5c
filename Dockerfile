# `make image-test` builds this with buildah and runs it; docs/hosting.md says what else was run.
FROM python:3.12-slim AS build
COPY requirements/run.txt /build/run.txt
RUN python -m venv /opt/unhunch \
    && /opt/unhunch/bin/pip install --no-cache-dir --no-deps --require-hashes -r /build/run.txt \
    && /opt/unhunch/bin/pip check

FROM python:3.12-slim
# What a base lets everybody write to is closed, so that its user has /data and /tmp alone.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin unhunch \
    && find / -xdev -perm -0002 ! -type l ! -path /tmp -exec chmod o-w {} + \
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
