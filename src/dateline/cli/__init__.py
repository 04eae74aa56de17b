"""The command line: one of the two composition roots. Here the clock is read, and a store chosen."""

from __future__ import annotations

from importlib import import_module

import click

from dateline.cli.failures import Commands
from dateline.cli.loading import loading

__all__ = ["main", "program"]


COMMANDS = {
    "serve": "serve",
    "import": "import_",
    "check": "import_",
    "map": "map",
    "companies": "show",
    "show": "show",
    "timeline": "show",
    "diff": "change",
    "series": "change",
    "rank": "rank",
    "export": "export",
    "verify": "verify",
    "reindex": "verify",
    "schema": "verify",
    "json-schema": "verify",
    "help": "help",
}
"""Every command, and the module of `commands` that has it."""


class LazyCommands(Commands):
    """Loads only the command that is asked for: a server is to answer within a second of its start."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click calls it
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with loading():
            module = import_module(f"dateline.cli.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command


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
    program(prog_name="dateline")
