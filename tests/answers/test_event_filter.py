"""Which events a list shows: the store's columns and the judgement in full agree with a filter read word by word."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from answers import ask, memory
from builders import (
    acquisition,
    closed,
    dispute,
    event,
    founded,
    funding,
    merge,
    metric,
    profile,
    retraction,
    seen,
    source,
)
from histories import Asked, histories, law, told, vantages
from hypothesis import given
from hypothesis import strategies as st

from dateline.answers.event_filter import EventFilter
from dateline.answers.event_lists import EventList
from dateline.answers.paging import Page
from dateline.answers.reading import Timeline
from dateline.events.event import Event
from dateline.log.cut import Cut
from dateline.log.memory.store import MemoryLog
from dateline.log.selection import Order, Selection
from dateline.state.seen import Seen
from dateline.state.standing import Standing, standings
from dateline.state.told import Told
from dateline.state.vantage import Vantage
from dateline.values.dates import Certainty
from dateline.values.vocabulary import Confidence

LISTED = """
query Listed(
  $filter: EventFilter, $on: Edtf, $knownBy: Date, $confidence: Confidence, $dates: DateCertainty, $order: EventOrder
) {
  asOf(on: $on, knownBy: $knownBy, confidence: $confidence, dates: $dates) {
    events(filter: $filter, order: $order) { totalCount nodes { key } }
  }
}
"""


async def keys(
    log: MemoryLog, filter: dict[str, Any], on: str = "2026-12-31", known_by: str | None = None
) -> list[str]:
    found = (await ask(log, LISTED, filter=filter, on=on, knownBy=known_by))["asOf"]["events"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["key"] for node in found["nodes"]]


async def some() -> MemoryLog:
    return await memory(
        founded("founded", on="2023-05", founders=["Arthur Mensch"], sources=[source("Le Monde", "2023-06")]),
        funding(
            "seed",
            round="seed",
            on="2023-06",
            confidence="confirmed",
            note="Größe",
            sources=[source("Wired", "2023-07")],
        ),
        funding(
            "a", round="a", on="2023-12", confidence="rumored", sources=[source("Wired", "2024-01", title="In TALKS")]
        ),
        acquisition(
            "koyeb", on="2026-02", sources=[source("AFP", "2026-03"), source("Wired", "2026-04", title="Said later")]
        ),
        metric("alan", company="alan", on="2025", sources=[source("Le Monde", "2026-01")]),
        retraction("r", of="a", sources=[source("Wired", "2024-06")]),
        dispute("d", of="seed", sources=[source("AFP", "2024-07")]),
    )


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({}, ["founded", "seed", "a", "r", "d", "alan", "koyeb"]),
        ({"types": ["FUNDING", "DISPUTE"]}, ["seed", "a", "d"]),
        ({"types": []}, []),
        ({"companies": []}, []),
        ({"standing": []}, []),
        ({"types": None, "companies": None}, ["founded", "seed", "a", "r", "d", "alan", "koyeb"]),
        ({"companies": ["alan", "nobody"]}, ["alan"]),
        ({"subject": "funding/seed"}, ["seed"]),
        ({"subject": "funding"}, []),
        ({"from": "2023-06-30", "until": "2023-12-31"}, ["seed", "a"]),
        ({"from": "2023-07-01", "until": "2023-12-30"}, []),
        ({"until": "2023-05-31"}, ["founded"]),
        ({"knownFrom": "2024-01-31", "knownUntil": "2024-06-30"}, ["a", "r"]),
        ({"confidence": "CONFIRMED"}, ["seed"]),
        ({"confidence": "RUMORED", "types": ["FUNDING"]}, ["seed", "a"]),
        ({"standing": ["RETRACTED"]}, ["a"]),
        ({"standing": ["DISPUTED", "RETRACTED"]}, ["seed", "a"]),
        ({"standing": ["CORRECTED"]}, []),
        ({"standing": ["STANDING"], "types": ["FUNDING"]}, []),
        ({"standing": ["STANDING", "DISPUTED"], "types": ["FUNDING"]}, ["seed"]),
        ({"publisher": "wired"}, ["seed", "a", "r", "koyeb"]),
        ({"publisher": "Wire"}, []),
        ({"text": "mensch"}, ["founded"]),
        ({"text": "GRÖSSE"}, ["seed"]),
        ({"text": "GRÖßE"}, ["seed"]),
        ({"text": "in talks"}, ["a"]),
        ({"text": "afp"}, ["d", "koyeb"]),
        ({"text": "koyeb"}, ["koyeb"]),
        ({"text": 'no "such" thing'}, []),
        ({"publisher": "WIRED", "text": "talks", "from": "2023-01-01"}, ["a"]),
        ({"publisher": "AFP", "standing": ["STANDING"], "companies": ["mistral-ai"]}, ["d", "koyeb"]),
    ],
)
async def test_each_condition_and_several_together(filter: dict[str, Any], expected: list[str]) -> None:
    log = await some()
    assert await keys(log, filter) == expected
    (at_head,) = (await ask(log, "query($f: EventFilter) { events(filter: $f) { nodes { key } } }", f=filter)).values()
    assert [node["key"] for node in at_head["nodes"]] == expected


async def test_a_source_past_the_cut_matches_neither_by_publisher_nor_by_title() -> None:
    log = await some()
    assert await keys(log, {"publisher": "Wired", "types": ["ACQUISITION"]}, known_by="2026-04-29") == []
    assert await keys(log, {"publisher": "Wired", "types": ["ACQUISITION"]}, known_by="2026-04-30") == ["koyeb"]
    assert await keys(log, {"text": "said LATER"}, known_by="2026-04-29") == []
    assert await keys(log, {"text": "said LATER"}, known_by="2026-04-30") == ["koyeb"]


async def test_an_event_stands_as_it_did_at_the_cut() -> None:
    log = await some()
    assert await keys(log, {"standing": ["RETRACTED"]}, known_by="2024-06-29") == []
    assert await keys(log, {"standing": ["STANDING"], "types": ["FUNDING"]}, known_by="2024-06-29") == ["seed", "a"]


async def test_an_empty_filter_is_no_filter_and_an_unknown_key_is_refused() -> None:
    log = await some()
    assert await keys(log, {"text": "", "publisher": "", "subject": ""}) == await keys(log, {})


# Words.

letters = st.text(st.sampled_from('abKkSsİiIıſßẞ\u212aÉéΣσςｋ\u0301\u00ad\u00a0 "\\%_\n'), min_size=1, max_size=6)


@given(letters, letters, st.data())
async def test_whatever_matches_in_full_passes_the_store_s_sieve(before: str, after: str, data: st.DataObject) -> None:
    words = before + after
    searched = data.draw(st.sampled_from([before, after, words, words.upper(), words.lower(), words.swapcase()]))
    if not words.strip() or not searched.strip():
        return
    wanted = EventFilter(text=searched)
    told_of = founded("e", note=words)
    sieve = wanted.narrowed(Selection(Cut(None, 1))).sieve
    if wanted.passes(seen(told_of)):
        log = await memory(told_of)
        assert len(await log.select(Selection(Cut(None, 1), sieve=sieve))) == 1


@pytest.mark.parametrize(
    ("searched", "sieve"),
    [
        ("Mistral", "mistral"),
        ("Le Monde", "monde"),
        ("É", None),
        ("\u212a", "k"),
        ('say "yes" now', "say"),
        ("a\\bc", "bc"),
    ],
)
def test_the_sieve_is_the_longest_plain_run(searched: str, sieve: str | None) -> None:
    assert EventFilter(text=searched).narrowed(Selection(Cut(None, 1))).sieve == sieve


@pytest.mark.parametrize(
    "written", ["Süddeutsche  Zeitung", "Su\u0308ddeutsche\u00a0Zeitung", "SÜDDEUTSCHE ZEI\u00adTUNG"]
)
async def test_publishers_and_words_are_asked_for_as_names_are_compared(written: str) -> None:
    log = await memory(founded("e", note=f"so {written} says", sources=(source(publisher="Süddeutsche Zeitung"),)))
    assert await keys(log, {"publisher": written}) == ["e"]
    assert await keys(log, {"text": "süddeutsche zeitung SAYS"}) == ["e"]


def test_a_filter_of_columns_alone_is_not_judged() -> None:
    assert not EventFilter(kinds=frozenset({"funding"}), standing=frozenset({Standing.STANDING})).judged
    assert EventFilter(publisher="x").judged
    assert EventFilter(text="x").judged


@pytest.mark.parametrize(
    ("words", "told_of"),
    [("mistral-ai", founded("e")), ("series-c", funding("e")), ("the one", profile("e", aliases=["The One"])),
     ("gone", closed("e", reason="Gone")), ("e/7", founded("E/7")), ("lead inv", funding("e", leads=["Lead Investor"])),
     ("mistral", merge("e", ["mistral"]))],
)  # fmt: skip
def test_text_is_looked_for_wherever_an_event_has_words(words: str, told_of: Event) -> None:
    assert EventFilter(text=words).passes(seen(told_of))
    assert not EventFilter(text=words + "?").passes(seen(told_of))


# Against a filter read word by word.

filters = st.builds(
    EventFilter,
    kinds=st.none() | st.frozensets(st.sampled_from(["funding", "profile", "merge", "acquisition"]), min_size=1),
    companies=st.none() | st.just(frozenset({"acme", "bolt"})),
    subject=st.none() | st.sampled_from(["funding/seed", "acquisition/bolt"]),
    since=st.none() | st.dates(date(2023, 12, 1), date(2024, 8, 1)),
    until=st.none() | st.dates(date(2024, 2, 1), date(2025, 1, 1)),
    known_from=st.none() | st.dates(date(2024, 1, 1), date(2024, 8, 1)),
    known_until=st.none() | st.dates(date(2024, 5, 1), date(2025, 6, 1)),
    confidence=st.none() | st.sampled_from(Confidence),
    standing=st.none() | st.frozensets(st.sampled_from(Standing), min_size=1),
    publisher=st.none() | st.sampled_from(["wired", "LE MONDE", "Acme"]),
    text=st.none() | st.sampled_from(["acme", "told in 2024-0", "SEED", "wrong", "k"]),
)


def word_by_word(wanted: EventFilter, one: Seen, how: Standing, dates: Certainty) -> bool:
    event, day = one.event, one.event.when.counts_from(dates)
    names = [name for role, party in event.parties() for name in [party.name]]
    texts = [event.id, event.company, event.reason or "", event.note or "", *names]
    texts += [
        str(getattr(event, name, "") or "")
        for name in ("name", "round", "metric", "title", "merged", "event", "corrects")
    ]
    texts += [part for name in ("aliases", "same") for part in getattr(event, name, ())]
    texts += [
        getattr(event, name, "")
        for name in ("exchange", "model", "product", "site", "unit")
        if getattr(event, name, "")
    ]
    texts += [text for source in one.sources for text in (source.publisher, source.title or "")]
    return all(
        (
            wanted.kinds is None or event.kind in wanted.kinds,
            wanted.companies is None or event.company in wanted.companies,
            wanted.subject is None or event.subject == wanted.subject,
            wanted.since is None or day >= wanted.since,
            wanted.until is None or day <= wanted.until,
            wanted.known_from is None or event.known >= wanted.known_from,
            wanted.known_until is None or event.known <= wanted.known_until,
            wanted.confidence is None or event.confidence.rank >= wanted.confidence.rank,
            wanted.standing is None or how in wanted.standing,
            wanted.publisher is None or wanted.publisher.lower() in {each.publisher.lower() for each in one.sources},
            wanted.text is None or any(wanted.text.lower() in text.lower() for text in texts),
        )
    )


@law(60)
@given(histories, vantages, filters)
async def test_lists_show_what_a_filter_says_word_by_word(
    history: list[Any], asked: Asked, wanted: EventFilter
) -> None:
    events = [told(one) for one in history]
    log = await memory(*events)
    reading = Timeline(log, lambda: asked.on).reading()
    head = await reading.head()
    at = Vantage(asked.on, asked.known_by, head, Confidence[asked.confidence], Certainty[asked.dates])
    reach = Told(await log.select(Selection(Cut(None, head.position)))).visible(at)
    how = standings(reach)
    expected = [
        one.id
        for one in reach
        if at.reach.counts(one.event) and word_by_word(wanted, one, how.of(one.id).standing, at.dates)
    ]
    events = EventList(reading, wanted, Order.ON_ASC, at)
    found, count = await events.page(Page(1000)), events.count
    assert [one.seen.id for one in found.items] == expected
    assert await count() == len(expected)
    assert [one.verdict.standing for one in found.items] == [how.of(one.seen.id).standing for one in found.items]


@law(40)
@given(histories, vantages, filters)
async def test_a_timeline_shows_what_a_list_of_the_company_s_events_shows(
    history: list[Any], asked: Asked, wanted: EventFilter
) -> None:
    log = await memory(*map(told, history))
    reading = Timeline(log, lambda: asked.on).reading()
    at = Vantage(asked.on, asked.known_by, await reading.head(), Confidence[asked.confidence], Certainty[asked.dates])
    for slug in ("acme", "bolt"):
        state = reading.state(slug, (await reading.histories([slug]))[slug], at)
        if state is None:
            continue
        under = frozenset(one.event.company for one in state.history.own)
        if wanted.companies is not None and not under <= wanted.companies:
            continue
        narrowed = msgspec.structs.replace(wanted, companies=under)
        found = await EventList(reading, narrowed, Order.ON_ASC, at).page(Page(1000))
        mine = state.history
        timeline = [one.id for one in mine.timeline if wanted.matches(one, mine.standings.of(one.id).standing, at)]
        assert timeline == [one.seen.id for one in found.items]


def test_an_act_without_a_date_is_filtered_by_the_day_it_was_known() -> None:
    act = event("retraction", "r", event="x", sources=[source(published="2025-10")])
    at = Vantage(date(2026, 1, 1), None, Vantage, Confidence.REPORTED)  # type: ignore[arg-type]
    assert EventFilter(since=date(2025, 10, 31), until=date(2025, 10, 31)).matches(seen(act), Standing.STANDING, at)
    assert not EventFilter(since=date(2025, 11, 1)).matches(seen(act), Standing.STANDING, at)
