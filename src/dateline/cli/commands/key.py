"""`dateline key`: who may write over HTTP, and read where reading is closed."""

from __future__ import annotations

import asyncio

import click

from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.failures import Failure
from dateline.cli.log_files import require
from dateline.cli.streams import reporting
from dateline.cli.terminal import console, print_data, print_json, table, text
from dateline.exports.json_values import json_value
from dateline.log.keys import ApiKey, KeyScope, new_key
from dateline.log.opening import LogAddress, open_log

_SCOPES = sorted(scope.value for scope in KeyScope)


@click.group("key")
def key_command() -> None:
    """Make, list and revoke API keys, which are kept with the log.

    A running server knows of a new key, and of one that was revoked, within a second: dateline help writing.

    \b
    dateline key create nightly-import --scope append
    dateline key list
    dateline key revoke nightly-import
    """


@key_command.command("create")
@click.argument("name")
@options.option(
    "--scope",
    "scopes",
    type=options.OneOf(KeyScope),
    multiple=True,
    help="What it allows; give it twice for both. Default: both.",
)
@options.database
@options.as_json
def create_command(name: str, scopes: tuple[KeyScope, ...], db: LogAddress, as_json: bool) -> None:
    """Make a key named NAME, and tell it this once.

    The key alone goes to standard output. Only its SHA-256 is kept: one that is lost is revoked, and another is made.

    \b
    dateline key create nightly-import --scope append
    dateline key create dashboard --scope read
    """
    made = new_key(name, scopes or tuple(KeyScope), now())

    async def keep() -> None:
        async with open_log(db) as log:
            await log.keys.add(made.kept)

    asyncio.run(keep())
    with reporting(f"the key {name!r} is made; where it was not told, revoke it and make another"):
        if as_json:
            print_json({"key": made.secret, **_answer(made.kept)})
        else:
            click.echo(f"The key {name!r} may {_may(made.kept)}. It is shown this once:", err=True)
            print_data(made.secret)


@key_command.command("list")
@options.database
@options.as_json
def list_command(db: LogAddress, as_json: bool) -> None:
    """List the keys, those that were revoked too; never the keys themselves.

    \b
    dateline key list
    """
    require(db)

    async def read() -> list[ApiKey]:
        async with open_log(db, read_only=True) as log:
            return list(await log.keys.all())

    keys = asyncio.run(read())
    if as_json:
        print_json({"keys": [_answer(key) for key in keys]})
    elif not keys:
        click.echo("There is no key: `dateline key create NAME` makes one.")
    else:
        listing = table("Id", "Name", "May", "Made", "Revoked", fold=("Name",))
        for key in keys:
            revoked = key.revoked_at.date().isoformat() if key.revoked_at else ""
            cells = (key.id, key.name, _may(key), key.made_at.date().isoformat(), revoked)
            listing.add_row(*map(text, cells))
        console().print(listing)


@key_command.command("revoke")
@click.argument("name")
@options.database
@options.as_json
def revoke_command(name: str, db: LogAddress, as_json: bool) -> None:
    """Revoke the key named NAME, or with this id: it is refused from now on, by running servers within a second.

    \b
    dateline key revoke nightly-import
    """
    require(db)

    async def revoke() -> ApiKey | None:
        async with open_log(db) as log:
            return await log.keys.revoke(name, now())

    revoked = asyncio.run(revoke())
    if revoked is None:
        raise Failure(f"no key in force has the name or id {name!r}: `dateline key list` shows them")
    done = f"The key {revoked.name!r} ({revoked.id}) is revoked."
    with reporting(done):
        if as_json:
            print_json(_answer(revoked))
        else:
            click.echo(done)


def _may(key: ApiKey) -> str:
    return " and ".join(word for word in reversed(_SCOPES) if KeyScope(word) in key.scopes)


def _answer(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": [word for word in reversed(_SCOPES) if KeyScope(word) in key.scopes],
        "made_at": json_value(key.made_at),
        "revoked_at": json_value(key.revoked_at) if key.revoked_at else None,
    }
