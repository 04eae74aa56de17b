// Answers to random questions at two vantages, and to whatever they gave an id of, each normalised by Apollo Client:
// no field of one id has two values.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ApolloClient, gql, HttpLink, InMemoryCache, type NormalizedCacheObject } from "@apollo/client";
import { possibleTypes } from "./dateline.js";
import { OneValue } from "./one-value.js";

type Asked = { name: string; document: string; variables: Record<string, unknown> };

const [address, questions] = process.argv.slice(2) as [string, string];
const { random, byId } = JSON.parse(readFileSync(questions, "utf8")) as { random: Asked[]; byId: Asked[] };
const held = new OneValue();

async function ask({ name, document, variables }: Asked) {
  const cache = new InMemoryCache({
    possibleTypes,
    // `final` tells how a question pinned its vantage: it is of the question, and not of the vantage.
    typePolicies: { Vantage: { fields: { final: { merge: () => "of the question" } } } },
  });
  const client = new ApolloClient({ link: new HttpLink({ uri: `${address}/graphql` }), cache });
  const { data, error } = await client.query({ query: gql(document), variables, errorPolicy: "all" });
  client.stop();
  if (!error) {
    const { ROOT_QUERY, __META, ...told } = cache.extract() as NormalizedCacheObject & { __META?: unknown };
    held.keep(told as Record<string, Record<string, unknown>>, name);
  } else if (data === undefined && !("errors" in error)) {
    throw error;
  }
}

for (const question of random) {
  await ask(question);
}
for (const question of byId) {
  const type = question.name.replace(/\d+$/, "");
  const ids = held.ids.filter((id) => id.startsWith(`${type}:`)).map((id) => id.slice(type.length + 1));
  for (let from = 0; from < ids.length; from += 30) {
    await ask({ ...question, variables: { ids: ids.slice(from, from + 30) } });
  }
}
const id = held.ids.find((id) => id.startsWith("Company:"))!;
assert.throws(() => held.keep({ [id]: { name: "another one" } }, "a change"), /has another value than before/);
console.log(JSON.stringify({ ids: held.ids.length, compared: held.compared }));
