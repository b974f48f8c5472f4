import { asRecord, type Json, records, textOf } from "./inputs";

/** A resource inside an ARM template, its type and name in full (`service/apis/diagnostics`, `apim/chat/azuremonitor`). */
export interface TemplateResource {
  readonly type: string;
  readonly name: string;
  readonly properties: Json;
}

/**
 * The resources of an ARM template, nested ones included. Names and properties may use parameters(), variables(),
 * concat() and format(); an expression that needs more is left as it is written.
 * https://learn.microsoft.com/azure/azure-resource-manager/templates/syntax
 */
export function templateResources(template: unknown, parameters: unknown): readonly TemplateResource[] {
  const root = asRecord(typeof template === "string" ? parseJson(template) : template);
  if (!root) return [];
  const defaults = asRecord(root["parameters"]) ?? {};
  const given = asRecord(parameters) ?? {};
  const lookup = (kind: string, name: string): unknown => {
    if (kind === "variables") return asRecord(root["variables"])?.[name];
    const value = asRecord(given[name]);
    return value && "value" in value ? value["value"] : asRecord(defaults[name])?.["defaultValue"];
  };
  return collect(root["resources"], "", "", lookup);
}

type Lookup = (kind: string, name: string) => unknown;

function collect(value: unknown, outerType: string, outerName: string, lookup: Lookup): TemplateResource[] {
  // Templates of language version 2.0 hold resources by symbolic name.
  const list = Array.isArray(value) ? records(value) : records(Object.values(asRecord(value) ?? {}));
  return list.flatMap((resource) => {
    const ownType = textOf(resource["type"]) ?? "";
    const ownName = evaluate(textOf(resource["name"]) ?? "", lookup);
    const type = outerType ? `${outerType}/${ownType}` : ownType;
    const name = outerName ? `${outerName}/${ownName}` : ownName;
    return [
      { type, name, properties: asRecord(evaluateAll(resource["properties"], lookup)) ?? {} },
      ...collect(resource["resources"], type, name, lookup),
    ];
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function evaluateAll(value: unknown, lookup: Lookup): unknown {
  if (typeof value === "string") return evaluate(value, lookup);
  if (Array.isArray(value)) return value.map((item) => evaluateAll(item, lookup));
  const record = asRecord(value);
  if (!record) return value;
  return Object.fromEntries(Object.entries(record).map(([key, item]) => [key, evaluateAll(item, lookup)]));
}

function evaluate(text: string, lookup: Lookup): string {
  if (!/^\[[^[].*\]$/s.test(text)) return text;
  const value = evaluateCall(text.slice(1, -1).trim(), lookup);
  return value ?? text;
}

function evaluateCall(code: string, lookup: Lookup): string | undefined {
  if (/^'[^']*'$/.test(code)) return code.slice(1, -1);
  const call = /^(\w+)\((.*)\)$/s.exec(code);
  if (!call) return undefined;
  const name = call[1]!.toLowerCase();
  const values = splitArguments(call[2]!).map((argument) => evaluateCall(argument, lookup));
  if (values.some((value) => value === undefined)) return undefined;
  if (name === "parameters" || name === "variables") {
    const value = lookup(name, values[0] ?? "");
    return typeof value === "string" ? evaluate(value, lookup) : undefined;
  }
  if (name === "concat") return values.join("");
  if (name === "format") {
    return values[0]?.replace(/\{(\d+)\}/g, (whole, index: string) => values[Number(index) + 1] ?? whole);
  }
  return undefined;
}

function splitArguments(code: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let quoted = false;
  let current = "";
  for (const character of code) {
    if (character === "'") quoted = !quoted;
    else if (!quoted && character === "(") depth++;
    else if (!quoted && character === ")") depth--;
    if (character === "," && depth === 0 && !quoted) {
      found.push(current.trim());
      current = "";
    } else current += character;
  }
  if (current.trim()) found.push(current.trim());
  return found;
}
