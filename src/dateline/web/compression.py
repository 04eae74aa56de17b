"""Compression: which coding of a body a header Accept-Encoding asks for, and bodies coded and read (RFC 9110, 8.4).

gzip is in the standard library; zstd and brotli, which are faster and smaller, where the extra `compression` is
installed.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from typing import Any, Protocol

AS_IT_IS = ""
"""The coding of a body that is not compressed."""
WORTH_IT = 1_000
"""Bytes under which a body is sent as it is: it is in one packet either way."""

_GZIP = 16
"""What zlib is told beside the size of its window, for the header and the end that gzip has."""
_LARGEST_WINDOW = 15
_WEIGHT = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")


class Compressor(Protocol):
    """A body that is compressed piece by piece."""

    def compress(self, piece: bytes, /) -> bytes: ...

    def flush(self) -> bytes: ...


class NotReadable(Exception):
    """A body that is not in the coding it is said to be in; the text says what is wrong."""


class TooLong(Exception):
    """A body that is longer, when it is read, than it may be."""


@lru_cache(maxsize=64)
def coding_asked(accept_encoding: bytes) -> str:
    """The coding with the highest weight of those that are spoken here; of several the one that costs least."""
    weights = dict(map(_weighted, accept_encoding.decode("latin-1").lower().split(",")))
    anything = weights.get("*", 0.0)
    best, chosen = weights.get("identity", 0.0), AS_IT_IS
    for coding in codings():
        weight = weights.get(coding, weights.get("x-gzip", anything) if coding == "gzip" else anything)
        if weight > best or (weight == best > 0 and chosen == AS_IT_IS):
            best, chosen = weight, coding
    return chosen


def _weighted(part: str) -> tuple[str, float]:
    """A coding and its weight; a weight that cannot be read is none."""
    coding, *parameters = (each.strip() for each in part.split(";"))
    weights = [value.strip() for name, _, value in (each.partition("=") for each in parameters) if name.strip() == "q"]
    weight = weights[0] if weights else "1"
    return coding, float(weight) if _WEIGHT.fullmatch(weight) else 0.0


@cache
def codings() -> tuple[str, ...]:
    """Those that are spoken here, in both directions; the one that costs least first."""
    return tuple(coding for coding, there in _INSTALLED.items() if there())


def can_be_read(coding: str) -> bool:
    """Whether bodies in a coding of this name are read here; `x-gzip` is what gzip was called once."""
    return coding in _READERS and coding.removeprefix("x-") in codings()


def compressed(body: bytes, coding: str) -> bytes:
    """The body in this coding."""
    compressor = compressor_of(coding, len(body))
    return compressor.compress(body) + compressor.flush()


def compressor_of(coding: str, size: int | None = None) -> Compressor:
    """For a body of about so many bytes, or of any number."""
    match coding:
        case "zstd":
            made: Compressor = _zstd().ZstdCompressor(level=3)
            return made
        case "br":
            return _Brotli()
    # A window that is larger than what there is to compress takes longer to set up than a small answer to compress.
    window = _LARGEST_WINDOW if size is None else min(max(size.bit_length(), 9), _LARGEST_WINDOW)
    return zlib.compressobj(6, zlib.DEFLATED, _GZIP + window, min(window - 6, 8))


def read(body: bytes, coding: str, most_bytes: int) -> bytes:
    """The body as it was before it was compressed. Raises NotReadable and TooLong; no more is read than that takes."""
    failures = _failures()
    try:
        text, ended = _READERS[coding](body, most_bytes + 1)
    except failures as error:
        raise NotReadable(f"the body is no {coding}: {error}") from error
    if len(text) > most_bytes:
        raise TooLong
    if not ended:
        raise NotReadable(f"the body ends before its {coding} does")
    return text


# --- codings ----------------------------------------------------------------------------------------------------------


def _zstd() -> Any:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return zstd


def _has_zstd() -> bool:
    return sys.version_info >= (3, 14) or (
        find_spec("backports") is not None and find_spec("backports.zstd") is not None
    )


def _has_brotli() -> bool:
    return find_spec("brotli") is not None


_INSTALLED: Mapping[str, Callable[[], bool]] = {"zstd": _has_zstd, "br": _has_brotli, "gzip": lambda: True}


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._brotli = brotli.Compressor(quality=4)

    def compress(self, piece: bytes, /) -> bytes:
        return bytes(self._brotli.process(piece))

    def flush(self) -> bytes:
        return bytes(self._brotli.finish())


def _failures() -> tuple[type[Exception], ...]:
    errors: list[type[Exception]] = [zlib.error, EOFError, ValueError]
    if _has_zstd():
        errors.append(_zstd().ZstdError)
    if _has_brotli():
        import brotli

        errors.append(brotli.error)
    return tuple(errors)


def _gunzipped(body: bytes, most: int) -> tuple[bytes, bool]:
    reader = zlib.decompressobj(_GZIP + _LARGEST_WINDOW)
    return reader.decompress(body, most), reader.eof


def _unzstd(body: bytes, most: int) -> tuple[bytes, bool]:
    reader = _zstd().ZstdDecompressor()
    return reader.decompress(body, most), reader.eof


def _unbrotlied(body: bytes, most: int) -> tuple[bytes, bool]:
    import brotli

    reader = brotli.Decompressor()
    return reader.process(body, output_buffer_limit=most), reader.is_finished()


_READERS: Mapping[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "zstd": _unzstd,
    "br": _unbrotlied,
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
}
