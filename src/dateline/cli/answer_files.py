"""--format and --output: how every command that answers with a table writes it as a file, and where."""

from __future__ import annotations

import functools
import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from dateline.answers.paging import MAX_SIZE
from dateline.cli import options
from dateline.cli.failures import Misuse
from dateline.cli.paths import is_stream, written
from dateline.exports.columns import Column, SheetRow
from dateline.exports.json_values import Json
from dateline.exports.request import Format, format_of
from dateline.imports.files import VANTAGE_ENDING

_FORMATS = ("csv", "ndjson", "parquet")


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """The file that is wanted, if any."""

    format: Format | None
    output: Path | None

    @property
    def is_wanted(self) -> bool:
        return self.format is not None or self.output is not None

    def write(self, columns: Sequence[Column], rows: Sequence[SheetRow], told: Json) -> None:
        """Writes all rows, and what is `told` of them beside a file, or into a Parquet file. Raises Failure, Misuse."""
        from dateline.exports.answer_file import bytes_of  # writers of files are loaded when one is written

        made = self.format or (format_of(self.output.suffix) if self.output is not None else None) or Format.NDJSON
        goes_by = self.output is None or is_stream(self.output)
        if made is Format.PARQUET and goes_by and sys.stdout.isatty():
            raise Misuse("a Parquet file is no text: name a file with --output")
        data = bytes_of(columns, rows, made, told)
        with written(self.output) as file:
            file.write(data)
        if self.output is not None and not goes_by and made is not Format.PARQUET:
            digest = hashlib.sha256(data).hexdigest()
            write_beside(self.output, {"file": self.output.name, "format": made.value, "sha256": digest, **told})


def write_beside(output: Path, told: Json) -> None:
    """What is to be known of a file, in a file beside it."""
    with written(output.with_name(output.name + VANTAGE_ENDING)) as file:
        file.write(json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n")


def first_flag(shown: int) -> options.Flag:
    """--first: how many, where there may be more."""
    told = f"How many to list. Default: {shown}, and all of them in a file."
    return options.option("--first", type=click.IntRange(1, MAX_SIZE), help=told)


def answer_file(command: options.Command) -> options.Command:
    """--format and --output, gathered into one argument `file`; the command has --json, too, and takes one of them."""

    @functools.wraps(command)
    def filing(*args: object, format_: str | None, output: Path | None, as_json: bool, **others: object) -> object:
        file = AnswerFile(Format(format_) if format_ is not None else None, output)
        if as_json and file.is_wanted:
            raise Misuse("give either --json, or --format and --output, not both")
        return command(*args, file=file, as_json=as_json, **others)

    flags = (
        options.option("--format", "format_", type=click.Choice(_FORMATS), help="All of it as a file of this format."),
        options.option(
            "--output",
            type=click.Path(path_type=Path),
            help="The file to write. Default: standard output; as it ends, so is its format.",
        ),
    )
    return options.flagged(filing, flags)
