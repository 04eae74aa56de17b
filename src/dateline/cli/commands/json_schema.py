"""`dateline json-schema`: what may be written into an event file."""

from __future__ import annotations

import click

from dateline.cli.terminal import print_json
from dateline.events.json_schema import json_schema


@click.command("json-schema")
def json_schema_command() -> None:
    """Print the JSON Schema of an event, for editors and other programs.

    \b
    dateline json-schema > event.schema.json
    """
    print_json(json_schema())
