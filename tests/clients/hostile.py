"""Documents that are small and ask for much, or are refused and take long to refuse: what was found, and what is told.

Each is to be asked on a log of EVENTS events of COMPANIES companies; thirty companies hide most of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import synthetic

EVENTS = 48_000
COMPANIES = 600


@dataclass(frozen=True)
class Hostile:
    name: str
    document: str
    code: str | None
    """With which it is refused; None if it is answered."""
    variables: dict[str, Any] = field(default_factory=dict)


def write_events(file: Path) -> None:
    synthetic.write(file, EVENTS, per_company=EVENTS // COMPANIES)


def documents() -> list[Hostile]:
    return [*_by_product(), *_refused_at_once(), *_echoes(), *_worst_allowed()]


def _by_product() -> Iterator[Hostile]:
    """Whose pages are bounded, and whose product is not."""
    spread = [f"fragment F{n} on CompanyState {{ company {{ a: asOf {{ ...F{n + 1} }} b: asOf {{ ...F{n + 1} }} }} }}"
              for n in range(13)]  # fmt: skip
    nested = "\n".join(['{ asOf { company(slug: "company-1") { ...F0 } } }', *spread])
    yield Hostile("14 fragments, each twice in the last", f"{nested}\nfragment F13 on CompanyState {{ name }}",
                  "COST_LIMIT_EXCEEDED")  # fmt: skip
    dates = ", ".join(f'"{year}"' for year in range(1700, 2100))
    statements = "statements { field value { text event { key sources { publisher } } } alternatives { text } }"
    yield Hostile("400 dates × statements",
                  f'{{ company(slug: "company-1") {{ asOfEach(on: [{dates}]) {{ {statements} {statements} }} }} }}',
                  "COST_LIMIT_EXCEEDED")  # fmt: skip
    few = ", ".join(f'"{year}"' for year in range(1980, 2030))
    inner = f"asOfEach(on: [{few}]) {{ name statements {{ field }} }}"
    yield Hostile("asOfEach in asOfEach",
                  f'{{ company(slug: "company-1") {{ asOfEach(on: [{few}]) {{ company {{ {inner} }} }} }} }}',
                  "COST_LIMIT_EXCEEDED")  # fmt: skip
    yield Hostile("1,000 events × 1,000 of the log",
                  "{ events(first: 1000) { nodes { company { log(first: 1000) { nodes { key } } } } } }",
                  "COST_LIMIT_EXCEEDED")  # fmt: skip
    yield Hostile("600 companies × 500 of the timeline",
                  "{ asOf { companies(first: 600) { nodes { timeline(first: 500) { nodes { key } } } } } }",
                  "COST_LIMIT_EXCEEDED")  # fmt: skip


def _refused_at_once() -> Iterator[Hostile]:
    """Which are refused for what they are, whatever is in the log."""
    invalid = "GRAPHQL_VALIDATION_FAILED"
    yield Hostile("900 fields that do not exist", "{" + " ".join(f"companyy{n}" for n in range(900)) + "}", invalid)
    fragments = " ".join(f"fragment F{n} on Compan{n}y {{ slug }}" for n in range(120))
    yield Hostile("120 fragments on types that do not exist", "{ log { position } } " + fragments, invalid)
    yield Hostile("overlapping fields", "{" + " log { ...F }" * 45 + "} fragment F on LogHead { position hash }", None)
    yield Hostile("40,000 tokens", "{" + " a" * 40_000 + "}", "TOKEN_LIMIT_EXCEEDED")
    yield Hostile("40,000 open brackets", "{a" * 40_000, "TOKEN_LIMIT_EXCEEDED")
    yield Hostile("300 aliases", "{" + " ".join(f"a{n}: __typename" for n in range(300)) + "}", "ALIAS_LIMIT_EXCEEDED")
    circle = "{ asOf { ...A } } fragment A on Snapshot { ...B } fragment B on Snapshot { ...A }"
    yield Hostile("fragments in a circle", circle, invalid)
    yield Hostile("a name of 90,000 letters", "{ " + "a" * 90_000 + " }", "NAME_TOO_LONG")


def _echoes() -> Iterator[Hostile]:
    """Which send much and have it sent back, or looked for."""
    slug = "query($slug: String!) { company(slug: $slug) { name } }"
    yield Hostile("a slug of 90,000 letters", slug, "VALUE_TOO_LONG", {"slug": "a" * 90_000})
    text = "query($text: String!) { events(filter: {text: $text}) { totalCount } }"
    yield Hostile("a search for 15,000 × İ", text, "VALUE_TOO_LONG", {"text": "İ" * 15_000})
    yield Hostile("a search for 2,000 × İ", text, None, {"text": "İ" * 2_000})
    cursor = "query($after: String!) { events(after: $after) { totalCount } }"
    yield Hostile("a forged cursor", cursor, "BAD_USER_INPUT", {"after": "WzFlOTk5OTk5OTk5XQ"})
    ids = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    yield Hostile("1,000 ids that are none", ids, "BAD_USER_INPUT", {"ids": ["x" * 50] * 1_000})


def _worst_allowed() -> Iterator[Hostile]:
    """The worst that is still answered: `dateline help limits` tells of them."""
    search = " ".join(f's{n}: events(filter: {{text: "word{n}"}}, first: 0) {{ totalCount }}' for n in range(11))
    yield Hostile("11 searches of all events by text", f"{{ {search} }}", None)
    yield Hostile("600 companies × rounds, figures and models",
                  "{ asOf { companies(first: 600) { nodes { name valuation { money { amount } } rounds { key raised "
                  "{ money { amount } } } models { name } metrics { name figure { count } } } } } }", None)  # fmt: skip
    yield Hostile("600 companies × timeline",
                  "{ asOf { companies(first: 600) { nodes { timeline(first: 5) { nodes { key } } } } } }",
                  None)  # fmt: skip
    yield Hostile("1,000 events × the log of their company",
                  "{ events(first: 1000) { nodes { company { log(first: 80) { totalCount } } } } }", None)  # fmt: skip
    dates = ", ".join(f'"{year}"' for year in range(1700, 2100))
    yield Hostile("400 dates × a figure",
                  f'{{ company(slug: "company-1") {{ asOfEach(on: [{dates}]) '
                  "{ valuation { money { amount } sources { publisher } } } } }", None)  # fmt: skip
    yield Hostile("findings of everything, counted",
                  '{ asOf(on: "2025-06-30") { findings(first: 10) { totalCount } } }', None)  # fmt: skip
