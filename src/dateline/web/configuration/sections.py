"""The settings, by section: each with its unit, its default and what it is for.

A setting `cost` of the section `limits` is `cost = 1` under `[limits]` in the file, and `DATELINE_LIMITS_COST=1` in the
environment. `dateline help configuration` lists all of them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Bytes = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


class HttpLimits(Settings, frozen=True):
    """What a request and its answer may be."""

    body_bytes: Annotated[Bytes, Meta(description="A request, its body or the query of its address, in bytes")] = (
        100_000
    )
    answer_bytes: Annotated[Bytes, Meta(description="An answer, in bytes before it is compressed")] = 20_000_000
    answer_seconds: Annotated[Seconds, Meta(description="Seconds until an answer is there")] = 30.0


class AccessSettings(Settings, frozen=True):
    """Who may do what."""

    reading: Annotated[
        Literal["open", "key"],
        Meta(description="Whether anybody may read, or only whoever sends a key with the scope `read`"),
    ] = "open"


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that may be set, as it is when nothing is."""

    limits: HttpLimits = HttpLimits()
    access: AccessSettings = AccessSettings()
