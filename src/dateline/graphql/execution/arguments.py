"""Arguments and variables: what a field is called with, worked out once for each field of a document and each request.

Values are read by graphql-core's functions, and made into Strawberry's inputs by Strawberry's.
"""

from typing import Any, NamedTuple

import strawberry
from graphql import (
    ArgumentNode,
    FieldNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLInputType,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    ValueNode,
    VariableNode,
    VariableValues,
    Visitor,
    coerce_input_value,
    is_input_type,
    is_leaf_type,
    is_non_null_type,
    is_required_argument,
    type_from_ast,
    visit,
)
from graphql.utilities import coerce_input_literal
from strawberry.relay import GlobalID
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import StrawberryArgument, convert_argument
from strawberry.types.base import StrawberryMaybe, StrawberryOptional
from strawberry.types.field import StrawberryField

from dateline.graphql.execution.refusals import NoAnswer, NotCompiled


class Given(NamedTuple):
    """What a request gives: its variables, and what resolvers are told of it."""

    info: strawberry.Info
    variables: VariableValues


class Variables:
    """The variables of an operation. Raises NotCompiled for a default that does not fit."""

    def __init__(self, schema: GraphQLSchema, operation: OperationDefinitionNode) -> None:
        self._types: dict[str, tuple[GraphQLInputType, bool]] = {}
        """By name, without “not null”, and whether that is said of them."""
        self._defaults: dict[str, Any] = {}
        for defined in operation.variable_definitions or ():
            name, type_ = defined.variable.name.value, type_from_ast(schema, defined.type)
            if not is_input_type(type_):
                raise NotCompiled(f"${name}")
            self._types[name] = (type_.of_type, True) if is_non_null_type(type_) else (type_, False)
            if defined.default_value is not None:
                self._defaults[name] = coerce_input_literal(defined.default_value, type_)
                if self._defaults[name] is Undefined:
                    raise NotCompiled(f"${name}")

    def read(self, given: dict[str, Any]) -> VariableValues:
        """Raises NoAnswer for a value that does not fit, or is missing."""
        coerced = {}
        for name, (type_, is_needed) in self._types.items():
            value = given.get(name, Undefined)
            if value is Undefined and not is_needed and name not in self._defaults:
                continue
            if value is Undefined:
                value = self._defaults.get(name, Undefined)
            elif value is None and is_needed:
                value = Undefined
            else:
                value = coerce_input_value(value, type_)
            if value is Undefined:
                raise NoAnswer(f"${name}")
            coerced[name] = value
        return VariableValues({}, coerced)


class _Argument:
    """An argument of a field, as a document gives it or leaves it out."""

    def __init__(
        self,
        node: ArgumentNode | None,
        definition: GraphQLArgument,
        argument: StrawberryArgument,
        converter: GraphQLCoreConverter,
    ) -> None:
        if definition.default is not None or argument.python_name is None:
            raise NotCompiled(f"the default of {argument.python_name}")
        self.name: str = argument.python_name
        self._node = node.value if node is not None else None
        self._variable = node.value.name.value if node is not None and isinstance(node.value, VariableNode) else None
        self._definition = definition
        self._argument = argument
        self._converter = converter
        self._is_as_read = _is_as_read(definition, argument)
        self.is_constant = self._node is None or not _has_variables(self._node)

    def value(self, variables: VariableValues) -> Any:
        """Undefined where it is left out and has no default. Raises NoAnswer for what does not fit."""
        node, type_ = self._node, self._definition.type
        if node is None or (self._variable is not None and self._variable not in variables.coerced):
            value = self._definition.default_value
            if value is Undefined and not is_required_argument(self._definition):
                return Undefined
        elif self._variable is not None:  # it was read as what the argument takes, but perhaps null
            value = variables.coerced[self._variable]
            if value is None and is_non_null_type(type_):
                value = Undefined
        else:
            value = coerce_input_literal(node, type_, variables)
        if value is Undefined:
            raise NoAnswer(self.name)
        return value if self._is_as_read else self._made(value)

    def _made(self, value: Any) -> Any:
        registry, config = self._converter.scalar_registry, self._converter.config
        return convert_argument(value, self._argument.type, registry, config)


def _is_as_read(definition: GraphQLArgument, argument: StrawberryArgument) -> bool:
    """Whether Strawberry makes nothing else of what graphql-core has read."""
    read = definition.type.of_type if is_non_null_type(definition.type) else definition.type
    made = argument.type.of_type if isinstance(argument.type, StrawberryOptional) else argument.type
    return is_leaf_type(read) and made is not GlobalID and not isinstance(argument.type, StrawberryMaybe)


class _FoundVariable(Visitor):
    found = False

    def enter_variable(self, *_: Any) -> None:
        self.found = True


def _has_variables(node: ValueNode) -> bool:
    looking = _FoundVariable()
    visit(node, looking)
    return looking.found


class Arguments:
    """What a resolver is called with beside its object."""

    def __init__(
        self, node: FieldNode, definition: GraphQLField, field: StrawberryField, converter: GraphQLCoreConverter
    ) -> None:
        nodes = {argument.name.value: argument for argument in node.arguments or ()}
        named = {converter.config.name_converter.from_argument(argument): argument for argument in field.arguments}
        arguments = [_Argument(nodes.get(name), definition.args[name], named[name], converter) for name in named]
        self._open = [each for each in arguments if not each.is_constant]
        self.constant = _given([each for each in arguments if each.is_constant], VariableValues({}, {}))
        info = field.base_resolver.info_parameter if field.base_resolver is not None else None
        self._info = info.name if info is not None else None
        self.are_open = bool(self._open) or info is not None
        """Whether it depends on the request what they are: else they are `constant`."""

    def of(self, given: Given) -> dict[str, Any]:
        """Raises NoAnswer for what does not fit."""
        arguments = self.constant | _given(self._open, given.variables)
        if self._info is not None:
            arguments[self._info] = given.info
        return arguments


def _given(arguments: list[_Argument], variables: VariableValues) -> dict[str, Any]:
    given = {}
    for each in arguments:
        value = each.value(variables)
        if value is not Undefined:
            given[each.name] = value
    return given
