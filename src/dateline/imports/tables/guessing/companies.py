"""What a table says of its companies themselves: since when there are, where they are, what they are known under."""

from __future__ import annotations

from collections.abc import Iterator

from dateline.imports.tables.guessing.columns import SampledColumn
from dateline.imports.tables.guessing.draft import EventSection, MapLine, listed, quoted
from dateline.imports.tables.guessing.fields import day
from dateline.imports.tables.guessing.headers import folded
from dateline.imports.tables.guessing.roles import Roles
from dateline.imports.tables.guessing.survey import Survey, cell_of
from dateline.imports.tables.guessing.things import owner_is_unknown

_SCHEMES = {
    "ticker": "ticker", "symbol": "ticker", "stock symbol": "ticker", "ticker symbol": "ticker", "lei": "lei",
    "isin": "isin", "cik": "cik", "permalink": "permalink", "company permalink": "permalink",
    "org permalink": "permalink", "organization permalink": "permalink",
}  # fmt: skip
"""The header of a column → the scheme of the identifiers in it."""
_WHOSE = ("company", "org", "organization", "organisation", "issuer")
_PLACES = ("city", "region", "country")


def companies(table: Survey) -> Iterator[EventSection]:
    """One profile, and a founding where the table has its day; of a deal, one of who buys and one of who is bought."""
    buyer = table.roles.pick("acquirer")
    if buyer is not None:
        yield from _of_a_deal(table, buyer)
    elif not owner_is_unknown(table):
        yield from _of_companies(table)


def _of_companies(table: Survey) -> Iterator[EventSection]:
    name = MapLine("name", quoted("{who}" if table.several else cell_of(table.company)), "")
    founded = table.roles.pick("founded")
    places = [] if table.several or table.roles.pick("megawatts") is not None else _said(table, table.roles, _PLACES)
    if founded is not None:
        where = [place for place in places if place.key != "region"]
        fields, gaps = [MapLine("on", day(founded)), name, *where], table.gaps(founded)
        yield EventSection("founded", table.who, ["founded"], fields, gaps, own_sources=False, once=True)
    said = [*places, *_said(table, table.roles, ("website", "sector")), *_identifiers(table)]
    if any(entry.key == "sector" and _is_said_of_others(table) for entry in said):
        said = [entry for entry in said if entry.key != "sector"]
    fields = [MapLine("on", day(None), ""), name, *said]
    yield EventSection("profile", table.who, ["profile"], fields, own_sources=False, once=True)


def _is_said_of_others(table: Survey) -> bool:
    """Whether a Category is that of what happened."""
    sector = table.roles.pick("sector")
    told = table.roles.pick("happening") is not None and table.roles.on is not None
    return told and sector is not None and "category" in folded(sector.header)


def _said(table: Survey, roles: Roles, wanted: tuple[str, ...]) -> list[MapLine]:
    found = [(role, column) for role in wanted if (column := roles.pick(role))]
    return [
        MapLine(role, table.country(column) if role == "country" else quoted(cell_of(column)), "")
        for role, column in found
    ]


def _identifiers(table: Survey) -> list[MapLine]:
    """What the companies are known under in the lists of others."""
    if table.several is not None:
        return []
    named = ((_scheme(folded(column.header)), column) for column in table.columns if column.said)
    found = [f"{scheme}:{cell_of(column)}" for scheme, column in named if scheme and column.has_plain_name]
    return [MapLine("identifiers", listed(found))] if found else []


def _scheme(header: str) -> str | None:
    """The `cik` of a `company cik` too."""
    before, _, last = header.rpartition(" ")
    return _SCHEMES.get(header) or (_SCHEMES.get(last) if before in _WHOSE else None)


def _of_a_deal(table: Survey, buyer: SampledColumn) -> Iterator[EventSection]:
    """What headers like `acquirer_city` say of one of the two; a plain `Country` may be of either."""
    target = table.roles.pick("target") or table.company
    for column in (buyer, target) if target is not buyer else (buyer,):
        roles = table.roles.among(folded(column.header).removesuffix(" name"))
        fields = [
            MapLine("on", day(None), ""),
            MapLine("name", quoted(cell_of(column)), ""),
            *_said(table, roles, (*_PLACES, "website", "sector")),
        ]
        if column is buyer or len(fields) > 2:
            who = table.slug_of(column)
            needed = [column.name] if column is not table.company or table.gaps(column) else []
            yield EventSection("profile", who, ["profile"], fields, needed, own_sources=False, once=True)
