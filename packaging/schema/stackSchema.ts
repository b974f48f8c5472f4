import type { KeySchema } from "../../components/config/schema/jsonSchema";
import { sentences } from "../../components/config/schema/prose";

type Json = Readonly<Record<string, unknown>>;

const secure: Json = { $ref: "#/definitions/secure" };

/**
 * JSON Schema of a whole Pulumi.STACK.yaml, for completion and checks in editors. Draft 7 is what YAML's language server
 * knows best.
 * https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
 * @param project whose keys are checked; those of other namespaces are left alone
 */
export function stackSchema(config: KeySchema, project: string): Json {
  const properties = Object.fromEntries(
    Object.entries(config.properties ?? {}).map(([key, schema]) => [`${project}:${key}`, topLevel(schema)]),
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `Settings of a stack of ${project}`,
    description: "Generated from components/config/schema by `npm run generate:schema`; not to be edited.",
    type: "object",
    properties: {
      config: {
        type: "object",
        description: "The stack's config, keys as `PROJECT:key`.",
        properties,
        required: (config.required ?? []).map((key) => `${project}:${key}`),
        patternProperties: { [`^(?!${project}:)[^:]+:.+$`]: true },
        additionalProperties: false,
      },
      encryptedkey: {
        type: "string",
        description: "The data key of the secrets, encrypted. Written by Pulumi.",
      },
      encryptionsalt: { type: "string", description: "Salt of the stack's passphrase. Written by Pulumi." },
      environment: {
        type: ["array", "object"],
        description: "Environments of Pulumi ESC whose values the stack imports.",
      },
      secretsprovider: { type: "string", description: "What encrypts the stack's secrets." },
    },
    required: ["config"],
    additionalProperties: false,
    definitions: {
      secure: {
        type: "object",
        description: "A value that Pulumi has encrypted: `pulumi config set --secret`.",
        properties: { secure: { type: "string" } },
        required: ["secure"],
        additionalProperties: false,
      },
    },
  };
}

/**
 * The same for a program of another name that uses the package: the keys stand under its own name, which is not known
 * here. So nothing is required, no key of the first level is refused, and those of well-known providers are let be.
 * @param file of the schema for the package's own program, beside this one
 */
export function anyProjectSchema(config: KeySchema, project: string, file: string): Json {
  const others = "(?!(?:azure|azure-native|azuread|pulumi|random):)";
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `Settings of a stack that has the config of ${project} under the name of its own project`,
    description: "Generated from components/config/schema by `npm run generate:schema`; not to be edited.",
    type: "object",
    properties: {
      config: {
        type: "object",
        patternProperties: Object.fromEntries(
          Object.keys(config.properties ?? {}).map((key) => [
            `^${others}[^:]+:${key}$`,
            { $ref: `${file}#/properties/config/properties/${project}:${key}` },
          ]),
        ),
      },
    },
  };
}

/** `pulumi config set` writes what is no text as JSON in a text. */
function topLevel(schema: KeySchema): Json {
  if (schema.type === "string") return node(schema);
  const text = schema.type === "boolean" ? "^(true|false)$" : "^\\s*[\\[{]";
  const { description, markdownDescription, ...rest } =
    schema.type === "boolean" ? { ...prose(schema), ...bare(schema) } : node(schema);
  return { description, markdownDescription, anyOf: [rest, secure, { type: "string", pattern: text }] };
}

function node(schema: KeySchema): Json {
  switch (schema.type) {
    case "object":
    case "array":
      return { ...prose(schema), ...bare(schema) };
    default:
      return { ...prose(schema), anyOf: [bare(schema), secure] };
  }
}

function prose(schema: KeySchema): Json {
  const text = sentences(schema);
  const { page } = schema;
  return {
    description: page ? sentences({ ...schema, page: undefined }) : text,
    ...(page ? { markdownDescription: text.replace(page, `[Azure's page](${page})`) } : {}),
  };
}

/** What JSON Schema itself knows. */
function bare(schema: KeySchema): Json {
  const { properties, items, additionalProperties, example, default: fallback, ...rest } = schema;
  const kept = Object.entries(rest).filter(
    ([key]) =>
      !["description", "unit", "otherwise", "page", "takesOutput", "$schema", "format"].includes(key),
  );
  const isEmptyMap = JSON.stringify(fallback) === "{}";
  return {
    ...Object.fromEntries(kept),
    ...(fallback === undefined || isEmptyMap ? {} : { default: fallback }),
    ...(example === undefined ? {} : { examples: [example] }),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, child]) => [key, node(child)]),
          ),
        }
      : {}),
    ...(items ? { items: node(items) } : {}),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === "object" ? node(additionalProperties) : additionalProperties,
        }),
  };
}
