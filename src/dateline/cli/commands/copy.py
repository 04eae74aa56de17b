"""`dateline copy`: a log moves to another place, or into another kind of database."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager

import click

from dateline.cli import options
from dateline.cli.failures import Misuse
from dateline.cli.log_files import require
from dateline.cli.streams import reporting
from dateline.cli.terminal import position_progress, print_json
from dateline.log.copying import LogCopied, copy_log
from dateline.log.opening import LogAddress, open_log


@click.command("copy")
@click.argument("source", metavar="FROM", type=options.DatabaseType())
@click.argument("target", metavar="TO", type=options.DatabaseType())
@options.option("--keys", is_flag=True, help="API keys in force too, which are no part of the log.")
@options.as_json
def copy_command(source: LogAddress, target: LogAddress, keys: bool, as_json: bool) -> None:
    """Copy the log FROM into TO: files, or databases of postgresql://…, with positions, times, hashes and erasures.

    TO is made if it is not there. One that holds a beginning of FROM goes on from there, so that what broke off is done
    by the same command; one that holds anything else is refused. In the end all of TO is verified.

    \b
    dateline copy dateline.db postgresql://localhost/dateline
    dateline copy postgresql://localhost/dateline companies.db --keys
    """
    if str(source) == str(target):
        raise Misuse(f"{source} cannot be copied into itself")
    require(source)
    copied = asyncio.run(_copy(source, target, keys))
    done = f"{copied.head.position:,} records are in {target}, {copied.records:,} of them copied now; it is sound."
    with reporting(done):
        if as_json:
            told = {"position": copied.head.position, "hash": copied.head.hash.hex(), "epoch": copied.head.epoch}
            print_json({**told, "copied": copied.records, "keys": copied.keys})
        else:
            click.echo(done)
            if keys:
                click.echo(f"API keys handed over: {copied.keys}.")


async def _copy(source: LogAddress, target: LogAddress, keys: bool) -> LogCopied:
    async with open_log(source, read_only=True) as reading, open_log(target) as writing:
        return await copy_log(reading, writing, _watched, keys=keys)


def _watched(what: str, last: int) -> AbstractContextManager[Callable[[int], None]]:
    return position_progress(what, last)
