"""What `repair` and `rebuild` did, as they tell it."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.cli.streams import reporting
from dateline.cli.terminal import print_json
from dateline.log.backups import Mended


def told_of_mended(db: Path, done: Mended, *, as_json: bool) -> None:
    """Sentences, or one JSON object."""
    head = done.head
    kept, aside = (db.with_name(file.name) if file is not None else None for file in (done.replaced, done.set_aside))
    with reporting(f"{db} was filed anew"):
        if as_json:
            place = {"position": head.position, "hash": head.hash.hex(), "epoch": head.epoch, "lost": done.lost}
            files = {"set_aside": str(aside) if aside else None, "replaced": str(kept) if kept else None}
            print_json({**place, **files, "forgotten": list(done.forgotten)})
            return
        click.echo(f"{db} has {head.position:,} records, all as they were recorded, and was filed anew by them.")
        if done.lost is not None:
            click.echo(
                f"Record {head.position + 1:,} is not sure: {done.lost}. The log ends before it, in epoch {head.epoch}."
            )
            click.echo(f"What could be read behind it is in {aside}." if aside else "Nothing behind it could be read.")
        for table in done.forgotten:
            click.echo(f"Something of the table {table} could not be read, and is gone.")
        click.echo(f"The file that was there is kept as {kept}.")
