"""Plans on a small schema that has what ours has not: errors and nulls everywhere, nested lists, unions, loaders."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from enum import Enum
from typing import Annotated, Any, Generic, TypeVar

import pytest
import strawberry
from graphql import GraphQLError
from strawberry.dataloader import DataLoader

from dateline.graphql.execution import Limits, PlannedSchema, Sizes, TooMuch
from dateline.graphql.execution.compiling import Compiler

T = TypeVar("T")


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = strawberry.enum_value("blue", name="AZURE")


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Page(Generic[T]):
    entries: list[T]


@strawberry.type
class Dog(Named):
    born: date | None = None
    colour: Colour | None = None
    weight: float = 1.5
    legs: int = 4
    mother: Dog | None = None
    puppies: list[Dog] = strawberry.field(default_factory=list)
    grid: list[list[int | None] | None] | None = None
    anything: strawberry.Private[Any] = None

    @strawberry.field
    def said(self) -> str:
        return _given_or_raised(self.anything)

    @strawberry.field
    def told(self) -> str | None:
        return _given_or_raised(self.anything)

    @strawberry.field
    def number(self) -> int | None:
        return _given_or_raised(self.anything)

    @strawberry.field
    def shade(self) -> Colour:
        return _given_or_raised(self.anything)

    @strawberry.field
    def friends(self) -> list[Named]:
        return _given_or_raised(self.anything)

    @strawberry.field
    def times(self, factor: int = 2, of: list[int] | None = None) -> int:
        return factor * self.legs + sum(of or ())

    @strawberry.field
    async def known(self, info: strawberry.Info) -> str:
        return await info.context["loader"].load(self.name)

    @strawberry.field
    async def at_once(self) -> str | None:
        return self.name

    @strawberry.field
    async def late(self) -> str | None:
        await asyncio.sleep(0)
        return _given_or_raised(self.anything)


class Foundling(Dog):
    """No type of the schema: graphql-core takes it for a dog."""


@strawberry.type
class Cat(Named):
    lives: int = 9

    @strawberry.field
    async def friend(self) -> Named:
        return Dog(name=f"{self.name}'s")


@strawberry.input
class Wish:
    name: str = "Rex"
    legs: list[int] | None = strawberry.UNSET


def _given_or_raised(value: Any) -> Any:
    if isinstance(value, Exception) and value.args:
        raise value
    return value


ODD: dict[str, Any] = {
    "none": None, "text": "text", "number": 3, "large": 2**40, "real": 0.5, "nan": float("nan"), "yes": True,
    "decimal text": "12", "object": object(), "list": [1], "a set": {1}, "dog": Dog(name="a"), "red": Colour.RED,
    "value of red": "red", "raises": ValueError("no"), "an error as a value": ValueError(), "key": KeyError("k"),
    "graphql": GraphQLError("told", extensions={"code": "x"}), "date": date(2026, 1, 2),
    "friends": [Cat(name="c"), Dog(name="d"), Cat(name="e")], "nulls": [None], "strangers": [3],
}  # fmt: skip

LEFT_TO_GRAPHQL_CORE = {"a set", "list", "strangers"}
"""Where objects are asked for: a list of another class, and objects of no type of the schema."""


@strawberry.type
class Query:
    @strawberry.field
    def dog(self, wish: Wish | None = None) -> Dog:
        legs = wish.legs if wish and wish.legs is not strawberry.UNSET else None
        return Dog(name=wish.name if wish else "Rex", legs=sum(legs) if legs else 4, mother=Dog(name="Lassie"))

    @strawberry.field
    def odd(self, which: str) -> Dog | None:
        return Dog(name=which, anything=ODD[which])

    @strawberry.field
    def odds(self) -> list[Dog | None]:
        return [None, *(Dog(name=name, anything=value) for name, value in ODD.items())]

    @strawberry.field
    def pack(self) -> list[Dog]:
        puppies = [Dog(name="Ida", born=date(2026, 1, 2)), Dog(name="Olaf", colour=Colour.BLUE)]
        return [Dog(name="Rex", puppies=puppies, grid=[[1, None], None, []]), Dog(name="Lassie", puppies=puppies[1:])]

    @strawberry.field
    def litter(self, size: int) -> list[Dog]:
        """Lists of each length up to this, and a mother for some."""
        puppies = [Dog(name=f"{number}", born=date(2026, 1, 1 + number)) for number in range(size)]
        mothers = [None if number % 3 else Dog(name=f"mother of {number}") for number in range(size + 1)]
        return [Dog(name=f"{n}", mother=mother, puppies=puppies[:n]) for n, mother in enumerate(mothers)]

    @strawberry.field
    def foundling(self) -> Dog:
        return Dog(name="Rex", mother=Foundling(name="Lassie"), puppies=[Foundling(name="Ida")])

    @strawberry.field
    async def all(self) -> list[Named]:
        return [Dog(name="Rex"), Cat(name="Tom"), Dog(name="Ida", mother=Dog(name="Rex"))]

    @strawberry.field
    def either(self, cat: bool) -> Annotated[Dog | Cat, strawberry.union("Pet")]:
        return Cat(name="Tom") if cat else Dog(name="Rex")

    @strawberry.field
    def page(self) -> Page[Dog]:
        return Page(entries=[Dog(name="Rex")])

    @strawberry.field
    def broken(self) -> str:
        raise RuntimeError("broken")

    @strawberry.field
    def stream(self) -> list[int]:
        return (each for each in (1, 2))  # type: ignore[return-value]  # graphql-core takes any iterable

    @strawberry.field
    def by_function(self, root: Any) -> str:
        return str(root)


@strawberry.type
class Mutation:
    @strawberry.mutation
    def bark(self) -> str:
        return "woof"


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def barks(self) -> AsyncIterator[str]:
        yield "woof"


LIMITS = Limits(
    tokens=1_000,
    name_length=100,
    text_length=2_000,
    sizes=Sizes(page=10, largest_page=100, list=5),
    cost=5_000,
    values=5_000,
    depth=20,
    aliases=100,
    directives=50,
    root_fields=50,
)
schema = PlannedSchema(
    query=Query, mutation=Mutation, subscription=Subscription, types=[Cat, Dog], kept_bytes=10_000_000, limits=LIMITS
)


class Loads:
    """A loader, and what was asked of it at a time."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.loader: DataLoader[str, str] = DataLoader(self._load)

    async def _load(self, names: list[str]) -> list[str]:
        self.batches.append(list(names))
        return [f"known {name}" for name in names]


