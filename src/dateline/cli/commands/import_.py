"""`dateline import`: event files, tables and streams into the log."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.commands.import_files import import_files
from dateline.cli.commands.import_stream import import_stdin, watch_folder
from dateline.cli.commands.import_tables import import_tables
from dateline.cli.commands.table_flags import TableFlags, table_flags
from dateline.cli.failures import Misuse
from dateline.imports.spooled import STDIN
from dateline.log.opening import LogAddress


@click.command("import")
@click.argument("paths", metavar="PATH...", nargs=-1)
@options.option(
    "--watch",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Take in the files of FOLDER, and those that come into it, until Ctrl-C.",
)
@table_flags
@options.database
@options.as_json
def import_command(
    paths: tuple[str, ...], watch: Path | None, tables: TableFlags, db: LogAddress, as_json: bool
) -> None:
    """Take event files into the log, or tables.

    PATH is a .jsonl, .ndjson or .json file, or a folder: then all of these below it. Of a file everything goes in or
    nothing; a file with a bad line is refused, with all its bad lines named, and the other files go in. Importing a
    file again appends only what is new in it.

    With --map or --preset PATH is a table, .csv, .tsv, .xlsx or .json, or a folder of them. Its good rows go in; the
    others are named, and set down in a file to be corrected. Either may be packed, .gz or .zip.

    \b
    dateline import events
    dateline import reports.jsonl --db companies.db
    dateline import -                                    events from standard input, one a line
    unzip -p events.zip | dateline import - --dry-run    the same as a file, in whole or not at all
    dateline import --watch inbox                        files as they are renamed into a folder
    dateline import rounds.csv --map rounds.toml         a table (dateline help maps)
    dateline import ../data/epoch --preset epoch         tables that Dateline knows
    """
    if bool(paths) == (watch is not None):
        raise Misuse("name the files to take in, `-` for standard input, or a folder with --watch")
    if (tables.used or tables.wishes.dry_run) and watch is not None:
        raise Misuse("a watched folder holds events: these flags are for files")
    if tables.used:
        import_tables(paths, tables, db, as_json=as_json)
        return
    if watch is not None:
        watch_folder(db, watch, as_json=as_json)
        return
    if paths == (STDIN,) and not tables.wishes.dry_run:
        import_stdin(db, as_json=as_json)
        return
    import_files(paths, db, dry_run=tables.wishes.dry_run, as_json=as_json)
