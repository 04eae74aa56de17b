// Apollo Client: two vantages of one company side by side in its cache, one object anew by its id, pages, a snapshot.
import assert from "node:assert/strict";
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { filter, firstValueFrom } from "rxjs";
import { possibleTypes, typePolicies } from "./dateline.js";
import { graphql } from "./gql";

const address = process.argv[2]!;
let requests = 0;
const counted: typeof fetch = (...asked) => {
  requests += 1;
  return fetch(...asked);
};
const client = new ApolloClient({
  link: new HttpLink({ uri: `${address}/graphql`, fetch: counted }),
  cache: new InMemoryCache({ possibleTypes, typePolicies }),
});

const Worth = graphql(`
  query Worth($slug: String!, $on: Edtf!, $knownBy: Date) {
    asOf(on: $on, knownBy: $knownBy) {
      id
      vantage { token on }
      company(slug: $slug) {
        id
        name
        valuation { money { amount currency } on { edtf } event { __typename id key } }
        company { id name log(first: 1) { totalCount } }
      }
    }
  }
`);

const at = async (on: string) => {
  const { data } = await client.query({ query: Worth, variables: { slug: "mistral-ai", on, knownBy: on } });
  assert(data?.asOf?.company);
  return data.asOf;
};
const [early, late] = [await at("2024-06-30"), await at("2026-06-30")];
assert.notDeepEqual(early.company!.valuation, late.company!.valuation);
assert.notEqual(early.company!.company.log!.totalCount, late.company!.company.log!.totalCount);
const before = requests;
assert.deepEqual(await at("2024-06-30"), early, "the cache gives the early answer after the late one");
assert.equal(requests, before);

const Anew = graphql(`
  query Anew($id: ID!) {
    node(id: $id) {
      id
      ... on CompanyState { name valuation { money { amount currency } on { edtf } event { __typename id key } } }
      ... on Company { name log(first: 1) { totalCount } }
    }
  }
`);
for (const seen of [early.company!, early.company!.company, late.company!, late.company!.company]) {
  const { data } = await client.query({ query: Anew, variables: { id: seen.id }, fetchPolicy: "network-only" });
  for (const [name, value] of Object.entries(data!.node!)) {
    assert.deepEqual(value, seen[name as keyof typeof seen], `${name} of ${seen.id}`);
  }
}

const Again = graphql(`
  query Again($token: String!, $slug: String!) {
    snapshot(token: $token) { id vantage { token on } company(slug: $slug) { id name } }
  }
`);
const already = requests;
const again = await client.query({ query: Again, variables: { token: early.vantage.token, slug: "mistral-ai" } });
assert.equal(again.data!.snapshot!.company!.id, early.company!.id);
assert.equal(requests, already, "what is held of a snapshot is not asked for again");

const Ranked = graphql(`
  query Ranked($after: String) {
    asOf(on: "2026-06-30", recorded: { position: "1000" }) {
      id
      companies(first: 7, after: $after) {
        edges { cursor node { id name } }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
`);
const pages = client.watchQuery({ query: Ranked });
const shown = async () => {
  const result = await firstValueFrom(pages.pipe(filter((result) => !result.loading)));
  assert(result.dataState === "complete");
  return result.data.asOf!.companies!;
};
for (let page = (await shown()).pageInfo; page.hasNextPage; page = (await shown()).pageInfo) {
  await pages.fetchMore({ variables: { after: page.endCursor } });
}
const all = await shown();
const ids = all.edges.map((edge) => edge.node.id);
assert.equal(ids.length, all.totalCount);
assert.equal(new Set(ids).size, ids.length);
client.stop();
