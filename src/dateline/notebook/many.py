"""What is asked of many companies at once: rankings, lists of parts, sums."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Coroutine, Iterable
from datetime import date
from typing import Any, TypeVar, Unpack

from dateline.answers.asking import first_day, last_day, partial_date, word
from dateline.answers.findings.finding import Reviewed
from dateline.answers.ranking.filters import CompanyFilter, country_codes
from dateline.answers.ranking.listed_parts import ListOrder, PartOrder
from dateline.answers.ranking.order import CompanyOrder, Direction, OrderField
from dateline.answers.ranking.part_ranking import RankedPart
from dateline.answers.ranking.ranking import RankedCompany
from dateline.answers.ranking.seats import presumed_country
from dateline.answers.reading import Reading
from dateline.answers.spans_told import DaySpan, days_over
from dateline.answers.sums.company_sums import SumRequest, SumRow
from dateline.answers.sums.grouping import SumBy
from dateline.answers.sums.summands import SumOf
from dateline.notebook import given
from dateline.notebook.at import At
from dateline.notebook.change_tables import ranking_table
from dateline.notebook.list_tables import findings_table, listed_table, sums_table
from dateline.notebook.list_words import PartWords, part_filter
from dateline.notebook.questions import companies_in_order, findings_at, parts_in_order, sums_at
from dateline.notebook.table import Table
from dateline.state.company import CompanyState, Status
from dateline.values.dates import PartialDate
from dateline.values.vocabulary import Per

R = TypeVar("R")
Names = str | Iterable[str] | None
"""A name or several: then any of them is meant."""
Statuses = str | Status | Iterable[str | Status] | None


class ManyCompanies:
    """The questions about many companies that an open log answers."""

    @abstractmethod
    def _ask(self, question: Callable[[Reading], Coroutine[object, None, R]]) -> R: ...

    def rank(
        self,
        by: str | OrderField = OrderField.VALUATION,
        *,
        metric: str | None = None,
        scope: str | None = None,
        per: str | None = None,
        over: str | PartialDate | None = None,
        currency: str = "USD",
        ascending: bool = False,
        companies: Names = None,
        countries: Iterable[str] | None = None,
        sectors: Iterable[str] | None = None,
        status: Statuses = None,
        investor: Names = None,
        partner: Names = None,
        milestone: Names = None,
        limit: int = 20,
        **at: Unpack[At],
    ) -> Table[RankedCompany]:
        """Companies by name, founded, valuation, raised, latest-event, or metric (then `metric` says which).

        `over` adds up figures that are counted over spans: `log.rank("metric", metric="layoffs", over="2023")`.
        """
        order = CompanyOrder(
            word(by, OrderField, "by") or OrderField.VALUATION,
            Direction.ASC if ascending else Direction.DESC,
            given.text(currency, "currency"),
            given.text_or_none(metric, "metric"),
            given.text_or_none(scope, "scope"),
            word(per, Per, "per"),
            _days(over),
        )
        filter = _companies(companies, countries, sectors, status, investor, partner, milestone)
        most = given.count(limit, "limit")
        vantage, entries = self._ask(lambda reading: companies_in_order(reading, filter, order, most, at))
        ranked = ranking_table(entries, order, vantage)
        ranked.title += _presumed((entry.state for entry in entries), filter)
        return ranked

    def list(
        self,
        what: str,
        *,
        order: str | ListOrder = ListOrder.LATEST,
        currency: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        companies: Names = None,
        countries: Iterable[str] | None = None,
        sectors: Iterable[str] | None = None,
        status: Statuses = None,
        investor: Names = None,
        partner: Names = None,
        milestone: Names = None,
        where: PartWords | None = None,
        limit: int | None = 20,
        **at: Unpack[At],
    ) -> Table[RankedPart[Any]]:
        """Rounds, acquisitions, models, data-centers or milestones of all companies, the latest or largest first.

        `where` has what only such parts have: `log.list("acquisitions", where={"targets": ["koyeb"]})`. Names and
        countries are those of the company; of rounds `investor` is one of the round. `since="2023"` and `until="2023"`
        are that year. With a currency, `amount` has money in it. `limit=None` lists all.
        """
        of = _companies(companies, countries, sectors, status, investor, partner, milestone)
        days = (first_day(since, "since"), last_day(until, "until"))
        listed, filter = part_filter(what, of, days, where or {}, currency)
        asked = PartOrder(word(order, ListOrder, "order") or ListOrder.LATEST, currency or "USD")
        most = given.count(limit, "limit") if limit is not None else None
        vantage, found = self._ask(lambda reading: parts_in_order(reading, listed, filter, asked, most, at))
        table = listed_table(listed, found, asked, vantage, converted=currency is not None)
        table.title += _presumed((one.state for one in found), of)
        return table

    def findings(
        self,
        *,
        rules: Iterable[str] | None = None,
        companies: Names = None,
        limit: int | None = 20,
        **at: Unpack[At],
    ) -> Table[Reviewed]:
        """What rules find contradictory or suspicious, by company; `limit=None` looks at all of them."""
        names = given.texts(companies, "companies")
        most = given.count(limit, "limit") if limit is not None else None
        rules_asked = given.texts(rules, "rules")
        vantage, found = self._ask(lambda reading: findings_at(reading, names, rules_asked, most, at))
        return findings_table(found, vantage)

    def sum(
        self,
        of: str | SumOf,
        *,
        by: str | Iterable[str] = (),
        over: str | PartialDate | None = None,
        currency: str | None = None,
        metric: str | None = None,
        scope: str | None = None,
        per: str | Per | None = None,
        companies: Names = None,
        countries: Iterable[str] | None = None,
        sectors: Iterable[str] | None = None,
        status: Statuses = None,
        investor: Names = None,
        partner: Names = None,
        milestone: Names = None,
        **at: Unpack[At],
    ) -> Table[SumRow]:
        """A sum over companies: `log.sum("raised", by=["quarter", "country"], over="2025", currency="EUR")`.

        raised, prices, megawatts, chips, investment, rounds, acquisitions, models, data-centers, milestones; or metric,
        and then `metric` says which. Each row says what it counts and leaves out.
        """
        days = _days(over)
        groups = [word(each, SumBy, "by") for each in given.texts(by, "by") or ()]
        request = SumRequest(
            of=word(of, SumOf, "of") or SumOf.RAISED,
            by=tuple(each for each in groups if each is not None),
            since=days.first if days is not None else None,
            until=days.last if days is not None else None,
            companies=_companies(companies, countries, sectors, status, investor, partner, milestone),
            currency=given.text_or_none(currency, "currency"),
            metric=given.text_or_none(metric, "metric"),
            scope=given.text_or_none(scope, "scope"),
            per=word(per, Per, "per"),
        )
        vantage, found = self._ask(lambda reading: sums_at(reading, request, at))
        return sums_table(found, vantage)


def _presumed(states: Iterable[CompanyState], filter: CompanyFilter) -> str:
    """Of how many companies the country that was asked for is told only of later; nothing where of none."""
    presumed = {state.slug for state in states if filter.countries is not None and presumed_country(state) is not None}
    return f"; {len(presumed)} by a country told of later" if presumed else ""


def _companies(
    names: Names,
    countries: Iterable[str] | None,
    sectors: Iterable[str] | None,
    status: Statuses,
    investor: Names,
    partner: Names,
    milestone: Names,
) -> CompanyFilter:
    return CompanyFilter(
        slugs=given.set_of(names, "companies"),
        countries=country_codes(named) if (named := given.set_of(countries, "countries")) is not None else None,
        sectors=given.set_of(sectors, "sectors"),
        statuses=given.words(status, Status, "status"),
        investors=given.slugs(investor, "investor"),
        partners=given.slugs(partner, "partner"),
        milestones=given.slugs(milestone, "milestone"),
    )


def _days(over: str | PartialDate | None) -> DaySpan | None:
    told = partial_date(over, "over")
    return days_over(told) if told is not None else None
