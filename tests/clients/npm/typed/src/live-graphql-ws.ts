// graphql-ws
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { follow } from "./following.js";

const [address, ...appending] = process.argv.slice(2) as [string, ...string[]];
const query = "subscription ($after: String) { eventAppended(after: $after) { cursor event { key position } } }";

await follow(address, appending, (after, next, failed) => {
  const client = createClient({ url: `${address.replace("http", "ws")}/graphql`, webSocketImpl: WebSocket });
  client.subscribe<{ eventAppended: any }>(
    { query, variables: { after } },
    { next: ({ data, errors }) => (errors ? failed(errors) : next(data!.eventAppended)), error: failed, complete: () => {} },
  );
  return () => {
    client.terminate();
    void client.dispose();
  };
});
process.exit();
