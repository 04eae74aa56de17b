"""HTTP: the ASGI app, GraphQL over HTTP, GraphiQL, exports, the status of every error. May import: graphql, exports."""