async def both(document: str, **variables: Any) -> Any:
    """The data. Every question of a test is asked of both executors: see `both_executors.py`."""
    return (await schema.execute(document, variables, {"loader": Loads().loader})).data


def compiled(document: str) -> bool:
    return schema.documents.plan(document, None) is not None


async def test_rows_have_their_keys_in_the_order_of_the_document() -> None:
    document = "{ dog { atOnce name times __typename legs mother { name } known a: name } page { entries { name } } }"
    data = await both(document)
    assert list(data["dog"]) == ["atOnce", "name", "times", "__typename", "legs", "mother", "known", "a"]
    assert compiled(document)


async def test_lists_in_lists_and_nulls_among_them() -> None:
    data = await both("{ pack { grid puppies { name born colour weight puppies { name } } } odds { name } }")
    assert data["pack"][0]["grid"] == [[1, None], None, []]
    assert [puppy["colour"] for puppy in data["pack"][0]["puppies"]] == [None, "AZURE"]
    assert data["odds"][0] is None


@pytest.mark.parametrize(
    "below", ["name", "name legs born mother { name }", "name times(factor: 3)", "known name", "puppies { name }"]
)
async def test_lists_of_any_length_have_their_rows_in_order(below: str) -> None:
    document = f"{{ litter(size: 20) {{ name mother {{ {below} }} puppies {{ {below} }} }} }}"
    dogs = (await both(document))["litter"]
    assert [len(dog["puppies"]) for dog in dogs] == list(range(21))
    assert [dog["mother"] is None for dog in dogs] == [bool(number % 3) for number in range(21)]
    if "name" in dogs[20]["puppies"][0]:
        assert [puppy["name"] for puppy in dogs[20]["puppies"]] == [str(number) for number in range(20)]
    assert compiled(document)


