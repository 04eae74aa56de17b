"""`dateline schema`: what may be asked over GraphQL, and the files that clients need of it."""

from __future__ import annotations

import click

from dateline.cli import options
from dateline.cli.terminal import print_data

CLIENTS = ("apollo", "codegen", "introspection", "relay", "urql")


@click.command("schema")
@options.option(
    "--for",
    "client",
    type=click.Choice(CLIENTS),
    help="Print the file that this client needs beside the schema: `dateline help clients` says where it goes.",
)
def schema_command(client: str | None) -> None:
    """Print the schema of the GraphQL API, or what a client needs to know of it.

    \b
    dateline schema > schema.graphql
    dateline schema --for codegen > codegen.ts
    """
    from dateline.graphql import schema  # takes a moment to build, which no other command should wait for

    if client is None:
        print_data(schema.as_str())
        return
    from dateline.graphql.client_files import client_file

    print_data(client_file(client, schema.as_str()))
