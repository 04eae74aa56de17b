"""`dateline restore`: the log as a copy has it."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.failures import Failure
from dateline.cli.log_files import file_of
from dateline.cli.streams import reporting
from dateline.cli.terminal import position_progress, print_json
from dateline.log.backups import put_back
from dateline.log.opening import LogAddress


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path))
@options.database
@options.as_json
def restore_command(backup: Path, db: LogAddress, as_json: bool) -> None:
    """Put the log back to BACKUP, a copy that `dateline backup` made.

    The copy is checked first. No program may have the log open: stop the server before. The file that is there is kept
    under another name, which is told. The log begins another epoch: whoever was told of records that are lost by this
    is refused when he goes on from there.

    \b
    dateline restore backups/2026-11-26.db
    dateline restore /mnt/backup/companies.db --db companies.db
    """
    file = file_of(db, "put back")
    if not backup.exists():
        raise Failure(f"there is no copy at {backup}")
    done = asyncio.run(put_back(backup, file, now(), partial(position_progress, "Verifying the copy")))
    head, kept = done.head, file.with_name(done.replaced.name) if done.replaced is not None else None
    told = f"{db} has the {head.position:,} records of {backup}, and is in epoch {head.epoch}."
    if kept is not None:
        told += f" The file that was there is kept as {kept}."
    with reporting(told):
        if as_json:
            place = {"position": head.position, "hash": head.hash.hex(), "epoch": head.epoch}
            print_json({**place, "replaced": str(kept) if kept is not None else None})
        else:
            click.echo(told)
