"""The rules of graphql-core, of which the one on values also says which argument is at fault, and where."""

from collections.abc import Sequence
from typing import Any

from graphql import (
    SKIP,
    ArgumentNode,
    ASTValidationRule,
    GraphQLError,
    GraphQLInputType,
    ListValueNode,
    ObjectValueNode,
    ValidationContext,
    ValueNode,
    VariableDefinitionNode,
    specified_rules,
)
from graphql.utilities import validate_input_literal
from graphql.validation import ValuesOfCorrectTypeRule

from dateline.graphql.execution.input_errors import told_of_value

ARGUMENT = "argument"
"""In `extensions`: the way from an argument to the value at fault, or from a variable, like `$on`."""


class ValuesOfArguments(ValuesOfCorrectTypeRule):
    """A scalar of ours that refuses a value knows neither its place in the document nor its argument."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._name = ""

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        self._name = node.name.value

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: Any) -> None:
        self._name = f"${node.variable.name.value}"

    def is_valid_value_node(self, node: ValueNode, input_type: GraphQLInputType | None) -> Any:
        found: list[tuple[GraphQLError, list[str | int]]] = []
        if input_type:
            hide = self.context.hide_suggestions
            validate_input_literal(node, input_type, lambda *each: found.append(each), None, None, hide)
        for error, path in found:
            self.report_error(_placed(error, node, [self._name, *path]))
        return SKIP


def _placed(error: GraphQLError, node: ValueNode, argument: Sequence[str | int]) -> GraphQLError:
    told = told_of_value(argument, error.message)
    extensions = {**(error.extensions or {}), ARGUMENT: told.way}
    at = error.nodes or _value_at(node, argument[1:])
    return GraphQLError(told.message, at, original_error=error.original_error, extensions=extensions)


def _value_at(node: ValueNode, path: Sequence[str | int]) -> ValueNode:
    """The literal inside another; where one value stands for a list of one, that value."""
    for step in path:
        match node:
            case ObjectValueNode():
                node = next(field.value for field in node.fields if field.name.value == step)
            case ListValueNode() if isinstance(step, int):
                node = node.values[step]
    return node


RULES: tuple[type[ASTValidationRule], ...] = tuple(
    ValuesOfArguments if rule is ValuesOfCorrectTypeRule else rule for rule in specified_rules
)
"""Those of graphql-core, with ours in place of one."""
