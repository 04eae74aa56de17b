"""Values as people read them in a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum

import iso3166

from dateline.events.event import Source
from dateline.state.accounts import Step
from dateline.state.parts.metrics import Metric
from dateline.state.parts.targets import Target
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, Money, Quantity
from dateline.values.parties import Party
from dateline.values.vocabulary import Per
from dateline.values.words import figure_words, money_words, number_words

RULES = {
    Step.ONLY: "nobody says otherwise",
    Step.STAGE: "of the later stage",
    Step.DATE: "of the later date",
    Step.CONFIDENCE: "the surest",
    Step.PUBLISHERS: "more publishers say so",
    Step.PRECISION: "the most precise date",
    Step.KNOWN: "the latest report",
    Step.ID: "the id that sorts last",
}
"""Why an account was used, by the step that chose it."""


def words(value: object) -> str:
    """Any value of a field."""
    match value:
        case Amount() | Quantity():
            return figure_words(value)
        case Money():
            return money_words(value)
        case PartialDate():
            return value.human()
        case Decimal():
            return number_words(value)
        case Party():
            return value.name
        case Enum():
            return str(value.value).replace("-", " ")
        case tuple():
            return ", ".join(map(words, value))
        case _:
            return str(value)


def day(value: date) -> str:
    return PartialDate.of(value).human()


def country(code: str) -> str:
    """FR → France."""
    found = iso3166.countries_by_alpha2.get(code)
    return str(found.apolitical_name) if found else code


def measure(one: Metric | Target) -> str:
    """What is measured: `users of vibe, a month`."""
    event = one.event
    scope = f" of {event.scope}" if event.scope else ""
    per = "" if event.per is None else ", annualized" if event.per is Per.ANNUALIZED else f", a {event.per.value}"
    return f"{metric(event.metric)}{scope}{per}"


def metric(name: str) -> str:
    """arr → ARR, compute-spend → compute spend."""
    return _ACRONYMS.get(name, name.replace("-", " "))


_ACRONYMS = {"arr": "ARR", "mau": "MAU", "dau": "DAU", "gpus": "GPUs"}


def source(one: Source) -> str:
    """Publisher, title and date of a source."""
    title = f", “{one.title}”" if one.title else ""
    when = f", {one.published.human()}" if one.published else ""
    read = f", retrieved {day(one.retrieved)}" if one.retrieved and not one.published else ""
    return f"{one.publisher}{title}{when}{read}"


def counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
