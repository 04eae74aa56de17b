"""The sheets that are made of states: companies, rounds, models, data centres, metrics."""

from __future__ import annotations

from dateline.errors import InvalidInput
from dateline.exports.columns import Column as Col
from dateline.exports.columns import (
    ColumnKind,
    Sheet,
    SheetPart,
    SheetRow,
    StateSheet,
    bound,
    counted,
    dated,
    money,
    part,
    said,
    simple,
    slugs,
    told_by,
    value_of,
)
from dateline.exports.part_sheets import part_sheet
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts import PARTS
from dateline.state.parts.acquisitions import Acquisition
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.metrics import Metric
from dateline.state.parts.models import Model
from dateline.state.projection import Projection, View
from dateline.values.dates import PartialDate
from dateline.values.money import Amount, digits_of

_COMPANY: tuple[SheetPart[object], ...] = (
    part(ColumnKind.TEXT, "company", lambda state, _: state.slug),
    part(ColumnKind.TEXT, "company_name", lambda state, _: state.name),
    part(ColumnKind.FLAG, "named", lambda state, _: state.is_named),
)
"""Whose row it is: the first columns of every sheet."""


def _conflicts(_: CompanyState, view: View) -> tuple[str, ...]:
    """The fields of which accounts do not agree."""
    return tuple(chosen.field for chosen in view.statements if chosen.is_conflict)


_DOUBTS: tuple[SheetPart[View], ...] = (
    part(ColumnKind.TEXT, "confidence", lambda _, view: view.confidence.value),
    part(ColumnKind.FLAG, "foretold", lambda _, view: view.foretold),
    part(ColumnKind.TEXTS, "conflicts", _conflicts),
)


# --- states ----------------------------------------------------------------------------------------------------------


def _profiled(name: str, kind: ColumnKind = ColumnKind.TEXT) -> SheetPart[CompanyState]:
    return part(kind, name, lambda state, _: simple(value_of(getattr(state.profile, name, None))))


def _raised(state: CompanyState, _: CompanyState) -> SheetRow:
    total, _rounds = state.raised()
    by_currency = tuple(f"{digits_of(one.amount)} {one.currency}" for one in total.by_currency)
    sole = (total.money.amount, total.money.currency) if total.money is not None else (None, None)
    return (*sole, by_currency, total.counted, total.unknown, total.excluded)


_RAISED = SheetPart(
    (
        Col("raised", ColumnKind.NUMBER),
        Col("raised_currency", ColumnKind.TEXT),
        Col("raised_by_currency", ColumnKind.TEXTS),
        Col("raised_counted", ColumnKind.COUNT),
        Col("raised_unknown", ColumnKind.COUNT),
        Col("raised_excluded", ColumnKind.COUNT),
    ),
    _raised,
)
_COVERAGE = ("events", "sources", "first_on", "last_on", "first_known", "last_known")
_PARTS = ("rounds", "listings", "acquisitions", "models", "products", "data_centers", "metrics")


def _how_many(projection: Projection[object]) -> SheetPart[CompanyState]:
    return part(ColumnKind.COUNT, projection.name, lambda state, _: len(state.views(projection)))


def _covered(state: CompanyState, _: CompanyState) -> SheetRow:
    return tuple(getattr(state.history.coverage, name) for name in _COVERAGE)


STATES: Sheet[CompanyState] = Sheet(
    "states",
    (
        *_COMPANY,
        part(ColumnKind.TEXTS, "aliases", lambda state, _: state.aliases),
        part(ColumnKind.TEXTS, "identifiers", lambda state, _: state.identifiers),
        part(ColumnKind.TEXT, "status", lambda state, _: state.status.value),
        dated("founded", lambda state, _: state.founding.on.value if state.founding else None),
        dated("closed", lambda state, _: state.closing.on.value if state.closing else None),
        part(ColumnKind.TEXT, "acquired_by", lambda state, _: _owner(state)),
        *map(_profiled, ("country", "region", "city", "website", "sector")),
        money("valuation", lambda state, _: state.valuation),
        dated("valuation_on", lambda state, _: state.valuation.account.moment if state.valuation else None),
        part(ColumnKind.FLAG, "valuation_foretold", lambda state, _: _is_foretold(state.valuation)),
        _RAISED,
        *(_how_many(one) for name in _PARTS for one in PARTS if one.name == name),
        part(ColumnKind.COUNT, "conflicts", lambda state, _: len(state.conflicts)),
        part(ColumnKind.COUNT, "rumors", lambda state, _: len(state.history.rumors)),
        part(ColumnKind.COUNT, "possible", lambda state, _: len(state.history.possible)),
        part(ColumnKind.COUNT, "upcoming", lambda state, _: len(state.history.upcoming)),
        SheetPart(
            tuple(
                Col(name, ColumnKind.COUNT if name in ("events", "sources") else ColumnKind.DAY) for name in _COVERAGE
            ),
            _covered,
        ),
    ),
    lambda state: (state,),
)


