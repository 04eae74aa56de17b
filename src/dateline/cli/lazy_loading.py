"""Commands that are loaded only when they are asked for: a server is to answer within a second of its start."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from keyword import iskeyword

import click

from dateline.cli.failures import Commands

COMMANDS = (
    "backup",
    "check",
    "checkpoint",
    "companies",
    "diff",
    "export",
    "help",
    "import",
    "json-schema",
    "key",
    "list",
    "map",
    "rank",
    "receipt",
    "reindex",
    "restore",
    "schema",
    "series",
    "serve",
    "show",
    "sum",
    "timeline",
    "verify",
)
"""Every command, by its name; each has a module of that name in `commands`."""


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