@pytest.mark.parametrize("size", [3, 20])
@pytest.mark.counts_reads
async def test_values_are_counted_wherever_they_are_made(size: int) -> None:
    plan = schema.documents.plan("query($size: Int!) { litter(size: $size) { name puppies { name legs } } }", None)
    assert plan is not None
    values = 1 + 2 * (size + 1) + 2 * sum(range(size + 1))
    assert await plan.answer({}, {"size": size}, values) is not None
    with pytest.raises(TooMuch, match=f"{values - 1:,} may be asked for"):
        await plan.answer({}, {"size": size}, values - 1)


@pytest.mark.parametrize("field", ["mother { name }", "puppies { name }", "mother { puppies { name } }"])
async def test_objects_of_a_class_that_no_type_stands_for_are_left_to_graphql_core(field: str) -> None:
    document = f"{{ foundling {{ {field} }} }}"
    assert compiled(document)
    assert await both(document) is not None
    assert not compiled(document)


@pytest.mark.counts_reads
async def test_what_is_spread_many_times_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    fragments = [
        f"fragment F{n} on Dog {{ a: mother {{ ...F{n + 1} }} b: mother {{ ...F{n + 1} }} }}" for n in range(15)
    ]
    document = " ".join(["{ dog { ...F0 } }", *fragments, "fragment F15 on Dog { name }"])
    made: list[str] = []
    compile_selection = Compiler._selection
    monkeypatch.setattr(Compiler, "_selection", lambda *given: made.append("one") or compile_selection(*given))
    plan = schema.documents.plan(document, None)
    assert plan is not None
    assert await plan.answer({}, {}, 1_000_000) is not None
    assert len(made) == 17


async def test_what_implements_an_interface_or_is_of_a_union_is_asked_by_its_type() -> None:
    document = """query($cat: Boolean! = true) {
      all { name ... on Cat { lives friend { name __typename } } ... on Dog { mother { ...N } } ... on Named { ...N } }
      either(cat: $cat) { __typename ... on Named { name } ... on Dog { legs } }
    } fragment N on Named { upper: name ... on Dog { colour } }"""
    for variables in ({}, {"cat": False}):
        data = await both(document, **variables)
        assert [list(each) for each in data["all"]] == [
            ["name", "mother", "upper", "colour"],
            ["name", "lives", "friend", "upper"],
            ["name", "mother", "upper", "colour"],
        ]
        assert list(data["either"].values()) == (["Dog", "Rex", 4] if variables else ["Cat", "Tom"])
    assert compiled(document)


async def test_selections_of_one_key_are_merged() -> None:
    document = """{ dog { mother { name } ...M } ...Q }
      fragment M on Dog { mother { legs } } fragment Q on Query { dog { id: name } }"""
    assert await both(document) == {"dog": {"mother": {"name": "Lassie", "legs": 4}, "id": "Rex"}}


@pytest.mark.parametrize("yes", [True, False])
async def test_include_and_skip(yes: bool) -> None:
    document = """query($yes: Boolean!, $no: Boolean = false) {
      dog { name @include(if: $yes) legs @skip(if: $yes) ...F @include(if: $no) ... @skip(if: $no) { weight } }
    } fragment F on Dog { colour mother @skip(if: $yes) { name } }"""
    assert set((await both(document, yes=yes))["dog"]) == {"name" if yes else "legs", "weight"}
    assert set((await both(document, yes=yes, no=True))["dog"]) >= {"colour"}
    assert await both(document, yes=yes, no=None) is None
    assert compiled(document)


