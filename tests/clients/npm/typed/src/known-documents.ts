// A server that takes known documents only: those of graphql-codegen's manifest, by their ids.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const address = process.argv[2]!;
const known = JSON.parse(readFileSync("src/gql/persisted-documents.json", "utf8")) as Record<string, string>;
const ask = async (asked: Record<string, string>) => {
  const response = await fetch(`${address}/graphql?${new URLSearchParams(asked)}`);
  return { headers: response.headers, told: (await response.json()) as any };
};

const [worth] = Object.entries(known).find(([, document]) => document.startsWith("query Worth("))!;
const variables = JSON.stringify({ slug: "mistral-ai", on: "2025-12-31" });
const { told } = await ask({ documentId: worth, variables });
assert.equal(told.data.asOf.company.name, "Mistral AI");
const refused = await ask({ query: "{ log { position } }" });
assert.equal(refused.told.errors[0].extensions.code, "QUERY_NOT_IN_SAFELIST");
const nobody = await ask({ documentId: `sha256:${"0".repeat(64)}` });
assert.equal(nobody.told.errors[0].extensions.code, "PERSISTED_QUERY_NOT_FOUND");
