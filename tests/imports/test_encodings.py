"""Encodings are found out or asked about: what is taken is what was meant, and nothing is taken that is doubtful."""

from __future__ import annotations

import codecs
import random
import time
import tomllib
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import DATA

from dateline.imports.encodings import DoubtfulEncoding, find_encoding, why_not_a_table
from dateline.imports.utf8 import why_not_text

LANGUAGES = tomllib.loads((DATA / "languages.toml").read_text("utf-8"))
WORDS: dict[str, list[str]] = {language: about["words"].split(", ") for language, about in LANGUAGES.items()}
PAIRS = [(language, codec) for language, about in LANGUAGES.items() for codec in about["encodings"]]
SIZES = (1, 2, 3, 6, 12, 100)


def table_of(words: list[str]) -> str:
    return "Id,Name\n" + "".join(f"r{place},{word}\n" for place, word in enumerate(words))


def samples(words: list[str], times: int = 3) -> Iterator[list[str]]:
    for size in SIZES:
        for seed in range(times if size < len(words) else 1):
            yield words if size >= len(words) else random.Random(seed * 100 + size).sample(words, size)


def taken(path: Path, data: bytes) -> str | None:
    """The text as it would be read; None where the encoding is asked about."""
    path.write_bytes(data)
    try:
        return data.decode(find_encoding(path).codec)
    except DoubtfulEncoding:
        return None


@pytest.mark.parametrize(("language", "codec"), PAIRS)
def test_text_of_a_language_is_read_rightly_or_asked_about(tmp_path: Path, language: str, codec: str) -> None:
    for words in samples(WORDS[language]):
        text = table_of(words)
        try:
            data = text.encode(codec)
        except UnicodeEncodeError:
            continue
        assert data.isascii() or taken(tmp_path / "a.csv", data) in (text, None), (words, codec)


@pytest.mark.parametrize("codec", ["cp1252", "mac-roman", "cp1250", "iso8859-2"])
def test_text_of_several_languages_is_read_rightly_or_asked_about(tmp_path: Path, codec: str) -> None:
    western = ("french", "spanish", "german", "portuguese", "italian", "swedish", "danish", "estonian")
    central = ("polish", "czech", "hungarian", "croatian", "romanian")
    pick = random.Random(7)
    for _ in range(60):
        some = pick.sample(western if codec in ("cp1252", "mac-roman") else central, pick.choice((2, 3, 4)))
        for words in samples([word for language in some for word in WORDS[language]], times=1):
            text = table_of(words)
            try:
                data = text.encode(codec)
            except UnicodeEncodeError:
                continue
            assert data.isascii() or taken(tmp_path / "a.csv", data) in (text, None), (words, codec)


@pytest.mark.parametrize(
    ("language", "codec"),
    [
        ("french", "cp1252"), ("spanish", "cp1252"), ("german", "cp1252"), ("swedish", "cp1252"), ("danish", "cp1252"),
        ("icelandic", "cp1252"), ("french", "mac-roman"), ("german", "mac-roman"), ("german", "cp850"),
        ("german", "cp437"), ("portuguese", "cp850"), ("portuguese", "cp860"), ("danish", "cp865"),
        ("icelandic", "cp861"), ("polish", "cp1250"), ("czech", "cp1250"),
        ("hungarian", "cp1250"), ("croatian", "iso8859-2"), ("turkish", "cp1254"), ("turkish", "cp857"),
        ("turkish", "mac-turkish"), ("lithuanian", "cp1257"), ("lithuanian", "cp775"), ("latvian", "cp1257"),
        ("russian", "cp1251"), ("russian", "koi8-r"), ("russian", "cp866"), ("russian", "cp855"),
        ("ukrainian", "cp1251"), ("ukrainian", "cp1125"), ("greek", "cp1253"), ("greek", "cp737"), ("greek", "cp869"),
        ("hebrew", "cp1255"), ("hebrew", "cp862"), ("thai", "cp874"), ("thai", "tis-620"),
        ("arabic", "cp1256"), ("arabic", "cp720"), ("japanese", "cp932"), ("japanese", "euc_jp"), ("kanji", "cp932"),
        ("kanji", "euc_jp"), ("chinese", "gbk"), ("taiwan", "cp950"), ("korean", "euc_kr"),
    ],
)  # fmt: skip
def test_enough_text_of_a_language_is_read(tmp_path: Path, language: str, codec: str) -> None:
    text = table_of(WORDS[language])
    assert taken(tmp_path / "a.csv", text.encode(codec)) == text


@pytest.mark.parametrize(
    ("language", "codec"),
    [("polish", "mac-latin2"), ("croatian", "mac-croatian"), ("french", "mac-roman")],
)
def test_old_macintosh_files_end_lines_with_cr(tmp_path: Path, language: str, codec: str) -> None:
    text = table_of(WORDS[language]).replace("\n", "\r")
    assert taken(tmp_path / "a.csv", text.encode(codec)) == text


@pytest.mark.parametrize(
    ("language", "codec", "number"),
    [
        ("hebrew", "cp1255", 4), ("icelandic", "cp1252", 4), ("kanji", "euc_jp", 4),
        ("icelandic", "mac-iceland", 6), ("russian", "koi8-r", 2), ("korean", "johab", 100), ("swedish", "cp1252", 8),
    ],
)  # fmt: skip
def test_too_little_text_of_a_language_is_asked_about(tmp_path: Path, language: str, codec: str, number: int) -> None:
    words = [word for word in WORDS[language] if not word.encode(codec).isascii()][:number]
    assert taken(tmp_path / "a.csv", table_of(words).encode(codec)) is None


