"""What can be exported, and in which formats."""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlencode

import msgspec

from dateline.answers.tokens import token_of
from dateline.errors import InvalidInput
from dateline.exports.json_values import Json, vantage_answer
from dateline.exports.narrowing import Narrowing
from dateline.exports.sheets import SHEETS
from dateline.state.vantage import Vantage


class What(Enum):
    """Events, or one of the sheets that are made of states: these, and those of whatever parts there are besides."""

    _ignore_ = ["members", "name", "sheet"]  # noqa: RUF012 - as Enum asks for it

    EVENTS = "events"
    STATES = "states"
    ROUNDS = "rounds"
    MODELS = "models"
    DATA_CENTERS = "data-centers"
    METRICS = "metrics"

    members = vars()
    for sheet in SHEETS:
        if (name := sheet.upper().replace("-", "_")) not in members:
            members[name] = sheet


class Format(Enum):
    """By the endings of addresses."""

    NDJSON = "ndjson"
    CSV = "csv"
    PARQUET = "parquet"
    CLOUDEVENTS = "cloudevents"
    """NDJSON of CloudEvents; only of events."""
    CLOUDEVENTS_BATCH = "cloudevents-batch"
    """One JSON array of them."""

    @property
    def media_type(self) -> str:
        """Of an HTTP answer."""
        return _MEDIA_TYPES[self]

    @property
    def ending(self) -> str:
        """Of a file."""
        return _ENDINGS[self]

    @property
    def only_of_events(self) -> bool:
        return self in (Format.CLOUDEVENTS, Format.CLOUDEVENTS_BATCH)


_MEDIA_TYPES = {
    Format.NDJSON: "application/x-ndjson",
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.CLOUDEVENTS: "application/x-ndjson",
    Format.CLOUDEVENTS_BATCH: "application/cloudevents-batch+json; charset=utf-8",
}
_ENDINGS = {
    Format.NDJSON: ".ndjson",
    Format.CSV: ".csv",
    Format.PARQUET: ".parquet",
    Format.CLOUDEVENTS: ".ndjson",
    Format.CLOUDEVENTS_BATCH: ".json",
}
_OF_ENDINGS = {".ndjson": Format.NDJSON, ".jsonl": Format.NDJSON, ".csv": Format.CSV, ".parquet": Format.PARQUET}


def format_of(ending: str) -> Format | None:
    """The format that a file's ending (`.csv`) means."""
    return _OF_ENDINGS.get(ending.lower())


class ExportRequest(msgspec.Struct, frozen=True):
    """An export: of which companies (None is all of them), and in which format. Raises InvalidInput."""

    what: What
    format: Format = Format.NDJSON
    companies: tuple[str, ...] | None = None
    narrowed: Narrowing = Narrowing()

    def __post_init__(self) -> None:
        if self.format.only_of_events and self.what is not What.EVENTS:
            raise InvalidInput(f"{self.format.value} is a format of events: {self.what.value} cannot be had in it")

    def metadata(self, vantage: Vantage) -> Json:
        """What must be known of a file to ask for the very same again."""
        companies = list(self.companies) if self.companies is not None else None
        said = {"what": self.what.value, "companies": companies, "vantage": vantage_answer(vantage)}
        return said | ({"filter": list(map(list, self.narrowed.words))} if self.narrowed.words else {})

    def address(self, vantage: Vantage, prefix: str) -> str:
        """Where a server gives it, pinned to the vantage: the same bytes for ever. `prefix` is what a proxy shows the
        server under, like /dateline, or empty."""
        companies = [("company", company) for company in self.companies or ()]
        asked = urlencode([("token", token_of(vantage)), *companies, *self.narrowed.words])
        return f"{prefix}/export/{self.what.value}.{self.format.value}?{asked}"

    def file_name(self, vantage: Vantage) -> str:
        """What it is, and from where it was seen: states-2026-07-15-known-by-2026-02-28-at-113.csv."""
        known = f"-known-by-{vantage.known_by}" if vantage.known_by is not None else ""
        return f"{self.what.value}-{vantage.on}{known}-at-{vantage.at.position}{self.format.ending}"
