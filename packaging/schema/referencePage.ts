import type { KeySchema } from "../../components/config/schema/jsonSchema";
import { defaultText, written } from "../../components/config/schema/prose";

/** docs/reference.md: every key, in the order of the schema. */
export function referencePage(config: KeySchema, project: string): string {
  return `<!-- Generated from components/config/schema by \`npm run generate:schema\`; not to be edited. -->
# Every key of the config
Keys of \`Pulumi.STACK.yaml\`, each under \`${project}:\`, or under your own project's name where a program of yours uses the package. [Configure](configure.md) shows how to use them. The stack files here begin with a line that brings completion, checks and this prose into editors with YAML's language server; in a program of yours it is

\`\`\`yaml
# yaml-language-server: $schema=node_modules/${project}/schemas/Pulumi.stack.any-project.schema.json
\`\`\`

A text marked "or output" needs not be known when the gateway is planned: a program may hand over the output of a resource, or a secret. It is checked when it resolves. Everything else decides which resources there are, and has to be plain.

${keyTables("The stack", config)}
`;
}

/** Every key of a schema: the plain ones in a table under `title`, then a section for each map and list. */
export function keyTables(title: string, schema: KeySchema): string {
  const required = new Set(schema.required);
  const entries = Object.entries(schema.properties ?? {});
  const isPlain = ([, own]: (typeof entries)[number]) => !own.properties && !own.items?.properties;
  const sections = entries.filter((entry) => !isPlain(entry)).map(([key, own]) => section(key, own));
  return `## ${title}
${table(entries.filter(isPlain).map(([key, own]) => row(key, own, required.has(key))))}

${sections.join("\n\n")}`;
}

function section(key: string, schema: KeySchema): string {
  const list = schema.items?.properties !== undefined;
  const { description = "", page } = schema;
  const fallback = defaultText(schema);
  return [
    `## ${key}`,
    `${description}${link(page)}${fallback ? ` Default: ${fallback}.` : ""}`,
    "",
    table(rows(list ? `${key}[]` : key, list ? schema.items : schema)),
  ].join("\n");
}

function rows(path: string, schema: KeySchema): string[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const own = `${path}.${key}`;
    const inner = child.properties
      ? rows(own, child)
      : child.items?.properties
        ? rows(`${own}[]`, child.items)
        : [];
    return [row(own, child, required.has(key)), ...inner];
  });
}

function table(lines: readonly string[]): string {
  return ["| key | takes | default | what it is |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function row(key: string, schema: KeySchema, required: boolean): string {
  const { description = "", example, page } = schema;
  const fallback = required ? "**required**" : (defaultText(schema) ?? "");
  const shown = example === undefined ? "" : ` Example: \`${written(example)}\`.`;
  const cells = [`\`${key}\``, takes(schema), fallback, `${description}${shown}${link(page)}`];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

const link = (page: string | undefined) =>
  page ? ` [${page.includes("microsoft.com") ? "Azure" : "Pulumi"}](${page})` : "";

/** The type in words, with the unit. */
function takes(schema: KeySchema): string {
  const { type, minimum, maximum, unit } = schema;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(", ");
  switch (type) {
    case "object":
      return schema.properties ? "map of keys" : `map of ${takes(schema.additionalProperties as KeySchema)}`;
    case "array":
      return schema.items?.properties ? "list of maps" : `list of ${takes(schema.items ?? {})}`;
    case "boolean":
      return "true or false";
    case "string":
      return schema.takesOutput ? "text or output" : "text";
    default: {
      const top = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
      const range = top === undefined ? `from ${minimum ?? 0}` : `${minimum ?? 0} to ${top}`;
      return `${type === "integer" ? "whole number" : "number"} ${range}${unit ? `, ${unit}` : ""}`;
    }
  }
}
