"""The log: as text or as JSON, and without what other libraries would tell of people."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime


def set_up(level: str, as_json: bool) -> None:
    """Writes to standard error from now on, what is at least of this level."""
    handler = logging.StreamHandler()
    as_text = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonLines() if as_json else as_text)
    logging.basicConfig(level=level, handlers=[handler])
    # Their DEBUG lines hold tokens and people's ids.
    for chatty in ("aiosqlite", "alembic", "apscheduler", "discord", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.root.level))


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return json.dumps(told)
