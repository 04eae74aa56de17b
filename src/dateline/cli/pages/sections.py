"""The parts of a company's page, a table each, always in the same order; empty tables are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rich.table import Table

from dateline.cli.pages import phrases
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.pages.subject_row import SubjectRow
from dateline.cli.terminal import table
from dateline.state.accounts import Chosen
from dateline.state.company import CompanyState
from dateline.state.parts import PARTS
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.models import Model
from dateline.state.parts.spans import Span
from dateline.state.parts.stakes import Stake
from dateline.state.parts.targets import Outcome
from dateline.state.projection import Projection, View, field_names
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import FundingStage, Instrument, SiteRole
from dateline.values.words import number_words

Section = Callable[[CompanyState, Footnotes], Table]

_SOURCES = "Src"
_OUTCOME_STYLES = {Outcome.MET: "green", Outcome.MISSED: "red", Outcome.PENDING: "", Outcome.UNKNOWN: "dim"}


def _rounds(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("When", "Round", "Raised", "Valuation", _SOURCES, fold=("Round",))
    for one in state.rounds:
        row = SubjectRow(one, notes).field(one.on).cell(_round_name(one), one.series, one.instrument, one.stage)
        row.below((_led_by(one), one.leads), (_with(one), one.investors))
        row.details((_said(one.raised), one.raised), (_debt(one), one.debt))
        row.details((_said(one.valuation), one.valuation), (_pre_money(one), one.pre_money_valuation))
        row.add_to(listing)
    return listing


def _round_name(one: FundingRound) -> str:
    name = one.series.value if one.series else one.key
    stage, instrument = one.stage.value, one.instrument.value if one.instrument else None
    told = [phrases.words(stage)] if stage is not FundingStage.CLOSED else []
    if instrument not in (None, Instrument.EQUITY) and phrases.words(instrument) not in name:
        told.append(phrases.words(instrument))
    return f"{name} ({', '.join(told)})" if told else name


def _debt(one: FundingRound) -> str:
    return f"{phrases.words(one.debt.value)} of it debt" if one.debt else ""


def _pre_money(one: FundingRound) -> str:
    return f"{phrases.words(one.pre_money_valuation.value)} pre-money" if one.pre_money_valuation else ""


def _led_by(one: FundingRound) -> str:
    return f"led by {phrases.words(one.leads.value)}" if one.leads else ""


def _with(one: FundingRound) -> str:
    return f"with {phrases.words(one.investors.value)}" if one.investors else ""


def _listings(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("When", "Exchange", "Stage", "Price", "Raised", "Valuation", _SOURCES, fold=("Exchange",))
    for one in state.listings:
        ticker = f": {one.ticker.value}" if one.ticker else ""
        row = SubjectRow(one, notes).field(one.on).cell(f"{one.exchange.value}{ticker}", one.exchange, one.ticker)
        row.field(one.stage).field(one.price).field(one.raised).field(one.valuation).add_to(listing)
    return listing


def _acquisitions(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("When", "Target", "Stage", "Price", "Share", _SOURCES, fold=("Target",))
    for one in state.acquisitions:
        share = f"{number_words(one.percent.value)}%" if one.percent else ""
        row = SubjectRow(one, notes).field(one.on).field(one.target).field(one.stage).field(one.price)
        row.cell(share, one.percent).add_to(listing)
    return listing


def _data_centers(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("When", "Site", "Stage", "Figures", _SOURCES, fold=("Site", "Stage", "Figures"))
    for one in state.data_centers:
        row = SubjectRow(one, notes).field(one.on).cell(_site(one), one.name, one.place, one.country, one.role)
        row.field(one.stage).details(
            (_said(one.megawatts), one.megawatts),
            (_chips(one), one.chips),
            (_said(one.investment), one.investment),
            (_operational(one), one.operational_by),
        )
        row.add_to(listing)
    return listing


def _site(one: DataCenter) -> str:
    name, place = one.name.value, one.place.value if one.place else None
    where = [place] if place and place not in name else []
    country = phrases.country(one.country.value) if one.country else ""
    where += [country] if country and country not in name and country not in (place or "") else []
    role = f" (as {one.role.value.value})" if one.role.value is not SiteRole.OWNER else ""
    return ", ".join([name, *where]) + role


def _chips(one: DataCenter) -> str:
    model = one.chip_model.value if one.chip_model else "chips"
    if one.chips is None:
        return model if one.chip_model else ""
    return f"{number_words(one.chips.value.count)} {model}"


def _operational(one: DataCenter) -> str:
    return f"operational {_due(one.operational_by)}" if one.operational_by else ""


def _due(by: Chosen[PartialDate] | None) -> str:
    return f"by {by.value.human().removeprefix('by ')}" if by else ""


def _models(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("When", "Model", "Stage", "Details", _SOURCES, fold=("Model", "Details"))
    for one in state.models:
        row = SubjectRow(one, notes).field(one.on).cell(_names(one), one.name, one.aliases).field(one.stage)
        row.details(
            (_said(one.access), one.access),
            (_said(one.license), one.license),
            (_said(one.parameters, "parameters"), one.parameters),
            (_said(one.active_parameters, "active"), one.active_parameters),
            (_said(one.training_compute, "FLOP"), one.training_compute),
            (_said(one.modalities), one.modalities),
            (_others(one, state), one.organisations),
        )
        row.add_to(listing)
    return listing


def _others(one: Model, state: CompanyState) -> str:
    """Who made it, where that is not the company alone, whose page this is."""
    made_by = one.organisations.value if one.organisations else ()
    return f"by {phrases.words(made_by)}" if {party.slug for party in made_by} - state.history.slugs else ""


def _products(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("When", "Product", "Stage", "Description", _SOURCES, fold=("Product", "Description"))
    for one in state.products:
        also = f" ({phrases.words(one.aliases.value)})" if one.aliases else ""
        row = SubjectRow(one, notes).field(one.on).cell(f"{one.name.value}{also}", one.name, one.aliases)
        row.field(one.stage).field(one.description).add_to(listing)
    return listing


def _names(one: Model) -> str:
    return f"{one.name.value} ({phrases.words(one.aliases.value)})" if one.aliases else str(one.name.value)


def _metrics(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("When", "Metric", "Figure", "Period", _SOURCES, fold=("Metric",))
    for one in state.metrics:
        period = one.period.human() if one.period else ""
        row = SubjectRow(one, notes).cell(one.value.account.moment.human()).cell(phrases.measure(one))
        row.field(one.value).cell(period).add_to(listing, by=one.value)
    return listing


def _targets(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("Due", "Target", "Figure", "Outcome", _SOURCES, fold=("Target",))
    for one in state.targets:
        outcome, met_by = state.outcome(one)
        met = f" {met_by.event.when.human()}" if met_by else ""
        row = SubjectRow(one, notes).cell(_due(one.by), one.by).cell(phrases.measure(one)).field(one.value)
        row.cell(f"{outcome.value}{met}", style=_OUTCOME_STYLES[outcome]).add_to(listing)
    return listing


def _people(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("Since", "Person", "Role", _SOURCES, fold=("Person", "Role"))
    for one in state.people:
        row = SubjectRow(one, notes).cell(_span(one), one.since, one.until)
        person = one.person.value.name if one.person else "not named"
        row.cell(person, one.person, style="" if one.person else "dim").field(one.title).add_to(listing)
    return listing


def _holders(state: CompanyState, notes: Footnotes) -> Table:
    return _stakes(((one, one.holder.value.name) for one in state.holders), "Holder", notes)


def _holdings(state: CompanyState, notes: Footnotes) -> Table:
    return _stakes(((one, one.company) for one in state.holdings), "Company", notes)


def _stakes(stakes: Iterable[tuple[Stake, str]], head: str, notes: Footnotes) -> Table:
    listing = table("When", head, "Share", "Invested", _SOURCES, fold=(head,))
    for one, name in stakes:
        share = f"{number_words(one.percent.value)}%" if one.percent else ""
        row = SubjectRow(one, notes).field(one.on).cell(name, one.holder).cell(share, one.percent)
        row.field(one.invested).add_to(listing)
    return listing


def _partnerships(state: CompanyState, notes: Footnotes) -> Table:
    listing = table("Since", "Partner", "Nature", _SOURCES, fold=("Partner",))
    for one in state.partnerships:
        row = SubjectRow(one, notes).cell(_span(one), one.since, one.until).field(one.partner).field(one.nature)
        row.add_to(listing)
    return listing


def _span(one: Span) -> str:
    since = one.since.value.human() if one.since else ""
    return f"{since} until {one.until.value.human()}".strip() if one.until else since


def _said(chosen: Chosen[object] | None, unit: str = "") -> str:
    return f"{phrases.words(chosen.value)} {unit}".strip() if chosen is not None else ""


def _generic(part: Projection[View]) -> Section:
    """A part that has no table of its own: a column for each field of its views."""
    names = sorted(field_names(part.makes), key=lambda name: name != "on")

    def section(state: CompanyState, notes: Footnotes) -> Table:
        listing = table(*map(_head, names), _SOURCES, fold=tuple(map(_head, names)))
        for view in state.views(part):
            row = SubjectRow(view, notes)
            for name in names:
                row.field(getattr(view, name))
            row.add_to(listing)
        return listing

    return section


def _head(name: str) -> str:
    """chip_model → Chip model; the date goes by the name it has in every table."""
    return "When" if name == "on" else name.replace("_", " ").capitalize()


_IN_THE_HEADER = frozenset({"founding", "profile", "closing"})
_OWN_SECTIONS: dict[str, tuple[str, Section]] = {
    "rounds": ("Funding rounds", _rounds),
    "listings": ("Listings", _listings),
    "acquisitions": ("Acquisitions", _acquisitions),
    "data_centers": ("Data centres", _data_centers),
    "models": ("Models", _models),
    "products": ("Products", _products),
    "metrics": ("Metrics", _metrics),
    "targets": ("Targets", _targets),
    "people": ("People", _people),
    "holders": ("Holders", _holders),
    "holdings": ("Holdings", _holdings),
    "partnerships": ("Partnerships", _partnerships),
}
SECTIONS: tuple[tuple[str, Section], ...] = (
    *_OWN_SECTIONS.values(),
    *((part.title, _generic(part)) for part in PARTS if part.name not in {*_OWN_SECTIONS, *_IN_THE_HEADER}),
)
