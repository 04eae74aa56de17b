"""Random documents that ask for some lists of parts of a company, as variables say at which vantage."""

from __future__ import annotations

from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type, is_object_type, is_required_argument
from hypothesis import strategies as st

from dateline.graphql import schema
from dateline.graphql.types.part_lists import PART_LISTS

CORE = schema._schema
_STATE = CORE.type_map["CompanyState"]
_DEEPEST = 3


_LISTS = (*sorted(PART_LISTS), "valuation")


@st.composite
def part_documents(draw: st.DrawFn, *, all_lists: bool = False) -> str:
    """The variables: `company`, those of a vantage, and `also`, whether some of it is asked for, too."""
    lists = _LISTS if all_lists else draw(st.lists(st.sampled_from(_LISTS), min_size=1, max_size=3, unique=True))
    assert isinstance(_STATE, GraphQLObjectType)
    return _document(" ".join([_selected(draw, _camel(name), _STATE, _DEEPEST) for name in lists]))


def of_every_part() -> str:
    """A document that asks the same of all parts of a company, with the same variables."""
    assert isinstance(_STATE, GraphQLObjectType)
    types = {_camel(name): get_named_type(_STATE.fields[_camel(name)].type) for name in _LISTS}
    return _document(" ".join([f"{name} {{ {_told_of(type_)} }}" for name, type_ in types.items()]))


def _told_of(type_: object) -> str:
    assert isinstance(type_, GraphQLObjectType)
    return " ".join([f"{name} {below}" for name, below in _OFTEN.items() if name in type_.fields] + ["__typename"])


_OFTEN = {"key": "", "confidence": "", "foretold": "", "sources": "{ publisher published { edtf } }"} | dict.fromkeys(
    ("raised", "figure"), "{ rule money { amount } alternatives { agrees event { key } } }"
)


def _document(asked: str) -> str:
    return (
        "query ($company: String!, $on: Edtf!, $knownBy: Date, $recorded: Recorded, $confidence: Confidence,"
        " $dates: DateCertainty, $also: Boolean!) {"
        " asOf(on: $on, knownBy: $knownBy, recorded: $recorded, confidence: $confidence, dates: $dates) {"
        f" company(slug: $company) {{ id name @include(if: $also) {asked} }} }} }}"
    )


def _selected(draw: st.DrawFn, name: str, of: GraphQLObjectType, deepest: int) -> str:
    """A field with what is selected below it, under an alias or its name, in a fragment or not."""
    alias = draw(st.sampled_from(("", "", f"{name}_: ")))
    asked = f"{alias}{name}{_below(draw, of.fields[name], deepest)}"
    around = draw(st.sampled_from(("{}", "{}", "... @include(if: $also) {{ {} }}", f"... on {of.name} {{{{ {{}} }}}}")))
    return around.format(asked)


def _below(draw: st.DrawFn, field: GraphQLField, deepest: int) -> str:
    type_ = get_named_type(field.type)
    if is_leaf_type(type_):
        return ""
    if not is_object_type(type_):
        return " { __typename }"
    names = [name for name, each in type_.fields.items() if _can_be_asked(each, deepest)]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=6, unique=True))
    return f" {{ __typename {' '.join([_selected(draw, name, type_, deepest - 1) for name in chosen])} }}"


def _can_be_asked(field: GraphQLField, deepest: int) -> bool:
    is_open = not any(is_required_argument(argument) for argument in field.args.values())
    return is_open and (deepest > 1 or is_leaf_type(get_named_type(field.type)))


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))
