"""Sums over companies, as a table."""

import strawberry

from dateline.answers.sums.company_sums import SumRow as DomainRow
from dateline.answers.sums.company_sums import SumTable as DomainTable
from dateline.answers.sums.grouping import SumBy
from dateline.graphql.scope import Scope
from dateline.graphql.types.totals import Total
from dateline.values.vocabulary import Per


@strawberry.type(description="What tells a row of a sum apart from the others.")
class SumKey:
    by: SumBy = strawberry.field(description="What is told apart.")
    value: str | None = strawberry.field(
        description="Which one this is; null where nobody says, or where a date leaves it open."
    )


@strawberry.type(description="A row of a sum over companies.")
class SumRow:
    keys: list[SumKey] = strawberry.field(description="One for each thing the rows are told apart by, in its order.")
    total: Total = strawberry.field(description="The sum of the row; a reason that came several times says how often.")


@strawberry.type(description="A sum over companies at one vantage.")
class SumTable:
    rows: list[SumRow] = strawberry.field(
        description="In the order of their keys; where a key is null, last. Without `by` there is one at most."
    )
    total: Total = strawberry.field(description="All rows in one.")
    other_spans: list[Per] = strawberry.field(
        description="Of a metric: over which other lengths figures are told, which would tell the same twice and are"
        " not in it."
    )
    presumed: int = strawberry.field(
        description="Of how many companies in it the country that was asked for is told only of later, or of an open"
        " past, and not of that day."
    )


def sum_table(found: DomainTable, scope: Scope) -> SumTable:
    groups = found.asked.groups
    rows = [
        SumRow(
            keys=[SumKey(by=by, value=value) for by, value in zip(groups, row.group, strict=True)],
            total=_total(row, scope),
        )
        for row in found.rows
    ]
    whole, others = _total(found.whole, scope), list(found.other_spans)
    return SumTable(rows=rows, total=whole, other_spans=others, presumed=found.presumed)


def _total(row: DomainRow, scope: Scope) -> Total:
    return Total(total=row.total, told=lambda: row.because, scope=scope)