@pytest.mark.usefixtures("garbage_at_the_end")
@pytest.mark.parametrize("field", ["said", "told", "number", "shade", "friends { name }", "late"])
async def test_whatever_a_resolver_gives_or_raises(field: str) -> None:
    document = f"query($which: String!) {{ odd(which: $which) {{ name {field} }} dog {{ name }} }}"
    for which in ODD.keys() - LEFT_TO_GRAPHQL_CORE:
        await both(document, which=which)
    assert compiled(document)
    for which in LEFT_TO_GRAPHQL_CORE:
        await both(document, which=which)
    assert compiled(document) == (not field.startswith("friends"))
    await both(f"{{ odds {{ atOnce {field} }} }}")


@pytest.mark.parametrize(
    "variables",
    [{}, {"wish": None}, {"wish": {}}, {"wish": {"name": "x"}}, {"wish": {"legs": [1, 2]}}, {"wish": {"legs": 3}},
     {"wish": {"legs": None}}, {"wish": {"name": None}}, {"wish": {"legs": ["x"]}}, {"wish": {"other": 1}},
     {"n": 5}, {"n": None}, {"n": "5"}, {"n": 2**40}, {"of": [1, 2]}, {"of": 3}, {"of": [None]}, {"unknown": 1}],
)  # fmt: skip
async def test_variables_defaults_and_literals(variables: dict[str, Any]) -> None:
    document = """query($wish: Wish, $n: Int = 7, $of: [Int!], $one: Int! = 1) {
      dog(wish: $wish) { name times(factor: $n) a: times(of: $of) }
      more: dog { b: times(factor: 3, of: [1, $one]) c: times(of: 4) d: times(of: null) }
      other: dog(wish: {legs: [$one, 2], name: "y"}) { name times }
      third: dog(wish: {legs: $of}) { name legs }
    }"""
    await both(document, **variables)
    assert compiled(document)


async def test_a_variable_that_is_required_and_missing_or_null() -> None:
    for variables in ({}, {"which": None}, {"which": "text"}):
        await both("query($which: String!) { odd(which: $which) { told } }", **variables)


@pytest.mark.counts_reads
async def test_all_that_wait_on_a_level_wait_together() -> None:
    loads = Loads()
    plan = schema.documents.plan(
        "{ pack { known puppies { known } } page { entries { known } } dog { mother { known } } }", None
    )
    assert plan is not None
    data = await plan.answer({"loader": loads.loader}, {}, LIMITS.values)
    assert loads.batches == [["Rex", "Lassie"], ["Ida", "Olaf"]]
    assert data["pack"][0]["puppies"][0]["known"] == "known Ida"
    assert data["dog"]["mother"]["known"] == "known Lassie"


@pytest.mark.parametrize(
    "document",
    ["{ stream }", "{ byFunction }", "mutation { bark again: bark }", "{ __schema { queryType { name } } }"],
)
async def test_what_plans_do_not_do_is_done_by_graphql_core(document: str) -> None:
    assert await both(document) is not None
    assert not compiled(document)


async def test_a_mutation_of_one_field_is_planned() -> None:
    """Several are done one after the other, which plans do not do."""
    assert await both("mutation { bark }") is not None
    assert compiled("mutation { bark }")


async def test_requests_at_the_same_time_do_not_meet() -> None:
    document = "query($which: String!) { odd(which: $which) { name late known } all { name } }"
    asked = ["text", "red", "decimal text", "text"]
    found = await asyncio.gather(*(both(document, which=which) for which in asked))
    assert [data["odd"]["name"] for data in found] == asked


async def test_what_has_begun_comes_to_its_end_though_something_beside_it_fails() -> None:
    data = await both('{ odd(which: "raises") { known late said } dog { known } }')
    assert data == {"odd": None, "dog": {"known": "known Rex"}}
