import type { KeySchema } from "../../components/config/schema/jsonSchema";
import { defaultText, written } from "../../components/config/schema/prose";

/**
 * The config's types as source code, with the prose as doc comments: types that are worked out from the schema lose
 * theirs on the way into the package.
 */
export function inputTypes(schema: KeySchema): string {
  const interfaces: string[] = [];
  declare("GatewayConfigInput", schema, interfaces);
  return [
    "// Generated from schema/ by `npm run generate:schema`; not to be edited.",
    'import type * as pulumi from "@pulumi/pulumi";',
    "",
    interfaces.join("\n"),
  ].join("\n");
}

/** Outer types before what they hold. */
function declare(name: string, schema: KeySchema, interfaces: string[]): void {
  const at = interfaces.push("") - 1;
  const required = new Set(schema.required);
  const members = Object.entries(schema.properties ?? {}).map(([key, child]) => {
    const type = typeOf(child, nameOf(name, key), interfaces);
    return `${comment(child)}${key}${required.has(key) ? "" : "?"}: ${type}${required.has(key) ? "" : " | undefined"};`;
  });
  interfaces[at] = `${comment(schema)}export interface ${name} {\n${members.join("\n")}\n}\n`;
}

/** `BackendInput` and `deployments` to `BackendDeploymentInput` */
function nameOf(parent: string, key: string): string {
  const outer = parent === "GatewayConfigInput" ? "" : parent.replace(/Input$/, "");
  return `${outer}${key.charAt(0).toUpperCase()}${key.slice(1)}Input`;
}

function typeOf(schema: KeySchema, name: string, interfaces: string[]): string {
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.properties) {
    declare(name, schema, interfaces);
    return name;
  }
  switch (schema.type) {
    case "array":
      return `(${typeOf(schema.items ?? {}, name.replace(/s?Input$/, "Input"), interfaces)})[]`;
    case "object":
      return `Record<string, ${typeOf(schema.additionalProperties as KeySchema, name, interfaces)}>`;
    case "string":
      return schema.takesOutput ? "pulumi.Input<string>" : "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      throw new Error(`the config's schema has ${name}, for which there is no type`);
  }
}

/** https://tsdoc.org */
function comment(schema: KeySchema): string {
  const { description = "", unit, example, page } = schema;
  const fallback = defaultText(schema);
  const lines = [
    unit ? `${description} Unit: ${unit}.` : description,
    ...(fallback ? [`@defaultValue ${fallback}`] : []),
    ...(example === undefined
      ? []
      : [`@example ${typeof example === "string" ? JSON.stringify(example) : written(example)}`]),
    ...(page ? [`@see ${page}`] : []),
  ];
  return `/**\n${lines.map((line) => ` * ${line}`).join("\n")}\n */\n`;
}
