"""Merges: names that are one, and the name that is kept."""

from __future__ import annotations

import random

from builders import acquisition, log, merge, profile, vantage
from hypothesis import given
from hypothesis import strategies as st

from dateline.events.acts import Merge
from dateline.state.company import Status, state
from dateline.state.merges import Same, same_companies, same_subjects


def companies(kept: str, *others: str) -> Merge:
    made = merge("=".join((kept, *others)), others, company=kept)
    assert isinstance(made, Merge)
    return made


def subjects(kept: str, *others: str) -> Merge:
    made = merge("=".join((kept, *others)), others, subject=kept)
    assert isinstance(made, Merge)
    return made


def test_the_one_named_first_is_kept() -> None:
    same = same_companies([companies("mistral-ai", "mistral", "mistral-sas")])
    assert [same.of(name) for name in ("mistral-ai", "mistral", "mistral-sas", "openai")] == [
        "mistral-ai", "mistral-ai", "mistral-ai", "openai",
    ]  # fmt: skip


def test_a_group_is_the_same_whichever_name_it_is_asked_by() -> None:
    same = same_companies([companies("mistral-ai", "mistral")])
    assert same.group("mistral") == same.group("mistral-ai") == {"mistral-ai", "mistral"}
    assert same.group("openai") == {"openai"}


def test_merges_of_companies_and_of_subjects_are_kept_apart() -> None:
    both = [companies("mistral-ai", "mistral"), subjects("funding/c", "funding/c2")]
    assert same_companies(both).kept == {"mistral": "mistral-ai"}
    assert same_subjects(both).kept == {"funding/c2": "funding/c"}


def test_merges_join_in_a_chain_to_the_name_that_none_gives_away() -> None:
    same = same_companies([companies("b", "c"), companies("a", "b"), companies("c", "d")])
    assert same.kept == {"b": "a", "c": "a", "d": "a"}


def test_of_two_names_that_none_gives_away_the_first_by_letters_is_kept() -> None:
    same = same_companies([companies("b", "x"), companies("a", "x")])
    assert same.kept == {"b": "a", "x": "a"}


def test_in_a_circle_the_first_by_letters_is_kept() -> None:
    assert same_companies([companies("b", "a"), companies("a", "b")]).kept == {"b": "a"}


def test_without_merges_every_name_is_itself() -> None:
    assert same_companies([]) == Same({})
    assert Same({}).of("a") == "a"


names = st.sampled_from("abcdefgh")
merges = st.lists(
    st.tuples(names, st.sets(names, min_size=1, max_size=3)).filter(lambda pair: pair[1] - {pair[0]}), max_size=8
).map(lambda pairs: [companies(kept, *sorted(others - {kept})) for kept, others in pairs])


def naive_groups(made: list[Merge]) -> dict[str, frozenset[str]]:
    """Every name's group: join until nothing changes."""
    groups = {name: frozenset({name}) for name in "abcdefgh"}
    for _ in range(len(made) + 1):
        for each in made:
            joined = frozenset().union(*(groups[name] for name in (each.company, *each.same)))
            groups |= dict.fromkeys(joined, joined)
    return groups


@given(merges)
def test_names_are_one_exactly_if_merges_join_them(made: list[Merge]) -> None:
    same = same_companies(made)
    assert {name: same.group(name) for name in "abcdefgh"} == naive_groups(made)


@given(merges, st.randoms(use_true_random=False))
def test_the_order_of_merges_does_not_matter(made: list[Merge], randomness: random.Random) -> None:
    shuffled = list(made)
    randomness.shuffle(shuffled)
    assert same_companies(shuffled).kept == same_companies(made).kept


@given(merges)
def test_every_name_is_kept_under_one_of_its_own_group_which_is_kept_itself(made: list[Merge]) -> None:
    same = same_companies(made)
    for name in "abcdefgh":
        assert same.of(name) in same.group(name)
        assert same.of(same.of(name)) == same.of(name)


def test_a_merge_of_other_companies_is_none_of_this_one_s_subjects() -> None:
    deal = acquisition("deal", company="asml", target={"name": "Mistral AI", "slug": "mistral-ai"})
    others = merge("others", ["asml-nv"], company="asml")
    found = state("mistral-ai", log(profile("p", name="Mistral AI"), deal, others), vantage())
    assert found is not None
    assert found.status is Status.ACQUIRED
