// graphql-http's audit of a server, all of it: what is not as the draft "GraphQL over HTTP" has it is printed.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: `${process.argv[2]}/graphql` });
const told = results.map((result) => ({
  name: result.name,
  status: result.status,
  reason: "reason" in result ? result.reason : undefined,
}));
console.log(JSON.stringify(told));
