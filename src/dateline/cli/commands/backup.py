"""`dateline backup`: a copy of the log."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.log_files import file_of, require
from dateline.cli.streams import reporting
from dateline.cli.terminal import position_progress, print_json
from dateline.log.backups import back_up
from dateline.log.opening import LogAddress


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@options.database
@options.as_json
def backup_command(target: Path, db: LogAddress, as_json: bool) -> None:
    """Copy the log to TARGET, a file that is not there yet, while others read and write it.

    The copy is the log as it was at one instant, checked as `dateline verify` does, and on the disk when the command
    ends. `dateline restore` puts the log back to it.

    \b
    dateline backup backups/2026-11-26.db
    dateline backup /mnt/backup/companies.db --db companies.db --json
    """
    file = file_of(db, "copied")
    require(file)
    head = asyncio.run(back_up(file, target, partial(position_progress, "Verifying the copy")))
    done = f"{head.position:,} records are in {target}, sound."
    with reporting(done):
        if as_json:
            print_json({"position": head.position, "hash": head.hash.hex(), "epoch": head.epoch, "file": str(target)})
        else:
            click.echo(done)
