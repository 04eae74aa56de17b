"""A run as a table for the terminal and as one in Markdown; two runs side by side."""

from __future__ import annotations

from textwrap import wrap

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .results import DATELINE, Goal, RowResult, Run, Spread

WIDTH = 120
FALL = 1.25
"""So many times worse is a fall."""


def number(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def spread(figure: Spread) -> str:
    return f"{number(figure.least)} – {number(figure.most)}"


def print_run(console: Console, run: Run) -> None:
    """First what is aimed at and what was reached, then what every contestant did."""
    console.print(f"[bold]{run.commit}[/], {run.when}, {run.scale} run, medians of {run.rounds} rounds")
    console.print(run.machine)
    console.print(", ".join(f"{name} {version}" for name, version in run.versions.items()), style="dim")
    console.print(_goals(run.rows))
    console.print(_contestants(run.rows))


def _goals(rows: list[RowResult]) -> Table:
    table = Table(title="What is aimed at", title_justify="left")
    for column in ("", "question", "measured", "reached", "spread", "by CPU time", "aim", ""):
        table.add_column(column, justify="left" if column in ("", "question") else "right", max_width=36)
    for row in rows:
        for place, goal in enumerate(row.goals):
            named = (f"[bold]{row.name}[/]", row.title) if place == 0 else ("", "")
            table.add_row(*named, *_goal(row, goal))
        table.add_section()
    return table


def _goal(row: RowResult, goal: Goal) -> list[str]:
    found, by_cpu, mine = row.figure(goal), row.figure(goal, cpu=True), row.values.get(goal.of)
    measured = f"{number(Spread.of(mine).middle)} {row.unit}" if mine else "–"
    if found is None:
        return [measured, "–", "", "", _aim(goal), "[dim]not measured[/]"]
    verdict = "[green]reached[/]" if goal.reached(found.middle) else "[red]missed[/]"
    cpu = number(by_cpu.middle) if by_cpu else ""
    return [measured, number(found.middle), spread(found), cpu, _aim(goal), verdict]


def _contestants(rows: list[RowResult]) -> Table:
    table = Table(title="What was measured", title_justify="left")
    for column in ("", "contestant", "median", "unit", "spread", "CPU ms each"):
        table.add_column(column, justify="right" if column in ("median", "spread", "CPU ms each") else "left")
    for row in rows:
        names = iter([f"[bold]{row.name}[/]"])
        for name, values in row.values.items():
            found = Spread.of(values)
            cpu = number(Spread.of(row.cpu[name]).middle) if row.cpu.get(name) else ""
            table.add_row(next(names, ""), name, number(found.middle), row.unit, spread(found), cpu)
        for name, why in row.missing.items():
            table.add_row(next(names, ""), f"{name} [dim](not measured: {why})[/]", "–")
        table.add_section()
    return table


def _aim(goal: Goal) -> str:
    return goal.words if goal.of == DATELINE else f"{goal.of} {goal.words}"


def markdown(run: Run) -> str:
    """What `dateline help performance` tells of a run: where it was measured, and a line for every aim."""
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    told = f"Commit {run.commit}, {run.when}, a {run.scale} run of {run.rounds} rounds on {run.machine}; {versions}."
    lines = [*wrap(told, WIDTH), "", "| Question | Measured | Ratio | By CPU | Aim |", "|---|---|---|---|---|"]
    for row in run.rows:
        title = row.title
        for goal in row.goals:
            lines.append(f"| {' | '.join((title, *_line(row, goal)))} |")
            title = ""
    return "\n".join(lines) + "\n"


def _line(row: RowResult, goal: Goal) -> list[str]:
    measured, reached, _, by_cpu, aim, verdict = (Text.from_markup(cell).plain for cell in _goal(row, goal))
    if verdict == "not measured":
        return ["–", "", "", f"{aim}: {verdict}"]
    return [measured, reached if goal.against else "", by_cpu, aim if verdict == "reached" else f"{aim}: {verdict}"]


def compare(console: Console, before: Run, after: Run) -> bool:
    """Prints what each aim's figure was and is. Whether any fell by more than a quarter."""
    table = Table(title=f"{before.commit} → {after.commit}", title_justify="left")
    for column in ("", "figure", "before", "after", "speed", "by CPU time"):
        table.add_column(column, justify="left" if column in ("", "figure") else "right")
    gains = []
    rows = {row.name: row for row in before.rows}
    for row in after.rows:
        for goal in row.goals if row.name in rows else ():
            was, now = rows[row.name].figure(goal), row.figure(goal)
            if was is None or now is None:
                continue
            gain, by_cpu = _gain(goal, was, now), _cpu_gain(goal, rows[row.name], row)
            gains.append(gain)
            cells = [number(was.middle), number(now.middle), f"{gain:.2f} ×", by_cpu]
            table.add_row(row.name, _figure(row, goal), *cells, style=_style(gain))
    console.print(table)
    fell = any(gain < 1 / FALL for gain in gains)
    console.print("[red]Something fell by more than a quarter.[/]" if fell else "Nothing fell by more than a quarter.")
    return fell


def _gain(goal: Goal, was: Spread, now: Spread) -> float:
    """How many times better it is."""
    return was.middle / now.middle if goal.most else now.middle / was.middle


def _cpu_gain(goal: Goal, before: RowResult, after: RowResult) -> str:
    was, now = before.figure(goal, cpu=True), after.figure(goal, cpu=True)
    return f"{_gain(goal, was, now):.2f} ×" if was is not None and now is not None else ""


def _figure(row: RowResult, goal: Goal) -> str:
    what = f"× {goal.against}" if goal.against else row.unit
    return what if goal.of == DATELINE else f"{goal.of}, {what}"


def _style(gain: float) -> str:
    return "bold red" if gain < 1 / FALL else "green" if gain > FALL else ""
