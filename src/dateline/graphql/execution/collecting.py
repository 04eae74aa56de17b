"""Collecting: the fields that a document selects of a type, through fragments and directives, merged by key."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    VariableValues,
    get_directive_values,
    is_abstract_type,
)


class Collector(NamedTuple):
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    variables: VariableValues
    """Of these only what `switches` names is looked at."""

    def fields(self, type_: GraphQLObjectType, selected: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """By response key, in the order of the document."""
        nodes: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for each in selected:
            for node in self._fields_in(each, type_, visited):
                nodes.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
        return nodes

    def _fields_in(
        self, selected: SelectionSetNode, type_: GraphQLObjectType, visited: set[str]
    ) -> Iterator[FieldNode]:
        for node in selected.selections:
            if not self._is_included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if self._applies(node, type_):
                    yield from self._fields_in(node.selection_set, type_, visited)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                if self._applies(fragment, type_) and node.name.value not in visited:
                    visited.add(node.name.value)
                    yield from self._fields_in(fragment.selection_set, type_, visited)

    def _is_included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, fragment: FragmentDefinitionNode | InlineFragmentNode, type_: GraphQLObjectType) -> bool:
        if fragment.type_condition is None:
            return True
        condition = self.schema.get_type(fragment.type_condition.name.value)
        return condition is type_ or (is_abstract_type(condition) and self.schema.is_sub_type(condition, type_))


def switches(selected: SelectionSetNode) -> Iterator[str]:
    """The variables that `@include` and `@skip` look at, but for those in fragments that are spread."""
    for node in selected.selections:
        for directive in node.directives or ():
            for argument in directive.arguments or ():
                if isinstance(argument.value, VariableNode):
                    yield argument.value.name.value
        if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set is not None:
            yield from switches(node.selection_set)
