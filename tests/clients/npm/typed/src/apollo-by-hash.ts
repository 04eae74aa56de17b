// Apollo Client with persisted queries: by their hash over GET, once the server knows them.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { possibleTypes, typePolicies } from "./dateline";
import { graphql } from "./gql";

const address = process.argv[2]!;
const asked: string[] = [];
const kept: (string | null)[] = [];
const noted: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  asked.push(`${init?.method} ${String(input).includes("query=") || String(init?.body).includes('"query":') ? "document" : "hash"}`);
  kept.push(response.headers.get("cache-control"));
  return response;
};
const Pinned = graphql(`
  query Pinned($slug: String!) {
    asOf(on: "2025-12-31", recorded: { position: "1000" }) { id company(slug: $slug) { id name } }
  }
`);
const persisted = new PersistedQueryLink({
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  useGETForHashedQueries: true,
});
const client = new ApolloClient({
  link: ApolloLink.from([persisted, new HttpLink({ uri: `${address}/graphql`, fetch: noted })]),
  cache: new InMemoryCache({ possibleTypes, typePolicies }),
});
for (const slug of ["mistral-ai", "openai", "mistral-ai"]) {
  const { data } = await client.query({ query: Pinned, variables: { slug }, fetchPolicy: "network-only" });
  assert(data?.asOf?.company?.name);
}
assert.deepEqual(asked, ["GET hash", "POST document", "GET hash", "GET hash"]);
assert.equal(kept[0], "no-store");
assert.equal(kept[2], "public, max-age=31536000, immutable");
client.stop();
