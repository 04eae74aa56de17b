"""Documents: those that were asked before, parsed, validated and compiled; the least recently used go first."""

import asyncio
from typing import Any, NamedTuple

import strawberry
from cachetools import LRUCache
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType

from dateline.graphql.execution.limits import Limits, check_number, parsed
from dateline.graphql.execution.operations import operation_of
from dateline.graphql.execution.plan import Plan
from dateline.graphql.execution.pricing import Priced, priced, whole
from dateline.graphql.execution.refusals import NotCompiled
from dateline.graphql.execution.validation import errors_of

_BYTES_OF_TOKEN = 1_200
"""What a token of a document takes in memory: about 400 parsed, and up to twice that compiled."""
_MOST_PLANS = 10
"""Operations of one document that are kept compiled."""
_MOST_PRICES = 16
"""Choices of sizes that variables give, of which the price is kept."""
_BRIEF = 1_000
"""Characters of a document that is parsed and validated at once. Longer ones, which
take up to 0.2 s, go into a thread."""


class Prepared(NamedTuple):
    document: DocumentNode
    errors: list[GraphQLError]
    """What validation found."""
    plans: dict[str | None, Plan | None]
    """By the name of the operation; None for what plans do not do."""
    prices: dict[tuple[Any, ...], Priced]
    """By the name of the operation, and the sizes that the variables give."""


class Documents:
    """Keeps documents in so many bytes of memory, and none that takes a tenth of them."""

    def __init__(self, schema: strawberry.Schema, kept_bytes: int, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self.most_bytes = kept_bytes
        self._kept: LRUCache[str, Prepared] = LRUCache(kept_bytes, _size)
        self._newest: tuple[str, Prepared] | None = None
        """The one that was asked for last, also where it is not kept: a question is looked up more than once."""
        self.prepared_count = 0
        """How many were parsed and validated since the start."""

    async def read(self, text: str) -> Prepared:
        """The document, validated, without holding up others. Raises GraphQLError for one that cannot be parsed."""
        found = self._found(text)
        if found is not None:
            return found
        made = self._made(text) if len(text) <= _BRIEF else await asyncio.to_thread(self._made, text)
        return self._keep(text, made)

    def get(self, text: str) -> Prepared:
        """The same, at once."""
        return self._found(text) or self._keep(text, self._made(text))

    def plan(self, text: str, operation_name: str | None) -> Plan | None:
        """None for what is no valid query, and for what plans do not do."""
        try:
            return self.plan_of(self.get(text), operation_name)
        except GraphQLError:
            return None

    def plan_of(self, prepared: Prepared, operation_name: str | None) -> Plan | None:
        """The same, of a document that was read."""
        plans = prepared.plans
        if operation_name not in plans:
            operation = operation_of(prepared.document, operation_name)
            if prepared.errors or operation is None:
                return None
            if len(plans) == _MOST_PLANS:
                plans.clear()
            plans[operation_name] = self._compiled(prepared.document, operation)
        return plans[operation_name]

    def cost(self, prepared: Prepared, operation_name: str | None, variables: dict[str, Any] | None) -> int:
        """What the operation costs; 0 for what is none.

        Raises TooMuch where that, its depth or the number of its aliases is above the limit.
        """
        price = self._price(prepared, operation_name, variables or {})
        limits = self._limits
        if price is None:
            return 0
        most = limits.cost_of_event if self.is_subscription(prepared, operation_name) else limits.cost
        check_number("the document costs", "COST_LIMIT_EXCEEDED", most, price.cost)
        check_number("the depth of the document is", "DEPTH_LIMIT_EXCEEDED", limits.depth, price.depth)
        check_number("the number of aliases is", "ALIAS_LIMIT_EXCEEDED", limits.aliases, price.aliases)
        check_number(
            "the number of fields at the root is", "ROOT_FIELD_LIMIT_EXCEEDED", limits.root_fields, price.roots
        )
        return price.cost

    def _price(self, prepared: Prepared, operation_name: str | None, variables: dict[str, Any]) -> Priced | None:
        prices = prepared.prices
        for known, price in prices.items():
            if known[0] == operation_name and all(_size_in(variables, name) == size for name, size in known[1:]):
                return price
        operation = operation_of(prepared.document, operation_name)
        if operation is None or prepared.errors:
            return None
        price = priced(self._schema._schema, prepared.document, operation, variables, self._limits.sizes)
        if len(prices) == _MOST_PRICES:
            prices.clear()
        prices[operation_name, *((name, _size_in(variables, name)) for name in sorted(price.variables))] = price
        return price

    def name_in(self, text: str) -> str:
        """The name of the only operation of a document that was just read; empty where it has none."""
        found = self._found(text)
        operation = operation_of(found.document, None) if found is not None else None
        return operation.name.value if operation is not None and operation.name is not None else ""

    async def writes(self, text: str, operation_name: str | None) -> bool:
        """Whether it is a mutation that is asked for; what cannot be parsed, or is not there, is none."""
        try:
            operation = operation_of((await self.read(text)).document, operation_name)
        except GraphQLError:
            return False
        return operation is not None and operation.operation is OperationType.MUTATION

    def is_subscription(self, prepared: Prepared, operation_name: str | None) -> bool:
        operation = operation_of(prepared.document, operation_name)
        return operation is not None and operation.operation is OperationType.SUBSCRIPTION

    def give_up(self, prepared: Prepared, operation_name: str | None) -> None:
        """Makes no plan of this any more: it asks for what plans do not do."""
        prepared.plans[operation_name] = None

    def _compiled(self, document: DocumentNode, operation: OperationDefinitionNode) -> Plan | None:
        try:
            return Plan(self._schema, document, operation)
        except NotCompiled:
            return None

    def _found(self, text: str) -> Prepared | None:
        if self._newest is not None and self._newest[0] == text:
            return self._newest[1]
        found = self._kept.get(text)
        if found is not None:
            self._newest = text, found
        return found

    def _made(self, text: str) -> Prepared:
        document = parsed(text, self._limits)
        errors = errors_of(self._schema._schema, document, self._limits)
        _forget_tokens(document)
        return Prepared(document, errors, {}, {})

    def _keep(self, text: str, prepared: Prepared) -> Prepared:
        self.prepared_count += 1
        self._newest = text, prepared
        if _size(prepared) * 10 <= self.most_bytes:
            self._kept[text] = prepared
        return prepared


def _forget_tokens(document: DocumentNode) -> None:
    """They lead to each other in both directions: without that a document is gone as soon as it is forgotten."""
    token = document.loc.start_token if document.loc is not None else None
    while token is not None:
        behind = token.next
        token.prev = token.next = None
        token = behind


def _size(prepared: Prepared) -> int:
    """Bytes of memory, about."""
    document = prepared.document
    text = document.loc.source.body if document.loc is not None else ""
    return len(text) * 4 + (document.token_count or 0) * _BYTES_OF_TOKEN


def _size_in(variables: dict[str, Any], name: str) -> int | str | None:
    """What a price depends on: a number, the length of a list, or the keys of an object."""
    if name not in variables:
        return "left out"
    value = variables[name]
    if isinstance(value, list):
        return f"{len(value)} entries"
    if isinstance(value, dict):
        return ", ".join(f"{key} {len(of) if isinstance(of, list) else ''}" for key, of in sorted(value.items()))
    return whole(value)
