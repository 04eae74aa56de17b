"""Findings: contradictions and suspicions that pure rules see in a company's events (help rules, 5.9).

A finding changes no state and is never raised: it is told beside the state, at the same vantage, and rests on nothing
that is not in reach of it. A rule is one function from a state to its suspicions, and a line of `RULES`; one about
several companies is given those beside it, too. A rule is kept only if it is right more often than not; its thresholds
are those of the real files they were measured on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec

from dateline.answers.findings import (
    acts,
    duplicates,
    figures,
    life,
    merges,
    names,
    one_identifier,
    restated,
    source_dates,
)
from dateline.answers.findings.finding import Finding
from dateline.answers.findings.suspicion import Check, CheckBeside, Suspicion
from dateline.errors import InvalidInput
from dateline.state.company import CompanyState


class Rule(msgspec.Struct, frozen=True):
    description: str
    check: Check

    def see(self, state: CompanyState, _others: Sequence[CompanyState]) -> Iterable[Suspicion]:
        return self.check(state)


class RuleBeside(msgspec.Struct, frozen=True):
    """A rule about several companies: it looks at those beside one too."""

    description: str
    check: CheckBeside

    def see(self, state: CompanyState, others: Sequence[CompanyState]) -> Iterable[Suspicion]:
        return self.check(state, others)


RULES: dict[str, Rule | RuleBeside] = {
    "acquired-twice": Rule("Two companies are told to have acquired it within one year", life.acquired_twice),
    "acquires-itself": Rule("The company acquires itself", life.acquires_itself),
    "active-after-closing": Rule(
        "A round, listing, acquisition or release after the company was closed", life.active_after_closing
    ),
    "acts-in-circle": Rule("Acts that undo each other, so that none has any force", acts.acts_in_circle),
    "ended-without-start": Rule(
        "A role or partnership that ended, though nobody told that it began", life.ended_without_start
    ),
    "factor-of-thousand": Rule(
        "Two accounts of one number differ by a factor of exactly a thousand or a million", figures.factor_of_thousand
    ),
    "figure-restated": Rule(
        "A figure told anew of the same time, more than a tenth higher or lower", restated.figure_restated
    ),
    "founded-on-new-year": Rule(
        "Founded on 1 January exactly: probably only the year is known", life.founded_on_new_year
    ),
    "funded-before-founded": Rule("A round closed before the company was founded", life.funded_before_founded),
    "implausible-date": Rule(
        "A date before 1600, or more than 50 years after the day of the record", source_dates.implausible_date
    ),
    "merge-by-another": Rule(
        "Two companies that are joined by a third of which nothing else is told", merges.merge_by_another
    ),
    "merges-fork": Rule("Merges that join several names without saying which of them is kept", merges.merges_fork),
    "merges-in-circle": Rule("Names that merges give away to each other, in a circle", merges.merges_in_circle),
    "plan-never-confirmed": Rule(
        "Told before it happened; its day has passed, and nobody has told of it since",
        source_dates.plan_never_confirmed,
    ),
    "probable-duplicate": Rule(
        "Two subjects of one kind, close in date and amount or alike in name", duplicates.probable_duplicate
    ),
    "published-in-future": Rule(
        "A source dated after the day on which its event was recorded", source_dates.published_in_future
    ),
    "same-statement-twice": Rule("One statement of the same sources under two ids", duplicates.same_statement_twice),
    "series-closed-twice": Rule("Two closed rounds of one series with a letter", duplicates.series_closed_twice),
    "source-dated-otherwise": Rule(
        "A source dated more than a week off the day in its address", source_dates.source_dated_otherwise
    ),
    "stated-rate-far-off": Rule(
        "A source's own conversion is more than 10 % off the reference rate of the day", figures.stated_rate_far_off
    ),
    "stray-act": Rule("A retraction, correction, dispute or merge of what is not there", acts.stray_act),
    "told-beyond-its-source": Rule(
        "A date that begins before the day of its source and ends after it", source_dates.told_beyond_its_source
    ),
    "two-companies-one-identifier": RuleBeside(
        "Two companies that are told to have one identifier, like a ticker or an LEI",
        one_identifier.two_companies_one_identifier,
    ),
    "two-names-one-slug": Rule("Two names that fall on one slug, and so are taken for one", names.two_names_one_slug),
    "valuation-below-raised": Rule(
        "A round that raised more than the company was worth after it", figures.valuation_below_raised
    ),
}
"""By name: the names are for ever, since clients filter by them."""


_BESIDE = frozenset(name for name, rule in RULES.items() if isinstance(rule, RuleBeside))


def look_beside(rules: Collection[str] | None) -> bool:
    """Whether any of these rules, None is all, looks at the companies beside one."""
    return rules is None or not _BESIDE.isdisjoint(rules)


def findings(
    state: CompanyState, rules: Collection[str] | None = None, others: Sequence[CompanyState] = ()
) -> tuple[Finding, ...]:
    """What the rules see, or those that are named; by rule, then by the id of the first event, each once.

    `others`: the states of the companies beside it, as beside.py finds them.
    """
    found = {
        finding.place: finding
        for name in (RULES if rules is None else rules)
        for finding in (
            Finding(name, said.message, state.slug, said.events, said.remedy) for said in RULES[name].see(state, others)
        )
    }
    return tuple(found[place] for place in sorted(found))


def known_rules(names: Collection[str]) -> frozenset[str]:
    """The names, if they are all names of rules. Raises InvalidInput, for a misspelt rule finds nothing."""
    unknown = sorted(set(names) - set(RULES))
    if unknown:
        raise InvalidInput(f"there is no rule {unknown[0]!r}; the rules are {', '.join(RULES)}")
    return frozenset(names)
