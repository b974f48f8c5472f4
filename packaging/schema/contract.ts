import { z } from "@azure-genai-gateway/schema";
import type { KeySchema } from "../../components/config/schema/jsonSchema";
import { contractSchema } from "../../components/useCase/contract/schema";
import { keyTables } from "./referencePage";

type Json = Readonly<Record<string, unknown>>;

function contractJsonSchema(): Json {
  return z.toJSONSchema(contractSchema, { io: "input", target: "draft-7" });
}

/** JSON Schema of a contract's file, for completion and checks in editors. */
export function contractFileSchema(): Json {
  return {
    ...contractJsonSchema(),
    title: "An access contract",
    description: "Generated from components/useCase/contract by `npm run generate:schema`; not to be edited.",
  };
}

/** docs/contract-reference.md: every key, in the order of the schema. */
export function contractPage(): string {
  const schema = contractJsonSchema() as KeySchema;
  const { gateway, ...properties } = schema.properties!;
  // One of two forms: the stack's is what files write, the other one has a format of its own.
  const [byStack] = (gateway as { readonly anyOf: readonly KeySchema[] }).anyOf;
  const { useCase, ...others } = properties;
  const plain = { ...gateway, ...byStack, ...{ description: gateway!.description } };
  return `<!-- Generated from components/useCase/contract by \`npm run generate:schema\`; not to be edited. -->
# Every key of an access contract
A contract is one file, \`BU/NAME/ENVIRONMENT.yaml\`. [Contracts](contracts.md) shows how to use them. For completion, checks and this prose in editors with YAML's language server the file begins with

\`\`\`yaml
# yaml-language-server: $schema=../../../schemas/contract.schema.json
\`\`\`

In place of \`gateway.stack\` a contract may hold what the gateway's output \`hub\` is, for a gateway whose stack cannot be read from where the contracts are deployed.

${keyTables("The use case", { ...schema, properties: { useCase: useCase!, gateway: plain, ...others } })}
`;
}
