"""Rows that tell of deals: purchases, rounds, shares that are held, and shares that are listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dateline.imports.tables.guessing.beside import marks_of
from dateline.imports.tables.guessing.columns import YES, SampledColumn
from dateline.imports.tables.guessing.draft import LOOK_HERE, EventSection, MapLine, listed, quoted
from dateline.imports.tables.guessing.draft import table as inline
from dateline.imports.tables.guessing.fields import day, parties
from dateline.imports.tables.guessing.headers import folded, word_in
from dateline.imports.tables.guessing.series import about_spending
from dateline.imports.tables.guessing.survey import MeantValues, Survey, cell_of, unmeant
from dateline.imports.tables.guessing.words import STAGES

_STAGES = "stages"
_PRE_MONEY = "pre-money"
_MONEY_WORDS = {"pre": "true", "pre money": "true", "premoney": "true", "post": "false", "post money": "false",
                "postmoney": "false"}  # fmt: skip
"""Whether a valuation of this kind is one before the money."""
_IPO: dict[str, tuple[str, ...]] = {"ipo": ("ipo", "ipos", "listing", "listings", "borsengang", "borsengange")}


def deals(table: Survey) -> list[EventSection]:
    """Of the first sort of which the columns tell anything."""
    pick = table.roles.pick
    if pick("acquirer") is not None:
        return list(_acquisitions(table))
    if pick("exchange") is not None or (pick("ticker") is not None and _is_about_listings(table)):
        return [_listing(table)]
    if pick("holder") is not None and (pick("percent") is not None or pick("amount") is not None):
        return [_stake(table)]
    return []


def _is_about_listings(table: Survey) -> bool:
    return any(word_in(_IPO, text) for text in (*table.headers, *table.called))


# --- purchases ---


def _acquisitions(table: Survey) -> Iterator[EventSection]:
    """What was announced, and what was completed where that has a day of its own."""
    buyer, done = table.roles.pick("acquirer"), table.roles.pick("completed")
    assert buyer is not None
    target = table.roles.pick("target") or table.company
    meant = _stages(table, {"closed": "completed"})
    on = table.roles.on
    if done is None or on is done or on is None:
        yield _acquisition(table, buyer, target, _stage(table, meant, "completed"), table.on())
        return
    words = {word for word in meant.values() if word != "completed"}
    first = _stage(table, {value: word if word in words else "announced" for value, word in meant.items()}, "announced")
    yield _acquisition(table, buyer, target, first, table.on())
    completed = _acquisition(table, buyer, target, MapLine("stage", quoted("completed"), ""), MapLine("on", day(done)))
    completed.parts.append("completed")
    completed.filled = [name for name in completed.filled if name != on.name] + table.gaps(done)
    yield completed


def _acquisition(
    table: Survey, buyer: SampledColumn, target: SampledColumn, stage: MapLine, on: MapLine
) -> EventSection:
    pick = table.roles.pick
    price, percent = pick("price") or pick("amount"), pick("percent")
    fields = [
        MapLine("target", table.party(target), ""),
        stage,
        on,
        *([table.money.money("price", price)] if price else []),
        *([MapLine("percent", quoted(cell_of(percent)))] if percent else []),
        *table.sure(),
    ]
    filled = [buyer.name, target.name, *table.dated()]
    return EventSection("acquisition", table.slug_of(buyer), [table.slug_of(target)], fields, filled)


def _status(table: Survey) -> SampledColumn | None:
    """The column that says how far a deal is; one of true and false says whether it is done."""
    marks = (column for column in table.columns if column.is_yes_or_no and column.has_plain_name)
    done = next((one for one in marks if word_in(STAGES, one.header) == "closed"), None)
    if done is not None:
        return done
    named = (column for column in table.columns if folded(column.header) in ("status", "stage", "deal status"))
    return next((column for column in named if column.is_text and table.meant(column, STAGES)), None)


def _stages(table: Survey, renamed: dict[str, str]) -> dict[str, str]:
    status = _status(table)
    if status is not None and status.is_yes_or_no:
        meant = {value: "closed" if value.lower() in YES else "announced" for value in status.said}
    else:
        meant = table.meant(status, STAGES) if status is not None else {}
    return {value: renamed.get(word, word) for value, word in meant.items()}


def _stage(table: Survey, meant: dict[str, str], usual: str) -> MapLine:
    status = _status(table)
    if status is None or not meant:
        return MapLine("stage", quoted(usual))
    open_ = {"": usual} if table.gaps(status) else {}
    table.tables[_STAGES] = MeantValues(meant | open_, None, unmeant(status, meant))
    return MapLine("stage", quoted(f"{{{status.name}|{_STAGES}}}"))


# --- rounds ---


def rounds(table: Survey) -> Iterator[EventSection]:
    """The rounds, and who took part in them where that stands in lists of its own."""
    for event in _rounds(table):
        yield event
        yield from _by_marks(table, event)


def _rounds(table: Survey) -> Iterator[EventSection]:
    """Rows that name their round, and rows that do not, which are known by their date."""
    pick = table.roles.pick
    round_, amount, on = pick("round"), pick("amount"), table.roles.on
    if amount is None and (round_ is None or pick("investors") is None):
        return
    if round_ is None and pick("investors") is None and about_spending(table.headers, table.called):
        return
    if round_ is not None:
        filled = bool(table.gaps(round_))
        yield _round(table, round_, [round_.name] if filled else [])
        if filled and on is not None and any(row[on.name] and not row[round_.name] for row in table.rows):
            yield replace(_round(table, on, []), empty=round_.name)
    elif on is not None and amount is not None:
        worth = pick("valuation") is not None or pick("debt") is not None
        needed = [] if worth else table.gaps(amount)
        yield _round(table, on, needed)
        published = table.roles.published
        if table.gaps(on) and published is not None:
            undated = _round(table, published, needed)
            undated.fields = [_by(published) if entry.key == "on" else entry for entry in undated.fields]
            yield replace(undated, filled=[*needed, *table.gaps(published)], empty=on.name)


def _round(table: Survey, known_by: SampledColumn, filled: list[str]) -> EventSection:
    pick = table.roles.pick
    amount, valuation = pick("amount"), pick("valuation")
    named = known_by is pick("round")
    fields = [
        MapLine("round", quoted(f"{{{known_by.name}|slug}}"), "" if named else "<-- known by its date"),
        *([MapLine("series", quoted(cell_of(known_by)), "")] if named else []),
        _stage(table, _stages(table, {}), "closed"),
        table.on(),
        *([_raised(table, amount)] if amount else []),
        *([table.money.money("debt", debt)] if (debt := pick("debt")) else []),
        *([table.money.money("valuation", valuation), *_pre_money(table)] if valuation else []),
        *([] if _marked(table) else _parties(table)),
        *table.sure(),
    ]
    filled = list(dict.fromkeys([*filled, *table.dated()]))
    return EventSection("funding", table.who, [f"{{{known_by.name}|slug}}"], fields, filled)


def _pre_money(table: Survey) -> Iterator[MapLine]:
    """Where a column says of each valuation whether it is one before the money or after it."""
    texts = (column for column in table.columns if column.is_text and column.has_plain_name)
    kind = next((one for one in texts if {folded(value) for value in one.said} <= _MONEY_WORDS.keys()), None)
    if kind is not None:
        meant = {value: _MONEY_WORDS[folded(value)] for value in kind.said}
        table.tables[_PRE_MONEY] = MeantValues(meant, None)
        yield MapLine("pre_money", quoted(f"{{{kind.name}|{_PRE_MONEY}}}"))


def _parties(table: Survey) -> list[MapLine]:
    """Where only some names are marked, all are investors."""
    leads, investors = table.roles.pick("leads"), table.roles.pick("investors")
    found = parties(leads, investors)
    marks = marks_of(investors, table.columns) if investors is not None else None
    remark = f"{LOOK_HERE} leads are told by {marks.name!r}, which not every entry has" if marks is not None else ""
    return [replace(line, remark=remark) if remark and line.key == "investors" else line for line in found]


def _marked(table: Survey) -> tuple[SampledColumn, SampledColumn] | None:
    """The names of investors, and what marks who of them led, where lists of objects have both."""
    names = table.roles.pick("investors")
    marks = marks_of(names, table.columns) if names is not None and table.several is None else None
    if names is None or marks is None:
        return None
    each = all(_entries(row[names.name]) == _entries(row[marks.name]) for row in table.rows)
    return (names, marks) if each else None


def _entries(cell: str) -> int:
    return len(cell.split("\n")) if cell else 0


def _by_marks(table: Survey, round_: EventSection) -> Iterator[EventSection]:
    """Of a round whose investors stand in a list, an event for each: it led, or took part."""
    marked = _marked(table)
    if marked is None:
        return
    names, marks = marked
    beside = inline(lead=quoted(marks.name))
    each = inline(in_=quoted(names.name), split=quoted("\n"), parts=listed(["{who}"]), beside=beside)
    common = [entry for entry in round_.fields if entry.key in ("round", "stage", "on")]
    told = {mark for value in marks.said for mark in value.split("\n")}
    for field, which in (("leads", True), ("investors", False)):
        words = sorted(mark for mark in told if (mark.strip().lower() in YES) is which)
        if words:
            parts = [*round_.parts, field, "{who|slug}"]
            fields = [*common, MapLine(field, listed(["{who}"]), "")]
            event = replace(round_, parts=parts, fields=fields, each=each)
            event.also = [*round_.also, f"lead = {listed(words)}"]
            yield event


def _raised(table: Survey, amount: SampledColumn) -> MapLine:
    """Where equity and debt stand in two columns, both were raised."""
    debt, line = table.roles.pick("debt"), table.money.money("raised", amount)
    if debt is None or not line.value.startswith("{"):
        return line
    cell = table.money.cell
    both = listed([cell(amount), cell(debt)])
    return replace(line, value=line.value.replace(f"from = {quoted(cell(amount))}", f"sum = {both}"))


def _by(published: SampledColumn) -> MapLine:
    return MapLine("on", day(published, "../"))


# --- shares ---


def _listing(table: Survey) -> EventSection:
    pick = table.roles.pick
    exchange, ticker = pick("exchange"), pick("ticker")
    told = (("price", "price"), ("raised", "amount"), ("valuation", "valuation"))
    money = [(name, pick(role)) for name, role in told]
    fields = [
        MapLine("exchange", quoted(cell_of(exchange) if exchange else "Stock exchange"), "" if exchange else "<--"),
        MapLine("stage", quoted("listed")),
        table.on(),
        *([MapLine("ticker", quoted(cell_of(ticker)), "")] if ticker else []),
        *(table.money.money(name, column) for name, column in money if column),
        *table.sure(),
    ]
    return EventSection("listing", table.who, ["listed"], fields, table.dated())


def _stake(table: Survey) -> EventSection:
    pick = table.roles.pick
    holder, percent, invested = pick("holder"), pick("percent"), pick("amount")
    assert holder is not None
    fields = [
        MapLine("holder", table.party(holder), ""),
        *([MapLine("percent", quoted(cell_of(percent)))] if percent else []),
        *([table.money.money("invested", invested)] if invested else []),
        table.on(),
        *table.sure(),
    ]
    return EventSection("stake", table.who, [table.slug_of(holder)], fields, table.dated())