def _is_foretold(chosen: Chosen[Amount] | None) -> bool | None:
    return chosen.seen.foretold if chosen is not None else None


def _owner(state: CompanyState) -> str | None:
    """Of the deal that makes another company its owner, whose event that is."""
    return state.acquired_by.acquirer if state.acquired_by is not None else None


# --- parts of a state ------------------------------------------------------------------------------------------------

ROUNDS: Sheet[FundingRound] = Sheet(
    "rounds",
    (
        *_COMPANY,
        part(ColumnKind.TEXT, "round", lambda _, view: view.key),
        said("series"),
        said("instrument"),
        said("stage"),
        dated("on", lambda _, view: view.on.value),
        money("raised", lambda _, view: view.raised),
        money("debt", lambda _, view: view.debt),
        money("valuation", lambda _, view: view.valuation),
        money("pre_money_valuation", lambda _, view: view.pre_money_valuation),
        said("leads", ColumnKind.TEXTS),
        slugs("lead_slugs", "leads"),
        said("investors", ColumnKind.TEXTS),
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
        part(ColumnKind.TEXT, "model", lambda _, view: view.key),
        said("name"),
        said("aliases", ColumnKind.TEXTS),
        said("stage"),
        dated("on", lambda _, view: view.on.value),
        said("access"),
        said("license"),
        said("parameters", ColumnKind.NUMBER),
        said("active_parameters", ColumnKind.NUMBER),
        said("training_compute", ColumnKind.NUMBER),
        said("modalities", ColumnKind.TEXTS),
        said("organisations", ColumnKind.TEXTS),
        *_DOUBTS,
        told_by(lambda _, view: view.stage.seen),
    ),
    lambda state: state.models,
)

DATA_CENTERS: Sheet[DataCenter] = Sheet(
    "data-centers",
    (
        *_COMPANY,
        part(ColumnKind.TEXT, "site", lambda _, view: view.key.rpartition("/")[0]),
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
        dated("operational_by", lambda _, view: view.operational_by.value if view.operational_by else None),
        *_DOUBTS,
        told_by(lambda _, view: view.stage.seen),
    ),
    lambda state: state.data_centers,
)


def _figure(_: CompanyState, view: Metric) -> SheetRow:
    value = view.value.value
    if isinstance(value, Amount):
        return value.amount, value.currency, None, bound(value)
    return value.count, None, value.unit, bound(value)


METRICS: Sheet[Metric] = Sheet(
    "metrics",
    (
        *_COMPANY,
        part(ColumnKind.TEXT, "metric", lambda _, view: view.name),
        part(ColumnKind.TEXT, "scope", lambda _, view: view.scope),
        part(ColumnKind.TEXT, "per", lambda _, view: view.per.value if view.per else None),
        dated("period", lambda _, view: view.period),
        dated("on", lambda _, view: view.value.account.moment),
        SheetPart(
            (
                Col("value", ColumnKind.NUMBER),
                Col("currency", ColumnKind.TEXT),
                Col("unit", ColumnKind.TEXT),
                Col("bound", ColumnKind.TEXT),
            ),
            _figure,
        ),
        *_DOUBTS,
        told_by(lambda _, view: view.value.seen),
    ),
    lambda state: state.metrics,
)

_ONLY_IN_STATES = frozenset(
    {"founding", "profile", "closing", "listings", "products"} | {"targets", "people", "holders", "partnerships"}
)
"""Parts that are told in columns of the states, if at all. They have no sheet until somebody wants one."""
_OWN_SHEETS: dict[str, StateSheet[View]] = {
    "rounds": ROUNDS,
    "models": MODELS,
    "data_centers": DATA_CENTERS,
    "metrics": METRICS,
}


def _announced(_: CompanyState, view: Acquisition) -> PartialDate | None:
    return view.announced.value if view.announced is not None else None


_MORE: dict[str, tuple[SheetPart[Acquisition], ...]] = {"acquisitions": (dated("announced", _announced),)}
"""Columns of what no field of a view has, by the name of the part."""
_PART_SHEETS: list[StateSheet[View]] = [
    part_sheet(each, _COMPANY, _MORE.get(each.name, ()), _DOUBTS)
    for each in PARTS
    if each.name not in {*_OWN_SHEETS, *_ONLY_IN_STATES}
]
"""Of all other parts."""

_SHEETS: tuple[StateSheet[object], ...] = (STATES, *_OWN_SHEETS.values(), *_PART_SHEETS)

SHEETS = {sheet.name: sheet for sheet in _SHEETS}
"""The sheets that are made of states, by name."""


def sheet_named(name: str) -> StateSheet[object]:
    """Raises InvalidInput if no sheet of states has this name."""
    if name not in SHEETS:
        raise InvalidInput(f"there is no sheet {name!r}: there are {', '.join(SHEETS)}")
    return SHEETS[name]
