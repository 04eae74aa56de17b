"""The sheets that are made of states: companies, rounds, models, data centres, metrics."""

from __future__ import annotations

from typing import Any

from dateline.exports.columns import Column as Col
from dateline.exports.columns import (
    Kind,
    Part,
    Row,
    Sheet,
    bound,
    counted,
    dated,
    money,
    part,
    said,
    slugs,
    told_by,
    value_of,
)
from dateline.state.company import CompanyState
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.metrics import Metric
from dateline.state.parts.models import Model
from dateline.state.projection import View
from dateline.values.money import Amount, digits_of

_COMPANY: tuple[Part[Any], ...] = (
    part(Kind.TEXT, "company", lambda state, _: state.slug),
    part(Kind.TEXT, "company_name", lambda state, _: state.name),
)
"""Whose row it is: the first columns of every sheet."""


def _conflicts(_: CompanyState, view: View) -> tuple[str, ...]:
    """The fields of which accounts do not agree."""
    return tuple(chosen.field for chosen in view.statements if chosen.is_conflict)


_DOUBTS: tuple[Part[Any], ...] = (
    part(Kind.TEXT, "confidence", lambda _, view: view.confidence.value),
    part(Kind.TEXTS, "conflicts", _conflicts),
)


# --- states ----------------------------------------------------------------------------------------------------------


def _profiled(name: str, kind: Kind = Kind.TEXT) -> Part[CompanyState]:
    return part(kind, name, lambda state, _: value_of(getattr(state.profile, name, None)))


def _raised(state: CompanyState, _: CompanyState) -> Row:
    total, _rounds = state.raised()
    by_currency = tuple(f"{digits_of(one.amount)} {one.currency}" for one in total.by_currency)
    sole = (total.money.amount, total.money.currency) if total.money is not None else (None, None)
    return (*sole, by_currency, total.counted, total.unknown, total.excluded)


_RAISED = Part(
    (
        Col("raised", Kind.NUMBER),
        Col("raised_currency", Kind.TEXT),
        Col("raised_by_currency", Kind.TEXTS),
        Col("raised_counted", Kind.COUNT),
        Col("raised_unknown", Kind.COUNT),
        Col("raised_excluded", Kind.COUNT),
    ),
    _raised,
)
_COVERAGE = ("events", "sources", "first_on", "last_on", "first_known", "last_known")
_PARTS = ("rounds", "listings", "acquisitions", "models", "products", "data_centers", "metrics")


def _how_many(name: str) -> Part[CompanyState]:
    return part(Kind.COUNT, name, lambda state, _: len(getattr(state, name)))


def _covered(state: CompanyState, _: CompanyState) -> Row:
    return tuple(getattr(state.history.coverage, name) for name in _COVERAGE)


STATES: Sheet[CompanyState] = Sheet(
    "states",
    (
        *_COMPANY,
        part(Kind.TEXTS, "aliases", lambda state, _: state.aliases),
        part(Kind.TEXT, "status", lambda state, _: state.status.value),
        dated("founded", lambda state, _: value_of(state.founding.on) if state.founding else None),
        dated("closed", lambda state, _: value_of(state.closing.on) if state.closing else None),
        part(Kind.TEXT, "acquired_by", lambda state, _: _owner(state)),
        *map(_profiled, ("country", "region", "city", "website", "sector")),
        money("valuation", lambda state, _: state.valuation),
        dated("valuation_on", lambda state, _: state.valuation.account.moment if state.valuation else None),
        _RAISED,
        *map(_how_many, (*_PARTS, "conflicts")),
        part(Kind.COUNT, "rumors", lambda state, _: len(state.history.rumors)),
        part(Kind.COUNT, "upcoming", lambda state, _: len(state.history.upcoming)),
        Part(
            tuple(Col(name, Kind.COUNT if name in ("events", "sources") else Kind.DAY) for name in _COVERAGE), _covered
        ),
    ),
    lambda state: (state,),
)


def _owner(state: CompanyState) -> str | None:
    """Of the deal that makes another company its owner, whose event that is."""
    return state.acquired_by.events[-1].event.company if state.acquired_by is not None else None


# --- parts of a state ------------------------------------------------------------------------------------------------

ROUNDS: Sheet[FundingRound] = Sheet(
    "rounds",
    (
        *_COMPANY,
        part(Kind.TEXT, "round", lambda _, view: view.key),
        said("series"),
        said("instrument"),
        said("stage"),
        dated("on", lambda _, view: view.on.value),
        money("raised", lambda _, view: view.raised),
        money("debt", lambda _, view: view.debt),
        money("valuation", lambda _, view: view.valuation),
        money("pre_money_valuation", lambda _, view: view.pre_money_valuation),
        said("leads", Kind.TEXTS),
        slugs("lead_slugs", "leads"),
        said("investors", Kind.TEXTS),
        slugs("investor_slugs", "investors"),
        *_DOUBTS,
        told_by(lambda _, view: view.stage.seen),
    ),
    lambda state: state.rounds,
)

MODELS: Sheet[Model] = Sheet(
    "models",
    (
        *_COMPANY,
        part(Kind.TEXT, "model", lambda _, view: view.key),
        said("name"),
        said("aliases", Kind.TEXTS),
        said("stage"),
        dated("on", lambda _, view: view.on.value),
        said("access"),
        said("license"),
        said("parameters", Kind.NUMBER),
        said("active_parameters", Kind.NUMBER),
        said("training_compute", Kind.NUMBER),
        said("modalities", Kind.TEXTS),
        said("organisations", Kind.TEXTS),
        *_DOUBTS,
        told_by(lambda _, view: view.stage.seen),
    ),
    lambda state: state.models,
)

DATA_CENTERS: Sheet[DataCenter] = Sheet(
    "data-centers",
    (
        *_COMPANY,
        part(Kind.TEXT, "site", lambda _, view: view.key.rpartition("/")[0]),
        said("role"),
        said("name"),
        said("place"),
        said("country"),
        said("stage"),
        dated("on", lambda _, view: view.on.value),
        counted("megawatts", lambda _, view: view.megawatts),
        counted("chips", lambda _, view: view.chips),
        said("chip_model"),
        money("investment", lambda _, view: view.investment),
        dated("operational_by", lambda _, view: value_of(view.operational_by)),
        *_DOUBTS,
        told_by(lambda _, view: view.stage.seen),
    ),
    lambda state: state.data_centers,
)


def _figure(_: CompanyState, view: Metric) -> Row:
    value = view.value.value
    if isinstance(value, Amount):
        return value.amount, value.currency, None, bound(value)
    return value.count, None, value.unit, bound(value)


METRICS: Sheet[Metric] = Sheet(
    "metrics",
    (
        *_COMPANY,
        part(Kind.TEXT, "metric", lambda _, view: view.name),
        part(Kind.TEXT, "scope", lambda _, view: view.scope),
        part(Kind.TEXT, "per", lambda _, view: view.per.value if view.per else None),
        dated("period", lambda _, view: view.period),
        dated("on", lambda _, view: view.value.account.moment),
        Part(
            (
                Col("value", Kind.NUMBER),
                Col("currency", Kind.TEXT),
                Col("unit", Kind.TEXT),
                Col("bound", Kind.TEXT),
            ),
            _figure,
        ),
        *_DOUBTS,
        told_by(lambda _, view: view.value.seen),
    ),
    lambda state: state.metrics,
)

SHEETS: dict[str, Sheet[Any]] = {sheet.name: sheet for sheet in (STATES, ROUNDS, MODELS, DATA_CENTERS, METRICS)}
"""The sheets of states by name."""
