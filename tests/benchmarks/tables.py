"""A run as a table for the terminal and as one in Markdown; two runs side by side."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from .results import DATELINE, Goal, RowResult, Run, Spread

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
    console.print(f"[bold]{run.commit}[/], {run.when}, {run.scale}, {run.rounds} rounds\n{run.machine}")
    console.print(", ".join(f"{name} {version}" for name, version in run.versions.items()))
    for row in run.rows:
        console.print()
        console.print(_measured(row))
        if row.goals:
            console.print(_goals(row))


def _measured(row: RowResult) -> Table:
    table = Table(title=f"[bold]{row.name}[/]: {row.title}", title_justify="left", min_width=60)
    for column in ("", row.unit, "spread", "CPU ms each"):
        table.add_column(column, justify="right" if column else "left")
    for name, values in row.values.items():
        found = Spread.of(values)
        cpu = number(Spread.of(row.cpu[name]).middle) if row.cpu.get(name) else ""
        table.add_row(name, number(found.middle), spread(found), cpu)
    for name, why in row.missing.items():
        table.add_row(name, f"[dim]not measured: {why}[/]", "", "")
    return table


def _goals(row: RowResult) -> Table:
    table = Table(show_header=True, box=None, padding=(0, 2))
    for column in ("aim", "reached", "spread", "by CPU", ""):
        table.add_column(column, justify="right")
    for goal in row.goals:
        found, by_cpu = row.figure(goal), row.figure(goal, cpu=True)
        if found is None:
            table.add_row(_aim(goal), "–", "", "", "[dim]not measured[/]")
            continue
        verdict = "[green]reached[/]" if goal.reached(found.middle) else "[red]missed[/]"
        table.add_row(_aim(goal), number(found.middle), spread(found), number(by_cpu.middle) if by_cpu else "", verdict)
    return table


def _aim(goal: Goal) -> str:
    return goal.words if goal.of == DATELINE else f"{goal.of} {goal.words}"


def markdown(run: Run) -> str:
    """The table of `dateline help performance`."""
    lines = ["| Question | Measured | Against | Reached | Aim | |", "|---|---:|---|---:|---:|---|"]
    for row in run.rows:
        title = row.title
        for goal in row.goals:
            found, mine = row.figure(goal), row.values.get(goal.of)
            measured = f"{number(Spread.of(mine).middle)} {row.unit}" if mine else "–"
            reached = "–" if found is None else number(found.middle)
            verdict = "not measured" if found is None else "" if goal.reached(found.middle) else "missed"
            sign = "≤" if goal.most else "≥"
            against = goal.against or ""
            lines.append(f"| {title} | {measured} | {against} | {reached} | {sign} {goal.limit:,g} | {verdict} |")
            title = ""
    return "\n".join(lines) + "\n"


def compare(console: Console, before: Run, after: Run) -> bool:
    """Prints what each aim's figure was and is. Whether any fell by more than a quarter."""
    table = Table(title=f"{before.commit} → {after.commit}", title_justify="left")
    for column in ("", "figure", "before", "after", "speed"):
        table.add_column(column, justify="right" if column in ("before", "after", "speed") else "left")
    fell = False
    rows = {row.name: row for row in before.rows}
    for row in after.rows:
        for goal in row.goals if row.name in rows else ():
            was, now = rows[row.name].figure(goal), row.figure(goal)
            if was is None or now is None:
                continue
            gain = was.middle / now.middle if goal.most else now.middle / was.middle
            fell |= gain < 1 / FALL
            style = "bold red" if gain < 1 / FALL else "green" if gain > FALL else ""
            what = f"× {goal.against}" if goal.against else row.unit
            label = row.name if goal.of == DATELINE else f"{row.name}: {goal.of}"
            table.add_row(label, what, number(was.middle), number(now.middle), f"{gain:.2f} ×", style=style)
    console.print(table)
    console.print("[red]Something fell by more than a quarter.[/]" if fell else "Nothing fell by more than a quarter.")
    return fell
