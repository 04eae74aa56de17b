// urql with Graphcache: the same two vantages side by side, lists in pages, and nothing that its schema does not know.
import assert from "node:assert/strict";
import { Client, fetchExchange } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { keys, resolvers, schema } from "./dateline-urql.js";
import { graphql } from "./gql";

const address = process.argv[2]!;
let requests = 0;
const warned: unknown[] = [];
console.warn = (...words) => warned.push(words);
const client = new Client({
  url: `${address}/graphql`,
  exchanges: [cacheExchange({ keys, resolvers, schema }), fetchExchange],
  preferGetMethod: process.argv[3] === "GET",
  fetch: (...asked) => {
    requests += 1;
    return fetch(...asked);
  },
});

const Rounds = graphql(`
  query Rounds($slug: String!, $on: Edtf!, $knownBy: Date) {
    asOf(on: $on, knownBy: $knownBy) {
      id
      vantage { token on }
      company(slug: $slug) {
        id
        name
        raised(currency: "EUR") { money { amount currency } counted }
        rounds { id key stage raised { money { amount currency } } leads { slug name } events { id key } }
      }
    }
  }
`);
const at = async (on: string) => {
  const { data, error } = await client.query(Rounds, { slug: "mistral-ai", on, knownBy: on });
  assert.ifError(error);
  return data!.asOf!.company!;
};
const [early, late] = [await at("2024-06-30"), await at("2026-06-30")];
assert(early.rounds.length < late.rounds.length);
const before = requests;
assert.deepEqual(await at("2024-06-30"), early);
assert.deepEqual(await at("2026-06-30"), late);
assert.equal(requests, before, "both are still in the cache");

const Events = graphql(`
  query Events($after: String) {
    asOf(on: "2026-06-30", recorded: { position: "1000" }) {
      id
      events(first: 100, after: $after) { edges { cursor node { id key } } pageInfo { hasNextPage endCursor } totalCount }
    }
  }
`);
let after: string | null = null;
for (;;) {
  const { data, error }: Awaited<ReturnType<typeof page>> = await page(after);
  assert.ifError(error);
  const { edges, pageInfo, totalCount } = data!.asOf!.events!;
  if (!pageInfo.hasNextPage) {
    assert.equal(edges.length, totalCount, "pages are put together");
    break;
  }
  after = pageInfo.endCursor;
}
assert.deepEqual(warned, []);

function page(after: string | null) {
  return client.query(Events, { after }).toPromise();
}
