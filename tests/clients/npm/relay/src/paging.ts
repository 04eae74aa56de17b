// Relay: a list of a snapshot in pages, as usePaginationFragment asks for them, put together in its store.
import assert from "node:assert/strict";
import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getRefetchMetadata,
  getSingularSelector,
  RecordSource,
  Store,
} from "relay-runtime";
import fragment, { type Pages_snapshot$data } from "./__generated__/Pages_snapshot.graphql";
import first, { type PagesQuery } from "./__generated__/PagesQuery.graphql";
import { asked, network } from "./environment.js";

const environment = new Environment({ store: new Store(new RecordSource()), network: network(process.argv[2]!) });
const variables = { on: "2026-06-30", knownBy: "2026-06-30" };
await fetchQuery<PagesQuery>(environment, first, variables).toPromise();
const operation = createOperationDescriptor(first, variables);
environment.retain(operation);
const { asOf } = environment.lookup(operation.fragment).data as any;
const selector = getSingularSelector(fragment, asOf)!;
const shown = () => (environment.lookup(selector).data as any as Pages_snapshot$data).companies!;

const { refetchableRequest } = getRefetchMetadata(fragment, "Pages");
const { paginationMetadata } = getPaginationMetadata(fragment, "Pages");
while ((shown() as any).pageInfo.hasNextPage) {
  const { endCursor } = (shown() as any).pageInfo;
  const next = getPaginationVariables("forward", 7, endCursor, {}, {}, paginationMetadata);
  await fetchQuery(environment, refetchableRequest, { ...next, id: asOf.id }).toPromise();
}
const ids = shown().edges.map((edge) => edge.node.id);
assert.equal(new Set(ids).size, ids.length);
assert.equal(asked[0], "PagesQuery");
assert.deepEqual(new Set(asked.slice(1)), new Set(["PagesNextQuery"]), "pages are asked for through node(id)");
console.log(JSON.stringify({ companies: ids.length, requests: asked.length }));
