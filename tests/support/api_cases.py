"""What several tests of the API ask about: events with every field, and companies that speak of each other."""

from __future__ import annotations

from typing import Any

from answers import memory
from builders import acquisition, eur, founded, funding, merge, profile, retraction, stake, usd

from dateline.log.memory.store import MemoryLog

RICH: dict[str, dict[str, Any]] = {
    "founded": {"name": "Mistral AI", "country": "FR", "city": "Paris",
                "founders": ["Arthur Mensch", {"name": "G. Lample", "slug": "lample"}]},
    "profile": {"name": "Mistral", "country": "FR", "region": "IDF", "city": "Paris", "website": "https://mistral.ai",
                "sector": "AI", "aliases": ["M", "MAI"], "identifiers": ["ticker:MAI"]},
    "closed": {"cause": "merged", "successor": "ASML"},
    "funding": {"round": "Series C", "stage": "announced", "series": "C", "instrument": "mixed",
                "raised": eur("1.7E+9"), "debt": usd("0.5"),
                "valuation": eur(11), "pre_money": True, "leads": ["ASML"], "investors": ["DST", "a16z"]},
    "listing": {"exchange": "Euronext", "stage": "filed", "ticker": "MAI", "price": eur("12.5"), "raised": eur(1),
                "valuation": eur(2)},
    "acquisition": {"target": "Koyeb", "stage": "talks", "price": usd(5), "percent": "66.6"},
    "model": {"model": "large-3", "stage": "preview", "name": "Large 3", "aliases": ["L3"],
              "organisations": ["Mistral AI"], "access": "open-weights",
              "license": "Apache-2.0", "parameters": 675, "active_parameters": 41, "training_compute": "1E+24",
              "modalities": ["text", "image"]},
    "product": {"product": "le-chat", "stage": "released", "name": "Le Chat", "aliases": ["Vibe"],
                "description": "A chat"},
    "data-center": {"site": "essonne", "stage": "under-construction", "role": "investor", "name": "Essonne 1",
                    "place": "Bruyères", "country": "FR",
                    "megawatts": "44.5", "chips": 13800, "chip_model": "GB300", "investment": usd(830),
                    "operational_by": "2026-07/.."},
    "metric": {"metric": "users", "count": 5, "unit": "people", "bound": "over", "scope": "Le Chat", "per": "month",
               "period": "2025-10"},
    "target": {"metric": "arr", "count": None, "unit": None, "money": usd(10**9, bound="over"), "by": "../2026",
               "per": "annualized", "scope": "API"},
    "role": {"person": "Arthur Mensch", "title": "CEO", "stage": "ended"},
    "stake": {"holder": "ASML", "percent": "11.1", "invested": eur(1300)},
    "partnership": {"partner": "Stellantis", "nature": "industrial", "stage": "started"},
    "milestone": {"milestone": "cac-40", "stage": "ended", "name": "CAC 40", "category": "index-membership",
                  "description": "Left the index"},
    "retraction": {"event": "nowhere", "reason": "withdrawn"},
    "dispute": {"event": "rich/merge", "reason": "denied"},
    "merge": {"subject": "funding/c", "same": ["funding/series-c", "funding/three"]},
}  # fmt: skip
"""Fields of every kind of event, as many as an event can have."""


async def bought() -> MemoryLog:
    """Companies that buy, hold and back each other."""
    return await memory(
        founded("f", name="Mistral AI", on="2023"),
        founded("asml", company="asml", name="ASML", on="1984"),
        acquisition("deal", company="asml", target="Mistral AI", on="2025"),
        retraction("wrong/deal", company="asml", of="older"),
        acquisition("older", company="asml", target="Mistral AI", stage="talks", on="2024"),
        stake("held", company="alan", holder="Mistral AI", on="2025"),
        merge("m", ["alan"], company="alan-sa"),
        profile("alan", company="alan-sa", name="Alan SA"),
        funding("seed", leads=["ASML"], on="2024"),
    )
