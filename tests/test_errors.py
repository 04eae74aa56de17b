"""The error tree: its drawing, its codes, its sentences."""

from __future__ import annotations

import re

from dateline import errors
from dateline.errors import (
    CorruptLog,
    DatelineError,
    EventIdTaken,
    InvalidEvent,
    InvalidFile,
    InvalidInput,
    InvalidMoney,
    PositionAhead,
    PositionConflict,
    Problem,
)

ROW = re.compile(r"^((?:│   |    )*)(?:[├└]── )?([A-Z]\w+)(?:  +\S.*)?$")


def drawn() -> dict[str, str | None]:
    """Each class of the drawing in the docstring, and the class that it stands under."""
    tree: dict[str, str | None] = {}
    above: list[str] = []
    for row in (errors.__doc__ or "").split("\n\n")[1].splitlines():
        found = ROW.match(row)
        assert found, f"{row!r} is no row of the tree"
        depth = len(found.group(1)) // 4 + ("── " in row)
        above[depth:] = [found.group(2)]
        tree[found.group(2)] = above[depth - 1] if depth else None
    return tree


def classes() -> dict[str, type[DatelineError]]:
    return {
        name: value
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, DatelineError)
    }


def test_the_drawing_shows_every_class_under_its_base() -> None:
    bases = {
        name: next((base.__name__ for base in value.__bases__ if issubclass(base, DatelineError)), None)
        for name, value in classes().items()
    }
    assert drawn() == bases


def test_every_class_has_a_code_of_its_own_that_is_named_after_it() -> None:
    codes = {name: vars(value).get("code") for name, value in classes().items() if value is not DatelineError}
    kebab = {name: re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower() for name in codes}
    assert codes == kebab
    assert DatelineError.code not in codes.values()


def test_every_class_says_what_it_means() -> None:
    assert all(value.__doc__ and (value.__doc__.endswith(".") or "\n" in value.__doc__) for value in classes().values())


def test_bad_input_is_a_value_error_too() -> None:
    assert issubclass(InvalidInput, ValueError)
    assert not issubclass(CorruptLog, ValueError)


def test_an_invalid_event_names_its_field_only_where_there_is_one() -> None:
    assert str(InvalidEvent("raised.currency", "is missing")) == "raised.currency: is missing"
    assert str(InvalidEvent("", "is no event")) == "is no event"
    money = InvalidMoney("currency", "is no currency", rule="currency")
    assert (money.field, money.message, money.rule, money.code) == (
        "currency",
        "is no currency",
        "currency",
        "invalid-money",
    )


def test_a_problem_names_file_line_and_field() -> None:
    assert str(Problem("a.jsonl", 3, "on", "is missing")) == "a.jsonl:3: on: is missing"
    assert str(Problem("a.jsonl", 3, "", "is no event")) == "a.jsonl:3: is no event"
    assert str(Problem("a.jsonl", 0, "", "is empty")) == "a.jsonl: is empty"


def test_an_invalid_file_tells_every_problem_on_a_line_of_its_own() -> None:
    problems = [Problem("a.jsonl", 1, "on", "is missing"), Problem("a.jsonl", 2, "", "is no event")]
    error = InvalidFile(problems)
    assert str(error).splitlines() == ["a.jsonl:1: on: is missing", "a.jsonl:2: is no event"]
    assert error.problems == problems


def test_a_taken_id_names_both_places() -> None:
    in_the_log = EventIdTaken("a", position=7, index=2)
    assert "'a' of event 3 is taken by other content in the log at position 7" in str(in_the_log)
    in_the_batch = EventIdTaken("a", position=0, index=2, repeated_at=0)
    assert "taken by other content in event 1 of the same batch" in str(in_the_batch)
    assert (in_the_batch.id, in_the_batch.position, in_the_batch.index) == ("a", 0, 2)


def test_errors_of_position_name_both_positions() -> None:
    assert str(PositionConflict(3, 5)).startswith("the log is at position 5, not at 3")
    assert str(PositionAhead(9, 5)) == "position 9 is not in this log yet: its newest is 5"
    assert str(CorruptLog(4, "its hash does not match")) == "record 4 is wrong: its hash does not match"
