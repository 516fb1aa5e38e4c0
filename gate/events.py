"""Structured logs: one JSON object a line on standard error. Events carry names and numbers, never what a person
sent.
"""

import json
import logging
import sys
import time
from datetime import UTC, datetime

LOGGER = logging.getLogger("gate")
SELDOM = 60.0
_last: dict[str, float] = {}


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        facts = getattr(record, "facts", {})
        return json.dumps(entry | facts, ensure_ascii=False)


def set_up(level: int = logging.INFO) -> None:
    """Send the gate's events to standard error; safe to call twice."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json())
    LOGGER.handlers = [handler]
    LOGGER.setLevel(level)
    LOGGER.propagate = False


def event(name: str, level: int = logging.INFO, **facts: str | int) -> None:
    """Log one event with its facts."""
    LOGGER.log(level, name, extra={"facts": facts})


def seldom(name: str, level: int = logging.WARNING, **facts: str | int) -> None:
    """Log an event that every request could raise: once in SELDOM seconds for each name and process."""
    now = time.monotonic()
    if now - _last.get(name, -SELDOM) >= SELDOM:
        _last[name] = now
        event(name, level, **facts)


def failure(error: BaseException) -> None:
    """Log an unforeseen error by its kind and place alone: its text and its values could quote a request."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
    event("failed", logging.ERROR, kind=type(error).__name__, where=where)
