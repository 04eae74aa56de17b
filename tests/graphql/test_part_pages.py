"""Lists of parts of all companies at a vantage: narrowed down, in order, in pages."""

from __future__ import annotations

from typing import Any

import pytest
from answers import ask, code_of, memory
from builders import (
    acquisition,
    data_center,
    eur,
    event,
    founded,
    funding,
    merge,
    milestone,
    model,
    partnership,
    profile,
    usd,
)

from dateline.log.memory.store import MemoryLog


@pytest.fixture
async def log() -> MemoryLog:
    return await memory(
        profile("p/acme", company="acme", name="Acme", country="FR", on="2000"),
        profile("p/bolt", company="bolt", name="Bolt", country="US", on="2000"),
        acquisition("d1", company="acme", target="Koyeb", price=usd(100), on="2024-05"),
        acquisition("d2", company="bolt", target="Koyeb Labs", price=eur(95), on="2024-02"),
        acquisition("d3", company="bolt", target="Nobody", on="2024-08"),
        founded("f", company="koyeb", name="Koyeb", on="2019"),
        merge("same", ["koyeb-labs"], company="koyeb"),
        model("m1", company="acme", model="Big", parameters=70, access="api", on="2024-01"),
        model("m2", company="bolt", model="Small", parameters=7, on="2024-03"),
        data_center("s1", company="acme", site="Essonne", megawatts=40, country="FR", on="2024-01"),
        data_center("s2", company="bolt", site="Essonne", role="user", on="2024-06"),
        milestone("i1", company="acme", category="Index membership", on="2024-06-24"),
        milestone("i2", company="bolt", category="index-membership", on="2024-03-01"),
        milestone("i3", company="bolt", category="index-membership", stage="ended", on="2024-06-24"),
        milestone("l", company="acme", milestone="layoff", category="layoff", on="2024-02"),
        partnership("w", company="acme", partner="Zeta", on="2023"),
        partnership("w/2", company="bolt", partner="Zeta", on="2023"),
        partnership("w/3", company="bolt", partner="Zeta", stage="ended", on="2024"),
        funding("r", company="acme", raised=eur(5), on="2024-01"),
        funding("r/2", company="bolt", raised=usd(6), on="2024-02"),
    )


async def listed(log: MemoryLog, what: str, filter: str = "{}", more: str = "", on: str = "2024-12-31") -> list[str]:
    """What a list holds, as `company/key`, in its order."""
    whose = "acquirer { slug }" if what == "acquisitions" else "company { slug }"
    question = f'{{ asOf(on: "{on}") {{ {what}(filter: {filter}{more}) {{ totalCount nodes {{ key {whose} }} }} }} }}'
    found = (await ask(log, question))["asOf"][what]
    nodes = [f"{(node.get('company') or node['acquirer'])['slug']}/{node['key']}" for node in found["nodes"]]
    assert found["totalCount"] == len(nodes)
    return nodes


CASES: list[tuple[str, str, str, list[str]]] = [
    ("acquisitions", "{}", "", ["bolt/nobody", "acme/koyeb", "bolt/koyeb-labs"]),
    ("acquisitions", '{ targets: ["koyeb"] }', "", ["acme/koyeb", "bolt/koyeb-labs"]),
    ("acquisitions", '{ acquirers: ["bolt"] targets: ["koyeb"] }', "", ["bolt/koyeb-labs"]),
    ("acquisitions", '{ priceMin: { amount: "101", currency: "USD" } }', "", ["bolt/koyeb-labs"]),
    ("acquisitions", '{ company: { countries: ["FR"] } }', "", ["acme/koyeb"]),
    ("acquisitions", '{ from: "2024-03-01" until: "2024-06-30" }', "", ["acme/koyeb"]),
    ("acquisitions", "{}", ", order: LARGEST", ["bolt/koyeb-labs", "acme/koyeb", "bolt/nobody"]),
    ("acquisitions", "{ stage: TALKS }", "", []),
    ("models", "{}", "", ["bolt/small", "acme/big"]),
    ("models", "{}", ", order: LARGEST", ["acme/big", "bolt/small"]),
    ("models", '{ parametersMin: "8" access: API stage: RELEASED }', "", ["acme/big"]),
    ("dataCenters", "{}", "", ["bolt/essonne/user", "acme/essonne/owner"]),
    ("dataCenters", '{ countries: ["fr"] megawattsMin: "40" role: OWNER }', "", ["acme/essonne/owner"]),
    ("dataCenters", "{}", ", order: LARGEST", ["acme/essonne/owner", "bolt/essonne/user"]),
    ("milestones", "{}", "", ["acme/cac-40", "bolt/cac-40", "acme/layoff"]),
    ("milestones", '{ categories: ["Index-Membership"] stage: HAPPENED }', "", ["acme/cac-40"]),
    ("milestones", '{ categories: ["layoff"] company: { milestone: "CAC 40" } }', "", ["acme/layoff"]),
    ("milestones", '{ companies: ["bolt"] }', "", ["bolt/cac-40"]),
    ("rounds", '{ company: { partner: "zeta" } }', "", ["acme/series-c"]),
    ("rounds", "{}", ', order: LARGEST, currency: "EUR"', ["bolt/series-c", "acme/series-c"]),
]


