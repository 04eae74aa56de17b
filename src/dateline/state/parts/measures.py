"""What a figure or a target measures: a metric, of a part of the company, over a span of time."""

from __future__ import annotations

import msgspec

from dateline.errors import InvalidDate
from dateline.events.event import Event
from dateline.events.measured import Metric, Target
from dateline.state.subject import Subject
from dateline.values.dates import PartialDate
from dateline.values.text import slugify
from dateline.values.vocabulary import Per


class Measure(msgspec.Struct, frozen=True):
    """As an author writes it; `scope` is None for the whole company."""

    metric: str
    scope: str | None
    per: Per | None

    @property
    def key(self) -> str:
        """As the keys of subjects have it: `users/vibe@month`."""
        scope = f"/{slugify(self.scope)}" if self.scope else ""
        return f"{slugify(self.metric)}{scope}" + (f"@{self.per.value}" if self.per else "")


def measure_of(subject: Subject[Event], told_by: Metric | Target) -> Measure:
    """What the subject measures: as the event says that is used, if it speaks of the subject by the name that is kept,
    or else the latest that does, or else as the name itself says."""
    if told_by.subject == subject.name:
        return Measure(told_by.metric, told_by.scope, told_by.per)
    for seen in reversed(subject.own):
        if isinstance(seen.event, Metric | Target):
            return Measure(seen.event.metric, seen.event.scope, seen.event.per)
    measured = _parted(subject.key)[0] if isinstance(told_by, Target) else subject.key
    return _of_key(measured)


def due_of_key(key: str) -> PartialDate | None:
    """When a target is due, as its key says: `users/vibe@month/2026`."""
    return _parted(key)[1]


def _parted(key: str) -> tuple[str, PartialDate | None]:
    """What a target measures, and the date it is due: its last parts, which are two in `2026-01/2026-06`."""
    parts = key.split("/")
    for place in (-2, -1):
        if len(parts) > -place and (due := _read("/".join(parts[place:]))) is not None:
            return "/".join(parts[:place]), due
    return key, None


def _of_key(key: str) -> Measure:
    """`users/vibe@month`."""
    whole, _, span = key.partition("@")
    metric, _, scope = whole.partition("/")
    return Measure(metric, scope or None, _SPANS.get(span))


def _read(edtf: str) -> PartialDate | None:
    try:
        return PartialDate.from_edtf(edtf)
    except InvalidDate:
        return None


_SPANS = {per.value: per for per in Per}
