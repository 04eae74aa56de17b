"use strict";

(() => {
  const root = document.getElementById("graphiql");
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const asked = new URLSearchParams(window.location.search);
  const live = new URL(settings.url, window.location.href);
  live.protocol = live.protocol === "https:" ? "wss:" : "ws:";

  // What stands in the tab "Headers", such as an API key, goes with subscriptions too.
  let headers = {};
  const readHeaders = (text) => {
    try {
      headers = JSON.parse(text || "{}");
    } catch {
      headers = {};
    }
  };

  const ask = GraphiQL.createFetcher({
    url: settings.url,
    wsClient: graphqlWs.createClient({ url: live.href, connectionParams: () => headers }),
  });

  // Just after another tab was chosen, GraphiQL still sends the name of the operation of the one before.
  const fetcher = (question, options) => {
    const named = new RegExp(`\\b(query|mutation|subscription)\\s+${question.operationName}\\b`);
    return ask(named.test(question.query) ? question : { ...question, operationName: undefined }, options);
  };

  const properties = {
    fetcher,
    defaultEditorToolsVisibility: asked.has("variables") ? "variables" : false,
    defaultTabs: settings.examples.map((query) => ({ query })),
    defaultQuery: settings.examples[0],
    onEditHeaders: readHeaders,
  };
  if (asked.get("query")) {
    properties.query = asked.get("query");
    properties.defaultTabs = undefined;
  }
  if (asked.get("variables")) properties.variables = asked.get("variables");
  if (asked.get("operationName")) properties.operationName = asked.get("operationName");

  const logo = React.createElement(
    GraphiQL.Logo, null,
    React.createElement("a", { className: "dateline-logo", href: window.location.pathname }, "Dateline"),
  );
  ReactDOM.render(React.createElement(GraphiQL, properties, logo), root);
})();
