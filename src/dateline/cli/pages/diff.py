"""What changed, as a page for the terminal: by clock (what happened, was learned, was loaded), then by subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dateline.answers.change.causes import Cause, ChangeKind
from dateline.answers.change.diff import Change, Clock, Diff, clock
from dateline.cli.pages import phrases
from dateline.cli.pages.company import sources_of, title_of, vantage_words
from dateline.cli.pages.footnotes import Footnotes
from dateline.cli.terminal import print_addressed, print_title, text
from dateline.events.summary import summarize
from dateline.state.vantage import Vantage

STYLES = {
    ChangeKind.ADDED: "green",
    ChangeKind.ENDED: "red",
    ChangeKind.REPLACED: "yellow",
    ChangeKind.CORRECTED: "yellow",
    ChangeKind.RETRACTED: "red",
    ChangeKind.DISPUTED: "red",
    ChangeKind.MERGED: "cyan",
    ChangeKind.UNSEEN: "dim",
}
_TITLES = {
    Clock.HAPPENED: ("What happened", "What had not happened yet"),
    Clock.LEARNED: ("What was learned", "What was not known yet"),
    Clock.LOADED: ("What was loaded", "What was not in the log yet"),
    Clock.OTHERWISE: ("What differs by what is believed", "What differs by what is believed"),
}
"""Forward and back."""

_RETOLD = "retold"
"""The same value by another event."""

ChangeCells = tuple[Text, Text, Text]


def show_diff(screen: Console, found: Diff) -> None:
    state = found.after_state or found.before_state
    assert state is not None
    notes = Footnotes()
    changes = found.changes
    screen.print(title_of(state))
    screen.print(Text.assemble(("from  ", "dim"), text(vantage_words(found.before)), style="dim"))
    screen.print(Text.assemble(("to    ", "dim"), text(vantage_words(found.after)), style="dim"))
    told = {one: [change for change in changes if clock(change, found.before, found.after) is one] for one in Clock}
    for one, made in told.items():
        if made:
            print_title(screen, _TITLES[one][_goes_back(one, found.before, found.after)])
            _print_subjects(screen, made, notes)
    print_addressed(screen, "Sources", sources_of(notes))
    screen.print()
    screen.print(text(_summary(changes), "dim"))


def _goes_back(one: Clock, before: Vantage, after: Vantage) -> bool:
    match one:
        case Clock.HAPPENED:
            return after.on < before.on
        case Clock.LEARNED:
            return after.known_by is not None and (before.known_by is None or after.known_by < before.known_by)
        case Clock.LOADED:
            return after.at.position < before.at.position
    return False


def _print_subjects(screen: Console, changes: Sequence[Change], notes: Footnotes) -> None:
    blocks = [(name, _rows(list(group), notes)) for name, group in groupby(changes, lambda change: change.subject)]
    widths = [max(len(row[place].plain) for _, rows in blocks for row in rows) for place in range(2)]
    for name, rows in blocks:
        screen.print(Padding(text(name, "bold"), (0, 0, 0, 2), expand=False))
        block = Table.grid(padding=(0, 2, 0, 0))
        for width in widths:
            block.add_column(no_wrap=True, min_width=width)
        block.add_column(overflow="fold")
        for row in rows:
            block.add_row(*row)
        screen.print(Padding(block, (0, 0, 0, 4), expand=False))


def _rows(changes: Sequence[Change], notes: Footnotes) -> list[ChangeCells]:
    """What changed of one subject, then the events that made it so."""
    retold = [change for change in changes if _is_retold(change)]
    rows = [_row(change) for change in changes if change not in retold]
    if retold:
        fields = ", ".join(change.field.replace("_", " ") for change in retold)
        rows.append((text(_RETOLD, "dim"), text("as before", "dim"), text(fields, "dim")))
    causes = {cause.seen.id: cause for change in changes for cause in change.because}
    return [*rows, *(_because(cause, notes) for cause in causes.values())]


def _is_retold(change: Change) -> bool:
    before, after = change.before, change.after
    return before is not None and after is not None and bool(before.value == after.value)


def _row(change: Change) -> ChangeCells:
    before = phrases.words(change.before.value) if change.before is not None else ""
    after = phrases.words(change.after.value) if change.after is not None else ""
    match bool(before), bool(after):
        case True, True:
            value = Text.assemble(text(before, "dim"), " → ", text(after, "bold"))
        case True, False:
            value = text(before, "strike dim")
        case _:
            value = text(after, "bold")
    field = change.field.replace("_", " ") if change.field != change.subject else ""
    return text(change.kind.value, STYLES[change.kind]), text(field), value


def _because(cause: Cause, notes: Footnotes) -> ChangeCells:
    seen = cause.seen
    told = f"{summarize(seen.event)} [{notes.events([seen])}]"
    return text("because", "dim"), text(seen.event.when.human(), "dim"), text(told, "dim")


def _summary(changes: Sequence[Change]) -> str:
    """3 fields of 2 subjects differ: 2 added, 1 replaced."""
    if not changes:
        return "Nothing differs."
    subjects = phrases.counted(len({change.subject for change in changes}), "subject")
    kinds = [f"{count} {name}" for name, count in _kinds(changes)]
    verb = "differs" if len(changes) == 1 else "differ"
    return f"{phrases.counted(len(changes), 'field')} of {subjects} {verb}: {', '.join(kinds)}."


def _kinds(changes: Sequence[Change]) -> Iterable[tuple[str, int]]:
    retold = sum(map(_is_retold, changes))
    for kind in ChangeKind:
        count = sum(change.kind is kind and not _is_retold(change) for change in changes)
        if count:
            yield kind.value, count
    if retold:
        yield f"{_RETOLD} as before", retold
