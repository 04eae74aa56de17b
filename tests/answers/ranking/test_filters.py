"""Filters of companies: what they make of a state to tell whether it passes."""

from __future__ import annotations

from typing import cast

import pytest

from dateline.answers.ranking.filters import CompanyFilter
from dateline.state.company import CompanyState


class _Untouched:
    """A state of which nothing may be asked: each of its parts is folded when it is."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was made, though no condition needs it")


def test_a_filter_makes_of_a_state_only_what_a_condition_needs() -> None:
    state = cast(CompanyState, _Untouched())
    assert CompanyFilter().passes(state)
    assert CompanyFilter(slugs=frozenset({"acme"})).passes(state)
    with pytest.raises(AssertionError, match="profile was made"):
        CompanyFilter(countries=frozenset({"FR"})).passes(state)
