"""The log of requests, and logs as JSON: a line a request, with its id, and the name of a key but never the key."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any, TextIO
from urllib.parse import quote

import msgspec

from dateline.web.configuration import LoggingSettings
from dateline.web.served import Served

_OF_UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access")

_logger = logging.getLogger("dateline.request")


def request_line(served: Served) -> None:
    """Writes the line of a request."""
    _logger.info(
        "%s %s %d %.1f ms%s request=%s",
        served.method,
        quote(served.path[:200]),  # what was in the address may look like a line of its own
        served.status,
        served.seconds * 1e3,
        "".join(f" {name}={value}" for name, value in _known(served).items() if name != "request_id"),
        served.request_id,
        extra={"served": served},
    )


def _known(served: Served) -> dict[str, Any]:
    """What is known of a request beside its method, path, status and duration."""
    told = {
        "operation": served.operation,
        "cost": served.cost,
        "answer": served.kept,
        "errors": ",".join(served.codes),
        "key": served.key,
    }
    return {name: value for name, value in told.items() if value}


class JsonLines(logging.Formatter):
    """Each record as one line of JSON: the same fields for all, and more for a request."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        served = getattr(record, "served", None)
        if isinstance(served, Served):
            told |= {"request_id": served.request_id, "method": served.method, "path": served.path[:200]}
            told |= {"status": served.status, "milliseconds": round(served.seconds * 1e3, 3), **_known(served)}
        else:
            told["message"] = record.getMessage()
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return msgspec.json.encode(told).decode()


def write_logs(settings: LoggingSettings, to: TextIO | None = None) -> None:
    """From now on the logs of this process are written so, on standard error."""
    if settings.format == "json":
        handler = logging.StreamHandler(to or sys.stderr)
        handler.setFormatter(JsonLines())
        logging.getLogger().handlers[:] = [handler]
        for name in _OF_UVICORN:
            logging.getLogger(name).handlers[:] = []
            logging.getLogger(name).propagate = True
    if has_lines(settings):
        _logger.setLevel(logging.INFO)
        if settings.format == "text":
            handler = logging.StreamHandler(to or sys.stderr)
            handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
            _logger.handlers[:] = [handler]
            _logger.propagate = False


def has_lines(settings: LoggingSettings) -> bool:
    """Whether each request has a line."""
    return settings.requests == "all" or (settings.requests == "default" and settings.format == "json")
