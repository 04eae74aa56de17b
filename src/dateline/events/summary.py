"""One line a person can read, for every kind of event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dateline.events import acts, deals, kinds, measured, milestones
from dateline.events.event import Event
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import FundingStage, SiteRole, SpanStage
from dateline.values.words import figure_words, money_words, names_words, number_words, value_words


def summarize(event: Event) -> str:
    """What the event says, without its date and its source."""
    line = _SUMMARIES.get(type(event), _fields)(event)
    return f"{line} (corrects {event.corrects})" if event.corrects else line


def _joined(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def _due(day: PartialDate) -> str:
    """by 2027, by about 2027, from 2027."""
    return day.human() if day.open_ended else f"by {day.human().replace('by ', '', 1)}"


def _founded(event: kinds.Founded) -> str:
    place = _joined(event.city, event.country)
    by = f" by {names_words(event.founders)}" if event.founders else ""
    return f"Founded{by}" + (f" in {place}" if place else "")


def _profile(event: kinds.Profile) -> str:
    also = f"also called {', '.join(event.aliases)}" if event.aliases else None
    place = _joined(event.city, event.region, event.country)
    known_as = ", ".join(event.identifiers) or None
    said = _joined(f"named {event.name}" if event.name else None, event.sector, place, event.website, also, known_as)
    return f"Profile: {said}"


def _closed(event: kinds.Closed) -> str:
    successor = f"; succeeded by {event.successor.name}" if event.successor else ""
    return f"Closed{f': {event.why}' if event.why else ''}{successor}"


_FUNDING_VERBS = {
    FundingStage.TALKS: "In talks to raise",
    FundingStage.ANNOUNCED: "Announced raising",
    FundingStage.CLOSED: "Raised",
    FundingStage.ABANDONED: "Gave up raising",
}


def _funding(event: deals.Funding) -> str:
    amount = money_words(event.raised) if event.raised else "an undisclosed amount"
    what = event.series or (event.instrument.value if event.instrument else f"round {event.round}")
    at = f" at {money_words(event.valuation)}{' pre-money' if event.pre_money else ''}" if event.valuation else ""
    debt = f"{money_words(event.debt)} of it debt" if event.debt else None
    lead = f"led by {names_words(event.leads)}" if event.leads else None
    others = f"with {names_words(event.investors)}" if event.investors else None
    return _joined(f"{_FUNDING_VERBS[event.stage]} {amount} ({what}){at}", debt, lead, others)


def _listing(event: deals.Listing) -> str:
    verb = {"filed": "Filed to list on", "listed": "Listed on", "delisted": "Delisted from"}[event.stage.value]
    ticker = f" as {event.ticker}" if event.ticker else ""
    price = f"at {money_words(event.price)} a share" if event.price else None
    raised = f"raising {money_words(event.raised)}" if event.raised else None
    valuation = f"valued at {money_words(event.valuation)}" if event.valuation else None
    return _joined(f"{verb} {event.exchange}{ticker}", price, raised, valuation)


def _acquisition(event: deals.Acquisition) -> str:
    verb = {
        "talks": "In talks to acquire",
        "announced": "Announced acquiring",
        "completed": "Acquired",
        "abandoned": "Gave up acquiring",
    }[event.stage.value]
    share = f"{number_words(event.percent)}% of " if event.percent else ""
    price = f" for {money_words(event.price)}" if event.price else ""
    return f"{verb} {share}{event.target.name}{price}"


_STEPS = {"announced": "Announced", "preview": "Preview of", "released": "Release of", "retired": "Retirement of"}
"""In words that fit a plan as well as what has happened."""


def _model(event: kinds.Model) -> str:
    size = f"{number_words(event.parameters)} parameters" if event.parameters else None
    active = f"{number_words(event.active_parameters)} active" if event.active_parameters else None
    detail = _joined(event.access.value if event.access else None, size, active)
    return f"{_STEPS[event.stage.value]} model {event.name or event.model}" + (f" ({detail})" if detail else "")


def _product(event: kinds.Product) -> str:
    return f"{_STEPS[event.stage.value]} product {event.name or event.product}"


def _data_center(event: kinds.DataCenter) -> str:
    verb = {
        "announced": "Announced data centre",
        "under-construction": "Building data centre",
        "operational": "Opened data centre",
        "cancelled": "Cancelled data centre",
        "closed": "Closed data centre",
    }[event.stage.value]
    role = f"as {event.role.value}" if event.role is not SiteRole.OWNER else None
    power = f"{number_words(event.megawatts)} MW" if event.megawatts else None
    chips = f"{number_words(event.chips)} {event.chip_model or 'chips'}" if event.chips else None
    money = money_words(event.investment) if event.investment else None
    due = f"operational {_due(event.operational_by)}" if event.operational_by else None
    return _joined(f"{verb} {event.name or event.site}", role, power, chips, money, due)


def _measure(event: measured.Metric | measured.Target) -> str:
    scope = f" of {event.scope}" if event.scope else ""
    per = "" if event.per is None else " annualized" if event.per.value == "annualized" else f" a {event.per.value}"
    return f"{event.metric}{scope}: {figure_words(event.value)}{per}"


def _metric(event: measured.Metric) -> str:
    return _measure(event) + (f" (for {event.period.human()})" if event.period else "")


def _target(event: measured.Target) -> str:
    return f"Target, {_measure(event)}" + (f" {_due(event.by)}" if event.by else "")


def _role(event: kinds.Role) -> str:
    who = event.person.name if event.person else "Somebody not named"
    return f"{who} {'became' if event.stage is SpanStage.STARTED else 'ceased to be'} {event.title}"


def _stake(event: deals.Stake) -> str:
    share = f" {number_words(event.percent)}%" if event.percent else " a stake"
    invested = f", having invested {money_words(event.invested)}" if event.invested else ""
    return f"{event.holder.name} holds{share}{invested}"


def _partnership(event: kinds.Partnership) -> str:
    verb = "Began" if event.stage is SpanStage.STARTED else "Ended"
    return f"{verb} partnership with {event.partner.name} ({event.nature.value})"


def _milestone(event: milestones.Milestone) -> str:
    step = {"announced": "Announced: ", "happened": "", "cancelled": "Cancelled: ", "ended": "Ended: "}
    category = f" ({event.category})" if event.category else ""
    return f"{step[event.stage.value]}{event.name or event.milestone}{category}"


def _retraction(event: acts.Retraction) -> str:
    return f"Retracts {event.event}: {event.reason}"


def _dispute(event: acts.Dispute) -> str:
    return f"Disputes {event.event}: {event.reason}"


def _merge(event: acts.Merge) -> str:
    return f"{', '.join(event.same)}: the same as {event.kept_subject or event.company}"


def _fields(event: Event) -> str:
    """Of a kind that has no sentence of its own: Product recall: toaster, 1,000 units."""
    names = (name for name in event.__struct_fields__ if name not in Event.__struct_fields__)
    said = (value_words(getattr(event, name), hyphen=" ") for name in names if getattr(event, name))
    return f"{event.kind.replace('-', ' ').capitalize()}: {_joined(*said)}"


_SUMMARIES: dict[type[Event], Callable[[Any], str]] = {
    kinds.Founded: _founded,
    kinds.Profile: _profile,
    kinds.Closed: _closed,
    deals.Funding: _funding,
    deals.Listing: _listing,
    deals.Acquisition: _acquisition,
    kinds.Model: _model,
    kinds.Product: _product,
    kinds.DataCenter: _data_center,
    measured.Metric: _metric,
    measured.Target: _target,
    kinds.Role: _role,
    deals.Stake: _stake,
    kinds.Partnership: _partnership,
    milestones.Milestone: _milestone,
    acts.Retraction: _retraction,
    acts.Dispute: _dispute,
    acts.Merge: _merge,
}
