"""A sum over companies as a page for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.text import Text

from dateline.answers.sums.company_sums import SumRequest, SumRow, SumTable
from dateline.answers.sums.grouping import SumBy
from dateline.answers.sums.summands import COUNTED, SumOf
from dateline.cli.pages import phrases
from dateline.cli.pages.company import vantage_words
from dateline.cli.terminal import print_section, table, text
from dateline.state.vantage import Vantage
from dateline.values.countries import country_name
from dateline.values.money import Quantity
from dateline.values.totals import Total
from dateline.values.vocabulary import AcquisitionStage, DataCenterStage, FundingStage, MilestoneStage, ModelStage
from dateline.values.words import money_words, quantity_words

MOST_REASONS = 8
_OPEN = "not told"
_STAGES: dict[SumOf, tuple[str, ...]] = {
    of: tuple(stage.value for stage in stages)
    for stages, sums in (
        (FundingStage, (SumOf.RAISED, SumOf.ROUNDS)),
        (AcquisitionStage, (SumOf.PRICES, SumOf.ACQUISITIONS)),
        (ModelStage, (SumOf.MODELS,)),
        (DataCenterStage, (SumOf.MEGAWATTS, SumOf.CHIPS, SumOf.INVESTMENT, SumOf.DATA_CENTERS)),
        (MilestoneStage, (SumOf.MILESTONES,)),
    )
    for of in sums
}


def show_sums(screen: Console, vantage: Vantage, found: SumTable, later: Mapping[str, str], why: str = "") -> None:
    """One row a group, all of them in the last; then what was left out, and why. `later`: the later names of companies
    without one by then. `why`: if nothing is in it, a reason for it."""
    asked = found.asked
    what = phrases.metric(asked.metric or asked.of.value)
    screen.print(text(f"Sum of {what}{f' of {asked.scope}' if asked.scope else ''}", "bold"))
    screen.print(text(vantage_words(vantage), "dim"))
    whole = found.whole.total
    if not found.is_told:
        screen.print(text(f"\n{phrases.with_reason('Nobody tells of any', why)}"))
        return
    heads = [each.value.capitalize() for each in asked.groups]
    listing = table(
        *heads,
        "Sum",
        "Counted",
        "Unknown",
        "Left out",
        right=("Counted", "Unknown", "Left out"),
        fold=("Company", "Sector", "Sum"),
    )
    named = [(_names(found, row, later), row) for row in found.rows] if heads else []
    for names, row in sorted(named, key=lambda one: _in_order(found, one[1], one[0])):
        listing.add_row(*(text(name) for name in names), *_cells(row.total, asked))
    first = ["All", *[""] * (len(heads) - 1)] if heads else []
    listing.add_row(*(text(name, "bold") for name in first), *_cells(whole, asked))
    print_section(screen, "", listing)
    if SumBy.COMPANY in asked.groups and any("°" in name for names, _ in named for name in names):
        screen.print(text(f"\n{phrases.NAMED_LATER}", "dim"))
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


def _in_order(found: SumTable, row: SumRow, names: Sequence[str]) -> list[tuple[bool, int, str]]:
    """Rows stand by what is read in them: countries and companies by their names, stages as they follow each other."""
    stages = _STAGES.get(found.asked.of, ())
    return [
        (word is None, stages.index(word) if by is SumBy.STAGE and word in stages else 0, name.casefold())
        for by, word, name in zip(found.asked.groups, row.group, names, strict=True)
    ]


def _names(found: SumTable, row: SumRow, later: Mapping[str, str]) -> list[str]:
    return [_name(by, word, found, later) for by, word in zip(found.asked.groups, row.group, strict=True)]


def _name(by: SumBy, word: str | None, found: SumTable, later: Mapping[str, str]) -> str:
    if word is None:
        return _OPEN
    if by is SumBy.COMPANY and word not in found.named:
        return phrases.unnamed(word, later)
    match by:
        case SumBy.COMPANY:
            return found.named[word]
        case SumBy.COUNTRY:
            return country_name(word)
        case SumBy.STAGE:
            return word.replace("-", " ")
    return word


def _cells(total: Total, asked: SumRequest) -> list[Text]:
    counts = (total.counted, total.unknown, total.excluded)
    return [text(_sum(total, asked)), *(text(f"{count:,}" if count else "", "dim") for count in counts)]


def _sum(total: Total, asked: SumRequest) -> str:
    if total.count is not None and asked.of in COUNTED:
        return phrases.counted(int(total.count), (total.unit or "").removesuffix("s"))
    if total.count is not None:
        return quantity_words(Quantity(total.count, total.unit or ""))
    return " and ".join(map(money_words, total.by_currency)) or "unknown"
