"""`dateline rebuild`: all that is filed of the records, made anew."""

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


@click.command("rebuild")
@options.database
@options.as_json
def rebuild_command(db: LogAddress, as_json: bool) -> None:
    """Make all indexes and tables anew from the records, which stay as they are.

    Never needed, unless `dateline verify` says that something is misfiled or damaged beside the records. Nothing is
    done where a record is missing or altered: `dateline repair` is for that. The file that was there is kept. No
    program may have the log open.

    \b
    dateline rebuild --db companies.db
    """
    file = file_of(db, "made anew")
    require(db)
    done = asyncio.run(mend(file, now(), partial(position_progress, "Verifying"), whole=True))
    told_of_mended(file, done, as_json=as_json)
