"""Bodies that are compressed: which coding is chosen, what comes back, and no bomb goes off."""

from __future__ import annotations

import gzip
import random

import pytest

from dateline.web import compression
from dateline.web.compression import NotReadable, TooLong, coding_asked, codings, compressed, compressor_of, read

TEXTS = [b"", b"x", b"ab" * 500, b"ab" * 500_000, random.Random(1).randbytes(70_000)]


def test_all_of_them_are_there() -> None:
    """As the extra brings them, which tests have."""
    assert codings() == ("zstd", "br", "gzip")


@pytest.mark.parametrize(
    ("header", "coding"),
    [("", ""), ("identity", ""), ("gzip", "gzip"), ("GZip", "gzip"), ("x-gzip", "gzip"), ("deflate", ""), ("br", "br"),
     ("gzip, deflate, br, zstd", "zstd"), ("gzip, deflate, br", "br"), ("*", "zstd"), ("gzip;q=0", ""),
     ("gzip;q=0.5, br;q=0.8, zstd;q=0.1", "br"), ("gzip; q=1.0, *;q=0", "gzip"), ("*;q=0.1, zstd;q=0", "br"),
     ("identity, gzip;q=0.5", ""), ("identity;q=0.5, gzip;q=0.5", "gzip"), ("gzip;q=much", ""), ("*;q=0", ""),
     ("identity;q=0", ""), ("br;q=1.5", ""), (",,;", "")],
)  # fmt: skip
def test_the_coding_with_the_highest_weight_is_chosen(header: str, coding: str) -> None:
    assert coding_asked(header.encode()) == coding


def test_without_the_extra_there_is_gzip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compression, "find_spec", lambda _: None)
    codings.cache_clear()
    coding_asked.cache_clear()
    try:
        assert coding_asked(b"gzip, br, zstd") in ("gzip", "zstd")  # Python 3.14 has zstd itself
        assert "br" not in codings()
    finally:
        codings.cache_clear()
        coding_asked.cache_clear()


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_what_is_compressed_can_be_read(coding: str) -> None:
    for text in TEXTS:
        assert read(compressed(text, coding), coding, len(text)) == text
        compressor = compressor_of(coding)
        pieces = [compressor.compress(text[place : place + 10_000]) for place in range(0, len(text), 10_000)]
        assert read(b"".join([*pieces, compressor.flush()]), coding, len(text)) == text
    assert gzip.decompress(compressed(TEXTS[3], "gzip")) == TEXTS[3]


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
def test_no_more_is_read_than_may_be(coding: str) -> None:
    bomb = compressed(bytes(30_000_000), coding)
    assert len(bomb) < 50_000
    with pytest.raises(TooLong):
        read(bomb, coding, 100_000)
    with pytest.raises(TooLong):
        read(compressed(b"x" * 101, coding), coding, 100)


@pytest.mark.parametrize("coding", ["zstd", "br", "gzip"])
@pytest.mark.parametrize("body", [b"", b"{}", b"\x1f\x8b\x08", bytes(100)])
def test_what_is_in_no_such_coding_is_refused(coding: str, body: bytes) -> None:
    with pytest.raises(NotReadable, match=coding):
        read(body, coding, 1_000)
    with pytest.raises(NotReadable, match=coding):
        read(compressed(b"x" * 500, coding)[:-3], coding, 1_000)
