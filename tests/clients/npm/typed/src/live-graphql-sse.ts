// graphql-sse
import { createClient } from "graphql-sse";
import { follow } from "./following.js";

const [address, ...appending] = process.argv.slice(2) as [string, ...string[]];
const query = "subscription ($after: String) { eventAppended(after: $after) { cursor event { key position } } }";

await follow(address, appending, (after, next, failed) => {
  const client = createClient({ url: `${address}/graphql` });
  client.subscribe<{ eventAppended: any }>(
    { query, variables: { after } },
    { next: ({ data, errors }) => (errors ? failed(errors) : next(data!.eventAppended)), error: failed, complete: () => {} },
  );
  return () => client.dispose();
});
process.exit();
