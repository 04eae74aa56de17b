"""Pages: every entry once, forward and backward, whatever is appended in between; and no cursor but one's own."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest
from answers import ask, code_of, later, memory
from builders import founded, funding, profile, source
from hypothesis import given
from hypothesis import strategies as st

from dateline.answers.paging import (
    DEFAULT_SIZE,
    MAX_SIZE,
    Page,
    Slice,
    cursor,
    first_of,
    page,
    read_cursor,
    slice_from,
    slice_of,
)
from dateline.errors import InvalidCursor, InvalidInput
from dateline.log.memory.store import MemoryLog
from dateline.log.selection import Order, SortKey, is_place


class Numbered(NamedTuple):
    place: tuple[int]


ANY = lambda key: True  # noqa: E731

# In memory, and read from a store: one law for both.

numbers = st.lists(st.integers(0, 30), unique=True, max_size=12).map(sorted)
pages = st.builds(
    Page,
    size=st.integers(0, 5),
    after=st.none() | st.tuples(st.integers(0, 30)),
    before=st.none(),
    backward=st.just(False),
) | st.builds(
    Page,
    size=st.integers(0, 5),
    after=st.none(),
    before=st.none() | st.tuples(st.integers(0, 30)),
    backward=st.just(True),
)


def key_of(number: int) -> SortKey:
    return (number,)


def expected(items: list[int], wanted: Page) -> tuple[list[int], bool, bool]:
    """A page as its arguments say: entry by entry."""
    inside = [
        number
        for number in items
        if (wanted.after is None or key_of(number) > wanted.after)
        and (wanted.before is None or key_of(number) < wanted.before)
    ]
    taken = inside[max(len(inside) - wanted.size, 0) :] if wanted.backward else inside[: wanted.size]
    if not taken:
        edge = wanted.before if wanted.backward else wanted.after
        left = [number for number in items if edge is not None and key_of(number) <= edge]
        right = [number for number in items if edge is None or key_of(number) > edge]
        if wanted.backward:
            left = [number for number in items if edge is None or key_of(number) < edge]
            right = [number for number in items if edge is not None and key_of(number) >= edge]
        return [], bool(right), bool(left)
    return taken, taken[-1] != items[-1], taken[0] != items[0]


@given(numbers, st.none() | st.integers(0, 15), st.integers(1, 5))
async def test_the_first_ones_are_the_same_however_many_pages_they_take(
    given_numbers: list[int], most: int | None, page_size: int
) -> None:
    listed = [Numbered((number,)) for number in given_numbers]
    asked: list[int] = []

    async def read(wanted: Page) -> Slice[Numbered]:
        asked.append(wanted.size)
        return slice_of(listed, lambda one: one.place, wanted)

    found = await first_of(read, most, page_size)
    assert list(found.items) == listed[:most]
    assert (found.has_next, found.has_previous) == (most is not None and most < len(listed), False)
    assert max(asked) <= page_size


@given(numbers, pages)
def test_a_page_of_a_list_in_memory_has_what_its_arguments_say(items: list[int], wanted: Page) -> None:
    found = slice_of(items, key_of, wanted)
    assert (list(found.items), found.has_next, found.has_previous) == expected(items, wanted)


@given(numbers, st.integers(1, 5), st.booleans(), st.booleans())
def test_pages_cover_a_list_once_in_both_directions(
    items: list[int], size: int, backward: bool, descending: bool
) -> None:
    seen: list[int] = []
    place: SortKey | None = None
    while True:
        edge = {"before": place} if backward else {"after": place}
        found = slice_of(items, key_of, Page(size, backward=backward, **edge), descending=descending)
        seen = [*found.items, *seen] if backward else [*seen, *found.items]
        if not (found.has_previous if backward else found.has_next):
            break
        place = key_of(found.items[0] if backward else found.items[-1])
    assert seen == (items[::-1] if descending else items)


@given(numbers, pages)
async def test_a_page_that_is_read_is_the_page_in_memory(items: list[int], wanted: Page) -> None:
    """Told by the cursor of an entry; behind no cursor there is nothing."""
    known = {key_of(number) for number in items}
    if any(edge is not None and edge not in known for edge in (wanted.after, wanted.before)):
        return

    async def fetch(place: SortKey | None, limit: int, *, backward: bool) -> Sequence[int]:
        behind = [
            number
            for number in (reversed(items) if backward else items)
            if place is None or (key_of(number) < place if backward else key_of(number) > place)
        ]
        return behind[:limit]

    found, in_memory = await slice_from(fetch, wanted), slice_of(items, key_of, wanted)
    assert (list(found.items), found.has_next, found.has_previous) == (
        list(in_memory.items),
        in_memory.has_next,
        in_memory.has_previous,
    )


# Arguments.


def test_a_page_has_twenty_entries_unless_told() -> None:
    assert page("list", ANY) == Page(DEFAULT_SIZE)
    assert (page("list", ANY, first=0).size, page("list", ANY, last=MAX_SIZE).size) == (0, MAX_SIZE)
    assert page("list", ANY, last=3).backward


@pytest.mark.parametrize(
    "arguments",
    [{"first": -1}, {"first": MAX_SIZE + 1}, {"last": -1}, {"last": MAX_SIZE + 1}, {"first": 1, "last": 1},
     {"before": "x"}, {"first": 1, "before": "x"}, {"last": 1, "after": "x"}],
)  # fmt: skip
def test_arguments_that_make_no_page_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as caught:
        page("list", ANY, **arguments)
    assert not isinstance(caught.value, InvalidCursor)


# Cursors.

keys = st.lists(st.text() | st.integers(0, 2**63 - 1), min_size=1, max_size=3).map(tuple)


@given(keys)
def test_a_cursor_gives_its_place_back(key: SortKey) -> None:
    assert read_cursor("list", ANY, cursor("list", key)) == key


def crafted(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


A_CURSOR = cursor("on-asc-certain", ("2025-09-30", "2025-09-01", "e"))


@pytest.mark.parametrize(
    "text",
    ["", "zzz", "é", "\udc80", A_CURSOR + "=", A_CURSOR + "!", A_CURSOR[:-1], cursor("known-asc-certain",
                                                                                     ("2025-09-30", "e")),
     cursor("on-desc-certain", ("2025-09-30", "2025-09-01", "e")), cursor("on-asc-possible", ("2025-09-30",
                                                                                              "2025-09-01", "e")),
     crafted([]), crafted({}), crafted("on-asc-certain"), crafted(["on-asc-certain"]), crafted(["on-asc-certain", 5]),
     crafted(["on-asc-certain", "2025-09-30", "e"]), crafted(["on-asc-certain", "a", "b", 7]), crafted([1, 2]),
     crafted(["on-asc-certain", None, "b", "c"])],
)  # fmt: skip
async def test_a_cursor_that_this_list_never_gave_out_is_refused(text: str) -> None:
    with pytest.raises(InvalidCursor):
        read_cursor("on-asc-certain", lambda key: is_place(key, Order.ON_ASC), text)
    log = await memory(founded("a"))
    for question in (
        "query($c: String!) { events(after: $c) { totalCount } }",
        "query($c: String!) { events(last: 1, before: $c) { totalCount } }",
        'query($c: String!) { asOf { events(after: $c) { totalCount } company(slug: "mistral-ai") { id } } }',
        'query($c: String!) { asOf { company(slug: "mistral-ai") { timeline(after: $c) { totalCount } } } }',
        'query($c: String!) { company(slug: "mistral-ai") { log(after: $c) { totalCount } } }',
        "query($c: String!) { companies(after: $c) { totalCount } }",
    ):
        assert await code_of(log, question, c=text) == "invalid-cursor"


@pytest.mark.parametrize("position", [-1, 2**63, 10**30, "5", True])
async def test_a_cursor_by_position_needs_a_position(position: object) -> None:
    question = "query($c: String!) { events(order: POSITION_ASC, after: $c) { totalCount } }"
    assert await code_of(await memory(), question, c=crafted(["position-asc-certain", position])) == "invalid-cursor"


@pytest.mark.parametrize("first", [-1, 1001])
async def test_a_page_too_large_or_less_than_none_is_refused(first: int) -> None:
    question = "query($n: Int) { events(first: $n) { totalCount } }"
    assert await code_of(await memory(), question, n=first) == "invalid-input"


# Lists over GraphQL.

EVENTS = [
    funding(f"e{place}", round=f"r{place}", on=on, sources=[source(published=published)])
    for place, (on, published) in enumerate(
        [("2024", "2025-01"), ("2024-12-31", "2025-03"), ("2024-05", "2024-06"), ("../2024", "2025-01"),
         ("2024-12-31", "2025-02"), ("2023~", "2025-01"), ("2024-11/2024-12", "2025-01")]
    )
]  # fmt: skip
LISTS = {
    "all events": ("events", "query($o: EventOrder, {v}) {{ list: events(order: $o, {a}) {{ {f} }} }}"),
    "at a vantage": ("asOf", """query($o: EventOrder, {v}) {{ asOf(on: "2026", dates: POSSIBLE) {{ list:
      events(order: $o, {a}) {{ {f} }} }} }}"""),
    "filtered": ("asOf", """query($o: EventOrder, {v}) {{ asOf(on: "2026") {{ list: events(order: $o, filter:
      {{text: "MONDE"}}, {a}) {{ {f} }} }} }}"""),
    "timeline": ("asOf", """query($o: EventOrder, {v}) {{ asOf(on: "2026") {{ company(slug: "mistral-ai") {{ list:
      timeline(order: $o, {a}) {{ {f} }} }} }} }}"""),
}  # fmt: skip
VARIABLES = "$first: Int, $after: String, $last: Int, $before: String"
ARGUMENTS = "first: $first, after: $after, last: $last, before: $before"
FIELDS = """totalCount edges { cursor node { key } } nodes { key } pageInfo { hasNextPage hasPreviousPage
  startCursor endCursor }"""


def _list_in(data: Any) -> Any:
    while "list" not in data:
        (data,) = data.values()
    return data["list"]


async def walk(log: MemoryLog, question: str, order: Order, size: int, *, backward: bool, between: Any) -> list[str]:
    """All keys, page by page, with something done between two pages."""
    asked = question.format(v=VARIABLES, a=ARGUMENTS, f=FIELDS)
    keys: list[str] = []
    edge: dict[str, Any] = {"last": size} if backward else {"first": size}
    while True:
        found = _list_in(await ask(log, asked, o=order.name, **edge))
        nodes = [node["key"] for node in found["nodes"]]
        assert nodes == [each["node"]["key"] for each in found["edges"]]
        info = found["pageInfo"]
        assert [info["startCursor"], info["endCursor"]] == [found["edges"][0]["cursor"], found["edges"][-1]["cursor"]]
        assert info["hasPreviousPage" if not backward else "hasNextPage"] is bool(keys)
        keys = [*nodes, *keys] if backward else [*keys, *nodes]
        if not info["hasPreviousPage" if backward else "hasNextPage"]:
            return keys
        edge |= {"before": info["startCursor"]} if backward else {"after": info["endCursor"]}
        await between()


async def _nothing() -> None:
    return None


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("question", [question for _, question in LISTS.values()], ids=LISTS)
async def test_pages_cover_a_list_of_events_once_in_every_order(question: str, order: Order) -> None:
    log = await memory(*EVENTS)
    whole = await walk(log, question, order, 100, backward=False, between=_nothing)
    assert sorted(whole) == [f"e{place}" for place in range(7)]
    for size in (1, 3):
        for backward in (False, True):
            assert await walk(log, question, order, size, backward=backward, between=_nothing) == whole


@pytest.mark.parametrize("order", [Order.ON_ASC, Order.KNOWN_DESC, Order.POSITION_ASC])
@pytest.mark.parametrize("backward", [False, True])
async def test_appends_between_two_pages_repeat_nothing_and_skip_nothing(order: Order, backward: bool) -> None:
    log = await memory(*EVENTS)
    count = 0

    async def between() -> None:
        nonlocal count
        count += 1
        some = [
            funding(f"new/{count}/{on}", on=on, sources=[source(published=published)])
            for on, published in [("2022", "2023"), ("2024-12-31", "2025-01-15"), ("2026", "2026-09")]
        ]
        if count < 5:
            await log.append(some, now=later(count))

    found = await walk(log, LISTS["all events"][1], order, 2, backward=backward, between=between)
    whole = await walk(await memory(*EVENTS), LISTS["all events"][1], order, 100, backward=False, between=_nothing)
    assert [key for key in found if not key.startswith("new")] == whole
    assert len(found) == len(set(found))


COMPANIES = """query($first: Int, $after: String, $last: Int, $before: String, $search: String) {
  companies(search: $search, first: $first, after: $after, last: $last, before: $before) { totalCount edges {
  cursor node { slug name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


@pytest.mark.parametrize("size", [1, 2, 5])
@pytest.mark.parametrize("search", [None, "é"])
async def test_pages_cover_the_companies_once_both_ways(size: int, search: str | None) -> None:
    slugs = ["alan", "asml", "koyeb", "meta", "mistral-ai"]
    log = await memory(*(founded(slug, company=slug, name=f"{slug} René") for slug in slugs))
    forward: list[str] = []
    backward: list[str] = []
    after = before = None
    while len(forward) < 5 or len(backward) < 5:
        ahead = (await ask(log, COMPANIES, first=size, after=after, search=search))["companies"]
        back = (await ask(log, COMPANIES, last=size, before=before, search=search))["companies"]
        forward += [edge["node"]["slug"] for edge in ahead["edges"]]
        backward = [edge["node"]["slug"] for edge in back["edges"]] + backward
        assert ahead["totalCount"] == back["totalCount"] == 5
        assert ahead["pageInfo"]["hasNextPage"] is (len(forward) < 5)
        assert back["pageInfo"]["hasPreviousPage"] is (len(backward) < 5)
        after, before = ahead["pageInfo"]["endCursor"], back["pageInfo"]["startCursor"]
    assert forward == backward == slugs


async def test_an_empty_list_has_no_cursors() -> None:
    question = "{ events { nodes { key } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
    assert (await ask(await memory(), question))["events"] == {
        "nodes": [],
        "totalCount": 0,
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


async def test_a_page_of_no_entries_still_says_whether_there_are_any() -> None:
    question = "{ events(first: 0) { nodes { key } totalCount pageInfo { hasNextPage hasPreviousPage } } }"
    assert (await ask(await memory(profile("a", name="A")), question))["events"] == {
        "nodes": [],
        "totalCount": 1,
        "pageInfo": {"hasNextPage": True, "hasPreviousPage": False},
    }
