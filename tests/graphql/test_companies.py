"""Companies and parties: found by name, merged, and apart from each other; a log has a head."""

from __future__ import annotations

import pytest
from answers import ask, memory
from api_cases import bought
from builders import event, founded, funding, metric, profile, retraction, source


async def test_an_event_of_another_company_inside_a_state_is_of_that_other_company() -> None:
    question = """{ asOf(on: "2026") { company(slug: "mistral-ai") {
      acquiredBy { acquirer { slug name company { slug name } state { name } } events { key standing company {
      slug name } } price { money { amount } } }
      holdings { company { slug name } event { company { slug } standing } holder { slug } }
      rounds { company { slug } leads { company { slug name log { nodes { key company { slug } standing
      standingBecause { key company { slug } } } } } } }
    } } }"""
    state = (await ask(await bought(), question))["asOf"]["company"]
    asml = {"slug": "asml", "name": "ASML"}
    assert state["acquiredBy"] == {
        "acquirer": {**asml, "company": asml, "state": {"name": "ASML"}},
        "events": [{"key": "deal", "standing": "STANDING", "company": asml}],
        "price": None,
    }
    alan = {"slug": "alan-sa", "name": "Alan SA"}
    assert state["holdings"] == [
        {
            "company": alan,
            "event": {"company": {"slug": "alan-sa"}, "standing": "STANDING"},
            "holder": {"slug": "mistral-ai"},
        }
    ]
    (round_,) = state["rounds"]
    assert round_["company"] == {"slug": "mistral-ai"}
    log = {
        node["key"]: (node["company"]["slug"], node["standing"])
        for node in round_["leads"][0]["company"]["log"]["nodes"]
    }
    assert log == {
        "asml": ("asml", "STANDING"),
        "deal": ("asml", "STANDING"),
        "wrong/deal": ("asml", "STANDING"),
        "older": ("asml", "RETRACTED"),
    }
    because = [
        node["standingBecause"] for node in round_["leads"][0]["company"]["log"]["nodes"] if node["key"] == "older"
    ]
    assert because == [[{"key": "wrong/deal", "company": {"slug": "asml"}}]]


async def test_a_party_is_linked_where_anything_of_it_is_in_reach() -> None:
    log = await memory(
        founded("f", on="2023", founders=["Arthur Mensch"], sources=[source(published="2025-01-01")]),
        funding("a", on="2024", leads=["ASML", "Nobody Inc"], sources=[source(published="2025-01-01")]),
        metric("asml", company="asml", sources=[source(published="2025-06-01")]),
        founded("asml/2", company="asml", name="ASML Holding", on="1984", sources=[source(published="2025-09-01")]),
    )
    question = """query($k: Date) { asOf(knownBy: $k) { company(slug: "mistral-ai") { founders { name company {
      slug } } rounds { leads { slug name company { name } state { name } } } } } }"""
    found = {}
    for known in ("2025-05-31", "2025-06-01", "2025-09-01", None):
        state = (await ask(log, question, k=known))["asOf"]["company"]
        assert state["founders"] == [{"name": "Arthur Mensch", "company": None}]
        linked, unlinked = state["rounds"][0]["leads"]
        assert unlinked == {"slug": "nobody-inc", "name": "Nobody Inc", "company": None, "state": None}
        found[known] = linked["company"] and (linked["company"]["name"], linked["state"]["name"])
    assert found == {
        "2025-05-31": None,
        "2025-06-01": ("asml", "asml"),
        "2025-09-01": ("ASML Holding", "ASML Holding"),
        None: ("ASML Holding", "ASML Holding"),
    }


async def test_whoever_is_named_is_a_party() -> None:
    log = await memory(
        funding("a", leads=["Nobody Inc"], sources=[source(published="2025-01-01")]),
        funding(
            "b", round="b", leads=[{"name": "NOBODY", "slug": "nobody-inc"}], sources=[source(published="2025-06-01")]
        ),
    )
    question = """query($k: Date, $s: String!) { asOf(knownBy: $k) { party(slug: $s) { slug name company { slug }
      state { name } } } }"""
    names = {}
    for known in ("2024-12-31", "2025-01-01", "2025-06-01", None):
        party = (await ask(log, question, k=known, s="nobody-inc"))["asOf"]["party"]
        names[known] = party and party["name"]
    assert names == {"2024-12-31": None, "2025-01-01": "Nobody Inc", "2025-06-01": "NOBODY", None: "NOBODY"}
    party = (await ask(log, question, s="mistral-ai"))["asOf"]["party"]
    assert party == {
        "slug": "mistral-ai",
        "name": "mistral-ai",
        "company": {"slug": "mistral-ai"},
        "state": {"name": "mistral-ai"},
    }
    assert (await ask(log, question, s="no-one"))["asOf"]["party"] is None


@pytest.mark.parametrize(
    ("search", "expected"),
    [("mistral", ["mistral-ai"]), ("CREME", ["creme-sa"]), ("Crème brûlée", ["creme-sa"]), ("bru", ["creme-sa"]),
     ("ai", ["mistral-ai"]),
     ("vieux", ["mistral-ai"]), ("nobody", []), ("%", []), ("", ["asml", "creme-sa", "mistral-ai"]), ("  creme   sa",
                                                                                                      []), ("as",
                                                                                                            ["asml"])],
)  # fmt: skip
async def test_companies_are_found_by_any_name_whatever_its_case_and_accents(search: str, expected: list[str]) -> None:
    log = await memory(
        founded("a", company="creme-sa", name="Crème Brûlée"),
        profile("b", name="Vieux Nom"),
        profile("c", name="Mistral AI", on="2026"),
        metric("d", company="asml"),
    )
    question = "query($s: String) { companies(search: $s) { totalCount nodes { slug } edges { node { name } } } }"
    found = (await ask(log, question, s=search))["companies"]
    assert [node["slug"] for node in found["nodes"]] == expected
    assert found["totalCount"] == len(expected)


