"""The command line, a composition root: here the clock is read, and a log opened by its address.

May import: everything. Inside, lowest first: streams, clock, column_widths; failures; terminal, paths, options,
lazy_loading; pages; commands.
"""

from __future__ import annotations

import sys

import click

from dateline.cli import streams
from dateline.cli.failures import after_lost_output
from dateline.cli.lazy_loading import COMMANDS, LazyCommands

__all__ = ["COMMANDS", "main", "program"]


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dateline", message="dateline %(version)s")
def program() -> None:
    """What was true of a company, what was known, and who said so, at any date.

    \b
    dateline import events                               take in event files
    dateline show mistral-ai --on 2026-07-15             a company on that day
    dateline show mistral-ai --known-by 2026-02-28       … as far as anyone could know by then
    dateline help                                        the documentation
    """


def main() -> None:
    """The program `dateline`: runs one command and ends with its exit code (failures.py)."""
    streams.prepare()
    try:
        try:
            program(prog_name="dateline")
        finally:
            sys.stdout.flush()
    except streams.OutputLost as lost:
        sys.exit(after_lost_output(lost))
