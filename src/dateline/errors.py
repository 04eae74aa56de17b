"""Everything that can go wrong, as one tree.

DatelineError
├── InvalidInput            what came in cannot be used; nothing was written
│   ├── InvalidDate         a date that cannot be read
│   ├── InvalidEvent        an event with a field that cannot be used
│   │   └── InvalidMoney    … because it is no amount or no currency
│   ├── InvalidFile         an event file with one problem or more
│   ├── InvalidVantage      a vantage that cannot be
│   ├── InvalidCursor       a page cursor that is not of this list
│   └── InvalidProof        a checkpoint, a receipt or a proof that does not hold
├── EventIdTaken            the id is in the log with other content
├── PositionConflict        the log has moved past the position that was expected
├── PositionAhead           the log has not reached the position that was asked for
├── OtherLog                a token was made by another log than this one
├── Unauthenticated         a key is needed, or the one that was sent is none
├── Forbidden               the key does not allow what was asked for
├── CorruptLog              the hash chain is broken
├── NotInstalled            what was asked for needs a package that is not there
└── StoreUnavailable        the database cannot be opened, read or written

UnreadableRecord is no error but a warning: one record is left out, all else stands.

Each class has a `code` for machines; the exception's text is one sentence for people. Each edge (GraphQL, HTTP,
command line) maps the codes in one table of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import ClassVar


class DatelineError(Exception):
    """The base of every error of Dateline. `code` is its stable name for programs.

    `argument` is the way to what is at fault in a question, where one thing is: an argument, and keys inside it.
    """

    code: ClassVar[str] = "error"
    argument: tuple[str | int, ...] = ()


class InvalidInput(DatelineError, ValueError):
    """Input that cannot be used; nothing was written."""

    code = "invalid-input"

    def __init__(self, *said: object, argument: Sequence[str | int] = ()) -> None:
        super().__init__(*said)
        self.argument = tuple(argument)


class _OfArgument:
    __slots__ = ("_way",)

    def __init__(self, way: tuple[str | int, ...]) -> None:
        self._way = way

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, DatelineError):
            error.argument = (*self._way, *error.argument)


def of_argument(*way: str | int) -> AbstractContextManager[None]:
    """Whatever is wrong with what is read here, is wrong with this argument, or with what is inside it."""
    return _OfArgument(way)


class InvalidDate(InvalidInput):
    """A date that cannot be read. Dateline never guesses one."""

    code = "invalid-date"


class InvalidEvent(InvalidInput):
    """An event with a field that cannot be used.

    `field` is the path of the field inside the event (`raised.currency`), empty where the event as a whole is meant;
    `rule` is the stable name of what was broken.
    """

    code = "invalid-event"

    def __init__(self, field: str, message: str, rule: str = "shape") -> None:
        super().__init__(f"{field}: {message}" if field else message)
        self.field = field
        self.message = message
        self.rule = rule


class InvalidMoney(InvalidEvent):
    """An amount or a currency that cannot be used."""

    code = "invalid-money"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place of a file. `line` counts from 1; 0 means the file as a whole."""

    path: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        path = self.path.replace("\n", "\\n")  # a name may hold what would look like a line of its own
        place = f"{path}:{self.line}" if self.line else path
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class InvalidFile(InvalidInput):
    """An event file with one problem or more; nothing of it was taken."""

    code = "invalid-file"

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class InvalidVantage(InvalidInput):
    """A vantage that cannot be: a date without an end, or a place in the log that is none."""

    code = "invalid-vantage"


class InvalidCursor(InvalidInput):
    """A page cursor that is not of this list."""

    code = "invalid-cursor"


class InvalidProof(InvalidInput):
    """A checkpoint, a receipt or a proof that cannot be read, or does not show what it should."""

    code = "invalid-proof"


class EventIdTaken(DatelineError):
    """The id is taken by an event with other content. An id means the same statement for ever."""

    code = "event-id-taken"

    def __init__(self, id: str, position: int, index: int, repeated_at: int | None = None) -> None:
        """`position` is where the log holds the id; `index` is the place in the batch, counted from 0.

        Where both contents are in one batch, `position` is 0 and `repeated_at` is the place of the first of them.
        """
        where = f"the log at position {position}" if position else f"event {(repeated_at or 0) + 1} of the same batch"
        super().__init__(
            f"the id {id!r} of event {index + 1} is taken by other content in {where}: an id means one statement for"
            f' ever; give the new statement an id of its own, and "corrects": {id!r} if it replaces the old one'
        )
        self.id = id
        self.position = position
        self.index = index
        self.repeated_at = repeated_at


class PositionConflict(DatelineError):
    """The log has moved past the position that was expected."""

    code = "position-conflict"

    def __init__(self, expected: int, actual: int) -> None:
        super().__init__(f"the log is at position {actual}, not at {expected}: read what is new, then try again")
        self.expected = expected
        self.actual = actual


class PositionAhead(DatelineError):
    """The log has not reached the position that was asked for."""

    code = "position-ahead"

    def __init__(self, asked: int, head: int) -> None:
        super().__init__(f"position {asked} is not in this log yet: its newest is {head}")
        self.asked = asked
        self.head = head


class OtherLog(DatelineError):
    """A token was made by another log than this one."""

    code = "other-log"


class Unauthenticated(DatelineError):
    """A key is needed and none was sent, or the one that was sent is none that is in force."""

    code = "unauthenticated"


class Forbidden(DatelineError):
    """The key that was sent does not allow what was asked for."""

    code = "forbidden"


class CorruptLog(DatelineError):
    """The hash chain is broken, or records cannot be read: the log was altered or damaged."""

    code = "corrupt-log"

    def __init__(self, position: int, reason: str, unreadable: Sequence[UnreadableRecord] = ()) -> None:
        """`position` and `reason`: the first record that is wrong; 0: what holds the records, and none of them.
        `unreadable`: all those that cannot be read."""
        others = "".join(f"\n{one}" for one in unreadable if one.position != position)
        which = f"record {position} is wrong" if position else "the log is wrong beside its records"
        super().__init__(f"{which}: {reason}{others}")
        self.position = position
        self.reason = reason
        self.unreadable = tuple(unreadable)

    @property
    def is_as_recorded(self) -> bool:
        """Whether the log is what was recorded, and all that is wrong is that this release cannot read some of it."""
        return self.position > 0 and self.position in (one.position for one in self.unreadable)


class UnreadableRecord(UserWarning):
    """A record of the log that cannot be read and is left out of answers: a warning, since all else stands."""

    def __init__(self, position: int, id: str, reason: str) -> None:
        super().__init__(f"record {position}, {id!r}, cannot be read, and no answer has it: {reason}")
        self.position = position
        self.id = id
        self.reason = reason


class NotInstalled(DatelineError):
    """What was asked for needs a package that is not installed."""

    code = "not-installed"


class StoreUnavailable(DatelineError):
    """The database cannot be opened, read or written."""

    code = "store-unavailable"
