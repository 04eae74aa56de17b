"""Validation that costs little where much is wrong: it stops after a few errors, and guesses names for fewer."""

from graphql import DocumentNode, GraphQLError, GraphQLSchema, validate
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule

from dateline.graphql.execution.limits import Limits
from dateline.graphql.execution.values_of_arguments import RULES

_RULES = (*RULES, MaybeNullValidationRule)
"""As Strawberry validates, but that errors say more of arguments."""


def errors_of(schema: GraphQLSchema, document: DocumentNode, limits: Limits) -> list[GraphQLError]:
    """What is wrong with a document; names that could be meant are told if that is little."""
    errors = validate(schema, document, _RULES, limits.errors, hide_suggestions=True)
    if 0 < len(errors) <= limits.suggestions:
        return validate(schema, document, _RULES, limits.errors)
    return errors
