"""GraphiQL, from the files of a package: works offline."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from dateline.web.prefix import prefix_of

_PACKAGE = "graphene_django_graphiql_static"

EXAMPLE = """# What was true at a date, what was known by then,
# and who said so. Ctrl-Enter asks.
query Valuation {
  hindsight: asOf(on: "2026-07-15") {
    ...Valuation
  }
  inFebruary: asOf(on: "2026-07-15", knownBy: "2026-02-28") {
    ...Valuation
  }
}

fragment Valuation on Snapshot {
  vantage { on knownBy position }
  company(slug: "mistral-ai") {
    name
    valuation {
      money { amount currency }
      on { human }
      rule
      sources { publisher published { human } }
      alternatives {
        money { amount currency }
        agrees
        event { sources { publisher } }
      }
    }
  }
}
"""

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dateline · GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="PREFIX/graphiql/static/graphiql.min.css">
<style>html, body, #graphiql { height: 100%; margin: 0; }</style>
</head>
<body>
<div id="graphiql">Loading …</div>
<script src="PREFIX/graphiql/static/react.production.min.js"></script>
<script src="PREFIX/graphiql/static/react-dom.production.min.js"></script>
<script src="PREFIX/graphiql/static/graphiql.min.js"></script>
<script>
  const fetcher = GraphiQL.createFetcher({ url: "PREFIX/graphql" });
  const settings = { fetcher, defaultQuery: EXAMPLE, defaultEditorToolsVisibility: false };
  ReactDOM.render(React.createElement(GraphiQL, settings), document.getElementById("graphiql"));
</script>
</body>
</html>
"""


async def page(request: Request) -> HTMLResponse:
    example = json.dumps(EXAMPLE).replace("<", "\\u003c")
    return HTMLResponse(_PAGE.replace("PREFIX", prefix_of(request.scope)).replace("EXAMPLE", example))


def assets() -> StaticFiles:
    return StaticFiles(packages=[(_PACKAGE, f"static/{_PACKAGE}")])
