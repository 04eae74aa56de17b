"""What the servers are asked, as a front end would write it, and of whom."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from . import synthetic

STATE = """
query Company($company: String!, $on: Edtf!, $knownBy: Date!) {
  asOf(on: $on, knownBy: $knownBy) {
    company(slug: $company) {
      name
      status
      founded { edtf }
      country
      city
      website
      sector
      valuation { money { amount currency } on { edtf } known confidence }
      raised { counted byCurrency { amount currency } }
      rounds {
        key
        stage
        on { edtf }
        raised { money { amount currency } }
        leads { name }
        investors { name }
      }
      models { name stage on { edtf } }
      metrics { name figure { money { amount currency } count unit } }
    }
  }
}
"""
"""A page about a company at a date: about 110 values, 2 to 3 kB."""

ONE_VALUE = """
query Valuation($company: String!, $on: Edtf!, $knownBy: Date!) {
  asOf(on: $on, knownBy: $knownBy) { company(slug: $company) { valuation { money { amount } } } }
}
"""

RANKING = """
query Ranking($on: Edtf!, $knownBy: Date!) {
  asOf(on: $on, knownBy: $knownBy) {
    companies(first: 100, orderBy: { field: VALUATION, direction: DESC }) {
      nodes {
        name
        country
        sector
        founded { edtf }
        valuation { money { amount currency } on { edtf } }
        raised { counted }
        metric(name: "headcount") { count on { edtf } }
      }
    }
  }
}
"""
"""A hundred companies, ten fields each."""

ORDER = """
query Order($on: Edtf!, $knownBy: Date!, $order: CompanyOrder!) {
  asOf(on: $on, knownBy: $knownBy) { companies(first: 10, orderBy: $order) { nodes { name } } }
}
"""

FIGURES = """
query Figures($company: String!, $on: Edtf!, $knownBy: Date!) {
  asOf(on: $on, knownBy: $knownBy) {
    company(slug: $company) { name status metrics { name figure { count unit } } }
  }
}
"""
"""What a company shows of however many events it has."""

FIRST_DAY, DAYS = date(2017, 7, 1), 3_400

Variables = dict[str, object]


def distinct(companies: int | Sequence[str], seed: object) -> Iterator[Variables]:
    """Companies, dates and days of knowledge without end, none of them twice but by an unlikely chance."""
    draw = random.Random(repr(seed))
    while True:
        company = synthetic.slug(draw.randrange(companies)) if isinstance(companies, int) else draw.choice(companies)
        yield {"company": company, **_days(draw)}


def dates(seed: object) -> Iterator[Variables]:
    """The same without companies."""
    draw = random.Random(repr(seed))
    while True:
        yield _days(draw)


def _days(draw: random.Random) -> Variables:
    on, known = (FIRST_DAY + timedelta(days=draw.randrange(DAYS)) for _ in range(2))
    return {"on": on.isoformat(), "knownBy": known.isoformat()}


REPEATED: Variables = {"company": synthetic.slug(7), "on": "2022-06-30", "knownBy": "2023-06-30"}
"""A question whose answer is of the middle length."""


def values_in(answer: object) -> int:
    """How many leaves an answer has."""
    if isinstance(answer, dict):
        return sum(map(values_in, answer.values()))
    if isinstance(answer, list):
        return sum(map(values_in, answer))
    return 1
