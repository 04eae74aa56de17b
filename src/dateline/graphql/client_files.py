"""What programs of a front end need beside the schema, made of the schema: `dateline schema --for CLIENT`."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    introspection_from_schema,
    is_abstract_type,
    is_introspection_type,
    is_specified_scalar_type,
)

_PAGE = {"first", "after", "last", "before"}
_ALL_SCALARS_ARE = "string"

_MADE_BY = "// Made by `dateline schema --for {client}`: make it anew with each release of Dateline.\n"

_APOLLO = """\
import type {{ FieldReadFunction, TypePolicies }} from "@apollo/client";
import {{ relayStylePagination }} from "@apollo/client/utilities";

export const possibleTypes = {possible_types};

// The id of a snapshot is its token: one that is held is not asked for again.
const snapshot: FieldReadFunction = (held, {{ args, toReference }}) =>
  held ?? toReference({{ __typename: "Snapshot", id: args?.token }});

// Pages are put together from `edges`: ask for `edges` and `pageInfo` where you call fetchMore.
export const typePolicies: TypePolicies = {{
{policies}
}};
"""

_URQL = """\
import {{ relayPagination }} from "@urql/exchange-graphcache/extras";

// What has no id of its own is kept inside what has one.
const inside = () => null;
// What has one is kept by it where it was asked for, and else inside of what has one, too.
const byId = ({{ id }}: {{ id?: unknown }}) => (typeof id === "string" ? id : null);
export const keys = {keys};

// Pages are put together, as many as were asked for.
export const resolvers = {resolvers};

// The possible types and which fields may be null.
export const schema = {introspection};
"""

_CODEGEN = """\
import type {{ CodegenConfig }} from "@graphql-codegen/cli";

const config: CodegenConfig = {{
  schema: "schema.graphql",
  documents: ["src/**/*.ts", "src/**/*.tsx", "!src/gql/**"],
  ignoreNoDocuments: true,
  generates: {{
    "src/gql/": {{
      preset: "client",
      presetConfig: {{ fragmentMasking: false, persistedDocuments: true }},
      config: {{
        strictScalars: true,
        useTypeImports: true,
        enumsAsTypes: true,
        futureProofEnums: true,
        scalars: {scalars},
      }},
    }},
  }},
}};

