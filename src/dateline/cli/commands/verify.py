"""`dateline verify`: is the log what it was?"""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.failures import PROBLEM, require
from dateline.cli.terminal import position_progress, print_json
from dateline.errors import CorruptLog
from dateline.exports.json_values import json_value
from dateline.log.opening import open_log
from dateline.log.record import LogHead
from dateline.log.verification import verify


@click.command("verify")
@options.database
@options.as_json
@click.pass_context
def verify_command(ctx: click.Context, db: Path, as_json: bool) -> None:
    """Check the whole log: every record, its place in the hash chain, and how it is filed.

    Names the first record that is wrong, and every record that cannot be read.

    \b
    dateline verify
    dateline verify --db companies.db --json
    """
    try:
        head = asyncio.run(_verify(db))
    except CorruptLog as error:
        if not as_json:
            raise
        unreadable = [{"position": one.position, "id": one.id, "reason": one.reason} for one in error.unreadable]
        print_json({"sound": False, "position": error.position, "reason": error.reason, "unreadable": unreadable})
        ctx.exit(PROBLEM)
    if as_json:
        recorded_at = json_value(head.recorded_at)
        told = {"position": head.position, "hash": head.hash.hex(), "epoch": head.epoch, "recorded_at": recorded_at}
        print_json({"sound": True, **told})
    else:
        click.echo(f"The log is sound: {head.position:,} records, hash {head.hash.hex()}.")


async def _verify(db: Path) -> LogHead:
    require(db)
    async with open_log(db, read_only=True) as log:
        total = (await log.head()).position
        with position_progress("Verifying", total) as reached:
            return await verify(log, reached)
