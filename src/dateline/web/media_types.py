"""Media types: which of those that an endpoint speaks a header Accept asks for (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_WEIGHT = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


@lru_cache(maxsize=64)
def preferred(accept: bytes, spoken: tuple[str, ...]) -> str:
    """The media type with the highest weight; of several the one that is named, and first. The first that is spoken
    where the header asks for none of them.

    What several headers say is joined by commas.
    """
    ranges = [_range(part) for part in accept.decode("latin-1").split(",") if part.strip()]
    ranked = [(_rank(media_type, ranges), media_type) for media_type in spoken]
    best = max((rank for rank, _ in ranked), default=_NEVER)
    return next(media_type for rank, media_type in ranked if rank == best)


def accepts(accept: bytes, media_type: str) -> bool:
    """Whether the header asks for this media type, by its name or by a range that has it."""
    ranges = [_range(part) for part in accept.decode("latin-1").split(",") if part.strip()]
    return _rank(media_type, ranges) != _NEVER


_Rank = tuple[float, int, int]
_NEVER: _Rank = (0.0, 0, 0)


def _rank(media_type: str, ranges: Sequence[tuple[str, float]]) -> _Rank:
    """Weight, how nearly the header names it, and how early."""
    kind = media_type.partition("/")[0]
    for nearness, wanted in ((2, media_type), (1, f"{kind}/*"), (0, "*/*")):
        for place, (named, weight) in enumerate(ranges):
            if named == wanted:
                return (weight, nearness, -place) if weight else _NEVER
    return _NEVER


def _range(part: str) -> tuple[str, float]:
    """A media range and its weight; a weight that cannot be read is none."""
    named, *parameters = (each.strip().lower() for each in part.split(";"))
    weights = [value.strip() for name, _, value in (each.partition("=") for each in parameters) if name.strip() == "q"]
    weight = weights[0] if weights else "1"
    return named, float(weight) if _WEIGHT.fullmatch(weight) else 0.0