def test_lines_of_a_dos_encoding_that_are_utf8_by_chance_make_no_mixture(tmp_path: Path) -> None:
    text = table_of([*WORDS["greek"], "ότι"])
    assert "ότι".encode("cp737").decode() == "櫠"
    assert taken(tmp_path / "a.csv", text.encode("cp737")) == text
    assert "by chance" in doubt(tmp_path / "a.csv", "Id,Name\na,ότι\n".encode("cp737"))[1]
    for language, codec in (("greek", "cp737"), ("russian", "cp866"), ("russian", "cp1251"), ("hebrew", "cp1255")):
        lines = table_of(WORDS[language]).encode(codec) + f"x,{WORDS[language][0]}\n".encode()
        assert "as its other lines are" in doubt(tmp_path / "a.csv", lines)[1]


def doubt(path: Path, data: bytes) -> tuple[int, str]:
    path.write_bytes(data)
    with pytest.raises(DoubtfulEncoding) as refused:
        find_encoding(path)
    return refused.value.line, str(refused.value)


def test_what_cannot_be_told_names_its_line_and_what_it_may_be(tmp_path: Path) -> None:
    line, said = doubt(tmp_path / "a.csv", "Id,Name\na,Luka\nb,Modrić\n".encode("cp1250"))
    assert line == 3
    assert said.startswith("is not UTF-8: it holds the byte 0xE6 here, and may be ")
    assert "Windows-1250 (Central European) (“Modrić”)" in said
    assert "Windows-1252 (Latin-1) (“Modriæ”)" in said
    assert ': name its encoding, like --encoding cp1252, or encoding = "cp1252" in the map, or save it as UTF-8' in said


@pytest.mark.parametrize("rows_before", [0, 10_000])
def test_two_encodings_in_one_file_are_refused_wherever_they_meet(tmp_path: Path, rows_before: int) -> None:
    plain = b"Id,Name\n" + b"a,b\n" * rows_before
    for parts in (("Müller".encode(), "Köln".encode("cp1252")), ("Köln".encode("cp1252"), "Müller".encode())):
        line, said = doubt(tmp_path / "a.csv", plain + b"\n".join(parts) + b"\n")
        assert line == rows_before + 2 + (parts[1] == "Köln".encode("cp1252"))
        assert "which is not UTF-8, as its other lines are" in said
    mixed = "深圳市腾讯计算机系统有限公司".encode() + b"\n" + "比亚迪股份有限公司\n深圳市".encode("gbk") + b"\n"
    assert "as its other lines are" in doubt(tmp_path / "a.csv", plain + mixed)[1]


def test_a_mark_of_utf8_is_believed(tmp_path: Path) -> None:
    line, said = doubt(tmp_path / "a.csv", codecs.BOM_UTF8 + "Id,Name\na,Köln\n".encode("cp1252"))
    assert (line, "not UTF-8" in said) == (2, True)


def test_a_byte_counts_alike_wherever_in_the_file_it_stands(tmp_path: Path) -> None:
    words = WORDS["german"]
    rows = [f"r{place},{word}" for place, word in enumerate([*["x"] * 20_000, *words])]
    for order in (rows, rows[::-1]):
        text = "Id,Name\n" + "\n".join(order) + "\n"
        assert taken(tmp_path / "a.csv", text.encode("cp1252")) == text
    late = "Id,Name\n" + "\n".join([*words, *["x"] * 20_000])
    data = late.encode("cp1252") + b"\nlast,\x81\x8d\x8f\n"
    assert taken(tmp_path / "a.csv", data) is None


def test_what_is_utf8_by_chance_is_asked_about(tmp_path: Path) -> None:
    data = "Id,Name\na,任天堂\n".encode("euc_jp")
    assert data.decode()
    assert "by chance" in doubt(tmp_path / "a.csv", data)[1]
    for text in ("京", "─", "…", "हिन्दी", "Łódź", "Δx", "µ", "5²", "Ђура", "تهران", "🚀Acme", "→"):
        assert taken(tmp_path / "a.csv", f"Id,Name\na,{text}\n".encode()) == f"Id,Name\na,{text}\n"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Id,Name\na,Acme\n", "名前;都市\n東京;大阪\n", "Id,Name\n" + "東京都" * 3000])
def test_utf16_without_a_mark_is_found_out(tmp_path: Path, codec: str, text: str) -> None:
    assert taken(tmp_path / "a.csv", text.encode(codec)) == text


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_page_of_the_web_is_told_in_every_width_of_letters(codec: str) -> None:
    """Many sites call such a page .xls."""
    page = '\n<html xmlns:o="urn:schemas-microsoft-com:office:office"><table><tr><td>Name</td></tr></table></html>'
    for why in (why_not_a_table(page.encode(codec)), why_not_text(page.encode(codec))):
        assert why is not None
        assert why.startswith("is HTML, a page of the web")
    for table in ("Name,Raised\r\n<html>,5\r\n", "Name,Raised\nAcme,5\n"):
        assert why_not_a_table(table.encode("utf-16")) is None


def test_memory_does_not_grow_with_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    words = WORDS["german"]
    path.write_text("Id,Name\n" + "".join(f"{words[n % 25]} {n},b\n" for n in range(100_000)), encoding="cp1252")
    tracemalloc.start()
    began = time.process_time()
    assert find_encoding(path).codec == "cp1252"
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()
    assert time.process_time() - began < 60
