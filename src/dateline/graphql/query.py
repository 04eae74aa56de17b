"""The root of the reading part of the API."""

import asyncio
from datetime import date, datetime
from typing import Annotated

import msgspec
import strawberry

from dateline.answers.change.series import SeriesRequest
from dateline.answers.directory import Directory
from dateline.answers.event_lists import EventList
from dateline.answers.log_places import place_cursor
from dateline.answers.narrowed_directory import directory_of
from dateline.errors import InvalidInput, OtherLog, of_argument
from dateline.graphql.context import context_of
from dateline.graphql.ids import GlobalId, read_id
from dateline.graphql.inputs.arguments import After, Before, CompanySlug, First, Last, given, one
from dateline.graphql.inputs.event_filter import OfEvents, event_filter_of
from dateline.graphql.inputs.series import Currency, MetricName, MetricScope, MetricSpan, Until
from dateline.graphql.inputs.vantage import Dates, KnownBy, LeastConfidence, On, RecordedBy, VantageInput, vantage
from dateline.graphql.scalars import Edtf, Position
from dateline.graphql.scope import Scope
from dateline.graphql.types.companies import CompanyConnection, companies_of, company_page
from dateline.graphql.types.company import Company
from dateline.graphql.types.company_state import CompanyState
from dateline.graphql.types.diff import Diff, diff_of
from dateline.graphql.types.erasures import Erasure, wrap_erasure
from dateline.graphql.types.event_list import EventConnection, event_connection, event_page
from dateline.graphql.types.events import Event, event_of
from dateline.graphql.types.node import Node
from dateline.graphql.types.object_types import object_type
from dateline.graphql.types.series import Series, series_of
from dateline.graphql.types.snapshot import Snapshot
from dateline.log.selection import Order
from dateline.values.dates import Certainty

_ERASURES = 100
"""Of the log that are told at once."""


@object_type(description="The newest record of the log.")
class LogHead(msgspec.Struct, kw_only=True):
    position: Annotated[Position, strawberry.field(description="Its place in the log; 0 while the log is empty.")]
    hash: Annotated[str, strawberry.field(description="SHA-256 of the whole log, in hexadecimal.")]
    epoch: Annotated[
        int, strawberry.field(description="Grows when a log begins a new life, after a failover or a restore.")
    ]
    recorded_at: Annotated[
        datetime | None, strawberry.field(description="When it was recorded; null while the log is empty.")
    ]
    cursor: Annotated[
        str, strawberry.field(description="As `after` of `eventAppended`: all that is appended from here on.")
    ]
    companies: Annotated[int, strawberry.field(description="How many companies the log holds something of.")]

    @strawberry.field(
        description="The records whose contents were erased, by position, 100 at most: no list of events has them, and"
        " `eventAppended` goes on behind them."
    )
    async def erasures(
        self,
        info: strawberry.Info,
        after: Annotated[
            Position | None, strawberry.argument(description="Those behind this position. Default: from the beginning.")
        ] = strawberry.UNSET,
    ) -> list[Erasure]:
        log, behind = context_of(info).reading.log, given(after)
        return [wrap_erasure(each) for each in await log.erasures(behind or 0, _ERASURES)]


