"""A large answer as JSON, piece by piece: to write all of one takes as long as a hundred small answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from dateline.log.loop_turns import loop_turns

_LARGE: Final = 5_000
"""What a document costs of which the answer may be so large that others have their turn while it is written."""
_PIECES: Final = 5
"""After which it is looked whether they should, and whether the answer is longer than it may be."""
_SMALL: Final = 1_000
"""Lists and objects in one that is written as one piece."""


async def written(answer: dict[str, Any], cost: int, most_bytes: int) -> tuple[bytes, int]:
    """The answer to a document of this cost, and how many bytes it has, as `written_in_turns`."""
    if cost >= _LARGE:
        return await written_in_turns(answer, most_bytes)
    body = msgspec.json.encode(answer)
    return body, len(body)


async def written_in_turns(answer: dict[str, Any], most_bytes: int) -> tuple[bytes, int]:
    """The same bytes as msgspec writes, and how many; no bytes where they are more than `most_bytes`, of which no more
    is written then than tells so."""
    done: list[bytes] = []
    pieces: list[bytes] = []
    size, turns = 0, loop_turns()
    for piece in _pieces(answer):
        pieces.append(piece)
        if len(pieces) < _PIECES:
            continue
        done.append(b"".join(pieces))  # a hundred thousand pieces would take long to give back at the end
        pieces.clear()
        size += len(done[-1])
        if size > most_bytes:
            return b"", size
        await turns.step()
    body = b"".join([*done, *pieces])
    return (body if len(body) <= most_bytes else b""), len(body)


def _pieces(value: Any) -> Iterator[bytes]:
    if _is_small(value):
        yield msgspec.json.encode(value)
    elif value.__class__ is dict:
        before = b"{"
        for key, each in value.items():
            yield before + msgspec.json.encode(key) + b":"
            yield from _pieces(each)
            before = b","
        yield b"}"
    else:
        before = b"["
        for each in value:
            yield before
            yield from _pieces(each)
            before = b","
        yield b"]"


def _is_small(value: Any) -> bool:
    """Whether no more than so many lists and objects are in it, of which no further ones are looked at."""
    found = [value]
    for each in found:
        inner = each.values() if each.__class__ is dict else each if each.__class__ is list else ()
        found += [one for one in inner if one.__class__ is dict or one.__class__ is list]
        if len(found) > _SMALL:
            return False
    return True
