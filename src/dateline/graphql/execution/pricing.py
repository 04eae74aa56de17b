"""Pricing: what a question may cost, counted before it is answered, over the document as it unfolds.

A field costs 1, or what the weights say; a list as often as it may have entries: by its page, by the list it is asked
for, or else as many as such lists are taken to have. What stands below is multiplied by that. Each selection is counted
once for each type, however often it is spread: counting takes no longer than reading the document.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    Visitor,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
    is_required_argument,
    visit,
)

from dateline.graphql.execution.limits import Sizes

_ENTRIES = ("edges", "nodes")


class Price(NamedTuple):
    cost: int
    each: int
    """Of a page of a list: what each entry costs."""
    depth: int
    fields: int
    """How many are selected side by side, through fragments."""


class Priced(NamedTuple):
    cost: int
    depth: int
    aliases: int
    roots: int
    variables: frozenset[str]
    """Those of which the cost depends."""


_NOTHING = Price(0, 0, 0, 0)


def priced(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    sizes: Sizes,
) -> Priced:
    """What a valid operation costs with these variables, how deep it goes, and how many aliases it gives."""
    root = schema.get_root_type(operation.operation)
    assert root is not None, "a valid operation has a root"
    count = _Count(schema, document, operation, variables, sizes)
    price = count.selection(operation.selection_set, root)
    return Priced(price.cost, price.depth, len(count.aliased), price.fields, frozenset(count.looked_at))


class _Count:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: Mapping[str, Any],
        sizes: Sizes,
    ) -> None:
        self._schema = schema
        self._sizes = sizes
        definitions = document.definitions
        self._fragments = {each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)}
        self._defaults = {each.variable.name.value: each.default_value for each in operation.variable_definitions or ()}
        self._variables = variables
        self._operation = operation
        self._lengths: dict[str, int] = {}
        self._prices: dict[tuple[int, str], Price] = {}
        self.aliased: set[int] = set()
        self.looked_at: set[str] = set()

    def selection(self, selected: SelectionSetNode, type_: GraphQLNamedType) -> Price:
        """Of an interface, the most that any of its types costs."""
        key = id(selected), type_.name
        if key not in self._prices:
            if is_abstract_type(type_):
                prices = [self.selection(selected, each) for each in self._schema.get_possible_types(type_)]
                self._prices[key] = Price(*map(max, zip(*prices, strict=True)))
            else:
                self._prices[key] = self._counted(selected, type_)
        return self._prices[key]

    def _counted(self, selected: SelectionSetNode, type_: GraphQLNamedType) -> Price:
        cost = each = depth = fields = 0
        for node in selected.selections:
            price = _NOTHING
            if isinstance(node, FieldNode):
                price = self._field(node, type_)
            elif isinstance(node, InlineFragmentNode) and self._applies(node, type_):
                price = self.selection(node.selection_set, type_)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragments[node.name.value]
                price = self.selection(fragment.selection_set, type_) if self._applies(fragment, type_) else _NOTHING
            cost, each, fields = cost + price.cost, each + price.each, fields + price.fields
            depth = max(depth, price.depth)
        return Price(cost, each, depth, fields)

    def _applies(self, fragment: FragmentDefinitionNode | InlineFragmentNode, type_: GraphQLNamedType) -> bool:
        if fragment.type_condition is None:
            return True
        condition = self._schema.get_type(fragment.type_condition.name.value)
        return condition is type_ or (is_abstract_type(condition) and self._schema.is_sub_type(condition, type_))

    def _field(self, node: FieldNode, type_: GraphQLNamedType) -> Price:
        if node.alias is not None:
            self.aliased.add(id(node))
        field = self._schema.get_field(type_, node.name.value)  # type: ignore[arg-type]
        assert field is not None, "the document is valid"
        below = _NOTHING
        if node.selection_set is not None:
            below = self.selection(node.selection_set, get_named_type(field.type))
        own, depth = self._weight(node, type_), below.depth + 1
        if "first" in field.args:
            return Price(own + below.cost + self._page(node) * below.each, 0, depth, 1)
        if not is_list_type(get_nullable_type(field.type)):
            return Price(own + below.cost, 0, depth, 1)
        if node.name.value in _ENTRIES and type_.name.endswith("Connection"):
            return Price(0, own + below.cost, depth, 1)
        sent = self._sizes.answered.get(f"{type_.name}.{node.name.value}")
        length = self._length(node, field) if sent is None else self._sent(sent)
        return Price(length * (own + below.cost), 0, depth, 1)

    def _weight(self, node: FieldNode, type_: GraphQLNamedType) -> int:
        weights, name = self._sizes.weights, f"{type_.name}.{node.name.value}"
        return weights.get(name, 1) + sum(
            weights.get(f"{name}({each.name.value})", 0)
            + sum(
                weights.get(f"{name}({each.name.value}.{key})", 0)
                + weights.get(f"{name}({each.name.value}.{key}[])", 0) * count
                for key, count in self._keys(each.value)
            )
            for each in node.arguments or ()
        )

    def _keys(self, node: ValueNode) -> Iterable[tuple[str, int]]:
        """What an input object gives, and how many entries each has: 1 for what is no list."""
        if isinstance(node, ObjectValueNode):
            return [(each.name.value, _count(self._value(each.value))) for each in node.fields]
        given = self._value(node) if isinstance(node, VariableNode) else None
        return [(key, _count(value)) for key, value in given.items()] if isinstance(given, dict) else ()

    def _sent(self, way: str) -> int:
        """How many entries the list has that was sent there, `field(argument.key)`, in the whole operation."""
        if way not in self._lengths:
            field, _, inside = way.rstrip(")").partition("(")
            argument, _, key = inside.partition(".")
            self._lengths[way] = sum(
                count
                for node in _fields_named(field, [self._operation, *self._fragments.values()])
                for each in node.arguments or ()
                if each.name.value == argument
                for name, count in self._keys(each.value)
                if name == key
            )
        return self._lengths[way]

    def _page(self, node: FieldNode) -> int:
        """How many entries a page may have: what is no number, or more than is taken, is refused when it is asked."""
        for argument in node.arguments or ():
            if argument.name.value in ("first", "last"):
                size = whole(self._value(argument.value))
                if size is not None:
                    return min(max(size, 0), self._sizes.largest_page)
        return self._sizes.page

    def _length(self, node: FieldNode, field: GraphQLField) -> int:
        """How many entries a list may have: as many as it is asked for, where it takes a list."""
        for argument in node.arguments or ():
            definition = field.args[argument.name.value]
            if is_required_argument(definition) and is_list_type(get_nullable_type(definition.type)):
                asked = self._value(argument.value)
                return len(asked) if isinstance(asked, list) else 1
        return self._sizes.list

    def _value(self, node: ValueNode | None) -> Any:
        """A number, a list or an object, as the variables have it, or the document; None for everything else."""
        if isinstance(node, VariableNode):
            name = node.name.value
            self.looked_at.add(name)
            return self._variables[name] if name in self._variables else self._value(self._defaults.get(name))
        if isinstance(node, IntValueNode):
            return int(node.value)
        return list(node.values) if isinstance(node, ListValueNode) else None


def whole(value: Any) -> int | None:
    """A number as an Int takes it, which 3.0 is too; None for everything else."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def _count(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


class _FieldsNamed(Visitor):
    """The fields of one name, wherever they stand."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.found: list[FieldNode] = []

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        if node.name.value == self._name:
            self.found.append(node)


def _fields_named(name: str, definitions: Iterable[Node]) -> list[FieldNode]:
    named = _FieldsNamed(name)
    for each in definitions:
        visit(each, named)
    return named.found
