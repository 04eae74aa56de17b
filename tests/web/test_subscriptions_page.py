"""`dateline help subscriptions`: what it shows can be asked as it stands there, and its codes and numbers are those of
the program."""

from __future__ import annotations

import re

import pytest
from answers import memory, timeline_of
from builders import funding
from places import ROOT
from subscribed import BEGINNING, taken

from dateline import docs
from dateline.graphql.schema import LIMITS
from dateline.web.bounded_websocket import TOO_SLOW, TRY_AGAIN_LATER
from dateline.web.configuration import SubscriptionLimits
from dateline.web.graphql_over_websocket import NOT_ACCEPTABLE
from dateline.web.socket_connection import STOPPING
from dateline.web.socket_connection import TOO_SLOW as AS_SEEN_BY_THE_APP

PAGE = docs.page("subscriptions")
(DOCUMENT,) = re.findall(r"```graphql\n(.*?)```", PAGE, re.DOTALL)
IN_SCRIPTS = re.findall(r'"(subscription .*?)"', PAGE)


@pytest.mark.parametrize("document", [DOCUMENT, *IN_SCRIPTS])
async def test_what_the_page_shows_is_told(document: str) -> None:
    (told,) = await taken(timeline_of(await memory(funding("a"))), document, 1, resume=BEGINNING)
    assert "errors" not in told
    assert told["data"]["eventAppended"]["event"]["summary"]


def test_there_are_two_scripts() -> None:
    assert len(IN_SCRIPTS) == PAGE.count("```js") == 2


def test_every_code_that_closes_a_socket_is_told() -> None:
    source = "".join(
        (ROOT / "src" / "dateline" / "web" / name).read_text(encoding="utf-8")
        for name in ("socket_connection.py", "socket_messages.py")
    )
    used = {int(code) for code in re.findall(r"SentAway\((\d{4}),", source)} | {NOT_ACCEPTABLE, TRY_AGAIN_LATER}
    assert {int(code) for code in re.findall(r"^\| (\d{4}) \|", PAGE, re.MULTILINE)} == used
    assert (AS_SEEN_BY_THE_APP.code, AS_SEEN_BY_THE_APP.reason) == (TRY_AGAIN_LATER, TOO_SLOW)
    assert STOPPING.code == 1012


def test_numbers_are_those_that_hold_unless_told() -> None:
    limits = SubscriptionLimits()
    for told in (
        BEGINNING,
        f"up to {limits.per_connection} operations",
        f"a process {limits.in_all:,}\nsubscriptions",
        f"reads nothing for {limits.unread_seconds:g} seconds",
        f"comment every {limits.keep_alive_seconds:g} seconds",
        f"within {limits.init_seconds:g} seconds",
        f"may cost {LIMITS.cost_of_event:,}",
    ):
        assert told in PAGE
