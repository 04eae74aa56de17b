"""Rules about the dates of events and of their sources: what was told too early, too late, or of no possible day."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from dateline.answers.findings.suspicion import Suspicion, correcting
from dateline.events.event import Source
from dateline.events.summary import summarize
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.dates import PartialDate

FIRST_DAY = date(1600, 1, 1)
"""Some companies are of the 17th century, hardly any is older; a slip like 1201 for 2012 is."""
YEARS_AHEAD = 50
"""After the day of the record. The plans in the files reach 2029; 3201 is no plan."""
NEAR = timedelta(days=7)
"""Of a page's own day: it may be told of a few days late, or mended."""
_DAY_IN_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})[/-](0?[1-9]|1[0-2])[/-](0?[1-9]|[12][0-9]|3[01])(?![0-9])")
ELSEWHERE = timedelta(days=1)
"""Somewhere it is tomorrow already."""


# --- a plan that nobody told the end of ------------------------------------------------------------------------------


def plan_never_confirmed(state: CompanyState) -> Iterable[Suspicion]:
    """Known before it happened; it counts, since its day has passed, but on the word of a source that came before it.

    In Epoch's funding rounds (2026) this is so of 6 of the 35 that are called closed.
    """
    told = _by_subject(state)
    for seen in state.history.folded:
        if not _was_a_plan(seen) or not _has_passed(seen, state.vantage.knowledge_day):
            continue
        if not any(_confirms(later, seen) for later in told[_topic(state, seen)]):
            yield Suspicion(
                f"{summarize(seen.event)} ({seen.when.human()}): told on"
                f" {PartialDate.of(seen.record.known).human()}, before it happened, and by nobody since then",
                (seen,),
            )


def _by_subject(state: CompanyState) -> dict[str, list[Seen]]:
    told: dict[str, list[Seen]] = defaultdict(list)
    for seen in state.history.told:
        told[_topic(state, seen)].append(seen)
    return told


def _topic(state: CompanyState, seen: Seen) -> str:
    return state.history.subject_of(seen) or seen.event.kind


def _last_told(seen: Seen) -> date:
    return max(source.day for source in seen.sources)


def _was_a_plan(seen: Seen) -> bool:
    return seen.when.first is not None and seen.record.known < seen.when.first


def _has_passed(seen: Seen, today: date | None) -> bool:
    return today is None or (seen.when.last is not None and seen.when.last < today)


def _confirms(later: Seen, plan: Seen) -> bool:
    """Whether a source that could know tells of the same subject, at the same stage or a later one, and as surely."""
    assert plan.when.first is not None
    if later.confidence.rank < plan.confidence.rank:
        return False
    stage, reached = plan.event.stage_of, later.event.stage_of
    if stage is not None and reached is not None and reached.rank < stage.rank:
        return False
    return _last_told(later) >= plan.when.first


# --- dates and sources that do not fit -------------------------------------------------------------------------------


def told_beyond_its_source(state: CompanyState) -> Iterable[Suspicion]:
    """What a source tells as past ends on its day; what it tells as a plan begins after it."""
    for seen in state.history.told:
        last = _last_told(seen)
        if seen.when.last is not None and seen.when.last > last and (seen.when.first or date.min) <= last:
            first = seen.when.first.isoformat() if seen.when.first is not None else ".."
            capped = PartialDate.from_edtf(f"{first}/{last}" if first != last.isoformat() else first)
            yield Suspicion(
                f"dated {seen.when.human()}, but told on {PartialDate.of(last).human()}: what is told as past ends"
                f" there ({capped.edtf}), and a plan begins after it",
                (seen,),
                correcting(seen, "what a source tells as past ends on the day of the source", on=capped),
            )


def published_in_future(state: CompanyState) -> Iterable[Suspicion]:
    for seen in state.history.told:
        recorded = seen.record.recorded_at.date()
        days = [(source.published.first if source.published else source.retrieved) for source in seen.sources]
        late = [day for day in days if day is not None and day > recorded + ELSEWHERE]
        if late:
            yield Suspicion(
                f"its source is dated {PartialDate.of(max(late)).human()}, after the day on which it was recorded"
                f" ({PartialDate.of(recorded).human()})",
                (seen,),
            )


def source_dated_otherwise(state: CompanyState) -> Iterable[Suspicion]:
    """The day in a page's address is when it was published. In the files of Epoch AI (2026) 4 of the 37 pages with such
    an address are dated otherwise by three weeks or more, the others by a day at most."""
    for seen in state.history.told:
        far = {source: day for source in seen.sources if (day := _other_day(source)) is not None}
        if far:
            told = [f"{_published(source)} where its address says {day.human()}" for source, day in far.items()]
            mended = (msgspec.structs.replace(one, published=far.get(one, one.published)) for one in seen.sources)
            yield Suspicion(
                f"its source is dated {', and '.join(told)}",
                (seen,),
                correcting(seen, "the address of the source has its day", sources=tuple(mended)),
            )


def _other_day(source: Source) -> PartialDate | None:
    """The day in the address of a page, if the page is dated far from it."""
    day = _day_in_address(source.url or "")
    if day is None or source.published is None:
        return None
    last = source.published.last
    first = source.published.first or last
    assert first is not None
    assert last is not None
    return PartialDate.of(day) if first - day > NEAR or day - last > NEAR else None


def _day_in_address(url: str) -> date | None:
    found = _DAY_IN_ADDRESS.search(url)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:  # 31 February is a number of something else
        return None


def _published(source: Source) -> str:
    return source.published.human() if source.published is not None else ""


def implausible_date(state: CompanyState) -> Iterable[Suspicion]:
    for seen in state.history.told:
        latest = seen.record.recorded_at.date().year + YEARS_AHEAD
        odd = [day.human() for day in _dates(seen) if _is_odd(day, latest)]
        if odd:
            yield Suspicion(f"{', '.join(dict.fromkeys(odd))} is no plausible date", (seen,))


def _dates(seen: Seen) -> list[PartialDate]:
    fields = ("period", "by", "operational_by")
    told = [seen.when, *(getattr(seen.event, field, None) for field in fields)]
    return [day for day in (*told, *(source.published for source in seen.sources)) if day is not None]


def _is_odd(day: PartialDate, latest_year: int) -> bool:
    first, last = day.first or day.last, day.last or day.first
    assert first is not None
    assert last is not None
    return last < FIRST_DAY or last.year > latest_year
