// The rules of @graphql-eslint for a schema, recommended and Relay's, less what `tests/graphql/test_schema_style.py` says is otherwise on purpose.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["schema.graphql"],
    plugins: { "@graphql-eslint": graphql },
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "schema.graphql" } } },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,
      // Values, like an amount of money, have no id: they are kept inside what has one.
      "@graphql-eslint/strict-id-in-types": "off",
      // A list that is short by nature is a plain one; a finding is no node.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: false, listTypeCanWrapOnlyEdgeType: false },
      ],
      // Findings are read forward only.
      "@graphql-eslint/relay-arguments": ["error", { includeBoth: false }],
      // GraphQL's own: it has no description to give.
      "@graphql-eslint/require-description": [
        "error",
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumTypeDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputObjectTypeDefinition: true,
          InputValueDefinition: true,
          InterfaceTypeDefinition: true,
          ObjectTypeDefinition: true,
          ScalarTypeDefinition: true,
          ignoredSelectors: ["DirectiveDefinition[name.value=oneOf]"],
        },
      ],
    },
  },
];
