"""`dateline verify`, `schema` and `json-schema`: is the log what it was, and what may be written and asked."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.failures import PROBLEM, require
from dateline.cli.terminal import print_json, progress
from dateline.errors import CorruptLog
from dateline.events.json_schema import json_schema
from dateline.exports.json_state import plain
from dateline.log.opening import open_log
from dateline.log.record import Head
from dateline.log.verification import verify


@click.command("verify")
@options.database
@options.as_json
@click.pass_context
def verify_command(ctx: click.Context, db: Path, as_json: bool) -> None:
    """Check the whole log: every record, its place in the hash chain, and how it is filed.

    Names the first record that is wrong.

    \b
    dateline verify
    dateline verify --db companies.db --json
    """
    try:
        head = asyncio.run(_verify(db))
    except CorruptLog as error:
        if not as_json:
            raise
        print_json({"sound": False, "position": error.position, "reason": error.reason})
        ctx.exit(PROBLEM)
    if as_json:
        recorded_at = plain(head.recorded_at)
        told = {"position": head.position, "hash": head.hash.hex(), "epoch": head.epoch, "recorded_at": recorded_at}
        print_json({"sound": True, **told})
    else:
        click.echo(f"The log is sound: {head.position:,} records, hash {head.hash.hex()}.")


@click.command("reindex")
@options.database
@options.as_json
def reindex_command(db: Path, as_json: bool) -> None:
    """Make the index of rankings anew from the records, which stay as they are.

    Never needed, unless `dateline verify` says that something is misfiled.

    \b
    dateline reindex --db companies.db
    """
    position = asyncio.run(_reindex(db))
    if as_json:
        print_json({"position": position})
    else:
        click.echo(f"The index of rankings was made anew from {position:,} records.")


@click.command("json-schema")
def json_schema_command() -> None:
    """Print the JSON Schema of an event, for editors and other programs.

    \b
    dateline json-schema > event.schema.json
    """
    print_json(json_schema())


@click.command("schema")
def schema_command() -> None:
    """Print the schema of the GraphQL API.

    \b
    dateline schema > schema.graphql
    """
    from dateline.graphql import schema  # takes a moment to build, which no other command should wait for

    click.echo(schema.as_str())


async def _verify(db: Path) -> Head:
    require(db)
    async with open_log(db, read_only=True) as log:
        total = (await log.head()).position
        with progress("Verifying", total, of_bytes=False) as advance:
            done = 0

            def reached(position: int) -> None:
                nonlocal done
                advance(position - done)
                done = position

            return await verify(log, reached)


async def _reindex(db: Path) -> int:
    require(db)
    async with open_log(db) as log:
        total = (await log.head()).position
        with progress("Indexing", total, of_bytes=False) as advance:
            done = 0

            def reached(position: int) -> None:
                nonlocal done
                advance(position - done)
                done = position

            return await log.reindex(reached)
