"""Figures that no sum over a time takes in, since they do not say of which days they are."""

from __future__ import annotations

from dateline.answers.flows import FlowRequest, has_figures_without_days
from dateline.answers.ranking.filters import CompanyFilter
from dateline.answers.ranking.order import CompanyOrder, OrderField
from dateline.answers.ranking.walking import every_telling
from dateline.answers.reading import Reading
from dateline.cli.pages import phrases
from dateline.state.vantage import Vantage


async def figures_without_period(
    reading: Reading, vantage: Vantage, companies: CompanyFilter, asked: FlowRequest
) -> str:
    """How many companies have such figures, and what to do; empty where none has."""
    order = CompanyOrder(OrderField.METRIC, metric=asked.metric, scope=asked.scope)
    count = 0
    async for state in every_telling(reading, vantage, companies, order):
        count += has_figures_without_days(state, asked)
    if not count:
        return ""
    whose = "1 company has" if count == 1 else f"{count:,} companies have"
    return (
        f"{whose} figures of {phrases.metric(asked.metric)} there that do not say of which days they are; if they are"
        ' counted over days, as layoffs are, give them a `period`, like "2023-01-26" or "2023-Q1", in their events or'
        " in the map of their table"
    )
