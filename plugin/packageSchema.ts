import { configJsonSchema, type KeySchema } from "../components/config/schema/jsonSchema";
import { sentences } from "../components/config/schema/prose";
import { outputs } from "./outputs";

/** https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/ */
export interface PropertySpec {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: PropertySpec;
  readonly additionalProperties?: PropertySpec;
  readonly description?: string;
  readonly plain?: boolean;
  readonly secret?: boolean;
}

type TypeSpec =
  | {
      readonly type: "object";
      readonly description?: string;
      readonly properties: Record<string, PropertySpec>;
      readonly required?: readonly string[];
    }
  | {
      readonly type: "string";
      readonly description?: string;
      readonly enum: readonly { readonly value: string }[];
    };

export const packageName = "azure-genai-gateway";
export const componentToken = `${packageName}:index:GenAiGateway`;

/**
 * The package's schema, by which Pulumi's other languages know the component. It is made from the schema of the stack
 * files, so that both take the same. `plain` stands where a value has to be known when the program runs, because it
 * decides which resources there are.
 */
export function packageSchema(version: string): object {
  const types: Record<string, TypeSpec> = {};
  const config = configJsonSchema();
  const inputProperties: Record<string, PropertySpec> = {};
  for (const [name, schema] of Object.entries(config.properties ?? {}))
    inputProperties[name] = property(schema, capital(name), types);
  inputProperties["policies"] = {
    type: "string",
    plain: true,
    description:
      "Folder of policy documents, laid over the package's own: a file takes the place of the one of its name.",
  };
  return {
    name: packageName,
    version,
    displayName: "Azure GenAI gateway",
    description: "A GenAI gateway on Azure API Management in front of private Azure OpenAI accounts.",
    license: "MIT",
    language: {
      python: { pyproject: { enabled: true } },
      nodejs: { respectSchemaVersion: true },
      go: { generateResourceContainerTypes: true },
      csharp: { respectSchemaVersion: true },
    },
    types,
    resources: {
      [componentToken]: {
        isComponent: true,
        description: "API Management in front of private Azure OpenAI accounts, with all that they need.",
        inputProperties,
        requiredInputs: config.required ?? [],
        properties: Object.fromEntries(Object.entries(outputs).map(([name, { spec }]) => [name, spec])),
        required: Object.entries(outputs).flatMap(([name, { optional }]) => (optional ? [] : [name])),
      },
    },
  };
}

function property(schema: KeySchema, name: string, types: Record<string, TypeSpec>): PropertySpec {
  return {
    ...typeOf(schema, name, types),
    ...(schema.takesOutput ? {} : { plain: true }),
    description: sentences(schema),
  };
}

function typeOf(schema: KeySchema, name: string, types: Record<string, TypeSpec>): PropertySpec {
  if (schema.enum) {
    const values = schema.enum.map((value) => ({ value }));
    return refer(name, types, { type: "string", description: schema.description, enum: values });
  }
  switch (schema.type) {
    case "array":
      return { type: "array", items: property(schema.items ?? {}, singular(name), types) };
    case "object":
      return schema.properties
        ? object(schema, name, types)
        : {
            type: "object",
            additionalProperties: property(schema.additionalProperties as KeySchema, `${name}Value`, types),
          };
    case "string":
    case "boolean":
    case "integer":
    case "number":
      return { type: schema.type };
    default:
      throw new Error(`the config's schema has ${name}, for which the plugin has no type`);
  }
}

function object(schema: KeySchema, name: string, types: Record<string, TypeSpec>): PropertySpec {
  const entries = Object.entries(schema.properties ?? {});
  return refer(name, types, {
    type: "object",
    description: schema.description,
    properties: Object.fromEntries(
      entries.map(([key, value]) => [key, property(value, `${name}${capital(key)}`, types)]),
    ),
    ...(schema.required?.length ? { required: schema.required } : {}),
  });
}

function refer(name: string, types: Record<string, TypeSpec>, type: TypeSpec): PropertySpec {
  const token = `${packageName}:index:${name}`;
  types[token] = type;
  return { $ref: `#/types/${token}` };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const singular = (text: string) => text.replace(/s$/, "");
