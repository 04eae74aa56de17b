import { Network } from "relay-runtime";

export const asked: string[] = [];

export class Refused extends Error {
  constructor(readonly errors: { message: string; extensions: { code: string } }[]) {
    super(errors.map(({ message }) => message).join("\n"));
  }
}

/** Sends what is asked for to a running server. */
export function network(address: string) {
  return Network.create(async ({ name, text }, variables) => {
    asked.push(name);
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ query: text, variables, operationName: name }),
    });
    const answer = (await response.json()) as any;
    if (answer.errors) {
      throw new Refused(answer.errors);
    }
    return answer;
  });
}
