"""Commands that are loaded only when they are asked for: a server is to answer within a second of its start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from keyword import iskeyword

import click

from dateline.cli.failures import Commands

COMMANDS = {
    "backup": "Copy the log to TARGET, a file that is not there yet, while others read and write it.",
    "check": "Read event files and report every bad line, without touching a log.",
    "checkpoint": "Print a signed checkpoint: the name of the log, how many records it has, and the root over them.",
    "companies": "List the companies that the log has events of.",
    "copy": "Copy the log FROM into TO: files, or databases of postgresql://…, with positions, times, hashes and"
    " erasures.",
    "diff": "Show what changed between two vantages of a company, and which events made it so.",
    "erase": "Erase the content of each EVENT: an id, or a position in the log.",
    "export": "Write what the log says at a vantage as a file, for other programs.",
    "help": "The documentation: its topics, or one of them.",
    "import": "Take event files into the log, or tables.",
    "json-schema": "Print the JSON Schema of an event, for editors and other programs.",
    "key": "Make, list and revoke API keys, which are kept with the log.",
    "list": "List rounds, acquisitions, models, data centres, milestones or findings of all companies.",
    "map": "Make a map for a table, and see what it makes of the table.",
    "rank": "Rank companies at a date: by valuation, money raised, a metric, founding, name or latest event.",
    "receipt": "Print a receipt for EVENT: an id, a position in the log, or the token of an answer, for its newest"
    " record.",
    "rebuild": "Make all indexes and tables anew from the records, which stay as they are.",
    "reindex": "Make the index of rankings anew from the records, which stay as they are.",
    "repair": "Mend a log that is hurt, as far as its records are sure, and say what was done.",
    "restore": "Put the log back to BACKUP, a copy that `dateline backup` made.",
    "schema": "Print the schema of the GraphQL API, or what a client needs to know of it.",
    "series": "Draw a metric of one or several companies over time; --on is the last day.",
    "serve": "Take in ./events and serve the log over HTTP, GraphQL and its playground.",
    "show": "Show a company at a date: what was true, who says so, and where they disagree.",
    "sum": "Add up over companies, and say what was left out.",
    "timeline": "List a company's events by date, whatever their confidence and standing.",
    "verify": "Check the whole log: every record, its place in the hash chain, and how it is filed.",
}
"""Every command, by its name, with the first sentence of its help; each has a module of that name in `commands`."""


class LazyCommands(Commands):
    """Loads the module of a command when that command is run, or its help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click calls it
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with uncollected():
            return _load(cmd_name.replace("-", "_"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """As click lists them, but that none has to be loaded for it."""
        room = formatter.width - 6 - max(map(len, COMMANDS))
        with formatter.section("Commands"):
            short = [(name, click.Command(name, help=said).get_short_help_str(room)) for name, said in COMMANDS.items()]
            formatter.write_dl(short)


def _load(name: str) -> click.Command:
    """A command from its module, which has an underscore behind its name where Python keeps that for itself."""
    module = import_module(f"dateline.cli.commands.{name}{'_' if iskeyword(name) else ''}")
    command: click.Command = getattr(module, f"{name}_command")
    return command


@contextmanager
def uncollected() -> Iterator[None]:
    """Around large imports: Python's search for garbage leaves out what they make, now and later.

    Modules stay until the process ends, so to look for garbage among them costs time and finds nothing.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
