"""The settings, by section: each with its unit, its default and what it is for.

A setting `cost` of the section `limits` is `cost = 1` under `[limits]` in the file, and `DATELINE_LIMITS_COST=1` in the
environment. `dateline help configuration` lists all of them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Number = Annotated[int, Meta(ge=1)]
Bytes = Annotated[int, Meta(ge=1)]
Count = Annotated[int, Meta(ge=1)]
Seconds = Annotated[float, Meta(gt=0)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file."""


class HttpLimits(Settings, frozen=True):
    """What a request and its answer may be."""

    body_bytes: Annotated[Bytes, Meta(description="A request, its body or the query of its address, in bytes")] = (
        100_000
    )
    answer_bytes: Annotated[Bytes, Meta(description="An answer, in bytes before it is compressed")] = 20_000_000
    answer_seconds: Annotated[Seconds, Meta(description="Seconds until an answer is there")] = 30.0
    header_bytes: Annotated[Bytes, Meta(description="The request line and all headers of a request, in bytes")] = 65_536
    request_seconds: Annotated[
        Seconds,
        Meta(description="Seconds for a request to come in whole; a second more for each 10,000 bytes of it"),
    ] = 30.0
    idle_seconds: Annotated[
        Seconds, Meta(description="Seconds that a connection is kept open between two requests")
    ] = 5.0
    connections: Annotated[
        Number, Meta(description="Connections at a time; less where the system gives fewer descriptors")
    ] = 2_000
    tokens: Annotated[Number, Meta(description="Tokens of a document")] = 1_000
    name_length: Annotated[Number, Meta(description="A name or an alias, in characters")] = 100
    value_length: Annotated[
        Number, Meta(description="A string or a number in a document or its variables, in characters")
    ] = 4_000
    cost: Annotated[Number, Meta(description="What a document costs")] = 250_000
    values: Annotated[Number, Meta(description="Values of an answer")] = 300_000
    depth: Annotated[Number, Meta(description="Depth of a document: fields in fields, fragments unfolded")] = 30
    aliases: Annotated[Number, Meta(description="Fields of a document with an alias")] = 200
    directives: Annotated[Number, Meta(description="Directives of a document")] = 100
    root_fields: Annotated[Number, Meta(description="Fields at the root of an operation, fragments unfolded")] = 50
    errors: Annotated[Number, Meta(description="Errors that validation tells of one document")] = 10
    page: Annotated[Number, Meta(description="Entries of a page that is asked for without a number")] = 20
    largest_page: Annotated[Number, Meta(description="Entries of a page")] = 1_000
    ids: Annotated[Number, Meta(description="`ids` of `nodes`")] = 100
    dates: Annotated[Number, Meta(description="`on` of `asOfEach`")] = 400
    append_events: Annotated[Number, Meta(description="Events that one call of `appendEvents` appends")] = 1_000


class AccessSettings(Settings, frozen=True):
    """Who may do what."""

    reading: Annotated[
        Literal["open", "key"],
        Meta(description="Whether anybody may read, or only whoever sends a key with the scope `read`"),
    ] = "open"


class RateSettings(Settings, frozen=True):
    """How much whoever asks may ask for over time."""

    cost: Annotated[
        int,
        Meta(
            ge=0, description="What a key, or an address without one, may ask for in `seconds`; 0: as much as it wants"
        ),
    ] = 0
    seconds: Annotated[Seconds, Meta(description="Seconds in which what was asked for is given again")] = 60.0
    proxies: Annotated[
        int,
        Meta(ge=0, description="Proxies before the server, each of which adds to `X-Forwarded-For`; 0: it is not read"),
    ] = 0
    remembered: Annotated[Number, Meta(description="Keys and addresses of which it is remembered what is left")] = (
        10_000
    )


class LoggingSettings(Settings, frozen=True):
    """What the server writes on standard error."""

    format: Annotated[
        Literal["text", "json"], Meta(description="Lines for people, or a JSON object a line for programs")
    ] = "text"
    requests: Annotated[
        Literal["default", "none", "all"],
        Meta(description="Whether there is a line for each request: by default with `json`, and none with `text`"),
    ] = "default"


