"""`dateline repair`: a log that is hurt, as far as its records are sure."""

from __future__ import annotations

import asyncio
from functools import partial

import click

from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.commands.mended import told_of_mended
from dateline.cli.log_files import file_of, require
from dateline.cli.terminal import position_progress
from dateline.log.backups import mend
from dateline.log.opening import LogAddress


@click.command("repair")
@options.database
@options.as_json
def repair_command(db: LogAddress, as_json: bool) -> None:
    """Mend a log that is hurt, as far as its records are sure, and say what was done.

    All that is filed beside the records is made anew. The first record that is missing or altered, and those behind it,
    are set aside in a file, and the log begins another epoch. The file that was there is kept. No program may have the
    log open. Where there is a copy, it is better to put the log back to it.

    \b
    dateline repair --db companies.db
    """
    file = file_of(db, "mended")
    require(db)
    done = asyncio.run(mend(file, now(), partial(position_progress, "Verifying"), whole=False))
    told_of_mended(file, done, as_json=as_json)
