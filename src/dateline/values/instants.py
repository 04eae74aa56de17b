"""Instants as text, the same in every answer and every file."""

from __future__ import annotations

from datetime import UTC, datetime


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC: 2026-11-22T12:00:00Z. The instant has its offset."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
