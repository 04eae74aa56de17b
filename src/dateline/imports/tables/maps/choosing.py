"""Which map is for which file: one that is named, or those of a preset; and when each file was published."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from msgspec import structs

from dateline.errors import InvalidFile, Problem
from dateline.imports.files import VANTAGE_ENDING, digest_if_regular, why_unreadable
from dateline.imports.packed import named_inside
from dateline.imports.spooled import SpooledPath, name_of, unpacked
from dateline.imports.tables.json_rows import JSON_ENDINGS
from dateline.imports.tables.maps import spec
from dateline.imports.tables.maps.complaints import InvalidMap
from dateline.imports.tables.maps.table_map import TableMap, published_of
from dateline.values.dates import PartialDate

ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".xlsx")
_PRESETS = files(__package__) / "presets"


@dataclass(frozen=True, slots=True)
class ChosenTable:
    """A table, the map that is for it, and the date that is its own."""

    path: Path
    map: TableMap
    digest: bytes
    published: PartialDate


def presets() -> list[str]:
    """The families of maps that ship with the package."""
    return sorted({name.partition("-")[0] for name in _preset_files()})


def load_preset(family: str, encoding: str | None = None) -> list[TableMap]:
    """The maps of a family, for files in this encoding, or any. Raises InvalidFile."""
    names = [name for name in _preset_files() if name.partition("-")[0] == family]
    if not names:
        raise spec.wrong(family, f"there is no such preset: there are {', '.join(presets())}")
    read = [(spec.decode((_PRESETS / name).read_text("utf-8"), name), name) for name in names]
    return [_compiled(written, name, encoding) for written, name in read]


def preset_text(name: str) -> tuple[str, str, list[str]]:
    """A map that ships with the package, by the name of its family or `FAMILY-TABLE`: its own name, its text, and the
    names of all maps of the family. Raises InvalidFile."""
    names = [file.removesuffix(".toml") for file in _preset_files()]
    family = [one for one in names if one.partition("-")[0] == name.partition("-")[0]]
    if name not in family and (name not in presets()):
        there = f"there are {', '.join(family or presets())}"
        raise spec.wrong(name, f"there is no such preset: {there}")
    own = name if name in family else family[0]
    return own, (_PRESETS / f"{own}.toml").read_text("utf-8"), family


def load_map(path: Path, encoding: str | None = None) -> TableMap:
    """A map, for files in this encoding rather than in the one that it says. Raises InvalidFile."""
    return _compiled(spec.load(path), str(path), encoding)


def choose(
    paths: Iterable[Path], maps: Sequence[TableMap], published: str | None
) -> tuple[list[ChosenTable], list[Path]]:
    """The tables that these paths mean, each with its map; and the tables of folders that no map is for.

    Raises InvalidFile for a path that means no table, and for a table whose date nobody states.
    """
    chosen: list[ChosenTable] = []
    passed: list[Path] = []
    problems: list[Problem] = []
    for path, named in _tables(paths):
        fitting = next((one for one in maps if _is_for(one, path, named=named)), None)
        if fitting is None and named and len(maps) == 1:
            fitting = maps[0]
        if fitting is None and not named:
            passed.append(path)
            continue
        try:
            path = unpacked(path) if fitting is not None or len(maps) > 1 else path
            fitting = fitting or next((one for one in maps if fnmatch.fnmatch(name_of(path), one.written.file)), None)
            if fitting is None:
                files_ = ", ".join(one.written.file.removesuffix("*") for one in maps)
                raise InvalidMap(f"no map of this preset is for a file of this name: they are for {files_}")
            chosen.append(_dated(path, fitting, published))
        except InvalidMap as error:
            problems.append(Problem(str(path), 0, "", str(error)))
        except InvalidFile as error:
            problems += error.problems
        except OSError as error:
            problems.append(Problem(str(path), 0, "", why_unreadable(error)))
    if problems:
        raise InvalidFile(problems)
    return chosen, passed


def _is_for(ready: TableMap, path: Path, *, named: bool) -> bool:
    """Of a folder a map takes tables alone, unless it says that its files are called like others."""
    file = ready.written.file
    fits = any(fnmatch.fnmatch(name, file) for name in (path.name, named_inside(path).name))
    return fits and (named or file != "*" or named_inside(path).suffix.lower() in ENDINGS)


def _preset_files() -> list[str]:
    return sorted(entry.name for entry in _PRESETS.iterdir() if entry.name.endswith(".toml"))


def _compiled(written: spec.MapSpec, where: str, encoding: str | None) -> TableMap:
    try:
        return TableMap(structs.replace(written, encoding=encoding) if encoding else written)
    except InvalidMap as error:
        raise spec.wrong(where, str(error)) from error


def _tables(paths: Iterable[Path]) -> Iterable[tuple[Path, bool]]:
    """Every table once, and whether it was named itself; of a folder those with the name of a table."""
    seen: set[Path] = set()
    named = list(paths)
    for path in [path for path in named if path.suffix != VANTAGE_ENDING] or named:
        inside = os.path.isdir(path) and not isinstance(path, SpooledPath)
        for file in sorted(path.iterdir()) if inside else [path]:
            if (not inside or _is_named_like_a_table(file)) and file.resolve() not in seen:
                seen.add(file.resolve())
                yield file, not inside


def _is_named_like_a_table(file: Path) -> bool:
    ending = named_inside(file).suffix.lower()
    return ending in (*ENDINGS, *JSON_ENDINGS) and ".refused" not in file.name and file.is_file()


def _dated(path: Path, ready: TableMap, published: str | None) -> ChosenTable:
    digest = digest_if_regular(path)
    edition = next((one for one in ready.written.edition if one.sha256 == digest.hex()), None)
    if published and edition and published_of(published, "--published") != published_of(edition.published, "published"):
        known = f"by its content this is the edition of {edition.published}, and --published says {published}"
        another = "a map of your own may say otherwise in its [[edition]] (dateline map show prints one)"
        raise InvalidMap(f"{known}: leave --published out; {another}")
    text = published or (edition.published if edition else ready.written.published)
    if text is None:
        path.stat()  # a file that is not there needs no date
        raise InvalidMap("nobody says when this file was published: add --published DATE, like --published 2026-01-12")
    return ChosenTable(path, ready, digest, published_of(text, "published"))
