"""The elements of a JSON array of any length, in bounded memory."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_BLANKS = re.compile(r"[ \t\r\n]*")
_EXPECTED = "expected an array […] of events; one event a line is for .jsonl files"
_LINE_END = re.compile(r"\r\n|\r|\n")


class NotAnArray(ValueError):
    """Where a file stops being an array; nothing behind that place can be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


def elements(texts: Iterator[str], limit: int, may_be_alone: Callable[[str], bool]) -> Iterator[tuple[int, str]]:
    """(line where it begins, text) of each element, or of a value that may stand alone. Raises NotAnArray.

    What an element says is not judged here, only where it ends.
    """
    window = _Window(texts)
    match window.next_character():
        case "[":
            window.skip(1)
            if window.next_character() == "]":
                window.skip(1)
            else:
                yield from _inside(window, limit)
        case "{":
            yield _alone(window, limit, may_be_alone)
        case "":
            raise NotAnArray(0, "is empty: it holds no event")
        case _:
            raise NotAnArray(window.line, _EXPECTED)
    if window.next_character():
        raise NotAnArray(window.line, "something stands behind the end of the array")


def _alone(window: _Window, limit: int, may_be_alone: Callable[[str], bool]) -> tuple[int, str]:
    line = window.line
    try:
        text = window.element(limit)
    except NotAnArray as error:
        raise NotAnArray(line, _EXPECTED) from error
    if not may_be_alone(text):
        raise NotAnArray(line, _EXPECTED)
    return line, text


def _inside(window: _Window, limit: int) -> Iterator[tuple[int, str]]:
    while True:
        window.next_character()
        line = window.line
        yield line, window.element(limit)
        match window.next_character():
            case ",":
                window.skip(1)
            case "]":
                window.skip(1)
                return
            case "":
                raise NotAnArray(window.line, "the file ends too early: the array is not closed")
            case other:
                raise NotAnArray(window.line, f"expected a comma or the end of the array, not {other!r}")


class _Window:
    """The part of the text that is being looked at; `line` is where it begins."""

    def __init__(self, texts: Iterator[str]) -> None:
        self.line = 1
        self._texts = texts
        self._text = ""
        self._at = 0

    def next_character(self) -> str:
        """The next one that is not blank; none at the end of the file."""
        while True:
            blanks = _BLANKS.match(self._text, self._at)
            self.skip(len(blanks.group()) if blanks else 0)
            if self._at < len(self._text) or not self._read_on():
                return self._text[self._at : self._at + 1]

    def skip(self, count: int) -> None:
        end = self._at + count
        self.line += len(_LINE_END.findall(self._text, self._at, end))
        self._at = end

    def element(self, limit: int) -> str:
        """The text of the JSON value that begins here."""
        while True:
            try:
                _, end = _DECODER.raw_decode(self._text, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if len(self._text) - self._at > limit:
                    raise NotAnArray(
                        self.line, f"an element longer than {limit:,} bytes, or broken: this is no event"
                    ) from error
                if not self._read_on():
                    raise self._broken(error) from error
            else:
                value = self._text[self._at : end]
                self.skip(end - self._at)
                return value

    def _read_on(self) -> bool:
        more = next(self._texts, "")
        if more:
            self._text, self._at = self._text[self._at :] + more, 0
        return bool(more)

    def _broken(self, error: json.JSONDecodeError | RecursionError) -> NotAnArray:
        if isinstance(error, RecursionError):
            return NotAnArray(self.line, "not JSON that an event could be: nested too deeply")
        behind = self._text[error.pos :].strip()
        line = self.line + len(_LINE_END.findall(self._text, self._at, error.pos))
        if not behind or error.msg.startswith("Unterminated string"):
            return NotAnArray(line, "the file ends too early: the array is not closed")
        if behind[0] == "]":
            return NotAnArray(line, "expected another event behind the comma")
        what = error.msg.removesuffix(" at")
        return NotAnArray(line, f"not JSON: {what[:1].lower()}{what[1:]} at {behind[:20]!r}")
