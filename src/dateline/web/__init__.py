"""HTTP: the ASGI app, the rules of GraphQL over HTTP, GraphiQL."""
