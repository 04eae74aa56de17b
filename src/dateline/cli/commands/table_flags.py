"""The flags of `dateline import` that are for tables."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.failures import Misuse
from dateline.imports.tables.importing import Wishes


@dataclass(frozen=True, slots=True)
class TableFlags:
    """What the flags for tables say. Without a map and a preset, what is imported are event files."""

    map: Path | None = None
    preset: str | None = None
    published: str | None = None
    encoding: str | None = None
    wishes: Wishes = field(default_factory=Wishes)

    @property
    def used(self) -> bool:
        return self.map is not None or self.preset is not None

    @property
    def idle(self) -> bool:
        """Whether no flag is given that only tables have; event files are always strict."""
        wishes = self.wishes
        stated = self.published or self.encoding
        return stated is None and not wishes.retract_missing and wishes.refused_file is None


def encoding(command: options.Command) -> options.Command:
    """--encoding, of every command that reads a table."""
    what = "The encoding of the table, as Python calls it, like cp1250. Default: found out, or as the map says."
    return options.option("--encoding", metavar="NAME", help=what)(command)


def table_flags(command: options.Command) -> options.Command:
    """The flags of an import that are for tables, gathered into one argument `tables`.

    The command raises Misuse for both a map and a preset, and for flags of tables without either.
    """
    flags = (
        options.option(
            "--map", "map_", type=click.Path(path_type=Path), metavar="MAP", help="A map of tables, in TOML."
        ),
        options.option("--preset", metavar="NAME", help="Maps that ship with Dateline: epoch, crunchbase."),
        options.option("--published", metavar="DATE", help="When the tables were published, where no map says it."),
        encoding,
        options.option("--dry-run", is_flag=True, help="Do everything but append."),
        options.option("--strict", is_flag=True, help="Append nothing of a table with a refused row."),
        options.option("--retract-missing", is_flag=True, help="Retract rows that a newer edition no longer has."),
        options.option("--refused", type=click.Path(path_type=Path), metavar="FILE", help="Where refused rows go."),
    )

    @functools.wraps(command)
    def tabling(
        *args: object,
        map_: Path | None,
        preset: str | None,
        published: str | None,
        encoding: str | None,
        dry_run: bool,
        strict: bool,
        retract_missing: bool,
        refused: Path | None,
        **others: object,
    ) -> object:
        said = TableFlags(map_, preset, published, encoding, Wishes(dry_run, strict, retract_missing, refused))
        if map_ is not None and preset is not None:
            raise Misuse("give either --map or --preset, not both")
        if not said.used and not said.idle:
            raise Misuse("these flags are for tables: name their map with --map, or a --preset")
        return command(*args, tables=said, **others)

    return options.flagged(tabling, flags)
