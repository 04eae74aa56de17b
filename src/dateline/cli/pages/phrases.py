"""What pages call things: values, countries, measures, sources, counts, and why an account was used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dateline.answers.spans_told import DaySpan
from dateline.events.event import Source
from dateline.state.accounts import Step
from dateline.state.company import CompanyState
from dateline.state.parts.metrics import Metric
from dateline.state.parts.targets import Target
from dateline.values.countries import country_name
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Per
from dateline.values.words import day_words, value_words

RULES = {
    Step.ONLY: "nobody says otherwise",
    Step.STAGE: "of the later stage",
    Step.DATE: "of the later date",
    Step.FORETOLD: "the others were told before it happened",
    Step.CONFIDENCE: "the surest",
    Step.PUBLISHERS: "more publishers say so",
    Step.PRECISION: "the most precise date",
    Step.KNOWN: "the latest report",
    Step.ID: "the id that sorts last",
}
"""Why an account was used, by the step that chose it."""


def words(value: object) -> str:
    """The value of any field; a vocabulary's words with blanks, not hyphens: `under construction`."""
    return value_words(value, hyphen=" ")


country = country_name


def measure(measured: Metric | Target) -> str:
    """What is measured: `users of vibe, a month`."""
    told = measured.measure
    scope = f" of {told.scope}" if told.scope else ""
    per = f", {span(told.per)}" if told.per is not None else ""
    return f"{metric(told.metric)}{scope}{per}"


def span(per: Per) -> str:
    """What a figure is counted over: a month, annualized."""
    return per.value if per is Per.ANNUALIZED else f"a {per.value}"


def days(told: DaySpan) -> str:
    """A span of days as people call it: Q2 2023, Jun 2023, 2023; or by its first and last day."""
    for edtf in _calendar_spans(told.first):
        whole = PartialDate.from_edtf(edtf)
        if (whole.first, whole.last) == (told.first, told.last):
            return whole.human()
    return str(told)


def _calendar_spans(first: date) -> tuple[str, ...]:
    """The months, quarters, halves and years that a span from this day may be."""
    year = f"{first.year:04}"
    return f"{year}-{first.month:02}", f"{year}-{33 + (first.month - 1) // 3}", f"{year}-{40 + first.month // 7}", year


def company(state: CompanyState) -> str:
    """Its name; where only later sources tell one, its slug, and that it is none."""
    return state.name if state.is_named else f"{state.slug} (no name known by then)"


def listed_company(state: CompanyState, later: Mapping[str, str]) -> str:
    """The same in a table, short: the name it has `later`, or its slug, with a sign that `NAMED_LATER` explains."""
    return state.name if state.is_named else unnamed(state.slug, later)


def unnamed(slug: str, later: Mapping[str, str]) -> str:
    """The same of a company that has no name by then."""
    return f"{later.get(slug, slug)}\N{NO-BREAK SPACE}°"


def presumed(count: int) -> str:
    """That the country of some companies is told only of later."""
    whose = "1 company" if count == 1 else f"{count:,} companies"
    return f"Of {whose} in it the country is told only of later, or of an open past: it is presumed to be the same."


def with_reason(told: str, why: str) -> str:
    """A sentence, and why it is so, where that is known."""
    end = "" if why.endswith("?") else "."
    return f"{told}: {why}{end}" if why else f"{told}."


NAMED_LATER = "° No name is known that it had by then: the one it has later stands for it, or else its slug."


def metric(name: str) -> str:
    """arr → ARR, compute-spend → compute spend."""
    return _ACRONYMS.get(name, name.replace("-", " "))


_ACRONYMS = {"arr": "ARR", "mau": "MAU", "dau": "DAU", "gpus": "GPUs"}


def source(cited: Source) -> str:
    """Publisher, title and date of a source."""
    title = f", “{cited.title}”" if cited.title else ""
    when = f", {cited.published.human()}" if cited.published else ""
    read = f", retrieved {day_words(cited.retrieved)}" if cited.retrieved and not cited.published else ""
    return f"{cited.publisher}{title}{when}{read}"


def counted(count: int, singular: str, plural: str | None = None) -> str:
    """1 file, 1,200 files; `plural` where it is not the singular with an s."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"
