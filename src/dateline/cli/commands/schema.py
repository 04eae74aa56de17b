"""`dateline schema`: what may be asked over GraphQL."""

from __future__ import annotations

import click

from dateline.cli.terminal import print_data


@click.command("schema")
def schema_command() -> None:
    """Print the schema of the GraphQL API.

    \b
    dateline schema > schema.graphql
    """
    from dateline.graphql import schema  # takes a moment to build, which no other command should wait for

    print_data(schema.as_str())
