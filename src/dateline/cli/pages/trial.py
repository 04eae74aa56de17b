"""What a map makes of the first rows of a table, as a page and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rich.text import Text

from dateline.cli.pages import phrases
from dateline.cli.pages.phrases import counted
from dateline.cli.terminal import Addressed, console, print_addressed, print_section, table, text
from dateline.events.codec import canonical
from dateline.events.event import Event, Source
from dateline.events.summary import summarize
from dateline.imports.tables.trial import REFUSED, SET_ASIDE, USED, Trial, TriedRow
from dateline.values.vocabulary import Confidence
from dateline.values.words import value_words

_STYLES = {REFUSED: "red", SET_ASIDE: "dim"}


def print_trial(trial: Trial, prefix: str, published: str) -> None:
    """Each row with its events, their dates and keys; then the sources, and a line that sums it up."""
    screen = console()
    cited: dict[tuple[str, str], int] = {}
    listing = table("When", "What", "Src", fold=("What",))
    for place, row in enumerate(trial.rows):
        if place:
            listing.add_row("", "", "")
        for cells in _block(row, prefix, cited):
            listing.add_row(*cells)
    print_section(screen, "", listing)
    print_addressed(screen, "Sources", [Addressed(number, text(words), url) for (words, url), number in cited.items()])
    screen.print()
    if trial.events:
        screen.print(text(f"Of the ids only the middle is shown: {prefix}…@{published}.", "dim"))
    screen.print(text(f"The file is {trial.written}.", "dim"))
    screen.print(text(_summary(trial)))


TrialCells = tuple[Text, Text, Text]


def _block(row: TriedRow, prefix: str, cited: dict[tuple[str, str], int]) -> Iterator[TrialCells]:
    """The lines of a row: its line number and its companies, then two lines for each event."""
    line = text(row.path or f"line {row.line:,}", "bold")
    companies = list(dict.fromkeys(event.company for event in row.events))
    if row.outcome != USED:
        yield line, text(f"{row.outcome}: {_why(row)}", _STYLES[row.outcome]), Text()
        return
    yield line, text(", ".join(companies), "bold"), Text()
    for event in row.events:
        numbers = [cited.setdefault(_source(source), len(cited) + 1) for source in event.sources]
        key = event.id.removeprefix(prefix).rpartition("@")[0]
        whose = f"{event.company}: " if len(companies) > 1 else ""
        yield text(event.when.human()), text(_said(event)), text(" ".join(map(str, numbers)), "dim")
        yield Text(), text(f"{key} · {whose}{event.kind}", "dim"), Text()
        for field, entries in _lists(event):
            yield Text(), text(f"{field}: {' '.join(f'“{entry}”' for entry in entries)}", "dim"), Text()
    if row.repeated:
        yield Text(), text(f"{counted(row.repeated, 'event')} said already, here or in a row above", "dim"), Text()


def _said(event: Event) -> str:
    sure = "" if event.confidence is Confidence.REPORTED else f" ({event.confidence.value})"
    return f"{summarize(event)}{sure}"


def _lists(event: Event) -> Iterator[tuple[str, list[str]]]:
    """The lists in which one entry is not told from the next by a comma, as where a cell was split."""
    for field in event.__struct_fields__:
        said = getattr(event, field)
        if field != "sources" and isinstance(said, tuple):
            entries = [value_words(entry) for entry in said]
            if len(entries) > 1 or "," in "".join(entries):
                yield field, entries


def _source(source: Source) -> tuple[str, str]:
    """Its words, and its address."""
    cites = f", citing {', '.join(source.cites)}" if source.cites else ""
    return f"{phrases.source(source)}{cites}", source.url or ""


def _why(row: TriedRow) -> str:
    value = f"{row.value!r}: " if row.value and row.value not in row.reason else ""
    return f"{row.column}: {value}{row.reason}" if row.column else f"{value}{row.reason}"


def _summary(trial: Trial) -> str:
    number = trial.outcomes
    outcomes = f"{number[USED]:,} used, {number[SET_ASIDE]:,} set aside, {number[REFUSED]:,} refused"
    rows = f"{'The first ' if trial.more else ''}{counted(len(trial.rows), 'row')}: {outcomes}"
    said = f", {trial.repeated:,} said already" if trial.repeated else ""
    more = " --rows looks at more." if trial.more else ""
    return f"{rows}; {counted(len(trial.events), 'event')}{said}. Nothing was appended.{more}"


def trial_answer(trial: Trial) -> dict[str, object]:
    number = trial.outcomes
    return {
        "rows": [_row_answer(row) for row in trial.rows],
        "written": trial.written,
        "more_rows": trial.more,
        "used": number[USED],
        "set_aside": number[SET_ASIDE],
        "refused": number[REFUSED],
        "events": len(trial.events),
        "already_there": trial.repeated,
    }


def _row_answer(row: TriedRow) -> dict[str, object]:
    return {
        "line": row.line,
        "path": row.path or None,
        "outcome": row.outcome,
        "column": row.column or None,
        "reason": row.reason or None,
        "events": [msgspec.json.decode(canonical(event)) for event in row.events],
    }
