"""`dateline reindex`: the index of rankings, made anew."""

from __future__ import annotations

import asyncio

import click

from dateline.cli import options
from dateline.cli.log_files import require
from dateline.cli.streams import reporting
from dateline.cli.terminal import position_progress, print_json
from dateline.log.opening import LogAddress, open_log


@click.command("reindex")
@options.database
@options.as_json
def reindex_command(db: LogAddress, as_json: bool) -> None:
    """Make the index of rankings anew from the records, which stay as they are.

    Never needed, unless `dateline verify` says that something is misfiled.

    \b
    dateline reindex --db companies.db
    """
    position = asyncio.run(_reindex(db))
    done = f"The index of rankings was made anew from {position:,} records."
    with reporting(done):
        if as_json:
            print_json({"position": position})
        else:
            click.echo(done)


async def _reindex(db: LogAddress) -> int:
    require(db)
    async with open_log(db) as log:
        total = (await log.head()).position
        with position_progress("Indexing", total) as reached:
            return await log.reindex(reached)
