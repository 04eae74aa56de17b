"""Entity tags: how a client that has an answer asks whether it is still the same (RFC 9110, 8.8.3 and 13.1.2)."""

from __future__ import annotations

import hashlib
import re

_TAGS = re.compile(r'(?:W/)?("[^"]*")')


def etag_of(content: bytes) -> str:
    """The strong tag of these bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def is_held(etag: str, if_none_match: str | None) -> bool:
    """Whether a client that sent this header If-None-Match has the answer with this tag already."""
    if if_none_match is None or if_none_match == etag:
        return if_none_match is not None
    return if_none_match.strip() == "*" or etag in _TAGS.findall(if_none_match)
