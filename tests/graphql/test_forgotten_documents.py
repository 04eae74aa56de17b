"""What a question leaves is gone when it is forgotten: nothing of it leads back to itself, and waits to be found."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from answers import memory, timeline_of
from builders import COMPANY, eur, founded, funding, usd
from graphql import DocumentNode

from dateline.answers.asking import Ask
from dateline.graphql import Context, schema
from dateline.state.company import CompanyState


@pytest.fixture(autouse=True)
def never_searched() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def test_a_document_is_gone_when_it_is_forgotten() -> None:
    documents = schema.within(schema.limits).documents
    before = _documents_there()
    (await documents.read("{ log { position } companies(first: 1) { nodes { slug name } } }")).plans.clear()
    gc.collect()  # what validation leaves does lead back to itself
    assert _documents_there() == before + 1
    documents._kept.clear()
    documents._newest = None
    assert _documents_there() == before


async def test_a_state_is_gone_when_its_request_is_though_it_compared_two_currencies() -> None:
    one, other = funding("one", raised=eur(100_000_000)), funding("other", raised=usd(104_000_000))
    context = Context(timeline_of(await memory(founded("first"), one, other)))
    asked = f'{{ asOf {{ company(slug: "{COMPANY}") {{ rounds {{ raised {{ alternatives {{ agrees }} }} }} }} }} }}'
    told = await schema.execute(asked, None, context)
    assert told.data is not None
    assert told.data["asOf"]["company"]["rounds"][0]["raised"]["alternatives"]
    state = await context.state(COMPANY, await context.reading.vantage(Ask()))
    assert isinstance(state, CompanyState)
    assert state is await context.state(COMPANY, state.vantage)
    forgotten = weakref.ref(state)
    del state, context
    assert forgotten() is None


async def test_of_fields_that_wait_together_one_makes_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    context = Context(timeline_of(await memory(founded("first"))))
    at = await context.reading.vantage(Ask())
    monkeypatch.setattr(context.reading, "at_hand", lambda *_: None)  # as where it has to be read
    first, *others = await asyncio.gather(*(context.state(COMPANY, at) for _ in range(3)))
    assert first is not None
    assert all(other is first for other in others)


def _documents_there() -> int:
    return sum(isinstance(each, DocumentNode) for each in gc.get_objects())
