"""Every option of every command: given again it means any of its values, or is refused. The last never wins unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dateline.cli import options, program


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


OPTIONS = [
    pytest.param(path, option, id=" ".join((*path, option.opts[0])))
    for path, command in _commands(program)
    for option in command.params
    if isinstance(option, click.Option)
]
ONCE = [one for one in OPTIONS if not one.values[1].multiple and not one.values[1].is_flag]  # type: ignore[union-attr]


@pytest.mark.parametrize(("path", "option"), OPTIONS)
def test_every_option_is_of_the_class_that_decides(path: tuple[str, ...], option: click.Option) -> None:
    assert isinstance(option, options.Flagged), f"make --{option.name} of {path} with options.option"
    assert options.AGAIN in (option.help or "") if option.multiple else options.AGAIN not in (option.help or "")
    assert not option.count, "a count has no help that says so yet"
    assert option.nargs == 1


@pytest.mark.parametrize(("path", "option"), ONCE)
def test_an_option_that_takes_one_value_is_refused_twice(path: tuple[str, ...], option: click.Option) -> None:
    command = next(command for found, command in _commands(program) if found == path)
    with pytest.raises(click.UsageError, match=rf"{option.opts[0]} is given 2 times, as 1 and 2: it takes one value"):
        command.make_context(path[-1], [option.opts[0], "1", f"{option.opts[-1]}", "2"])


def test_what_was_meant_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(program, ["rank", "--by", "revenue", "--by=headcount", "--db", str(tmp_path / "no.db")])
    assert done.exit_code == 2
    assert "Error: --by is given 2 times, as revenue and headcount: it takes one value" in done.output
    done = CliRunner().invoke(program, ["rank", "--ascending", "--descending", "--db", str(tmp_path / "no.db")])
    assert done.exit_code == 2
    assert "give either --ascending or --descending, not both" in done.output


def test_a_value_from_the_environment_gives_way_to_the_one_that_is_given(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        program, ["rank", "--db", str(tmp_path / "no.db")], env={"DATELINE_DB": str(tmp_path / "other.db")}
    )
    assert "no.db" in done.output
    done = CliRunner().invoke(program, ["rank"], env={"DATELINE_DB": str(tmp_path / "other.db")})
    assert "other.db" in done.output
