"""GraphiQL: a page to ask on, offline, with questions to begin with. May import: the prefix of a server."""

from dateline.web.graphiql.serving import EXAMPLE, EXAMPLES, assets, page, start

__all__ = ["EXAMPLE", "EXAMPLES", "assets", "page", "start"]
