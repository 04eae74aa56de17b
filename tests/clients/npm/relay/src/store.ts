// Answers to random questions at two vantages, and to whatever they gave an id of, each normalised by Relay's store:
// no field of one id has two values.
import { existsSync, readFileSync } from "node:fs";
import {
  createOperationDescriptor,
  Environment,
  fetchQuery,
  Network,
  RecordSource,
  ROOT_ID,
  Store,
  type ConcreteRequest,
} from "relay-runtime";
import { network, Refused } from "./environment.js";
import { OneValue } from "./one-value.js";

type Asked = { name: string; variables: Record<string, unknown> };
type Fields = Record<string, unknown>;

const [address, questions] = process.argv.slice(2) as [string, string];
const { random, byId } = JSON.parse(readFileSync(questions, "utf8")) as { random: Asked[]; byId: Asked[] };
const held = new OneValue();

async function ask({ name, variables }: Asked) {
  const request = (await import(`./__generated__/${name}Query.graphql.ts`)).default as ConcreteRequest;
  const environment = new Environment({ store: new Store(new RecordSource()), network: network(address) });
  environment.retain(createOperationDescriptor(request, variables));
  try {
    await fetchQuery(environment, request, variables).toPromise();
  } catch (error) {
    if (error instanceof Refused) {
      return; // an error is no value
    }
    throw error;
  }
  held.keep(byIdOf(environment.getStore().getSource().toJSON()), name);
}

/** What has an id of its own, and what is in it, which Relay keeps under a name made of the id and the way to it. */
function byIdOf(records: Record<string, unknown>): Record<string, Fields> {
  const { [ROOT_ID]: _, ...told } = records as Record<string, Fields>;
  return Object.fromEntries(
    Object.entries(told)
      .filter(([id]) => !id.startsWith(`${ROOT_ID}:`))
      .map(([id, { final, ...fields }]) => [id, fields]), // how a question pinned its vantage: it is of the question
  );
}

for (const question of random.filter(({ name }) => existsSync(new URL(`./${name}.ts`, import.meta.url)))) {
  await ask(question); // but for those that Relay does not read
}
for (const question of byId) {
  const type = question.name.replace(/\d+$/, "");
  const ids = held.ids.filter((id) => held.field(id, "__typename") === type && held.field(id, "id") === id);
  for (let from = 0; from < ids.length; from += 30) {
    await ask({ ...question, variables: { ids: ids.slice(from, from + 30) } });
  }
}
console.log(JSON.stringify({ ids: held.ids.length, compared: held.compared }));