async def test_a_merged_company_is_listed_by_the_slug_that_is_kept() -> None:
    nodes = (await ask(await bought(), '{ companies(search: "alan") { nodes { slug name id } } }'))["companies"][
        "nodes"
    ]
    assert [(node["slug"], node["name"]) for node in nodes] == [("alan-sa", "Alan SA")]
    found = await ask(
        await bought(),
        """{ a: company(slug: "alan") { slug name } b: company(slug: "alan-sa") { slug name } c: company(slug:
          "x") { slug } }""",
    )
    assert found == {
        "a": {"slug": "alan-sa", "name": "Alan SA"},
        "b": {"slug": "alan-sa", "name": "Alan SA"},
        "c": None,
    }


async def test_a_merged_company_asked_for_under_either_slug_is_one_state() -> None:
    log = await memory(
        founded("f", on="2023", sources=[source(published="2025-01-01")]),
        funding("a", company="mistral", on="2024", sources=[source(published="2025-01-01")]),
        event("merge", "m", same=["mistral"], sources=[source(published="2025-06-01")]),
    )
    question = """query($k: Date) { asOf(knownBy: $k) { a: company(slug: "mistral") { id company { slug } rounds {
      key } } b: company(slug: "mistral-ai") { id company { slug } rounds { key } } } }"""
    before, after = [(await ask(log, question, k=known))["asOf"] for known in ("2025-05-31", "2025-06-01")]
    assert (before["a"]["company"]["slug"], before["b"]["company"]["slug"]) == ("mistral", "mistral-ai")
    assert (before["a"]["rounds"], before["b"]["rounds"]) == ([{"key": "series-c"}], [])
    assert after["a"] == after["b"]
    assert after["a"]["company"]["slug"] == "mistral-ai"


async def test_a_company_s_log_has_its_events_in_the_order_they_were_recorded() -> None:
    log = await memory(
        funding("b", on="2025"),
        founded("asml", company="asml"),
        funding("a", round="a", on="2024"),
        retraction("r", of="b"),
    )
    question = """{ company(slug: "mistral-ai") { log(last: 2) { totalCount nodes { key position standing }
      pageInfo { hasPreviousPage } } } }"""
    assert (await ask(log, question))["company"]["log"] == {
        "totalCount": 3,
        "nodes": [
            {"key": "a", "position": "3", "standing": "STANDING"},
            {"key": "r", "position": "4", "standing": "STANDING"},
        ],
        "pageInfo": {"hasPreviousPage": True},
    }


async def test_the_head_of_the_log() -> None:
    question = "{ log { position hash epoch recordedAt companies } }"
    assert (await ask(await memory(), question))["log"] == {
        "position": "0", "hash": "0" * 64, "epoch": 1, "recordedAt": None, "companies": 0,
    }  # fmt: skip
    log = await bought()
    head = await log.head()
    assert (await ask(log, question))["log"] == {
        "position": "9", "hash": head.hash.hex(), "epoch": 1, "recordedAt": "2026-11-22T12:00:00Z", "companies": 3,
    }  # fmt: skip


async def test_an_unknown_event_or_company_is_null() -> None:
    found = await ask(
        await memory(),
        """{ event(key: "x") { key } company(slug: "x") { slug } asOf { company(slug: "x") { name } party(slug:
          "x") { name } } }""",
    )
    assert found == {"event": None, "company": None, "asOf": {"company": None, "party": None}}


async def test_the_directory_is_narrowed_down_to_who_backs_and_who_works_with_a_company() -> None:
    log = await memory(
        funding("a", company="acme", on="2024", investors=["Zeta Fund"]),
        founded("b", company="bolt", name="Bolt", on="2020"),
        event("partnership", "c", company="bolt", partner="Acme", on="2021"),
        funding("d", company="cray", on="2024", leads=["Zeta Fund"]),
        profile("e", company="cray", name="Cray Works"),
        funding("f", company="dart", on="2024", investors=["Zeta Fund"]),
        event("merge", "g", company="cray", same=["dart"]),
    )
    question = """query($s: String, $i: String, $p: String, $a: String, $n: Int) {
      companies(search: $s, investor: $i, partner: $p, after: $a, first: $n) {
        totalCount pageInfo { hasNextPage endCursor } nodes { slug } } }"""

    async def found(**asked: object) -> tuple[list[str], int]:
        page = (await ask(log, question, **asked))["companies"]
        return [node["slug"] for node in page["nodes"]], page["totalCount"]

    assert await found(i="zeta-fund") == (["acme", "cray"], 2)
    assert await found(i="zeta-fund", s="works") == (["cray"], 1)
    assert await found(i="zeta-fund", s="dart") == (["cray"], 1)
    assert await found(p="acme") == (["bolt"], 1)
    assert await found(p="acme", i="zeta-fund") == ([], 0)
    first = (await ask(log, question, i="zeta-fund", n=1))["companies"]["pageInfo"]
    assert first["hasNextPage"]
    assert await found(i="zeta-fund", a=first["endCursor"]) == (["cray"], 2)
