// Apollo Client, over graphql-ws
import { ApolloClient, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { createClient } from "graphql-ws";
import WebSocket from "ws";
import { possibleTypes, typePolicies } from "./dateline";
import { follow } from "./following.js";
import { graphql } from "./gql";

const [address, ...appending] = process.argv.slice(2) as [string, ...string[]];
const AppendedTo = graphql(`
  subscription AppendedTo($after: String) { eventAppended(after: $after) { cursor event { id key position } } }
`);

await follow(address, appending, (after, next, failed) => {
  const socket = createClient({ url: `${address.replace("http", "ws")}/graphql`, webSocketImpl: WebSocket });
  const client = new ApolloClient({
    link: new GraphQLWsLink(socket),
    cache: new InMemoryCache({ possibleTypes, typePolicies }),
  });
  client.subscribe({ query: AppendedTo, variables: { after } }).subscribe({
    next: ({ data, error }) => (error ? failed(error) : next(data!.eventAppended)),
    error: failed,
  });
  return () => {
    socket.terminate();
    void socket.dispose();
  };
});
process.exit();
