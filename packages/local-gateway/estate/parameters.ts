import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { asRecord } from "../resources/inputs";
import type { JsonFile } from "./jsonFile";

/** A value that was written as plain text, on the command line or without quotes in YAML: what it is, the parameter's type says. */
export class Written {
  constructor(
    readonly text: string,
    /** What it is where no type says otherwise. */
    readonly value: unknown,
  ) {}
}

/**
 * The values that were given, as the template's parameters have them: `1.10` is the text for one of type string, and a number for
 * one of type int. What Azure refuses is told: a value of another type, one that is not allowed, a name that the template does
 * not declare (https://learn.microsoft.com/azure/azure-resource-manager/templates/parameters).
 * @param problems gets what is wrong; a name that is not declared is a warning, for nothing comes of it
 */
export function givenParameters(
  json: JsonFile,
  given: ReadonlyMap<string, unknown>,
  problems: Problem[],
): Readonly<Record<string, { readonly value: unknown }>> {
  const declared = new Map(
    Object.entries(asRecord(asRecord(json.value)?.["parameters"]) ?? {}).map(
      ([name, one]) => [name.toLowerCase(), [name, asRecord(one) ?? {}]] as const,
    ),
  );
  const found = [...given].map(([name, value]) => {
    const [own, parameter] = declared.get(name.toLowerCase()) ?? [];
    if (own === undefined || parameter === undefined) {
      const near = nearestWord(
        name,
        [...declared.values()].map(([known]) => known),
      );
      problems.push({
        code: "TEMPLATE_PARAMETER_UNKNOWN",
        severity: "warning",
        message: `The template has no parameter "${name}", so Azure would refuse it`,
        hint: near === undefined ? "Take it away" : `Did you mean ${near}?`,
        place: { file: json.file, line: 1, column: 1 },
      });
      return [name, { value: value instanceof Written ? value.value : value }] as const;
    }
    const typed = ofType(value, String(parameter["type"]).toLowerCase());
    const wrong = (message: string, hint: string) =>
      problems.push({
        ...{ code: "TEMPLATE_PARAMETER_VALUE", severity: "error", message, hint },
        place: json.placeOf(["parameters", own]),
      });
    const allowed = parameter["allowedValues"];
    if (typed === undefined)
      wrong(
        `What is given for parameter "${own}" is not of its type, ${String(parameter["type"])}`,
        "Give a value of that type",
      );
    else if (Array.isArray(allowed) && typeof typed.value !== "object" && !allowed.includes(typed.value))
      wrong(
        `What is given for parameter "${own}" is not among its allowedValues`,
        `Give one of: ${allowed.map(String).join(", ")}`,
      );
    return [name, { value: typed?.value ?? null }] as const;
  });
  return Object.fromEntries(found);
}

/** The value as one of that type; undefined where it is none. A type that is only referred to takes all. */
function ofType(given: unknown, type: string): { readonly value: unknown } | undefined {
  const text = type === "string" || type === "securestring";
  const value = given instanceof Written ? (text ? given.text : given.value) : given;
  const fits: Readonly<Record<string, boolean>> = {
    string: typeof value === "string",
    securestring: typeof value === "string",
    int: Number.isInteger(value),
    bool: typeof value === "boolean",
    array: Array.isArray(value),
    object: asRecord(value) !== undefined,
    secureobject: asRecord(value) !== undefined,
  };
  return value === null || (fits[type] ?? true) ? { value } : undefined;
}
