"""Random valid documents over a schema: fields, arguments, variables, aliases, fragments, directives, bad values.

A document follows from its seed alone. Values come from a pool by the name of the argument or of its type, so that some
of them are found in the log asked, and some are refused.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry.schema.schema_converter import GraphQLCoreConverter

Pool = Mapping[str, Sequence[Any]]
"""Values by the name of an argument, `field.argument`, or of a type."""

_DEEPEST = 7
_MOST_FIELDS = 70


class Word(str):
    """A name of an enumeration: a variable has it as text, a document without quotes."""

    __slots__ = ()


@dataclass(frozen=True)
class Question:
    document: str
    variables: dict[str, Any]
    types: set[str]
    """Of which something is selected."""


def question(
    schema: GraphQLSchema, pool: Pool, unreadable: Pool, seed: int, roots: Collection[str] | None = None
) -> Question:
    """What is unreadable is given as variables only: in a document it would make all of it invalid. `roots` are the
    fields of the query that are asked for, if not all.
    """
    return _Writer(schema, pool, unreadable, random.Random(seed), roots).written()


@dataclass
class _Writer:
    schema: GraphQLSchema
    pool: Pool
    unreadable: Pool
    random: random.Random
    roots: Collection[str] | None
    fields: int = 0
    variables: dict[str, Any] = field(default_factory=dict)
    definitions: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    names: int = 0
    types: set[str] = field(default_factory=set)

    def written(self) -> Question:
        query = self.schema.query_type
        assert query is not None
        selected = self._selection(query, 0)
        head = f"query Q({', '.join(self.definitions)})" if self.definitions else self.random.choice(["", "query Q"])
        return Question("\n".join([f"{head} {selected}", *self.fragments]), self.variables, self.types)

    def _chance(self, of: float) -> bool:
        return self.random.random() < of

    def _name(self, kind: str) -> str:
        self.names += 1
        return f"{kind}{self.names}"

    def _selection(self, type_: Any, depth: int) -> str:
        self.types.add(type_.name)
        parts = [self._field(type_, depth) for _ in range(self.random.choice((1, 2, 3, 3, 4, 6)))]
        parts = [part for part in parts if part is not None] or ["__typename"]
        if self._chance(0.15):
            parts.insert(self.random.randrange(len(parts) + 1), "__typename")
        if self._chance(0.25):
            parts.insert(self.random.randrange(len(parts) + 1), self._fragment(type_, depth))
        return "{ " + " ".join(parts) + " }"

    def _fragment(self, type_: Any, depth: int) -> str:
        on = type_
        if is_abstract_type(type_) or self._chance(0.2):
            possible = list(self.schema.get_possible_types(type_)) if is_abstract_type(type_) else []
            interfaces = list(type_.interfaces) if is_object_type(type_) else []
            on = self.random.choice([type_, *possible, *possible, *interfaces])
        inner = self._selection(on, depth + 1)
        if self._chance(0.5):
            condition = f" on {on.name}" if on is not type_ or self._chance(0.5) else ""
            return f"...{condition}{self._directives()} {inner}"
        name = self._name("F")
        self.fragments.append(f"fragment {name} on {on.name} {inner}")
        return " ".join(f"...{name}{self._directives()}" for _ in range(self.random.choice((1, 1, 1, 2))))

    def _field(self, type_: Any, depth: int) -> str | None:
        fields = list(type_.fields.items())
        if self.roots is not None and type_ is self.schema.query_type:
            fields = [(name, each) for name, each in fields if name in self.roots]
        name, definition = self.random.choice(fields)
        named = get_named_type(definition.type)
        if self.fields >= _MOST_FIELDS or (depth >= _DEEPEST and not is_leaf_type(named)):
            return None
        self.fields += 1
        arguments = [self._argument(name, key, argument) for key, argument in definition.args.items()]
        given = [each for each in arguments if each is not None]
        # Two fields of one key have to be alike: those that may differ are given a key of their own.
        alias = f"{self._name('a')}: " if given or not is_leaf_type(named) or self._chance(0.1) else ""
        below = "" if is_leaf_type(named) else f" {self._selection(named, depth + 1)}"
        called_with = f"({', '.join(given)})" if given else ""
        return f"{alias}{name}{called_with}{self._directives()}{below}"

    def _directives(self) -> str:
        if not self._chance(0.1):
            return ""
        value = "$" + self._variable("Boolean!", self._chance(0.7)) if self._chance(0.6) else self._literal(True)
        return f" @{self.random.choice(('include', 'skip'))}(if: {value})"

    # --- arguments ---------------------------------------------------------------------------------------------------

    def _argument(self, of_field: str, name: str, argument: GraphQLArgument) -> str | None:
        required = is_non_null_type(argument.type)
        if not required and self._chance(0.65):
            return None
        value = self._value(f"{of_field}.{name}", name, argument.type)
        if self._chance(0.4):
            unreadable = self.unreadable.get(get_named_type(argument.type).name, ()) if self._chance(0.1) else ()
            value = self.random.choice(unreadable) if unreadable else value
            variable = self._variable(str(argument.type), value, optional=not required, readable=not unreadable)
            return f"{name}: ${variable}"
        return f"{name}: {self._literal(value)}"

    def _variable(self, type_: str, value: Any, *, optional: bool = False, readable: bool = True) -> str:
        name = self._name("v")
        default = f" = {self._literal(value)}" if optional and readable and self._chance(0.25) else ""
        self.definitions.append(f"${name}: {type_}{default}")
        if not ((optional or default) and self._chance(0.3)):
            self.variables[name] = value
        return name

    def _value(self, path: str, name: str, type_: Any) -> Any:
        if is_non_null_type(type_):
            return self._value(path, name, type_.of_type)
        if is_list_type(type_):
            return [self._value(path, name, type_.of_type) for _ in range(self.random.choice((0, 1, 1, 2)))]
        if isinstance(type_, GraphQLEnumType):
            return Word(self.random.choice(list(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_)
        return self.random.choice(self.pool.get(path) or self.pool.get(name) or self.pool[type_.name])

    def _object(self, type_: GraphQLInputObjectType) -> dict[str, Any]:
        fields = list(type_.fields.items())
        one_of = type_.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].is_one_of
        if one_of:
            fields = [self.random.choice(fields)]
        wanted = [
            (name, each) for name, each in fields
            if one_of or is_non_null_type(each.type) or self._chance(0.3)
        ]  # fmt: skip
        return {name: self._value(f"{type_.name}.{name}", name, each.type) for name, each in wanted}

    def _literal(self, value: Any) -> str:
        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case Word():
                return str(value)
            case str():
                return '"' + value.replace('"', '\\"') + '"'
            case list():
                return "[" + ", ".join(map(self._literal, value)) + "]"
            case dict():
                return "{" + ", ".join(f"{name}: {self._literal(each)}" for name, each in value.items()) + "}"
        return str(value)