class MetricsSettings(Settings, frozen=True):
    """Figures for Prometheus."""

    access: Annotated[
        Literal["open", "key", "off"],
        Meta(description="Whether `/metrics` is open, or needs a key with the scope `read`, or is not there"),
    ] = "open"


class TracingSettings(Settings, frozen=True):
    """Spans for OpenTelemetry."""

    enabled: Annotated[bool, Meta(description="Whether requests are traced, by what `OTEL_…` variables say")] = False


class ServerSettings(Settings, frozen=True):
    """How `dateline serve` runs."""

    shutdown_seconds: Annotated[
        Seconds, Meta(description="Seconds that answers under way have when the server is told to stop")
    ] = 20.0
    history_bytes: Annotated[
        Bytes,
        Meta(
            description="Memory for the events of companies that were asked of, in bytes: about 450 an event, or half"
            " of that where the log has no room in it"
        ),
    ] = 45_000_000


class HttpSettings(Settings, frozen=True):
    """How answers are given, and to whom."""

    hosts: Annotated[
        tuple[str, ...],
        Meta(
            description="Names that the server is asked under, beside its addresses, `.example.org` with all below it,"
            " `*` for any"
        ),
    ] = ()
    draft_statuses: Annotated[
        bool,
        Meta(description="Whether `application/graphql-response+json` has the statuses of the newest draft: 294, 422"),
    ] = False


class CorsSettings(Settings, frozen=True):
    """Which pages of other sites may ask, in a browser."""

    origins: Annotated[
        tuple[str, ...],
        Meta(description="Their origins, like `https://app.example.org`; or `*`, for all"),
    ] = ()
    headers: Annotated[tuple[str, ...], Meta(description="Headers that they may send beside the usual ones")] = ()
    max_age_seconds: Annotated[
        int, Meta(ge=0, description="Seconds for which a browser need not ask again whether it may")
    ] = 86_400


class DocumentSettings(Settings, frozen=True):
    """Persisted documents."""

    file: Annotated[str, Meta(description="A manifest of known documents, or a folder of such; none if empty")] = ""
    only_known: Annotated[bool, Meta(description="Whether documents of the file alone are answered")] = False
    kept_bytes: Annotated[
        Bytes, Meta(description="Documents that clients have sent with their hash are kept in so many bytes")
    ] = 4_000_000


class SubscriptionLimits(Settings, frozen=True):
    """What subscriptions may take of a server, over WebSockets and as event streams."""

    per_connection: Annotated[Count, Meta(description="Operations under way at once on one WebSocket")] = 100
    init_seconds: Annotated[
        Seconds, Meta(description="Seconds until a WebSocket has to begin with `connection_init`")
    ] = 10.0
    in_all: Annotated[Count, Meta(description="Subscriptions that are open at once in a process")] = 2_000
    keep_alive_seconds: Annotated[
        Seconds, Meta(description="Seconds after which an event stream sends a comment, for proxies to see")
    ] = 12.0
    unread_seconds: Annotated[
        Seconds, Meta(description="Seconds that a client may leave unread what waits for it, before it is dropped")
    ] = 30.0


class CheckpointSettings(Settings, frozen=True):
    """Signed checkpoints, written while the server runs."""

    file: Annotated[str, Meta(description="The file that has the newest checkpoint; none is written if empty")] = ""
    key: Annotated[str, Meta(description="The file with the private keys of the log, which sign")] = ""
    seconds: Annotated[Seconds, Meta(description="Seconds between two checkpoints of a log that has grown")] = 60.0


class Configuration(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that may be set, as it is when nothing is."""

    limits: HttpLimits = HttpLimits()
    access: AccessSettings = AccessSettings()
    rates: RateSettings = RateSettings()
    logging: LoggingSettings = LoggingSettings()
    metrics: MetricsSettings = MetricsSettings()
    tracing: TracingSettings = TracingSettings()
    server: ServerSettings = ServerSettings()
    http: HttpSettings = HttpSettings()
    cors: CorsSettings = CorsSettings()
    documents: DocumentSettings = DocumentSettings()
    subscriptions: SubscriptionLimits = SubscriptionLimits()
    checkpoints: CheckpointSettings = CheckpointSettings()
