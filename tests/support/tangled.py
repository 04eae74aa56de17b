"""A log in which everything occurs, and what questions about it are drawn from."""

from __future__ import annotations

from answers import NOW, ask, later, memory_of
from api_cases import RICH
from builders import (
    acquisition,
    dispute,
    eur,
    event,
    founded,
    funding,
    merge,
    metric,
    profile,
    retraction,
    source,
    stake,
    usd,
)
from random_documents import Pool

from dateline.log.contract import EventLog
from dateline.log.memory.store import MemoryLog


async def tangled() -> MemoryLog:
    """Every field of every kind, and companies with conflicts, merges, rumours, plans, acts on acts, and circles."""
    said = source("Wired", "2024-05-02")
    return await memory_of(
        [
            ([event(kind, f"rich/{kind}", **fields) for kind, fields in RICH.items()], NOW),
            (
                [
                    founded("f2", company="asml", name="ASML", on="1984"),
                    acquisition("deal", company="asml", target="Mistral AI", on="2025"),
                    retraction("wrong/deal", company="asml", of="older"),
                    acquisition("older", company="asml", target="Mistral AI", stage="talks", on="2024"),
                    stake("held", company="alan", holder="Mistral AI", on="2025"),
                    merge("m", ["alan"], company="alan-sa"),
                    profile("alan", company="alan-sa", name="Alan SA"),
                    funding("seed", leads=["ASML"], on="2024"),
                    funding("seed/2", round="seed", raised=usd(7), on="2024-05", sources=[said]),
                    funding("seed/3", round="seed", raised=eur(9), on="2024", investors=["ASML", "Zeta Fund"]),
                    funding("rumor", round="d", stage="talks", raised=eur(900), on="2026", confidence="rumored"),
                    funding("plan", round="e", raised=usd(10), on="2030"),
                ],
                later(60),
            ),
            (
                [
                    metric("arr", metric="arr", money=eur(5), on="2025-06"),
                    metric("arr/2", metric="arr", money=usd(9), on="2025-06", confidence="confirmed"),
                    metric("arr/3", metric="arr", money=usd(12), on="2026-01", corrects="arr/2", reason="restated"),
                    dispute("no", of="arr", reason="denied"),
                    retraction("yes", of="no", reason="it was right"),
                    merge("c1", ["bolt"], company="acme"),
                    merge("c2", ["acme"], company="bolt"),
                    profile("acme", company="acme", name="Acme"),
                ],
                later(120),
            ),
        ]
    )


async def pool_of(log: EventLog) -> Pool:
    """What arguments are drawn from: what the log knows, what it does not, and what is refused when it is asked."""
    found = await ask(
        log,
        """{
          events { nodes { id key subject company { id slug } } pageInfo { endCursor startCursor } }
          asOf(on: "2025-12-31") { vantage { token } companies(first: 2) { nodes { id } pageInfo { endCursor } } }
        }""",
    )
    events, at = found["events"]["nodes"], found["asOf"]
    slugs = ["mistral-ai", "mistral-ai", "asml", "alan", "alan-sa", "acme", "zeta-fund", "nobody"]
    ids = [each[name]["id"] if name else each["id"] for each in events[::4] for name in ("", "company")]
    cursors = [found["events"]["pageInfo"]["endCursor"], at["companies"]["pageInfo"]["endCursor"], "x"]
    dates = ["2024-06-30", "2025-12-31", "2026-01-15", "1990-01-01", "2031-01-01"]
    return {
        "Edtf": [*dates, "2025", "2026-21", "202X", "May 2025", "2025/.."],
        "Date": dates,
        "DateTime": ["2026-11-22T12:00:30Z", "2020-01-01T00:00:00+01:00"],
        "Decimal": ["5", "1000000"],
        "Position": ["1", "18", "30", 25, "999"],
        "CurrencyCode": ["EUR", "USD", "JPY"],
        "ID": [*ids, *(node["id"] for node in at["companies"]["nodes"]), "nothing", "QzpiOm5vYm9keQ"],
        "Int": [0, 1, 2, 5, 1000, 1001, -1],
        "String": ["Mistral", "seed", "arr", "revenue", "wired", ""],
        "slug": slugs, "company": slugs, "companies": slugs, "slugs": slugs, "investor": slugs,
        "key": [*(each["key"] for each in events[::3]), "nowhere"],
        "subject": [*(each["subject"] for each in events[::3] if each["subject"]), "funding/none"],
        "token": [*[at["vantage"]["token"]] * 3, "token"],
        "after": cursors, "before": cursors,
        "metric": ["arr", "users", "valuation", "raised", "chips"], "metric.name": ["arr", "users"],
        "rules": ["conflict", "merge-circle", "no-such-rule"],
    }  # fmt: skip


UNREADABLE: Pool = {
    "Edtf": ["whenever", 3, None], "Date": ["2025-02-30", 5], "Int": ["1", 2**40, 0.5], "String": [3, [[]]],
    "Position": ["a", True], "CurrencyCode": ["dollars", "XXX"], "Recorded": [{}, {"time": "now"}, {"x": 1}],
    "Confidence": ["SURE"], "EventFilter": [{"types": ["NONE"]}, []], "ID": [True], "CompanyOrder": [{}],
}  # fmt: skip
