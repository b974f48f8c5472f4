import { z } from "zod";
import { gatewayConfigSchema } from "../components/config/schema";

/** The parts of JSON Schema that zod writes for a gateway's config. */
interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly (string | number)[];
  readonly additionalProperties?: JsonSchema | boolean;
}

/** https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/ */
interface PropertySpec {
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
      readonly properties: Record<string, PropertySpec>;
      readonly required?: readonly string[];
    }
  | { readonly type: "string"; readonly enum: readonly { readonly value: string | number }[] };

export const packageName = "azure-genai-gateway";
export const componentToken = `${packageName}:index:GenAiGateway`;

/**
 * The package's schema, by which Pulumi's other languages know the component. It is made from the schema of the stack
 * files, so that both take the same; everything has to be known when the program runs, because it decides which
 * resources there are.
 */
export function packageSchema(version: string): object {
  const types: Record<string, TypeSpec> = {};
  const config = z.toJSONSchema(gatewayConfigSchema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const inputProperties: Record<string, PropertySpec> = {};
  for (const [name, schema] of Object.entries(config.properties ?? {}))
    inputProperties[name] = { ...property(schema, capital(name), types), plain: true };
  inputProperties["policies"] = {
    type: "string",
    plain: true,
    description: "Folder of policy documents, laid over the package's own.",
  };
  const text: PropertySpec = { type: "string" };
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
        properties: {
          gatewayUrl: { ...text, description: "Where clients send their calls." },
          productIds: { type: "array", items: text },
          subscriptionKeys: {
            type: "object",
            additionalProperties: text,
            secret: true,
            description: "Primary key of each subscription, by its name.",
          },
          secondaryKeys: {
            type: "object",
            additionalProperties: text,
            secret: true,
            description: "Secondary key of each subscription, by its name: for rotation.",
          },
          privateEndpoints: {
            type: "object",
            additionalProperties: text,
            description: "Ids of the private endpoints, by what they lead to.",
          },
        },
        required: ["gatewayUrl", "productIds", "subscriptionKeys", "secondaryKeys", "privateEndpoints"],
      },
    },
  };
}

function property(schema: JsonSchema, name: string, types: Record<string, TypeSpec>): PropertySpec {
  const described = schema.description ? { description: schema.description } : {};
  if (schema.enum) {
    types[`${packageName}:index:${name}`] = { type: "string", enum: schema.enum.map((value) => ({ value })) };
    return { $ref: `#/types/${packageName}:index:${name}`, ...described };
  }
  switch (schema.type) {
    case "array":
      return {
        type: "array",
        items: { ...property(schema.items ?? {}, singular(name), types), plain: true },
        ...described,
      };
    case "object":
      return schema.properties ? object(schema, name, types) : map(schema, name, types);
    case "string":
    case "boolean":
    case "integer":
    case "number":
      return { type: schema.type, ...described };
    default:
      return { $ref: "pulumi.json#/Any", ...described };
  }
}

function object(schema: JsonSchema, name: string, types: Record<string, TypeSpec>): PropertySpec {
  const properties: Record<string, PropertySpec> = {};
  for (const [key, value] of Object.entries(schema.properties ?? {}))
    properties[key] = { ...property(value, `${name}${capital(key)}`, types), plain: true };
  types[`${packageName}:index:${name}`] = {
    type: "object",
    properties,
    ...(schema.required?.length ? { required: schema.required } : {}),
  };
  return { $ref: `#/types/${packageName}:index:${name}` };
}

function map(schema: JsonSchema, name: string, types: Record<string, TypeSpec>): PropertySpec {
  const values = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
  return {
    type: "object",
    additionalProperties: { ...property(values, `${name}Value`, types), plain: true },
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const singular = (text: string) => text.replace(/s$/, "");
