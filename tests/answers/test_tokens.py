"""Tokens: a vantage as one text, and back, in this log only; the same answer to the byte for ever."""

from __future__ import annotations

import base64
import json
from datetime import date

import pytest
from answers import NOW, ask, code_of, later, memory
from builders import acquisition, eur, event, founded, funding, one_of_each, profile, retraction, source, stake
from hypothesis import given
from hypothesis import strategies as st

from dateline.answers.tokens import Token, mark, read_token, token_of
from dateline.errors import InvalidVantage
from dateline.log.memory.store import MemoryLog
from dateline.log.record import LogHead
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

vantages = st.builds(
    Vantage,
    on=st.dates(),
    known_by=st.none() | st.dates(),
    at=st.builds(
        LogHead,
        position=st.integers(0, 2**64 - 1),
        hash=st.binary(min_size=32, max_size=32),
        epoch=st.integers(1, 2**32 - 1),
        recorded_at=st.none(),
    ),
    confidence=st.sampled_from(Confidence),
    dates=st.sampled_from(Certainty),
    rates_until=st.dates(),
)


@given(vantages)
def test_a_token_says_all_of_a_vantage(at: Vantage) -> None:
    place = (at.at.position, at.at.epoch, mark(at.at.hash))
    expected = Token(at.on, at.known_by, *place, at.confidence, at.dates, at.rates_until)
    assert read_token(token_of(at)) == expected


@given(vantages, vantages)
def test_different_vantages_have_different_tokens(one: Vantage, other: Vantage) -> None:
    same = read_token(token_of(one)) == read_token(token_of(other))
    assert (token_of(one) == token_of(other)) is same


A_TOKEN = token_of(Vantage(date(2026, 7, 15), None, LogHead(7, bytes(32), 1, None)))


def packed(at: int, *values: int) -> str:
    raw = bytearray(base64.urlsafe_b64decode(A_TOKEN + "=" * (-len(A_TOKEN) % 4)))
    raw[at : at + len(values)] = bytes(values)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    ["", "x", "zzz", "é", "\udc80", A_TOKEN[:-1], A_TOKEN + "A", A_TOKEN + "=", A_TOKEN + "!", " " + A_TOKEN,
     A_TOKEN.replace("A", "*", 1), A_TOKEN[:10] + "\n" + A_TOKEN[10:], packed(1, 0, 0, 0, 0), packed(1, 255, 255, 255,
                                                                                                     255),
     packed(5, 255, 255, 255, 255), packed(37, 3), packed(38, 2), packed(0, 2)],
)  # fmt: skip
async def test_what_no_log_gave_out_is_no_token(text: str) -> None:
    with pytest.raises(InvalidVantage):
        read_token(text)
    assert await code_of(await memory(), "query($t: String!) { snapshot(token: $t) { vantage { on } } }", t=text) == (
        "invalid-vantage"
    )


def test_a_token_of_another_version_says_so() -> None:
    with pytest.raises(InvalidVantage, match="another version"):
        read_token(packed(0, 9))


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_reading_a_token_raises_nothing_but_invalid_vantage(text: str) -> None:
    try:
        found = read_token(text)
    except InvalidVantage:
        return
    head = LogHead(found.position, found.mark + bytes(16), found.epoch, None)
    assert token_of(Vantage(found.on, found.known_by, head, found.confidence, found.dates)) == text


# In a log.

TOKEN = "{ asOf(on: %s) { vantage { token } } }"
ON = "query($t: String!) { snapshot(token: $t) { vantage { position final hash } } }"


async def token_at(log: MemoryLog, on: str = '"2026"') -> str:
    return str((await ask(log, TOKEN % on))["asOf"]["vantage"]["token"])


async def test_a_token_of_a_log_that_holds_other_content_is_refused_as_of_another_log() -> None:
    token = await token_at(await memory(funding("a")))
    assert await code_of(await memory(funding("b")), ON, t=token) == "other-log"