@object_type(description="All that can be read. Most begin with `asOf`: everything as it was at one vantage.")
class Query:
    @strawberry.field(description="What has this id; null if it is not there any more, or never was.")
    async def node(
        self,
        info: strawberry.Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="An `id` of an earlier answer.")],
    ) -> Node | None:
        with of_argument("id"):
            return await _node(info, id)

    @strawberry.field(description="The same for several ids, in their order; null for an id that names nothing.")
    async def nodes(
        self,
        info: strawberry.Info,
        ids: Annotated[
            list[strawberry.ID], strawberry.argument(description="Each an `id` of an earlier answer; at most 100.")
        ],
    ) -> list[Node | None]:
        most = context_of(info).entries.ids
        if len(ids) > most:
            raise InvalidInput(f"`ids` takes at most {most:,} ids, not {len(ids):,}", argument=["ids"])
        return await asyncio.gather(*(_node_or_null(info, id) for id in ids))

    @strawberry.field(
        description="Everything at a vantage: where most questions begin. Arguments that are left out take their"
        " default."
    )
    async def as_of(
        self,
        info: strawberry.Info,
        on: On = strawberry.UNSET,
        known_by: KnownBy = strawberry.UNSET,
        recorded: RecordedBy = strawberry.UNSET,
        confidence: LeastConfidence = strawberry.UNSET,
        dates: Dates = strawberry.UNSET,
    ) -> Snapshot | None:
        return Snapshot(at=await vantage(context_of(info).reading, on, known_by, recorded, confidence, dates))

    @strawberry.field(description="Everything at the vantage of an earlier answer, byte for byte as it was then.")
    async def snapshot(
        self,
        info: strawberry.Info,
        token: Annotated[
            str,
            strawberry.argument(
                description="`Vantage.token` of an earlier answer of this log. That of another log is refused:"
                " `other-log`."
            ),
        ],
    ) -> Snapshot | None:
        with of_argument("token"):
            return Snapshot(at=await context_of(info).vantage_of(token))

    @strawberry.field(description="A company by its slug; null if the log holds nothing of it.")
    async def company(self, info: strawberry.Info, slug: CompanySlug) -> Company | None:
        return await _company(info, slug)

    @strawberry.field(description="Companies the log holds something of, by slug.")
    async def companies(
        self,
        info: strawberry.Info,
        search: Annotated[
            str | None, strawberry.argument(description="Part of a name or slug, whatever its case and accents.")
        ] = strawberry.UNSET,
        investor: Annotated[
            str | None,
            strawberry.argument(
                description="Only with this party among the leads and investors of a round, or among the holders, as of"
                " today: its slug."
            ),
        ] = strawberry.UNSET,
        partner: Annotated[
            str | None,
            strawberry.argument(
                description="Only those that work with this party today, in a partnership that has not ended: its slug."
            ),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> CompanyConnection:
        context = context_of(info)
        directory = directory_of(context.reading, search or None, one(investor), one(partner))
        page = company_page(info, first, after, last, before)
        return await companies_of(info, directory, page, Scope(await context.head_cut()))

    @strawberry.field(description="An event by the id its author gave it; null if the log has none.")
    async def event(
        self, info: strawberry.Info, key: Annotated[str, strawberry.argument(description="`Event.key`, case and all.")]
    ) -> Event | None:
        return await event_of(info, key, Scope(await context_of(info).head_cut()))

    @strawberry.field(description="All events as they are recorded.")
    async def events(
        self,
        info: strawberry.Info,
        filter: OfEvents = strawberry.UNSET,
        order: Annotated[Order | None, strawberry.argument(description="Default: ON_ASC.")] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> EventConnection:
        listing = order or Order.ON_ASC
        context = context_of(info)
        page = event_page(info, listing, Certainty.CERTAIN, first, after, last, before)
        events = EventList(context.reading, event_filter_of(filter), listing, None)
        scope = Scope(await context.head_cut())
        return event_connection(await events.page(page), listing, Certainty.CERTAIN, scope, events.count)

    @strawberry.field(
        description="What differs between two vantages of a company, and why; null if neither knows anything of it."
    )
    async def diff(
        self,
        info: strawberry.Info,
        company: CompanySlug,
        before: Annotated[VantageInput, strawberry.argument(name="from", description="The vantage before.")],
        after: Annotated[VantageInput, strawberry.argument(name="to", description="The vantage after.")],
    ) -> Diff | None:
        return await diff_of(info, company, before, after)

    @strawberry.field(
        description="A metric of a company, or of its part `scope`, as a step function; null if nothing of the company"
        " is in reach."
    )
    async def series(
        self,
        info: strawberry.Info,
        company: CompanySlug,
        metric: MetricName,
        scope: MetricScope = strawberry.UNSET,
        per: MetricSpan = strawberry.UNSET,
        first: Annotated[
            date | None, strawberry.argument(name="from", description="The first day. Default: the first with a value.")
        ] = strawberry.UNSET,
        until: Until = strawberry.UNSET,
        known_by: KnownBy = strawberry.UNSET,
        recorded: RecordedBy = strawberry.UNSET,
        confidence: LeastConfidence = strawberry.UNSET,
        dates: Dates = strawberry.UNSET,
        currency: Currency = strawberry.UNSET,
    ) -> Series | None:
        on = Edtf(until.isoformat()) if until else None
        at = await vantage(context_of(info).reading, on, known_by, recorded, confidence, dates)
        return await series_of(
            info, company, SeriesRequest(metric, scope or None, per or None, first or None, currency or None), at
        )

    @strawberry.field(description="The newest record of the log, and how much there is in all.")
    async def log(self, info: strawberry.Info) -> LogHead:
        reading = context_of(info).reading
        head = await context_of(info).open_head()
        return LogHead(
            position=Position(head.position),
            hash=head.hash.hex(),
            epoch=head.epoch,
            recorded_at=head.recorded_at,
            cursor=place_cursor(head),
            companies=await Directory(reading).count(),
        )


async def _company(info: strawberry.Info, slug: str) -> Company | None:
    return await Company.in_reach(info, slug, Scope(await context_of(info).head_cut()))


async def _node_or_null(info: strawberry.Info, id: strawberry.ID) -> Node | None:
    """What has this id; None for a text that is no id, so that the other ids are answered."""
    try:
        return await _node(info, id)
    except (InvalidInput, OtherLog):
        return None


async def _node(info: strawberry.Info, id: strawberry.ID) -> Node | None:
    found = await _named(info, read_id(id))
    if found is not None:
        found.asked = id
    return found


async def _named(info: strawberry.Info, id: GlobalId) -> Node | None:
    match id.kind:
        case "C":
            return await Company.in_reach(info, id.key, await _scope(info, id.token))
        case "E":
            return await event_of(info, id.key, await _scope(info, id.token))
    at = await context_of(info).vantage_of(id.token)
    if id.kind == "Snapshot":
        return Snapshot(at=at)
    slug, _, path = id.key.partition(":")
    state = await CompanyState.at_vantage(info, slug, at)
    return state.part(path) if state is not None and id.kind == "P" else state


async def _scope(info: strawberry.Info, token: str) -> Scope:
    """The vantage of a token; without one, what is recorded."""
    context = context_of(info)
    return Scope.at(await context.vantage_of(token)) if token else Scope(await context.head_cut())