@pytest.mark.parametrize(("what", "filter", "more", "expected"), CASES, ids=[" ".join(case[:3]) for case in CASES])
async def test_lists_are_narrowed_down_and_ordered(
    log: MemoryLog, what: str, filter: str, more: str, expected: list[str]
) -> None:
    assert await listed(log, what, filter, more) == expected


async def test_a_list_is_of_its_vantage(log: MemoryLog) -> None:
    members = '{ categories: ["index-membership"] stage: HAPPENED }'
    assert await listed(log, "milestones", members, on="2024-04-01") == ["bolt/cac-40"]
    assert await listed(log, "milestones", members, on="2024-07-01") == ["acme/cac-40"]


@pytest.mark.parametrize("order", ["LATEST", "LARGEST"])
async def test_pages_joined_are_the_whole(log: MemoryLog, order: str) -> None:
    question = """query($order: ListOrder, $first: Int, $after: String) { asOf(on: "2024-12-31") {
      acquisitions(order: $order, first: $first, after: $after) { pageInfo { hasNextPage endCursor } nodes { id } }
    } }"""
    whole = (await ask(log, question, order=order))["asOf"]["acquisitions"]["nodes"]
    joined: list[Any] = []
    after, more = None, True
    while more:
        page = (await ask(log, question, order=order, first=1, after=after))["asOf"]["acquisitions"]
        joined, after, more = [*joined, *page["nodes"]], page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert joined == whole
    other = "LARGEST" if order == "LATEST" else "LATEST"
    assert await code_of(log, question, order=other, after=after) == "invalid-cursor"


async def test_a_price_is_converted_on_request(log: MemoryLog) -> None:
    question = """{ asOf(on: "2024-12-31") { acquisitions(filter: { targets: ["koyeb"] }) { nodes { id
      target { slug company { slug name } } price { converted(to: "EUR") { money { amount currency } rateDate } }
    } } } }"""
    first, second = (await ask(log, question))["asOf"]["acquisitions"]["nodes"]
    assert first["price"]["converted"]["rateDate"] == "2024-05-31"
    assert second["price"]["converted"]["money"] == {"amount": "95", "currency": "EUR"}
    assert second["target"]["company"] == {"slug": "koyeb", "name": "Koyeb"}
    nodes = (await ask(log, "query($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[first["id"], second["id"]]))[
        "nodes"
    ]
    assert [node["id"] for node in nodes] == [first["id"], second["id"]]


async def test_a_purchase_that_is_completed_tells_when_it_was_announced() -> None:
    deal: dict[str, Any] = {"company": "acme", "target": "Bolt"}
    log = await memory(
        acquisition("a", **deal, stage="announced", on="2022-03-08"),
        acquisition("b", **deal, stage="completed", on="2023-09-12"),
        acquisition("c", company="acme", target="Cray", stage="completed", on="2023-05"),
    )
    question = "query($on: Edtf) { asOf(on: $on) { acquisitions { nodes { on { edtf } announced { edtf } } } } }"
    first, second = (await ask(log, question, on="2024-12-31"))["asOf"]["acquisitions"]["nodes"]
    assert first == {"on": {"edtf": "2023-09-12"}, "announced": {"edtf": "2022-03-08"}}
    assert second == {"on": {"edtf": "2023-05"}, "announced": None}


async def test_companies_are_found_by_partner_and_milestone(log: MemoryLog) -> None:
    question = """query($filter: CompanyFilter) { asOf(on: "2024-12-31") {
      companies(filter: $filter) { totalCount nodes { company { slug } } } } }"""
    for filter in ({"partner": "zeta"}, {"milestone": "cac-40"}, {"milestone": "cac-40", "partner": "zeta"}):
        found = (await ask(log, question, filter=filter))["asOf"]["companies"]
        assert [node["company"]["slug"] for node in found["nodes"]] == ["acme"]
        assert found["totalCount"] == 1


async def test_a_subject_that_no_event_of_this_kind_has_is_in_no_list() -> None:
    log = await memory(event("product", "p", on="2024"))
    assert await listed(log, "models") == []
