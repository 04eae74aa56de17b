"""Shorthand: rows of one selection in half as many bytes.

What they have in common, like the names of fields, is written as one byte each: a control character, which JSON has
nowhere.
"""

import re
from typing import Final

MARK: Final = b"\0"
"""Left to whoever has something of their own to mark."""
_MARKS: Final = [bytes((number,)) for number in range(1, 0x20)]
_SHORTEST: Final = 8
"""Bytes that are worth a mark."""
_TOKEN: Final = re.compile(rb'"(?:[^"\\]|\\.)*"(:?)|[\[\]{},]|[^"\[\]{},]+')


class Shorthand:
    """Begins with the first row: what that has between its values, and the name of each field."""

    def __init__(self, row: bytes) -> None:
        between, names = _parts(row)
        longest_first = sorted(between, key=len, reverse=True)
        found = [part for part in dict.fromkeys([*longest_first, *names]) if len(part) >= _SHORTEST]
        self._marks = list(zip(found, _MARKS, strict=False))

    def short(self, row: bytes) -> bytes:
        """Reads back as the same row, whatever is in it."""
        for part, mark in self._marks:
            row = row.replace(part, mark)
        return row

    def long(self, rows: bytes) -> bytes:
        """What was written short, with anything beside it."""
        for part, mark in self._marks:
            if mark in rows:
                rows = rows.replace(mark, part)
        return rows


def _parts(row: bytes) -> tuple[list[bytes], list[bytes]]:
    """What stands between values, and the names of fields."""
    between, names = [b""], list[bytes]()
    for token in _TOKEN.finditer(row):
        if token[1]:
            names.append(token[0])
        if token[1] or token[0] in b"[]{},":
            between[-1] += token[0]
        else:
            between.append(b"")
    return between, names
