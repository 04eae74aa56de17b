"""Limits: what a document may be, counted before anything is done for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, TokenKind, parse

from dateline.values.text import cut


class Sizes(NamedTuple):
    """What a question is taken to cost."""

    page: int
    """Entries of a page that says no number."""
    largest_page: int
    list: int
    """Entries of a list that is not asked for in pages."""
    weights: Mapping[str, int] = MappingProxyType({})
    """`Type.field` → what it costs itself, if that is not 1; `Type.field(argument)` → what the argument adds;
    `Type.field(argument.key[])` → what each entry of a list in it adds."""
    answered: Mapping[str, str] = MappingProxyType({})
    """`Type.field` of a list that answers a list which was sent → where that stands, `field(argument.key)`: it has as
    many entries."""


class Limits(NamedTuple):
    """What a schema takes. Whatever is above is refused with a code, the limit and the number."""

    tokens: int
    """Of a document: validation is quadratic."""
    name_length: int
    """Characters of a name or an alias: an answer repeats it for each object."""
    text_length: int
    """Characters of a string or a number, in a document and in its variables."""
    sizes: Sizes
    cost: int
    """What is counted before anything is asked."""
    values: int
    """Of an answer: what the lists hold in fact is known only when they are there."""
    depth: int
    """Of fields in fields."""
    aliases: int
    """Of a document."""
    directives: int
    """Of a document: what is said with `@`."""
    root_fields: int
    """Of an operation, fragments unfolded: questions that begin anew."""
    cost_of_event: int = 5_000
    """The same of a subscription, for each thing that it tells of: it is asked again and again."""
    errors: int = 10
    """Validation stops after so many."""
    suggestions: int = 3
    """Names that could be meant are looked for where there are no more errors than this: each is compared with all."""


class TooMuch(GraphQLError):
    """A limit is exceeded. `extensions` has the code, the limit and the number asked for, where that was counted."""

    def __init__(self, message: str, code: str, most: int, asked: int | None) -> None:
        counted = {"asked": asked} if asked is not None else {}
        super().__init__(message, extensions={"code": code, "limit": most, **counted})


class TookTooLong(GraphQLError):
    """An answer was not there after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the answer takes longer than {seconds:g} seconds: ask for less at a time",
            extensions={"code": "TIME_LIMIT_EXCEEDED", "limit": seconds},
        )


_WORDS = {TokenKind.STRING, TokenKind.BLOCK_STRING, TokenKind.INT, TokenKind.FLOAT}


def parsed(text: str, limits: Limits) -> DocumentNode:
    """The document. Raises TooMuch for one with more tokens, with longer names and values, or with more directives than
    it may have, and GraphQLError for what is no GraphQL."""
    try:
        document = parse(text, max_tokens=limits.tokens)
    except GraphQLSyntaxError as error:
        if "Parsing aborted" not in error.message:
            raise
        said = f"the document has more than {limits.tokens:,} tokens, and is read no further"
        raise TooMuch(said, "TOKEN_LIMIT_EXCEEDED", limits.tokens, None) from error
    check_words(document, limits)
    return document


def check_words(document: DocumentNode, limits: Limits) -> None:
    """Raises TooMuch for a name or a value in the document that is longer than it may be, and for many directives."""
    token = document.loc.start_token if document.loc is not None else None
    directives = 0
    while token is not None:
        if token.kind is TokenKind.AT:
            directives += 1
        text = token.value or ""
        length = len(text)
        if token.kind is TokenKind.NAME and length > limits.name_length:
            raise _too_long(f"the name {cut(text, 40)!r}", "NAME_TOO_LONG", limits.name_length, length)
        if token.kind in _WORDS and length > limits.text_length:
            raise _too_long("a value in the document", "VALUE_TOO_LONG", limits.text_length, length)
        token = token.next
    check_number("the number of directives is", "DIRECTIVE_LIMIT_EXCEEDED", limits.directives, directives)


def check_variables(variables: dict[str, Any] | None, limits: Limits) -> None:
    """Raises TooMuch for a text in the variables that is longer than it may be."""
    open_ = [(name, value) for name, value in (variables or {}).items()]
    while open_:
        name, value = open_.pop()
        if isinstance(value, str) and len(value) > limits.text_length:
            raise _too_long(f"a value in ${cut(name, 40)}", "VALUE_TOO_LONG", limits.text_length, len(value))
        if isinstance(value, dict):
            open_ += [(name, text) for entry in value.items() for text in entry]
        elif isinstance(value, list):
            open_ += [(name, entry) for entry in value]


def check_number(what: str, code: str, most: int, asked: int) -> None:
    """Raises TooMuch for a number above its limit. `what` is the beginning of the sentence."""
    if asked > most:
        raise TooMuch(f"{what} {asked:,}, but at most {most:,} may be asked for", code, most, asked)


def _too_long(what: str, code: str, most: int, asked: int) -> TooMuch:
    return TooMuch(f"{what} has {asked:,} characters, but at most {most:,} are taken", code, most, asked)
