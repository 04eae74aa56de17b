// What relay-compiler reads; programs run what it makes of this, as Babel would put it in their place.
import { graphql } from "relay-runtime";

export const first = graphql`
  query PagesQuery($on: Edtf!, $knownBy: Date) {
    asOf(on: $on, knownBy: $knownBy) {
      id
      ...Pages_snapshot
    }
  }
`;
export const snapshot = graphql`
  fragment Pages_snapshot on Snapshot
  @argumentDefinitions(count: { type: "Int", defaultValue: 7 }, cursor: { type: "String" })
  @refetchable(queryName: "PagesNextQuery") {
    companies(first: $count, after: $cursor) @connection(key: "Pages_companies") {
      edges { node { id name valuation { money { amount currency } } } }
    }
  }
`;
