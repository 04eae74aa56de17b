"""Why a plan does not answer: graphql-core is asked instead."""

UNLIKE = "a plan failed where graphql-core does not"
"""What the log says of a fault in this package: whoever asked has the right answer nevertheless."""


class NotCompiled(Exception):
    """The document holds what plans do not do."""


class NoAnswer(Exception):
    """A value that may not be given, or an argument that may not be taken: graphql-core tells which, and where."""
