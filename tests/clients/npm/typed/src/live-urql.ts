// urql, which reads event streams without any other package
import { Client, fetchExchange } from "@urql/core";
import { follow } from "./following.js";
import { graphql } from "./gql";

const [address, ...appending] = process.argv.slice(2) as [string, ...string[]];
const Appended = graphql(`
  subscription Appended($after: String) { eventAppended(after: $after) { cursor event { key position } } }
`);

await follow(address, appending, (after, next, failed) => {
  const client = new Client({ url: `${address}/graphql`, exchanges: [fetchExchange], fetchSubscriptions: true });
  const { unsubscribe } = client.subscription(Appended, { after }).subscribe(({ data, error }) => {
    if (error) failed(error);
    if (data) next(data.eventAppended);
  });
  return unsubscribe;
});
process.exit();
