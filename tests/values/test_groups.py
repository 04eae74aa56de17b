"""Groups: what pairs join."""

from hypothesis import given
from hypothesis import strategies as st

from dateline.values.groups import Groups

_pairs = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)))


def test_what_pairs_join_is_one_group() -> None:
    groups = Groups([("a", "b"), ("c", "d"), ("d", "a"), ("x", "y")])
    assert groups.of("b") == groups["c"] == {"a", "b", "c", "d"}
    assert groups.of("x") == {"x", "y"}


def test_what_no_pair_names_is_a_group_of_its_own() -> None:
    groups = Groups([("a", "b")])
    assert groups.of("c") == {"c"}
    assert sorted(groups) == ["a", "b"]


def test_a_pair_of_one_is_a_group() -> None:
    assert Groups([("a", "a")]).in_order == (("a",),)


def test_groups_are_in_the_order_in_which_they_are_named() -> None:
    assert Groups([("a", "b"), ("c", "d"), ("e", "f"), ("b", "e")]).in_order == (("a", "b", "e", "f"), ("c", "d"))
    assert Groups([("a", "b"), ("c", "a")]).in_order == (("c", "a", "b"),)


@given(_pairs)
def test_groups_are_the_connected_components(pairs: list[tuple[int, int]]) -> None:
    groups = Groups(pairs)
    assert set(groups) == {member for pair in pairs for member in pair}
    for member in groups:
        reached, before = {member}, set[int]()
        while reached != before:
            before = set(reached)
            reached |= {other for pair in pairs if not reached.isdisjoint(pair) for other in pair}
        assert groups.of(member) == reached


@given(_pairs)
def test_groups_part_their_members_once(pairs: list[tuple[int, int]]) -> None:
    groups = Groups(pairs)
    members = [member for group in groups.in_order for member in group]
    assert len(members) == len(set(members)) == len(groups)
    assert all(frozenset(group) == groups[member] for group in groups.in_order for member in group)
