"""The command line: one of the two composition roots. Here the clock is read, and a store chosen."""

from __future__ import annotations

import click

from dateline.cli.answering import companies_command, show_command, timeline_command
from dateline.cli.changing import diff_command, series_command
from dateline.cli.checking import json_schema_command, reindex_command, schema_command, verify_command
from dateline.cli.exporting import export_command
from dateline.cli.failing import Commands
from dateline.cli.helping import help_command
from dateline.cli.importing import check_command, import_command
from dateline.cli.mapping import map_command
from dateline.cli.ranking import rank_command
from dateline.cli.serving import serve_command

__all__ = ["commands", "main"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dateline", message="dateline %(version)s")
def commands() -> None:
    """What was true of a company, what was known, and who said so, at any date.

    \b
    dateline import events                               take in event files
    dateline show mistral-ai --on 2026-07-15             a company on that day
    dateline show mistral-ai --known-by 2026-02-28       … as far as anyone could know by then
    dateline help                                        the documentation
    """


for command in (
    serve_command,
    import_command,
    check_command,
    map_command,
    companies_command,
    show_command,
    timeline_command,
    diff_command,
    series_command,
    rank_command,
    export_command,
    verify_command,
    reindex_command,
    schema_command,
    json_schema_command,
    help_command,
):
    commands.add_command(command)


def main() -> None:
    commands(prog_name="dateline")
