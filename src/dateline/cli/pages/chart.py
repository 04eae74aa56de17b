"""ChartStep charts in characters: lines with corners, an axis with round numbers, the days below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from rich.text import Text

from dateline.values.words import day_words

ChartStep = tuple[date, Decimal | None]
"""From this day on; None is unknown."""

Label = Callable[[Decimal], str]

MAX_WIDTH = 100
MIN_WIDTH = 10
"""Columns of the line itself."""

ROWS_A_TICK = 3
MOST_TICKS = 4
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
FEW_YEARS = 2
"""With fewer, quarters are marked too."""

_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
STYLES = ("bold green", "bold blue", "bold magenta", "bold yellow", "bold cyan", "bold red")
"""The colors of lines, the first of several first."""


def chart(steps: Sequence[ChartStep], until: date, width: int, label: Label) -> list[Text]:
    """The lines of a chart of these steps, which go on until the last day. At least one step has a value."""
    return chart_of_several([steps], until, width, label)


def chart_of_several(drawn: Sequence[Sequence[ChartStep]], until: date, width: int, label: Label) -> list[Text]:
    """The same with a line for each of several, in the colors of `STYLES`; those drawn first lie on top.

    Near its end each has its letter, as `letter_of` gives it: colors are not seen by all, nor in what is piped.
    """
    known = [value for steps in drawn for _, value in steps if value is not None]
    tick, ticks = _scale(min(known), max(known))
    labels = [label(tick * place) for place in ticks]
    margin = max(map(len, labels))
    columns = max(min(width, MAX_WIDTH) - margin - 2, MIN_WIDTH)
    rows = ROWS_A_TICK * (len(ticks) - 1) + 1
    first = min(steps[0][0] for steps in drawn if steps)
    span = (first, max(until, first))
    bottom = tick * ticks[0]
    layers = [
        _drawn([_level(value, bottom, tick) for value in _by_column(steps, span, columns)], rows) if steps else []
        for steps in drawn
    ]
    if len(layers) > 1:
        for place, layer in enumerate(layers):
            _mark(layer, place)
    lines = [_row(_overlaid(layers, row), row, labels, margin) for row in range(rows - 1, -1, -1)]
    return [*lines, *_axis(span, columns, margin)]


def letter_of(place: int) -> str:
    """The sign of one of several lines, by its place: a, b, c …"""
    return _LETTERS[place % len(_LETTERS)]


def _mark(layer: list[list[str]], place: int) -> None:
    """Put the letter of a line into it near its end, each line's a bit before that of the last one."""
    flat = [(column, row) for row in layer for column, sign in enumerate(row) if sign == "─"]
    wanted = max((column for column, _ in flat), default=0) - 2 * place
    near = [(column, row) for column, row in flat if column <= wanted] or flat[:1]
    if near:
        column, row = max(near, key=lambda one: one[0])
        row[column] = letter_of(place)


def _level(value: Decimal | None, bottom: Decimal, tick: Decimal) -> int | None:
    return None if value is None else round((value - bottom) * ROWS_A_TICK / tick)


def _overlaid(layers: Sequence[list[list[str]]], row: int) -> list[tuple[str, str]]:
    """The characters of a row, each in the color of the first line that has one there."""
    drawn = [(layer[row], STYLES[place % len(STYLES)]) for place, layer in enumerate(layers) if layer]
    columns = len(drawn[0][0])
    return [
        next(((characters[at], style) for characters, style in drawn if characters[at] != " "), (" ", ""))
        for at in range(columns)
    ]


def _scale(least: Decimal, most: Decimal) -> tuple[Decimal, range]:
    """The distance between two ticks, a round number, and the ticks, counted from zero."""
    reach = max(most, Decimal(0)) - min(least, Decimal(0)) or Decimal(1)
    rough = reach / MOST_TICKS
    power = Decimal(1).scaleb(rough.adjusted())
    tick = next(nice * power for nice in _NICE if nice * power >= rough)
    return tick, range(min(_floor(least / tick), 0), max(-_floor(-most / tick), 1) + 1)


def _floor(number: Decimal) -> int:
    return int(number.to_integral_value(rounding="ROUND_FLOOR"))


def _by_column(steps: Sequence[ChartStep], span: tuple[date, date], columns: int) -> list[Decimal | None]:
    """The value that holds on the last day of each column."""
    places = [_column(on, span, columns) for on, _ in steps]
    values: list[Decimal | None] = []
    step = 0
    for column in range(columns):
        if column < places[0]:
            values.append(None)
            continue
        while step + 1 < len(steps) and places[step + 1] <= column:
            step += 1
        values.append(steps[step][1])
    return values


def _column(on: date, span: tuple[date, date], columns: int) -> int:
    days = max((span[1] - span[0]).days, 1)
    return min((on - span[0]).days * (columns - 1) // days, columns - 1)


def _drawn(levels: Sequence[int | None], rows: int) -> list[list[str]]:
    """The characters of each row, from the lowest on."""
    drawing = [[" "] * len(levels) for _ in range(rows)]
    before: int | None = None
    for column, level in enumerate(levels):
        if level is not None and before is not None and level != before:
            low, high = sorted((level, before))
            for row in range(low + 1, high):
                drawing[row][column] = "│"
            drawing[before][column] = "╯" if level > before else "╮"
            drawing[level][column] = "╭" if level > before else "╰"
        elif level is not None:
            drawing[level][column] = "─"
        before = level
    return drawing


def _row(characters: Iterable[tuple[str, str]], row: int, labels: Sequence[str], margin: int) -> Text:
    place, between = divmod(row, ROWS_A_TICK)
    label = labels[place].rjust(margin) if between == 0 else " " * margin
    return Text.assemble((f"{label} {'┤' if between == 0 else '│'}", "dim"), *characters)


# --- the days ---------------------------------------------------------------------------------------------------------


def _axis(span: tuple[date, date], columns: int, margin: int) -> list[Text]:
    """The line under the chart, with a mark for each date below it that there is room for."""
    line, below = ["─"] * columns, [" "] * (columns + margin)
    for on, words in _marks(span):
        column = _column(on, span, columns)
        start = min(column, columns - len(words)) if on == span[1] else column
        end = start + len(words)
        if start >= 0 and end <= columns and not any(map(str.strip, below[max(start - 2, 0) : end + 2])):
            below[start:end] = words
            line[column] = "┬"
    return [
        Text(f"{' ' * margin} └{''.join(line)}", "dim"),
        Text(f"{' ' * margin}  {''.join(below).rstrip()}", "dim"),
    ]


def _marks(span: tuple[date, date]) -> Iterable[tuple[date, str]]:
    """The first day, the last day, and as many years as there is room for."""
    yield span[0], day_words(span[0])
    if span[1] > span[0]:
        yield span[1], day_words(span[1])
    years = range(span[0].year + 1, span[1].year + 1)
    for year in years:
        yield date(year, 1, 1), str(year)
    if len(years) < FEW_YEARS:
        for on in _quarters(span):
            yield on, day_words(on)[2:]


def _quarters(span: tuple[date, date]) -> Iterable[date]:
    on = span[0] + timedelta(days=1)
    while on < span[1]:
        if on.day == 1 and on.month in (4, 7, 10):
            yield on
        on += timedelta(days=1)
