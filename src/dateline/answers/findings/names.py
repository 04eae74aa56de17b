"""Rules about names: two that fall on one slug would be taken for one, wherever a slug links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dateline.answers.findings.suspicion import Suspicion, joined, once
from dateline.events.event import Event
from dateline.state.company import CompanyState
from dateline.state.seen import Seen
from dateline.values.text import slugify, spelled

KEYS = ("round", "exchange", "model", "product", "site", "milestone", "metric", "scope", "title")
"""The fields that subjects are named after, by their slugs; the others are parties."""
_PARTY = "party"


def two_names_one_slug(state: CompanyState) -> Iterable[Suspicion]:
    """Names that differ in more than what parts their words; a slug that its author gave is no accident."""
    said: dict[tuple[str, str], dict[str, tuple[str, Seen]]] = defaultdict(dict)
    for seen in state.history.told:
        for what, name in named(seen.event):
            said[what, slugify(name)].setdefault(spelled(name), (name, seen))
    for (what, slug), names in said.items():
        if len(names) > 1:
            told = joined([f"“{name}”" for name, _ in names.values()])
            hint = "write a `slug` to one" if what == _PARTY else f"write another {what} to one"
            yield Suspicion(
                f"{told} fall on one slug, {slug}, and are taken for one: {hint} of them if they are two",
                once(seen for _, seen in names.values()),
            )


def named(event: Event) -> Iterator[tuple[str, str]]:
    """What an event names by a slug that is derived from the name: what it is, and the name."""
    for _, party in event.parties():
        if party.slug == slugify(party.name):
            yield _PARTY, party.name
    for key in KEYS:
        name = getattr(event, key, None)
        if name is not None:
            yield key, name
