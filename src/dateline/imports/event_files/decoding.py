"""From lines of JSON to drafts, many at a time."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from dateline.errors import InvalidEvent
from dateline.events.cloudevents import decode_either
from dateline.events.codec import MAX_EVENT_BYTES
from dateline.imports.lines import NumberedLine, Run, lines
from dateline.imports.utf8 import BOM, why_not_utf8
from dateline.log.drafts import Draft, draft_of_read
from dateline.values.text import visible


class Decoded(msgspec.Struct, frozen=True, array_like=True):
    """What became of some lines, each with its number."""

    drafts: list[tuple[int, Draft]]
    problems: list[tuple[int, str, str]]
    """With the field and what is wrong with it."""
    garbled: list[tuple[int, str]]
    """What is not UTF-8, and why."""


def decode_run(run: Run) -> Decoded:
    """What becomes of the lines of a run; blank ones are passed over."""
    return decode_lines(line for line in lines(run, MAX_EVENT_BYTES) if line[1] and not line[1].isspace())


def decode_lines(group: Iterable[NumberedLine]) -> Decoded:
    """What becomes of each of the lines, none of which is blank."""
    done = Decoded([], [], [])
    for number, line in group:
        try:
            if len(line) <= MAX_EVENT_BYTES:
                line.decode()
            done.drafts.append((number, draft_of_read(*decode_either(line))))
        except InvalidEvent as error:
            _read_on(number, line, error, done)
        except UnicodeDecodeError as error:
            done.garbled.append((number, why_not_utf8(error)))
    return done


def _read_on(number: int, line: bytes, error: InvalidEvent, done: Decoded) -> None:
    """A line that is no event as it stands. It may have only blanks and marks that cannot be seen, or begin with a
    byte-order mark, where files were put one behind the other; else it is a problem."""
    if line.startswith(BOM) and len(line) <= MAX_EVENT_BYTES:
        again = decode_lines([(number, line.removeprefix(BOM))])
        done.drafts.extend(again.drafts)
        done.problems.extend(again.problems)
    elif line.isascii() or len(line) > MAX_EVENT_BYTES or visible(line.decode()):
        done.problems.append((number, error.field, error.message))
