"""A sum over companies as a page for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from dateline.answers.sums.company_sums import SumTable
from dateline.cli.pages import phrases
from dateline.cli.pages.company import vantage_words
from dateline.cli.terminal import print_section, table, text
from dateline.state.vantage import Vantage
from dateline.values.countries import country_name
from dateline.values.money import Quantity
from dateline.values.totals import Total
from dateline.values.words import money_words, quantity_words

MOST_REASONS = 8
_OPEN = "not told"


def show_sums(screen: Console, vantage: Vantage, found: SumTable) -> None:
    """One row a group, all of them in the last; then what was left out, and why."""
    asked = found.asked
    what = phrases.metric(asked.metric or asked.of.value)
    screen.print(text(f"Sum of {what}{f' of {asked.scope}' if asked.scope else ''}", "bold"))
    screen.print(text(vantage_words(vantage), "dim"))
    whole = found.whole.total
    if not whole.counted and not whole.unknown and not whole.excluded:
        screen.print(text("\nNobody tells of any."))
        return
    heads = [each.value.capitalize() for each in asked.groups]
    listing = table(
        *heads, "Sum", "Counted", "Unknown", "Left out", right=("Counted", "Unknown", "Left out"), fold=("Sum",)
    )
    for row in found.rows if heads else ():
        names = [_name(by.value, word) for by, word in zip(asked.groups, row.group, strict=True)]
        listing.add_row(*(text(name) for name in names), *_cells(row.total))
    first = ["All", *[""] * (len(heads) - 1)] if heads else []
    listing.add_row(*(text(name, "bold") for name in first), *_cells(whole))
    print_section(screen, "", listing)
    if found.other_spans:
        also = ", ".join(map(phrases.span, found.other_spans))
        screen.print(text(f"\nAlso told, and not added since it would tell the same twice: {also}.", "dim"))
    if found.presumed:
        screen.print(text(f"\n{phrases.presumed(found.presumed)}", "dim"))
    if whole.why:
        screen.print(text("\nNot in it", "bold"))
        for reason in whole.why[:MOST_REASONS]:
            screen.print(text(f"  {reason}", "dim"))
        if len(whole.why) > MOST_REASONS:
            screen.print(text(f"  … and {len(whole.why) - MOST_REASONS:,} more reasons: --json has them all", "dim"))


def _name(by: str, word: str | None) -> str:
    if word is None:
        return _OPEN
    return country_name(word) if by == "country" else word


def _cells(total: Total) -> list[Text]:
    counts = (total.counted, total.unknown, total.excluded)
    return [text(_sum(total)), *(text(f"{count:,}" if count else "", "dim") for count in counts)]


def _sum(total: Total) -> str:
    if total.count is not None:
        return quantity_words(Quantity(total.count, total.unit or ""))
    return " and ".join(map(money_words, total.by_currency)) or "unknown"
