"""What is written for a document and compiled: once for what is alike, and told of in tracebacks."""

from __future__ import annotations

import builtins
from typing import Any

import pytest
from answers import TODAY
from both_executors import executed_once
from tangled import tangled

from dateline.answers.reading import Timeline
from dateline.graphql import Context, schema
from dateline.graphql.execution import code
from dateline.graphql.execution.code import Code

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


def test_a_traceback_tells_of_which_type_the_row_was() -> None:
    def failing(_: object) -> None:
        raise ValueError("no")

    for type_ in ("Company", "Event"):
        written = Code()
        row = written.function(f"row of {type_}", "one", f"return {written.given(failing)}(one)")
        with pytest.raises(ValueError, match="no") as failed:
            row(None)
        assert failed.traceback[1].frame.code.raw.co_filename == f"<row of {type_}>"
