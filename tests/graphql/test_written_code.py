"""What is written for a document and compiled: once for what is alike, and told of in tracebacks."""

from __future__ import annotations

import builtins
import gc
from typing import Any
from weakref import WeakSet

import pytest
from answers import TODAY
from both_executors import executed_once
from tangled import tangled

from dateline.answers.reading import Timeline
from dateline.graphql import Context, schema
from dateline.graphql.execution import code, plan
from dateline.graphql.execution.code import Code
from dateline.graphql.execution.compiling import Compiler

ALIASES = range(60)


@pytest.mark.parametrize(
    "document",
    [
        f"{{ events(first: 1000) {{ nodes {{ __typename {' '.join(f'a{n}: key' for n in ALIASES)} }} }} }}",
        f"{{ events {{ nodes {{ __typename {' '.join(f'a{n}: sources {{ publisher url }}' for n in ALIASES)} }} }} }}",
    ],
    ids=["of many classes", "under many aliases"],
)
async def test_what_is_written_alike_is_compiled_once(document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline = Timeline(await tangled(), lambda: TODAY)
    written: list[str] = []

    def compiled(text: str, *more: Any) -> Any:
        written.append(text)
        return builtins.compile(text, *more)

    monkeypatch.setattr(code, "compile", compiled, raising=False)
    answer = await executed_once(schema, document, None, Context(timeline))
    assert not answer.errors
    assert len({each["__typename"] for each in answer.data["events"]["nodes"]}) > 10
    assert 0 < len(written) == len(set(written)) < 8


async def test_choices_of_what_has_many_fields_are_not_all_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: WeakSet[Compiler] = WeakSet()

    class Counted(Compiler):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            kept.add(self)

    monkeypatch.setattr(plan, "Compiler", Counted)
    switches = "abcd"
    chosen = " ".join(f"{name}: key @include(if: ${name})" for name in switches)
    of_each = " ".join(f"a{n}: key" for n in ALIASES)
    asked = ", ".join(f"${name}: Boolean!" for name in switches)
    timeline = Timeline(await tangled(), lambda: TODAY)
    for fields, count, most in (("id", 1, 16), (of_each, len(ALIASES), 2)):
        document = f"query ({asked}) {{ events {{ nodes {{ {chosen} {fields} }} }} }}"
        kept.clear()
        for number in range(16):
            variables = {name: bool(number >> place & 1) for place, name in enumerate(switches)}
            answer = await executed_once(schema, document, variables, Context(timeline))
            assert answer.data is not None
            assert len(answer.data["events"]["nodes"][0]) == number.bit_count() + count
        gc.collect()
        assert 0 < len(kept) <= most


def test_a_traceback_tells_of_which_type_the_row_was() -> None:
    def failing(_: object) -> None:
        raise ValueError("no")

    for type_ in ("Company", "Event"):
        written = Code()
        row = written.function(f"row of {type_}", "one", f"return {written.given(failing)}(one)")
        with pytest.raises(ValueError, match="no") as failed:
            row(None)
        assert failed.traceback[1].frame.code.raw.co_filename == f"<row of {type_}>"
