"""`dateline help`: the documentation in the terminal."""

from __future__ import annotations

import difflib

import click
from rich.padding import Padding

from dateline import docs
from dateline.cli.failures import Misuse
from dateline.cli.terminal import MAX_WIDTH, console, table, text


@click.command("help")
@click.argument("topic", required=False)
@click.pass_context
def help_command(ctx: click.Context, topic: str | None) -> None:
    """The documentation: its topics, or one of them.

    \b
    dateline help
    dateline help dates
    """
    if topic is None:
        _list_topics()
    elif topic in docs.topics():
        from rich.markdown import Markdown  # takes a moment, which no other command should wait for

        screen = console()
        screen.print(Padding(Markdown(docs.page(topic)), (1, 0)), width=min(screen.width, MAX_WIDTH))
    else:
        _help_of_command(ctx, topic)


def _list_topics() -> None:
    listing = table("Topic", "", fold=("",))
    for topic, title in docs.topics().items():
        listing.add_row(text(topic, style="bold"), text(title))
    console().print(listing)
    click.echo("\ndateline help TOPIC shows one of them; dateline COMMAND --help says what a command does.")


def _help_of_command(ctx: click.Context, name: str) -> None:
    group = ctx.find_root().command
    command = group.get_command(ctx, name) if isinstance(group, click.Group) else None
    if command is None:
        near = difflib.get_close_matches(name, docs.topics(), 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(docs.topics())}"
        raise Misuse(f"there is no help topic {name!r}: {hint}")
    with click.Context(command, info_name=name, parent=ctx.parent) as about:
        click.echo(command.get_help(about))
