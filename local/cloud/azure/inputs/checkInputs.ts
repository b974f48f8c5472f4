import { azureTypeName } from "../resourceTypes";
import type { PropertyType } from "./inputTypes";
import { inputTypes } from "./inputTypes";

/** One input that azure-native, or Azure behind it, would not take. */
export interface InputFault {
  /** `pool.services[0].id`; a path from the resource's inputs. */
  readonly property: string;
  readonly reason: string;
}

/** What Pulumi's protocol puts in place of a value that a preview cannot know yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Every input of a resource against azure-native's own declaration of its type: missing, unknown, set by Azure alone,
 * of the wrong type, not among an enum's values. Nothing for types that the local cloud has no table of.
 */
export function checkInputs(token: string, inputs: Readonly<Record<string, unknown>>): readonly InputFault[] {
  const resource = inputTypes().resources[azureTypeName(token) ?? ""];
  if (!resource) return [];
  const faults: InputFault[] = [];
  checkObject(resource.inputs, inputs, "", resource.outputs, faults);
  return faults;
}

function checkObject(
  name: string,
  value: Readonly<Record<string, unknown>>,
  path: string,
  outputs: readonly string[],
  faults: InputFault[],
): void {
  const properties = inputTypes().objects[name] ?? {};
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  for (const [key, type] of Object.entries(properties)) {
    const given = value[key];
    if (given === undefined || given === null) {
      if (type.required) faults.push({ property: at(key), reason: "is required" });
    } else checkValue(type, given, at(key), faults);
  }
  for (const key of Object.keys(value)) {
    if (key in properties || key.startsWith("__")) continue;
    const reason = outputs.includes(key)
      ? "is read-only: Azure sets it"
      : `is not a property of ${name.replace(/^resource |Args$/g, "")}`;
    faults.push({ property: at(key), reason });
  }
}

function checkValue(type: PropertyType, value: unknown, path: string, faults: InputFault[]): void {
  if (value === unknownValue) return;
  const expected = (what: string) =>
    void faults.push({ property: path, reason: `takes ${what}, not ${describe(value)}` });
  switch (type.kind) {
    case "string":
    case "number":
    case "boolean":
      if (typeof value !== type.kind) expected(`a ${type.kind}`);
      return;
    case "enum":
      if (!type.values?.includes(value as string)) expected(`one of ${type.values?.join(", ")}`);
      return;
    case "array":
      if (!Array.isArray(value)) return expected("a list");
      value.forEach((item: unknown, index) => {
        if (type.items && item != null) checkValue(type.items, item, `${path}[${index}]`, faults);
      });
      return;
    case "map":
      if (!isRecord(value)) return expected("an object");
      for (const [key, item] of Object.entries(value))
        if (type.items && item != null)
          checkValue(type.items, item, `${path}[${JSON.stringify(key)}]`, faults);
      return;
    case "object":
      if (!isRecord(value)) return expected("an object");
      if (type.object) checkObject(type.object, value, path, [], faults);
      return;
    case "any":
      return;
  }
}

/** Never the value itself: it may be a secret. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
