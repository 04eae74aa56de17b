"""Event files for rankings: about ten events a company, amounts in eight currencies, late reports, corrections."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

LAST_DAY = date(2026, 11, 22)
_CURRENCIES = ["USD"] * 60 + ["EUR"] * 20 + ["GBP"] * 8 + ["JPY", "CHF", "SEK", "INR", "CNY"] * 2
_UNITS = {"JPY": 110.0, "SEK": 9.0, "INR": 75.0, "CNY": 7.0}
_COUNTRIES = ["US"] * 40 + ["GB"] * 10 + ["FR"] * 6 + ["DE"] * 8 + ["IN"] * 8 + ["CN"] * 8 + ["SE"] * 3
_SECTORS = ["AI", "Biotech", "Fintech", "Energy", "Space", "Retail", "Software", "Hardware"]
_INVESTORS = [f"Fund {number}" for number in range(2000)]


def write(path: Path, companies: int, seed: int = 7) -> None:
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(companies):
            file.writelines(line + "\n" for line in _lines(number, draw))


def in_dollars(amount: float, currency: str) -> float:
    """About what it is worth."""
    return amount / _UNITS.get(currency, 1.0)


def _lines(number: int, random_: random.Random) -> Iterator[str]:
    company, currency = f"company-{number:06}", random_.choice(_CURRENCIES)
    unit = _UNITS.get(currency, 1.0)
    day = date(2000, 1, 1) + timedelta(days=random_.randrange(8500))
    made = iter(range(100))

    def line(kind: str, on: str, told: date, fields: str, confidence: str = "reported") -> str:
        published = told + timedelta(days=random_.choice([0, 0, 1, 1, 2, 9, 400]))
        published = min(published, LAST_DAY)
        return (
            f'{{"type":"{kind}","id":"{company}/{next(made)}","company":"{company}","on":"{on}",{fields}'
            f'"confidence":"{confidence}","sources":[{{"publisher":"Paper {number % 40}",'
            f'"title":"About {company}","published":"{published}"}}]}}'
        )

    yield line(
        "founded",
        random_.choice([f"{day.year}", f"{day}", f"{day:%Y-%m}"]),
        day,
        f'"name":"Company {number:06}",',
    )
    yield line(
        "profile", f"{day}", day, f'"country":"{random_.choice(_COUNTRIES)}","sector":"{random_.choice(_SECTORS)}",'
    )
    valuation = math.exp(random_.gauss(15.5, 1.6)) * unit
    series = ["seed", "a", "b", "c", "d"][: random_.randint(3, 5)]
    for name in series:
        day += timedelta(days=random_.randint(120, 900))
        if day > LAST_DAY:
            return
        valuation *= math.exp(random_.gauss(0.6, 0.5))
        raised = valuation * random_.uniform(0.1, 0.3)
        fields = (
            f'"round":"{name}","series":"{name}","stage":"closed",'
            f'"raised":{{"amount":"{raised:.0f}","currency":"{currency}"}},'
            f'"valuation":{{"amount":"{valuation:.0f}","currency":"{currency}"}},'
            f'"investors":["{random_.choice(_INVESTORS)}"],'
        )
        yield line("funding", f"{day}", day, fields)
        if random_.random() < 0.25:
            yield line("funding", f"{day:%Y-%m}", day, fields, "rumored")
        for _ in range(random_.randint(0, 2)):
            yield line(
                "metric",
                f"{day}",
                day,
                f'"metric":"headcount","count":"{int(math.exp(random_.gauss(4, 1.5)))}","unit":"people",',
            )
        if random_.random() < 0.05:
            yield line("funding", f"{day}", day, f'{fields}"corrects":"{company}/2","reason":"wrong",', "confirmed")
    if random_.random() < 0.02:
        yield line(
            "metric",
            f"{day}",
            day,
            f'"metric":"arr","money":{{"amount":"{valuation / 20:.0f}","currency":"{currency}"}},',
        )
