"""Source and Event: what every event has, whatever its kind (help rules, 4). The kinds: kinds.py."""

from datetime import date
from functools import cache
from typing import Annotated, ClassVar, get_args, get_type_hints

import msgspec
from msgspec import Meta

from dateline.errors import InvalidEvent
from dateline.values import countries, currencies
from dateline.values.dates import PartialDate
from dateline.values.money import Amount
from dateline.values.parties import SLUG, Party, is_slug, why_no_slug
from dateline.values.text import compared
from dateline.values.vocabulary import Confidence, Stage

MAX_LIST = 500
MAX_ID = 200

# Texts that event files may hold. `(?!\n)`, because in Python `$` alone also matches before a line end; JSON Schema has
# no `\Z`.
ID = r"^[^\s\x00-\x1f\x7f-\x9f]+$(?!\n)"
LINE = r"^[^\s\x00-\x1f\x7f-\x9f](?:[^\x00-\x1f\x7f-\x9f\u2028\u2029]*[^\s\x00-\x1f\x7f-\x9f])?$(?!\n)"
TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
URL = r"^https?://[^\s\x00-\x1f\"<>]+$(?!\n)"

Id = Annotated[str, Meta(min_length=1, max_length=MAX_ID, pattern=ID)]
Slug = Annotated[str, Meta(min_length=1, max_length=100, pattern=SLUG)]
Line = Annotated[str, Meta(min_length=1, max_length=500, pattern=LINE)]
Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=TEXT)]
Url = Annotated[str, Meta(min_length=1, max_length=2000, pattern=URL)]
Country = Annotated[str, Meta(extra_json_schema={"enum": sorted(countries.CODES)})]
Lines = Annotated[tuple[Line, ...], Meta(max_length=MAX_LIST)]
Parties = Annotated[tuple[Party, ...], Meta(max_length=MAX_LIST)]


class Source(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """Who said so. `retrieved` stands in for `published` where the source has no date of its own."""

    publisher: Line
    title: Line | None = None
    url: Url | None = None
    published: PartialDate | None = None
    retrieved: date | None = None
    cites: Lines = ()

    def __post_init__(self) -> None:
        """Raises InvalidEvent for a source without a day, or published on a date without an end."""
        if self.publisher is None:  # a form that `as_recorded` fills in
            return
        if self.published is None and self.retrieved is None:
            raise InvalidEvent("", "a source needs the day it was `published`, or else `retrieved`", rule="source-date")
        if self.published is not None and self.published.last is None:
            raise InvalidEvent("published", "a source's date needs an end", rule="source-date")

    @property
    def day(self) -> date:
        """The last day on which it can have been published: from then on anyone can know what it says."""
        day = self.published.last if self.published is not None else self.retrieved
        assert day is not None
        return day

    @property
    def article(self) -> tuple[str, ...]:
        """What tells it apart from other articles: not the outlets it is said to rely on, which may differ by event."""
        when = self.published.edtf if self.published is not None else f"retrieved {self.retrieved}"
        return (compared(self.publisher), compared(self.title or ""), self.url or "", when)


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    tag_field="type",
    gc=False,
):
    """One dated, sourced statement about one company. Never changes."""

    id: Id
    company: Slug
    on: PartialDate | None = None
    confidence: Confidence = Confidence.REPORTED
    sources: Annotated[tuple[Source, ...], Meta(min_length=1, max_length=50)]
    note: Text | None = None
    corrects: Id | None = None
    reason: Text | None = None

    kind: ClassVar[str]
    MEANINGS: ClassVar[dict[str, str]] = {
        "id": "The id its author gave it: unique in the log for ever.",
        "company": "The slug of the company it speaks of.",
        "on": "Since when it is true; an act may leave it out, it is then the day it became known.",
        "confidence": "How sure the sources are: all of them say all of it with this confidence.",
        "sources": "Who said so: one to 50, of which the earliest decides since when anyone could know.",
        "note": "A remark of its author, for readers: nothing follows from it.",
        "corrects": "The id of the event that this one replaces as a whole.",
        "reason": "Why: of a retraction, a dispute, a merge or a correction. For a closing, see `cause`.",
    }

    def __post_init__(self) -> None:
        """Raises InvalidEvent, naming the field, for what no event or no event of this kind may say."""
        if self.id is None:  # a form that `as_recorded` fills in
            return
        if not self.company.isascii() and not is_slug(self.company):
            raise InvalidEvent("company", why_no_slug(self.company), rule="slug")
        if self.is_act:
            _check_act(self)
        elif self.on is None:
            raise InvalidEvent("on", "the date is missing: since when is this true?", rule="missing")
        if self.on is not None and self.on.last is None:
            raise InvalidEvent(
                "on", "only a due date may have no end: write an interval that ends, or `../END`", "open-date"
            )
        self.check()
        _check_codes(self)

    def check(self) -> None:
        """What this kind demands beyond the types of its fields. Raises InvalidEvent."""

    @property
    def subject(self) -> str | None:
        """What the event is about inside the company, `type/key`; None for the kinds that are about the company."""
        return None

    @property
    def stage_of(self) -> Stage | None:
        """The stage the event says its subject is in."""
        return getattr(self, "stage", None)

    @property
    def is_act(self) -> bool:
        """Whether this is an event about events."""
        return self.corrects is not None

    @property
    def acts_on(self) -> tuple[str, ...]:
        """The ids of the events that this act retracts, disputes or corrects."""
        return (self.corrects,) if self.corrects is not None else ()

    @property
    def known(self) -> date:
        """The day since which anyone could know: of its sources' last days the earliest."""
        if len(self.sources) == 1:
            return self.sources[0].day
        return min(source.day for source in self.sources)

    @property
    def when(self) -> PartialDate:
        """`on`; for an act that leaves it out, the day it became known."""
        return self.on if self.on is not None else PartialDate.of(self.known)

    def parties(self) -> tuple[tuple[str, Party], ...]:
        """Everyone the event names, as (role, party)."""
        return ()


@cache
def _coded(kind: type[Event]) -> tuple[str, ...]:
    """The fields of a kind that hold a currency or a country."""
    hints = get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__ if name == "country" or Amount in get_args(hints[name]))


def _check_codes(event: Event) -> None:
    """Raises InvalidEvent for a code that was withdrawn before the first day on which the event may have happened."""
    moment = event.on if event.on is not None or not event.sources else event.when
    if moment is None or moment.first is None:
        return
    for name in _coded(type(event)):
        value = getattr(event, name)
        if isinstance(value, str):
            _refuse_withdrawn(name, countries.withdrawn_before(value, moment.first))
        elif value is not None:
            _refuse_withdrawn(f"{name}.currency", currencies.withdrawn_before(value.currency, moment.first))
            for place, other in enumerate(value.stated):
                why = currencies.withdrawn_before(other.currency, moment.first)
                _refuse_withdrawn(f"{name}.stated[{place}].currency", why)


def _refuse_withdrawn(field: str, why: str | None) -> None:
    if why is not None:
        raise InvalidEvent(field, why, rule="withdrawn")


def _check_act(event: Event) -> None:
    if event.confidence is Confidence.RUMORED:
        raise InvalidEvent(
            "confidence", "an act is never `rumored`: leave it out until someone reports it", "act-confidence"
        )
    if event.id in event.acts_on:
        field = "corrects" if event.corrects == event.id else "event"
        raise InvalidEvent(field, "an act cannot speak of itself", rule="act-target")


def named(role: str, parties: tuple[Party, ...]) -> tuple[tuple[str, Party], ...]:
    """Parties as (role, party)."""
    return tuple([(role, party) for party in parties])
