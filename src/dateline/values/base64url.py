"""Base64url: how bytes travel in tokens, cursors and ids, which others send back and never look into."""

from __future__ import annotations

import base64
import binascii


def wrap(packed: bytes) -> str:
    """Bytes as text, without padding."""
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def unwrap(text: str) -> bytes:
    """The bytes that `wrap` made this text of.

    Raises ValueError for every other text. Python's own decoder would skip characters that are not base64.
    """
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"{text!r} is not base64url") from error
    if wrap(packed) != text:
        raise ValueError(f"{text!r} is not base64url as it was given out")
    return packed
