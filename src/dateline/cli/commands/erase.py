"""`dateline erase`: the content of an event goes for ever, and that it did stays on record."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import click

from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.failures import Failure, Misuse
from dateline.cli.log_files import require
from dateline.cli.named_records import position_of
from dateline.cli.streams import reporting
from dateline.cli.terminal import console, print_json, table, text
from dateline.exports.json_values import json_value
from dateline.log.contract import EventLog
from dateline.log.opening import LogAddress, open_log
from dateline.log.record import Erasure

_ALL = 2**62


@click.command("erase")
@click.argument("events", metavar="[EVENT]...", nargs=-1)
@options.option("--reason", help="Why, for whoever looks at the log later. It is never erased: name nobody in it.")
@options.option("--by", default="", help="Who wanted it so; it stays on record too.")
@options.option("--yes", is_flag=True, help="Do not ask.")
@options.option("--list", "listed", is_flag=True, help="List what was erased, and change nothing.")
@options.database
@options.as_json
def erase_command(
    events: tuple[str, ...], reason: str | None, by: str, yes: bool, listed: bool, db: LogAddress, as_json: bool
) -> None:
    """Erase the content of each EVENT: an id, or a position in the log. It cannot be undone.

    Positions, hashes, tokens and cursors stay as they are; the file is written anew without what was erased. Copies,
    like backups and exports, have it still: dateline help erasure.

    \b
    dateline erase acme/ceo/ada-example --reason "asked for on 2026-11-26, case 17"
    dateline erase --list
    """
    require(db)
    if listed:
        _list(db, as_json)
        return
    if not events or not (reason or "").strip():
        raise Misuse('say which events, and why: dateline erase EVENT --reason "…"')
    if not yes:
        click.confirm(f"Erase the content of {_events(len({*events}))} for ever?", abort=True, err=True)
    gone, speaking = asyncio.run(_erase(db, events, str(reason), by))
    done = f"The content of {_events(len(gone))} is erased: position {', '.join(map(str, gone))}."
    with reporting(done):
        if as_json:
            print_json({"erased": gone, "still_named_by": speaking})
            return
        click.echo(done)
    if speaking:
        named = ", ".join(map(str, speaking))
        click.echo(f"Note: acts still name what is erased by its id: position {named}. Erase them too if it says who.")
    click.echo("Note: backups, exports and other copies of the log have it still.")


async def _erase(db: LogAddress, events: Sequence[str], reason: str, by: str) -> tuple[list[int], list[int]]:
    async with open_log(db) as log:
        gone = [*dict.fromkeys([await _position(log, event) for event in events])]
        return gone, await log.erase(gone, now=now(), reason=reason, by=by)


async def _position(log: EventLog, event: str) -> int:
    position = await position_of(log, event)
    if position is None:
        raise Failure(f"the log holds no event {event!r}: give an id, or a position")
    return position


def _list(db: LogAddress, as_json: bool) -> None:
    async def read() -> list[Erasure]:
        async with open_log(db, read_only=True) as log:
            return await log.erasures(0, _ALL)

    erasures = asyncio.run(read())
    if as_json:
        print_json({"erasures": [_answer(one) for one in erasures]})
    elif not erasures:
        click.echo("Nothing was erased.")
    else:
        listing = table("Position", "Erased", "By", "Reason", right=("Position",), fold=("By", "Reason"))
        for one in erasures:
            listing.add_row(*map(text, (one.position, one.erased_at.date(), one.by, one.reason)))
        console().print(listing)


def _answer(one: Erasure) -> dict[str, object]:
    return {"position": one.position, "erased_at": json_value(one.erased_at), "reason": one.reason, "by": one.by}


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count:,} events"