export default config;
"""


def _apollo(schema: GraphQLSchema) -> str:
    at_the_root = _types_at_the_root(schema)
    policies = []
    for type_ in _objects(schema):
        fields = [f"      {name}: relayStylePagination({_json(keys)})," for name, keys in _paged(type_)]
        if type_ is schema.query_type:
            fields.insert(0, "      snapshot,")
        if fields:
            policies.append("\n".join([f"  {type_.name}: {{", "    fields: {", *fields, "    },", "  },"]))
        elif not _has_an_id(type_) and type_.name not in at_the_root:
            policies.append(f"  {type_.name}: {{ merge: true }},")
    written = _APOLLO.format(possible_types=_json(_possible_types(schema), 2), policies="\n".join(policies))
    return _MADE_BY.format(client="apollo") + written


def _urql(schema: GraphQLSchema) -> str:
    roots = _roots(schema).values()
    kept = {type_.name: "byId" if _has_an_id(type_) else "inside" for type_ in _objects(schema) if type_ not in roots}
    keys = "\n".join(f"  {name}: {how}," for name, how in kept.items())
    pages = [(type_.name, [name for name, _ in _paged(type_)]) for type_ in _objects(schema)]
    resolvers = "\n".join(
        f"  {type_name}: {{ {', '.join(f'{name}: relayPagination()' for name in names)} }},"
        for type_name, names in pages
        if names
    )
    written = _URQL.format(
        keys=f"{{\n{keys}\n}}", resolvers=f"{{\n{resolvers}\n}}", introspection=_json(_for_graphcache(schema))
    )
    return _MADE_BY.format(client="urql") + written


def _codegen(schema: GraphQLSchema) -> str:
    scalars = "\n".join(f"          {name}: {_json(_ALL_SCALARS_ARE)}," for name in _scalars(schema))
    return _MADE_BY.format(client="codegen") + _CODEGEN.format(scalars=f"{{\n{scalars}\n        }}")


def _relay(schema: GraphQLSchema) -> str:
    config = {
        "src": "./src",
        "schema": "./schema.graphql",
        "language": "typescript",
        "eagerEsModules": True,
        "customScalarTypes": dict.fromkeys(_scalars(schema), _ALL_SCALARS_ARE),
    }
    return _json(config, 2)


def _introspection(schema: GraphQLSchema) -> str:
    return _json(introspection_from_schema(schema), 2)


CLIENTS: dict[str, Callable[[GraphQLSchema], str]] = {
    "apollo": _apollo,
    "codegen": _codegen,
    "introspection": _introspection,
    "relay": _relay,
    "urql": _urql,
}
"""Each as its users write it: modules of TypeScript, and JSON."""


def client_file(client: str, sdl: str) -> str:
    """The file that users of one of CLIENTS need, of a schema in the schema definition language."""
    return CLIENTS[client](build_schema(sdl)).rstrip("\n")


# --- what is told of the schema ---------------------------------------------------------------------------------------


def _objects(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not is_introspection_type(type_):
            yield type_


def _has_an_id(type_: GraphQLObjectType) -> bool:
    return "id" in type_.fields


def _roots(schema: GraphQLSchema) -> dict[str, GraphQLObjectType | None]:
    return {"query": schema.query_type, "mutation": schema.mutation_type, "subscription": schema.subscription_type}


def _types_at_the_root(schema: GraphQLSchema) -> set[str]:
    """Roots, and what hangs on them without an id: it says what was so when it was asked, and is never put together."""
    roots = [type_ for type_ in _roots(schema).values() if type_ is not None]
    return {type_.name for type_ in roots} | {
        get_named_type(field.type).name for root in roots for field in root.fields.values()
    }


def _paged(type_: GraphQLObjectType) -> Iterator[tuple[str, list[str]]]:
    """The fields that are asked for in pages, each with the arguments that make another list of it."""
    for name, field in type_.fields.items():
        if _is_paged(field):
            yield name, [argument for argument in field.args if argument not in _PAGE]


def _is_paged(field: GraphQLField) -> bool:
    return get_named_type(field.type).name.endswith("Connection")


def _possible_types(schema: GraphQLSchema) -> dict[str, list[str]]:
    return {
        type_.name: [possible.name for possible in schema.get_possible_types(type_)]
        for type_ in schema.type_map.values()
        if is_abstract_type(type_)
    }


def _scalars(schema: GraphQLSchema) -> list[str]:
    """Those that are not GraphQL's own."""
    return [
        type_.name
        for type_ in schema.type_map.values()
        if isinstance(type_, GraphQLScalarType) and not is_specified_scalar_type(type_)
    ]


def _for_graphcache(schema: GraphQLSchema) -> dict[str, Any]:
    """The introspection without what Graphcache does not read: it takes every scalar and every input for the same."""
    told = introspection_from_schema(schema, descriptions=False)["__schema"]
    kept = [_shape_of(type_) for type_ in told["types"] if type_["kind"] in ("OBJECT", "INTERFACE", "UNION")
            and not type_["name"].startswith("__")]  # fmt: skip
    roots = {f"{kind}Type": {"name": type_.name} if type_ else None for kind, type_ in _roots(schema).items()}
    return {"__schema": {**roots, "types": [*kept, {"kind": "SCALAR", "name": "Any"}], "directives": []}}


def _shape_of(type_: Any) -> dict[str, Any]:
    shape: dict[str, Any] = {"kind": type_["kind"], "name": type_["name"]}
    shape["fields"] = [
        {
            "name": field["name"],
            "type": _shape_of_use(field["type"]),
            "args": [{"name": argument["name"], "type": _shape_of_use(argument["type"])} for argument in field["args"]],
        }
        for field in type_["fields"]
    ]
    for name in ("interfaces", "possibleTypes"):
        shape[name] = [{"kind": of["kind"], "name": of["name"]} for of in type_[name] or ()]
    return shape


def _shape_of_use(type_: Any) -> dict[str, Any]:
    match type_["kind"]:
        case "NON_NULL" | "LIST":
            return {"kind": type_["kind"], "ofType": _shape_of_use(type_["ofType"])}
        case "OBJECT" | "INTERFACE" | "UNION":
            return {"kind": type_["kind"], "name": type_["name"]}
    return {"kind": "SCALAR", "name": "Any"}


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, indent=indent, ensure_ascii=False)
