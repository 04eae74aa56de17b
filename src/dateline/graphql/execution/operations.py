"""Operations: which one of a document is asked, and whether it asks for the schema alone."""

from __future__ import annotations

from graphql import DocumentNode, FieldNode, OperationDefinitionNode, OperationType

_OF_SCHEMA = ("__schema", "__type", "__typename")


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    """The operation with this name, or the only one there is."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    if name is not None:
        operations = [each for each in operations if each.name is not None and each.name.value == name]
    return operations[0] if len(operations) == 1 else None


def asks_for_the_schema(document: DocumentNode, name: str | None) -> bool:
    """Whether it asks for the schema and for nothing else: its answer is the same as long as the program is."""
    operation = operation_of(document, name)
    if operation is None or operation.operation is not OperationType.QUERY:
        return False
    asked = operation.selection_set.selections
    return all(isinstance(each, FieldNode) and each.name.value in _OF_SCHEMA for each in asked)
