"""Documents: those that were asked before, parsed, validated and compiled; the least recently used go first."""

import strawberry
from cachetools import LRUCache
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType, specified_rules
from strawberry.extensions import ParserCache, ValidationCache

from dateline.graphql.execution.plan import Plan
from dateline.graphql.execution.refusals import NotCompiled


class Documents:
    """Shares what is parsed and validated with Strawberry's own caches of the same size."""

    def __init__(self, schema: strawberry.Schema, size: int, max_tokens: int) -> None:
        self._schema = schema
        self._max_tokens = max_tokens
        self._plans: LRUCache[tuple[str, str | None], Plan | None] = LRUCache(size)
        self._parse = ParserCache(size).cached_parse_document
        self._validate = ValidationCache(size).cached_validate_document

    def plan(self, text: str, operation_name: str | None) -> Plan | None:
        """None for what is no valid query, and for what plans do not do."""
        key = (text, operation_name)
        if key not in self._plans:
            self._plans[key] = self._compiled(text, operation_name)
        return self._plans[key]

    def give_up(self, text: str, operation_name: str | None) -> None:
        """Makes no plan of this any more: it asks for what plans do not do."""
        self._plans[text, operation_name] = None

    def _compiled(self, text: str, operation_name: str | None) -> Plan | None:
        try:
            document = self._parse(text, max_tokens=self._max_tokens)
        except GraphQLError:
            return None
        operation = _operation(document, operation_name)
        if operation is None or self._validate(self._schema._schema, document, tuple(specified_rules)):
            return None
        try:
            return Plan(self._schema, document, operation)
        except NotCompiled:
            return None


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The query with this name, or the only one there is."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is not None:
        operations = [each for each in operations if each.name is not None and each.name.value == name]
    return operations[0] if len(operations) == 1 and operations[0].operation is OperationType.QUERY else None
