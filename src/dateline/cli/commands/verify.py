"""`dateline verify`: is the log what it was, and what does a receipt show?"""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.failures import PROBLEM, Misuse
from dateline.cli.log_files import require
from dateline.cli.paths import given
from dateline.cli.terminal import position_progress, print_json
from dateline.errors import CorruptLog, InvalidInput, InvalidProof
from dateline.events.codec import canonical, decode, digest
from dateline.exports.json_values import json_value
from dateline.log.checkpoints.checkpoint import Checkpoint
from dateline.log.checkpoints.checkpoint_file import file_bytes, read_verifiers
from dateline.log.checkpoints.note_keys import VerifierKey
from dateline.log.checkpoints.receipt import check_receipt, read_receipt
from dateline.log.checkpoints.signing import checked, refuse_other_history, signers_of
from dateline.log.opening import LogAddress, open_log
from dateline.log.record import LogHead
from dateline.log.verification import verify


@click.command("verify")
@options.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="CHECKPOINT",
    help="A checkpoint of before: is this still the log that it was then?",
)
@options.option(
    "--receipt",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A receipt, which is checked without any log.",
)
@options.option(
    "--event",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With --receipt: the event that it should be of, a line of an event file.",
)
@options.option(
    "--key",
    "keys",
    multiple=True,
    metavar="KEY|FILE",
    help="A public key of the log, or a file of such, one of which has to have signed. Default: who signed is not"
    " looked at.",
)
@options.database
@options.as_json
@click.pass_context
def verify_command(
    ctx: click.Context,
    against: Path | None,
    receipt: Path | None,
    event: Path | None,
    keys: tuple[str, ...],
    db: LogAddress,
    as_json: bool,
) -> None:
    """Check the whole log: every record, its place in the hash chain, and how it is filed.

    Names the first record that is wrong, and every record that cannot be read.

    \b
    dateline verify
    dateline verify --db companies.db --json
    dateline verify --against checkpoint.txt --key log.pub
    dateline verify --receipt series-c.tlog-proof --event series-c.json --key log.pub
    """
    if (event is not None and receipt is None) or (receipt is not None and against is not None):
        raise Misuse("--event is for --receipt, and --receipt is checked without a log")
    if keys and receipt is None and against is None:
        raise Misuse("--key is for --against and --receipt")
    verifiers = [key for named in keys for key in read_verifiers(named)]
    if receipt is not None:
        _check_receipt(receipt, event, verifiers, as_json)
        return
    note = file_bytes(given([against])[0]) if against is not None else None
    checkpoint = checked(note, verifiers) if note is not None else None
    try:
        head, erased = asyncio.run(_verify(db, checkpoint))
    except CorruptLog as error:
        if not as_json:
            raise
        unreadable = [{"position": one.position, "id": one.id, "reason": one.reason} for one in error.unreadable]
        print_json({"sound": False, "position": error.position, "reason": error.reason, "unreadable": unreadable})
        ctx.exit(PROBLEM)
    _tell_sound(head, erased, checkpoint, signers_of(note, verifiers) if note is not None else [], as_json)
    if (ahead := head.ahead_of(now())) is not None:
        click.echo(f"Note: {ahead}", err=True)


def _tell_sound(head: LogHead, erased: int, checkpoint: Checkpoint | None, signers: list[str], as_json: bool) -> None:
    if as_json:
        recorded_at = json_value(head.recorded_at)
        told = {"position": head.position, "hash": head.hash.hex(), "epoch": head.epoch, "recorded_at": recorded_at}
        against = {"against": _answer(checkpoint, signers)} if checkpoint is not None else {}
        print_json({"sound": True, **told, "erased": erased, **against})
        return
    gone = f" ({erased:,} of them erased, as is on record)" if erased else ""
    click.echo(f"The log is sound: {head.position:,} records{gone}, hash {head.hash.hex()}.")
    if checkpoint is not None:
        by = _signed_by(checkpoint, signers)
        click.echo(f"It begins with the {checkpoint.size:,} records of the checkpoint of {checkpoint.origin}, {by}.")


def _check_receipt(path: Path, event: Path | None, keys: list[VerifierKey], as_json: bool) -> None:
    receipt = read_receipt(file_bytes(given([path])[0]))
    checkpoint = check_receipt(receipt, keys)
    signers = signers_of(receipt.note.encode(), keys)
    if event is not None and receipt.digest not in _digests_of(event):
        raise InvalidProof(f"{path} is of another event than the one in {event}")
    recorded_at = json_value(receipt.recorded_at)
    if as_json:
        told = {"position": receipt.position, "recorded_at": recorded_at, "digest": receipt.digest.hex()}
        print_json({**told, "event": event is not None, "checkpoint": _answer(checkpoint, signers)})
        return
    what = f"the event in {event}" if event is not None else f"content with the SHA-256 {receipt.digest.hex()}"
    click.echo(
        f"The log {checkpoint.origin} of {checkpoint.size:,} records, {_signed_by(checkpoint, signers)}, holds at"
        f" position {receipt.position:,}, recorded at {recorded_at}, {what}."
    )


def _signed_by(checkpoint: Checkpoint, signers: list[str]) -> str:
    if not signers:
        return f"signed in the name of {checkpoint.origin} (not checked: no --key)"
    return f"signed by {' and '.join(signers)}"


def _answer(checkpoint: Checkpoint, signers: list[str]) -> dict[str, object]:
    root = base64.b64encode(checkpoint.root).decode()
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": root, "signature_checked": bool(signers)}


def _digests_of(event: Path) -> set[bytes]:
    """Of the bytes as they are, which an earlier release may have written otherwise, and as they are written today."""
    lines = [line for line in file_bytes(given([event])[0]).splitlines() if line.strip()]
    if len(lines) != 1:
        raise InvalidInput(f"{event}: one line with one event is expected, and {len(lines)} are there")
    return {digest(lines[0]), digest(canonical(decode(lines[0])))}


async def _verify(db: LogAddress, checkpoint: Checkpoint | None) -> tuple[LogHead, int]:
    """Where the log ends, and how many of its contents were erased."""
    require(db)
    async with open_log(db, read_only=True) as log:
        if checkpoint is not None:
            await refuse_other_history(log, checkpoint)
        total = (await log.head()).position
        with position_progress("Verifying", total) as reached:
            return await verify(log, reached), log.erased
