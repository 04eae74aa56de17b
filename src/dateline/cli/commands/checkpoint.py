"""`dateline checkpoint`: what the log is now, signed, for those who want to know later whether it still is."""

from __future__ import annotations

import asyncio
import base64
import os
from pathlib import Path

import click

from dateline.cli import options
from dateline.cli.clock import now
from dateline.cli.failures import Misuse
from dateline.cli.log_files import require
from dateline.cli.streams import reporting
from dateline.cli.terminal import print_data, print_json
from dateline.log.checkpoints.checkpoint import read_checkpoint
from dateline.log.checkpoints.checkpoint_file import read_keys, write_checkpoint, write_keys
from dateline.log.checkpoints.note_keys import ALGORITHMS, SignerKey, new_signer
from dateline.log.checkpoints.signed_note import SignedNote
from dateline.log.checkpoints.signing import checkpoint_of, signed
from dateline.log.opening import LogAddress, open_log


@click.command("checkpoint")
@options.option(
    "--key",
    type=click.Path(path_type=Path),
    required=True,
    envvar="DATELINE_CHECKPOINT_KEY",
    show_envvar=True,
    metavar="FILE",
    help="The private keys of the log, which sign.",
)
@options.option(
    "--output",
    "-o",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Put it into this file, unless an earlier one is there that the log contradicts.",
)
@options.option(
    "--make-key",
    metavar="ORIGIN",
    help="Make the file of --key for a log of this name, like example.org/companies, and print its public keys.",
)
@options.option(
    "--algorithm",
    "algorithms",
    type=click.Choice([*ALGORITHMS]),
    multiple=True,
    help="With --make-key: the kind of key; give it twice for both. Default: both.",
)
@options.option("--public", is_flag=True, help="Print the public keys that belong to --key, and nothing else.")
@options.database
@options.as_json
def checkpoint_command(
    key: Path,
    out: Path | None,
    make_key: str | None,
    algorithms: tuple[str, ...],
    public: bool,
    db: LogAddress,
    as_json: bool,
) -> None:
    """Print a signed checkpoint: the name of the log, how many records it has, and the root over them.

    Whoever keeps it can find out later whether the log still begins with these records: dateline help proofs.

    \b
    dateline checkpoint --key log.key --make-key example.org/companies
    dateline checkpoint --key log.key
    dateline checkpoint --key log.key --output checkpoint.txt
    """
    if make_key is not None:
        _make_keys(key, make_key, algorithms or tuple(ALGORITHMS), as_json)
        return
    if algorithms:
        raise Misuse("--algorithm is for --make-key")
    keys = read_keys(key)
    if public:
        _print_public(keys, as_json)
        return
    require(db)
    note = asyncio.run(_checkpoint(db, keys, out))
    done = f"{out} has the checkpoint of {read_checkpoint(note.text).size:,} records."
    with reporting(done if out else ""):
        if as_json:
            made = read_checkpoint(note.text)
            root = base64.b64encode(made.root).decode()
            print_json({"origin": made.origin, "size": made.size, "root": root, "checkpoint": str(note)})
        elif out is not None:
            click.echo(done)
        else:
            print_data(str(note).removesuffix("\n"))


async def _checkpoint(db: LogAddress, keys: list[SignerKey], out: Path | None) -> SignedNote:
    async with open_log(db, read_only=True) as log:
        if out is not None:
            return await write_checkpoint(log, out, keys, now())
        return signed(await checkpoint_of(log, keys[0].name), keys, now())


def _make_keys(path: Path, origin: str, algorithms: tuple[str, ...], as_json: bool) -> None:
    keys = [new_signer(origin, ALGORITHMS[name], os.urandom) for name in dict.fromkeys(algorithms)]
    write_keys(path, keys)
    with reporting(f"{path} has the private keys of {origin}"):
        if not as_json:
            click.echo(f"{path} has the private keys of {origin}: keep it to yourself. The public ones:", err=True)
        _print_public(keys, as_json)


def _print_public(keys: list[SignerKey], as_json: bool) -> None:
    public = [str(key.verifier) for key in keys]
    if as_json:
        print_json({"origin": keys[0].name, "public": public})
    else:
        print_data("\n".join(public))
