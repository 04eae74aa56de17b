"""What several kinds of event demand of their fields. Each check raises InvalidEvent, naming the field."""

from __future__ import annotations

from decimal import Decimal
from typing import NoReturn

import msgspec

from dateline.errors import InvalidEvent
from dateline.events.event import Event
from dateline.values.countries import CODES
from dateline.values.money import Amount, plain
from dateline.values.text import slugify


def refuse(field: str, message: str, rule: str) -> NoReturn:
    """Raises InvalidEvent for a field, with the name of the rule it breaks."""
    raise InvalidEvent(field, message, rule=rule)


def check_key(event: Event, field: str) -> None:
    """Raises InvalidEvent for a key that no slug can be made of: the subject is named by that slug."""
    if not slugify(getattr(event, field)):
        refuse(field, "needs at least one letter or digit, since the subject is named after it", "key")


def check_country(code: str | None) -> None:
    """Raises InvalidEvent for a code that is not ISO 3166-1 alpha-2."""
    if code is not None and code not in CODES:
        refuse("country", f"{code!r} is not an ISO 3166-1 alpha-2 code, like FR or US", "country")


def check_positive(event: Event, *fields: str) -> None:
    """Raises InvalidEvent for a number or an amount that is zero or less."""
    for field in fields:
        value = getattr(event, field)
        number = value.amount if isinstance(value, Amount) else value
        if number is not None and number <= 0:
            refuse(field, "must be more than zero: leave it out if it was not disclosed", "positive")


def make_plain(event: Event, *fields: str) -> None:
    """Writes numbers in plain digits, so that equal content has equal bytes. Raises InvalidEvent, as `plain` does."""
    for field in fields:
        value = getattr(event, field)
        if value is not None:
            msgspec.structs.force_setattr(event, field, plain(value, field))


def check_percent(event: Event) -> None:
    """Writes `percent` in plain digits. Raises InvalidEvent unless it is more than 0 and at most 100."""
    make_plain(event, "percent")
    percent: Decimal | None = getattr(event, "percent", None)
    if percent is not None and not 0 < percent <= 100:
        refuse("percent", "must be more than 0 and at most 100", "percent")


def says_something(event: Event, fields: tuple[str, ...]) -> None:
    """Raises InvalidEvent if none of these fields is given."""
    if not any(getattr(event, field) for field in fields):
        refuse("", f"a {event.kind} needs at least one of {', '.join(fields)}", "empty")
