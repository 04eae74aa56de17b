"""`dateline receipt`: that the log holds an event, for somebody who does not have the log."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from dateline.answers.tokens import is_token, read_token
from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.failures import Failure, Misuse
from dateline.cli.log_files import require
from dateline.cli.named_records import position_of
from dateline.cli.paths import given, written
from dateline.cli.terminal import print_data, print_json
from dateline.exports.json_values import json_value
from dateline.log.checkpoints.checkpoint_file import file_bytes, read_keys
from dateline.log.checkpoints.receipt import Receipt, receipt_of
from dateline.log.checkpoints.signed_note import SignedNote, read_note
from dateline.log.checkpoints.signing import checkpoint_of, signed
from dateline.log.contract import EventLog
from dateline.log.opening import LogAddress, open_log


@click.command("receipt")
@click.argument("event")
@options.option(
    "--key",
    type=click.Path(path_type=Path),
    envvar="DATELINE_CHECKPOINT_KEY",
    show_envvar=True,
    metavar="FILE",
    help="The private keys of the log, for a new checkpoint.",
)
@options.option(
    "--checkpoint",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A checkpoint of this log that was signed before, instead of a new one.",
)
@options.option(
    "--output",
    "-o",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Put it into this file.",
)
@options.database
@options.as_json
def receipt_command(
    event: str, key: Path | None, checkpoint: Path | None, out: Path | None, db: LogAddress, as_json: bool
) -> None:
    """Print a receipt for EVENT: an id, a position in the log, or the token of an answer, for its newest record.

    It shows, without the log, that the log holds the record: dateline verify --receipt. Such files end in .tlog-proof.

    \b
    dateline receipt mistral-ai/series-c/factlen --key log.key --output series-c.tlog-proof
    dateline receipt 42 --checkpoint checkpoint.txt
    """
    if key is None and checkpoint is None:
        raise Misuse("say by which checkpoint: --key signs a new one, --checkpoint takes one that is there")
    require(db)
    made = asyncio.run(_receipt(db, event, key if checkpoint is None else None, checkpoint))
    if out is not None:
        with written(out) as file:
            file.write(str(made).encode())
    if as_json:
        recorded_at = json_value(made.recorded_at)
        told = {"position": made.position, "recorded_at": recorded_at, "digest": made.digest.hex()}
        print_json({**told, "hash": made.hash.hex(), "receipt": str(made)})
    elif out is not None:
        click.echo(f"{out} has the receipt of record {made.position:,}.")
    else:
        print_data(str(made).removesuffix("\n"))


async def _receipt(db: LogAddress, event: str, key: Path | None, checkpoint: Path | None) -> Receipt:
    async with open_log(db, read_only=True) as log:
        position = await _position(log, event)
        return await receipt_of(log, position, await _note(log, key, checkpoint))


async def _note(log: EventLog, key: Path | None, checkpoint: Path | None) -> SignedNote:
    if key is not None:
        keys = read_keys(key)
        return signed(await checkpoint_of(log, keys[0].name), keys, now())
    assert checkpoint is not None
    return read_note(file_bytes(given([checkpoint])[0]))


async def _position(log: EventLog, event: str) -> int:
    position = await position_of(log, event)
    if position is not None:
        return position
    if is_token(event):
        return read_token(event).position
    raise Failure(f"the log holds no event {event!r}: give an id, a position, or the token of an answer")