async def test_a_token_past_the_end_is_of_another_log_or_of_a_newer_copy() -> None:
    token = await token_at(await memory(funding("a"), founded("b")))
    assert await code_of(await memory(funding("a")), ON, t=token) == "other-log"


async def test_a_token_of_an_empty_log_is_good_in_every_log_that_grew_from_nothing() -> None:
    token = await token_at(await memory())
    answer = await ask(await memory(funding("a")), ON, t=token)
    assert answer["snapshot"]["vantage"]["position"] == "0"


async def test_a_token_of_another_life_of_the_log_is_good_where_the_log_kept_what_it_pins() -> None:
    log = await memory(funding("a"))
    token = await token_at(log)
    log._head = LogHead(log._head.position, log._head.hash, 2, log._head.recorded_at)
    assert (await ask(log, ON, t=token))["snapshot"]["vantage"]["position"] == "1"


async def test_a_snapshot_by_token_is_final() -> None:
    log = await memory(funding("a"))
    assert (await ask(log, ON, t=await token_at(log)))["snapshot"]["vantage"]["final"] is True


REPLAYED = """
query Replayed($t: String!) {
  snapshot(token: $t) {
    vantage { on knownBy position recordedAt hash confidence dates token final }
    company(slug: "mistral-ai") {
      id name status acquiredBy { acquirer { name } stage }
      holders { holder { name company { id slug name asOf(on: "2026-06") { id name status rounds { key } } } state
      { name } } }
      company { name log { totalCount nodes { key standing } } asOfEach(on: ["2024", "2026"]) { id valuation {
      rule } } }
      rounds { valuation { rule alternatives { event { id } } } leads { name company { name } } conflicts { field } }
      acquisitions { target { slug name state { name vantage { token final } } } }
      timeline { totalCount edges { cursor node { id position recordedAt standing company { name } } } }
      upcoming { id } rumors { id }
    }
    events(last: 3) { totalCount pageInfo { hasNextPage hasPreviousPage } nodes { id standing standingBecause { id } } }
    party(slug: "asml") { name company { name } }
    other: company(slug: "mistral") { id name company { slug } }
  }
}
"""


async def test_the_same_question_with_the_same_token_gives_the_same_bytes_after_any_appends() -> None:
    log = await memory(
        profile("name", name="Mistral AI", on="2024"),
        funding("c", raised=eur(5), valuation=eur(10), leads=["ASML"], on="2025-09"),
        funding("c2", raised=eur(6), valuation=eur(12), leads=["ASML"], on="2025-09"),
        stake("s", holder="ASML", on="2025-10"),
        founded("asml", company="asml", name="ASML", on="1984"),
        acquisition("k", target="Koyeb", on="2026-02"),
        profile("koyeb", company="koyeb", name="Koyeb"),
        profile("old", company="mistral", name="Mistral"),
        now=NOW,
    )
    token = await token_at(log, '"2026-07-15", knownBy: "2026-11-01"')
    before = json.dumps(await ask(log, REPLAYED, t=token))
    assert all(name in before for name in ("ASML", "Koyeb", "Mistral AI"))
    await log.append(
        [
            profile("rename", name="Renamed", on="2026-01", sources=[source(published="2026-02")]),
            profile("asml/2", company="asml", name="ASML Holding"),
            profile("koyeb/2", company="koyeb", name="Koyeb SAS", on="2026-03", sources=[source(published="2026-04")]),
            retraction("r", of="c2"),
            event("merge", "m", same=["mistral"]),
            acquisition("bought", company="asml", target="Mistral AI", on="2026-05"),
            funding("c3", raised=eur(7), leads=["NVIDIA"], on="2025-09"),
            *one_of_each(),
        ],
        now=later(60),
    )
    assert json.dumps(await ask(log, REPLAYED, t=token)) == before
    assert "Renamed" in json.dumps(await ask(log, REPLAYED, t=await token_at(log)))
