"""Commands that are loaded only when they are asked for: a server is to answer within a second of its start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click

from dateline.cli.failures import Commands

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
    """Loads the module of a command when that command is run, or its help is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        return sorted(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - as click calls it
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with uncollected():
            module = import_module(f"dateline.cli.commands.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
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
