"""`dateline export`: what the log says at a vantage, as a file."""

from __future__ import annotations

import asyncio
import hashlib
import json
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import click

from dateline.answers.asking import Ask
from dateline.answers.reading import Reading, Timeline
from dateline.answers.states import states_named
from dateline.cli import options
from dateline.cli.answer_files import write_beside
from dateline.cli.clock import today
from dateline.cli.failures import Failure, Misuse
from dateline.cli.log_files import require
from dateline.cli.paths import is_stream, written
from dateline.exports import Export, ExportRequest, Format, What
from dateline.exports.request import format_of
from dateline.exports.timelinejs import timelinejs
from dateline.log.contract import EventLog
from dateline.log.opening import LogAddress, open_log
from dateline.state.vantage import Vantage

TIMELINEJS = "timelinejs"


@click.command("export")
@click.argument("what", metavar="WHAT", type=click.Choice([*(what.value for what in What), TIMELINEJS]))
@options.option("--format", "format_", type=options.OneOf(Format), help="Default: as --output ends, or else ndjson.")
@options.option(
    "--output",
    type=click.Path(path_type=Path),
    help="The file to write, or a pipe or device. Default: standard output, as for -.",
)
@options.option("--company", "companies", multiple=True, metavar="COMPANY", help="Only this one.")
@options.vantage
@options.database
def export_command(
    what: str, format_: Format | None, output: Path | None, companies: tuple[str, ...], ask: Ask, db: LogAddress
) -> None:
    """Write what the log says at a vantage as a file, for other programs.

    WHAT is events, states (one row a company), rounds, acquisitions, models, data-centers, metrics, milestones, or
    timelinejs (one company as the JSON that TimelineJS shows). Events as NDJSON import again to an equal log. The
    vantage is noted in a Parquet file itself, and beside every other FILE in FILE.vantage.

    \b
    dateline export events --output events.ndjson
    dateline export states --on 2026-07-15 --format csv
    dateline export rounds --known-by 2026-02-28 --output rounds.parquet
    dateline export timelinejs --company mistral-ai --output mistral.json
    """
    if what == TIMELINEJS:
        if len(companies) != 1 or format_ is not None:
            raise Misuse("timelinejs is of one company, in one format: dateline export timelinejs --company COMPANY")
        asyncio.run(_export_timelinejs(db, companies[0], ask, output))
        return
    made = format_ or (format_of(output.suffix) if output is not None else None) or Format.NDJSON
    if made is Format.PARQUET and (output is None or is_stream(output)) and sys.stdout.isatty():
        raise Misuse("a Parquet file is no text: name a file with --output")
    asyncio.run(_export(db, ExportRequest(What(what), made, companies or None), ask, output))


async def _export(db: LogAddress, wanted: ExportRequest, ask: Ask, output: Path | None) -> None:
    require(db)
    async with open_log(db, read_only=True) as log:
        reading = Timeline(log, today).reading()
        vantage = await reading.vantage(ask)
        await _require_each(reading, wanted, vantage)
        digest = await _write(Export(reading, wanted, vantage).pieces(), output)
        erased = await _erased(log, vantage) if wanted.what is What.EVENTS else 0
    if output is not None and not is_stream(output) and wanted.format is not Format.PARQUET:
        told = {"file": output.name, "format": wanted.format.value, "sha256": digest, **wanted.metadata(vantage)}
        told |= {"erased": erased} if erased else {}
        write_beside(output, told)
    if erased:
        click.echo(f"Not in it, for they were erased: {erased:,} of the records up to there.", err=True)
    click.echo(f"The same again: {_again(wanted, vantage)}", err=True)


async def _erased(log: EventLog, vantage: Vantage) -> int:
    """How many records up to there have no content any more."""
    return sum(one.position <= vantage.at.position for one in await log.erasures(0, vantage.at.position))


async def _require_each(reading: Reading, wanted: ExportRequest, vantage: Vantage) -> None:
    """A misspelt company is no empty file."""
    for company in wanted.companies or ():
        if not [slug async for slug in states_named(reading, [company], vantage)]:
            raise Failure(f"nothing is known of {company!r} there: `dateline show` with the same flags says why")


async def _export_timelinejs(db: LogAddress, company: str, ask: Ask, output: Path | None) -> None:
    require(db)
    async with open_log(db, read_only=True) as log:
        reading = Timeline(log, today).reading()
        vantage = await reading.vantage(ask)
        await _require_each(reading, ExportRequest(What.STATES, companies=(company,)), vantage)
        found = [timelinejs(state) async for state in states_named(reading, [company], vantage)]
    await _write(_once(json.dumps(found[0], ensure_ascii=False, indent=2).encode() + b"\n"), output)


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def _write(parts: AsyncIterator[bytes], output: Path | None) -> str:
    """The digest of what was written."""
    digest = hashlib.sha256()
    with written(output) as file:
        async for part in parts:
            digest.update(part)
            file.write(part)
    return digest.hexdigest()


def _again(wanted: ExportRequest, vantage: Vantage) -> str:
    """The command that gives the very same bytes for ever."""
    flags = {
        "--format": wanted.format.value,
        "--on": str(vantage.on),
        "--known-by": str(vantage.known_by) if vantage.known_by is not None else None,
        "--recorded": str(vantage.at.position),
        "--confidence": vantage.confidence.value,
        "--dates": vantage.dates.value,
    }
    said = [word for flag, value in flags.items() if value is not None for word in (flag, value)]
    named = [word for company in wanted.companies or () for word in ("--company", company)]
    return shlex.join(["dateline", "export", wanted.what.value, *said, *named])
