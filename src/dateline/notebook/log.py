"""An open log, and everything that can be asked of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar, Unpack

from dateline.answers.asking import last_day, told, word
from dateline.answers.change.diff import Change
from dateline.answers.change.series import Point, SeriesRequest, series
from dateline.answers.event_filter import EventFilter
from dateline.answers.event_lists import Listed
from dateline.answers.naming import Identity
from dateline.answers.reading import Reading, Timeline
from dateline.errors import InvalidInput
from dateline.exports.columns import Column, ColumnKind, StateSheet
from dateline.exports.sheets import DATA_CENTERS, METRICS, MODELS, ROUNDS, STATES, sheet_named
from dateline.imports.event_files.importing import FileReport
from dateline.imports.paths import event_files_at
from dateline.log.opening import LogAddress, log_address, open_log
from dateline.log.selection import Order
from dateline.notebook import given
from dateline.notebook.at import At
from dateline.notebook.change_tables import changes_table, points_table, several_table
from dateline.notebook.company import Company, events_table, sheet_table, vantage_title
from dateline.notebook.loop import Runner
from dateline.notebook.many import ManyCompanies
from dateline.notebook.questions import (
    Head,
    changes_between,
    events_at,
    head,
    identities,
    imported,
    states_at,
    verified,
)
from dateline.notebook.table import Table
from dateline.state.company import CompanyState
from dateline.state.parts.data_centers import DataCenter
from dateline.state.parts.funding import FundingRound
from dateline.state.parts.metrics import Metric
from dateline.state.parts.models import Model
from dateline.state.standing import Standing
from dateline.values.vocabulary import Confidence, Per

R = TypeVar("R")
V = TypeVar("V")


class Log(ManyCompanies):
    """A log that answers at once. Close it when you are done, or use it in a `with` block.

    Raises InvalidInput for a path that names no file, StoreUnavailable for a log that is not there; `create` makes it.
    Every question raises StoreUnavailable once the log is closed, and for a vantage that cannot be what `vantage_at`
    raises.

    Where an answer takes a vantage, `on`, `known_by`, `recorded`, `confidence` and `dates` say it, or a `token`.
    """

    def __init__(self, path: str | Path, *, create: bool = False) -> None:
        if not isinstance(path, (str, Path)):
            raise InvalidInput(f"a log is opened by the path of its file, not by {told(path)}")
        self.path = log_address(str(path))

        self._runner = Runner(partial(_opened, self.path, create))

    def close(self) -> None:
        self._runner.close()

    def __enter__(self) -> Log:
        return self

    def __exit__(
        self, type: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<dateline log {self.path}>"

    # --- companies ---------------------------------------------------------------------------------------------------

    def company(self, company: str, **at: Unpack[At]) -> Company | None:
        """A company at a vantage; None if nothing of it is in reach, exactly as of one never heard of."""
        _, found = self._ask(lambda reading: states_at(reading, [given.text(company, "company")], at))
        return Company(found[0]) if found else None

    def timeline(self, company: str, **at: Unpack[At]) -> Table[Listed]:
        """The events of a company that count, by date, whatever their standing and confidence.

        Raises InvalidInput if nothing of the company is in reach.
        """
        found = self.company(company, **at)
        if found is None:
            raise InvalidInput(f"nothing is known of {company!r} there")
        return found.timeline

    def companies(
        self,
        search: str | None = None,
        *,
        investor: str | Iterable[str] | None = None,
        partner: str | Iterable[str] | None = None,
    ) -> Table[Identity]:
        """The companies that the log holds events of, or those with a name or slug in which `search` occurs.

        `investor` and `partner`, by name or slug, are those they have today; of several, any.
        """
        words = given.text_or_none(search, "search")
        backers, others = given.slugs(investor, "investor"), given.slugs(partner, "partner")
        named = self._ask(lambda reading: identities(reading, words, backers, others))
        columns = [Column("company", ColumnKind.TEXT), Column("company_name", ColumnKind.TEXT)]
        cells = [(one.slug, one.name) for one in named]
        return Table("companies", named, columns, cells, ("company", "company_name"))

    def states(self, companies: Iterable[str] | None = None, **at: Unpack[At]) -> Table[CompanyState]:
        """One row a company, of all of them or of those named."""
        return self._sheet(STATES, companies, at)

    def rounds(self, companies: Iterable[str] | None = None, **at: Unpack[At]) -> Table[FundingRound]:
        """The funding rounds of all companies, or of those named."""
        return self._sheet(ROUNDS, companies, at)

    def models(self, companies: Iterable[str] | None = None, **at: Unpack[At]) -> Table[Model]:
        return self._sheet(MODELS, companies, at)

    def data_centers(self, companies: Iterable[str] | None = None, **at: Unpack[At]) -> Table[DataCenter]:
        return self._sheet(DATA_CENTERS, companies, at)

    def metrics(self, companies: Iterable[str] | None = None, **at: Unpack[At]) -> Table[Metric]:
        return self._sheet(METRICS, companies, at)

    def sheet(self, name: str, companies: Iterable[str] | None = None, **at: Unpack[At]) -> Table[object]:
        """One of the sheets of exports, by its name. Raises InvalidInput if there is none of this name."""
        return self._sheet(sheet_named(name), companies, at)

    def _sheet(self, sheet: StateSheet[V], companies: Iterable[str] | None, at: At) -> Table[V]:
        vantage, found = self._ask(lambda reading: states_at(reading, given.texts(companies, "companies"), at))
        return sheet_table(f"{sheet.name} {vantage_title(vantage)}", sheet, found)

    # --- events ------------------------------------------------------------------------------------------------------

    def events(
        self,
        *,
        companies: Iterable[str] | None = None,
        types: Iterable[str] | None = None,
        subject: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        known_from: str | date | None = None,
        known_until: str | date | None = None,
        at_least: str | Confidence | None = None,
        standing: Iterable[str] | None = None,
        publisher: str | None = None,
        text: str | None = None,
        order: str | Order = Order.ON_ASC,
        limit: int | None = None,
        **at: Unpack[At],
    ) -> Table[Listed]:
        """Events as they are recorded; with a vantage, those that count there.

        `since` and `until` test the day an event counts from; `at_least` is the least confidence.
        """
        wanted = EventFilter(
            kinds=given.set_of(types, "types"),
            companies=given.set_of(companies, "companies"),
            subject=given.text_or_none(subject, "subject"),
            since=last_day(since, "since"),
            until=last_day(until, "until"),
            known_from=last_day(known_from, "known_from"),
            known_until=last_day(known_until, "known_until"),
            confidence=word(at_least, Confidence, "at_least"),
            standing=_standings(standing),
            publisher=given.text_or_none(publisher, "publisher"),
            text=given.text_or_none(text, "text"),
        )
        ordered = word(order, Order, "order") or Order.ON_ASC
        most = None if limit is None else given.count(limit, "limit")
        vantage, listed = self._ask(lambda reading: events_at(reading, wanted, ordered, most, at))
        return events_table(f"events {vantage_title(vantage)}" if at else "events", listed, vantage)

    # --- change ------------------------------------------------------------------------------------------------------

    def diff(self, company: str, before: At, after: At) -> Table[Change]:
        """What differs between two vantages, as in `log.diff("mistral-ai", {"on": "2025"}, {"on": "2026"})`."""
        found, earlier, later = self._ask(
            lambda reading: changes_between(reading, given.text(company, "company"), before, after)
        )
        return changes_table(company, found, earlier, later)

    def series(
        self,
        company: str | Iterable[str],
        metric: str,
        *,
        scope: str | None = None,
        per: str | None = None,
        since: str | date | None = None,
        currency: str | None = None,
        **at: Unpack[At],
    ) -> Table[Point]:
        """A metric as a step function until `on`: arr, revenue, headcount …, valuation, raised, megawatts, chips.

        Of several companies in one table, if several are named.
        """
        wanted = SeriesRequest(
            given.text(metric, "metric"),
            given.text_or_none(scope, "scope"),
            word(per, Per, "per"),
            last_day(since, "since"),
            given.text_or_none(currency, "currency"),
        )
        names = given.texts(company, "company") or []
        vantage, found = self._ask(lambda reading: states_at(reading, names, at))
        if not found:
            raise InvalidInput(f"nothing is known of {' or '.join(names)} {vantage_title(vantage)}")
        if isinstance(company, str):
            return points_table(found[0].name, series(found[0], wanted))
        return several_table([(state, series(state, wanted)) for state in found])

    # --- the log itself ----------------------------------------------------------------------------------------------

    def head(self) -> Head:
        return self._ask(head)

    def verify(self) -> Head:
        """Check every record of the log. Raises dateline.errors.CorruptLog, naming the first one that is wrong."""
        return self._ask(verified)

    def import_files(self, *paths: str | Path) -> list[FileReport]:
        """Take in event files, each in whole or not at all; what was wrong with one is in its report."""
        for path in paths:
            if not isinstance(path, (str, Path)):
                raise InvalidInput(f"event files are named by their paths, not by {told(path)}")
        return self._runner.run(imported(self.path, event_files_at(paths), _now))

    # --- asked in the loop -------------------------------------------------------------------------------------------

    def _ask(self, question: Callable[[Reading], Coroutine[object, None, R]]) -> R:
        """The answer to one question, all of it read from one prefix of the log."""
        return self._runner.run(question(self._runner.opened.reading()))


@asynccontextmanager
async def _opened(path: LogAddress, create: bool) -> AsyncIterator[Timeline]:
    if create:
        async with open_log(path):
            pass
    async with open_log(path, read_only=True) as log:
        yield Timeline(log, lambda: _now().date())


def _now() -> datetime:
    return datetime.now(UTC)


def _standings(words: Iterable[str] | None) -> frozenset[Standing] | None:
    found = [word(each, Standing, "standing") for each in given.texts(words, "standing") or ()]
    return frozenset(each for each in found if each is not None) if words is not None else None
