"""GraphiQL: a page to ask on, offline, with questions to begin with. May import: the prefix of a server."""

from dateline.web.graphiql.serving import assets, examples, page, start

__all__ = ["assets", "examples", "page", "start"]
