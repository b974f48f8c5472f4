import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { isRecord } from "@azure-genai-gateway/common/records";
import { withAdditions, type Additions } from "./additions";
import { checkText } from "./checkText";
import type { ModuleTypes, ObjectType, PropertyType } from "./inputTypes";

/** One input that azure-native, or Azure behind it, would not take. */
export interface InputFault {
  /** `pool.services[0].id`; a path from the resource's inputs. */
  readonly property: string;
  readonly reason: string;
}

/** What Pulumi's protocol puts in place of a value that a preview cannot know yet. */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface CheckedTypes {
  readonly types: ModuleTypes;
  /** Names and flattening as azure-native has them, or as they are sent. */
  readonly shape: "inputs" | "template";
  /** The ARM type and API version that the types are of. */
  readonly source: string;
  /** What Azure documents and its types do not have. */
  readonly additions: Additions;
  /** Lets pass what the types do not have: they are older than what is sent. */
  readonly lenient?: boolean;
}

interface Entry {
  readonly type: PropertyType;
  /** Of a group that azure-native has taken apart and that need not be there: asked for with the others of the group. */
  readonly group?: string;
}

type View = ReadonlyMap<string, Entry>;
type Values = Readonly<Record<string, unknown>>;

export class InputChecker {
  readonly faults: InputFault[] = [];

  constructor(private readonly checked: CheckedTypes) {}

  /** An object of the named type, and of the properties `more` beside it. */
  object(more: ObjectType, name: string | undefined, value: Values, title: string, path = ""): void {
    const view = this.view(more, name);
    const given = new Set(
      Object.keys(value).flatMap((key) => (isMissing(value[key]) ? [] : (view.get(key)?.group ?? []))),
    );
    const at = (key: string) => (path === "" ? key : `${path}.${key}`);
    for (const [key, { type, group }] of view)
      if (isMissing(value[key])) {
        if (type.required && !this.isFilledIn(key, path) && (group === undefined || given.has(group)))
          this.report(at(key), "is required");
      } else if (type.readOnly) this.report(at(key), "is read-only: Azure sets it");
      else if (type.unknown)
        this.report(at(key), `is not a property of ${this.checked.source}, by Azure's types`);
      else this.value(type, value[key], at(key));
    if (this.checked.lenient) return;
    for (const key of Object.keys(value)) {
      if (view.has(key) || key.startsWith("__")) continue;
      const settable = [...view].flatMap(([other, { type }]) => (type.readOnly || type.unknown ? [] : other));
      const near = nearestWord(key, settable);
      this.report(
        at(key),
        `is not a property of ${title}${near === undefined ? "" : `; did you mean ${near}?`}`,
      );
    }
  }

  value(type: PropertyType, value: unknown, path: string): void {
    if (value === unknownValue || (this.checked.shape === "template" && isExpression(value))) return;
    const expected = (what: string) => this.report(path, `takes ${what}, not ${describe(value)}`);
    switch (type.type) {
      case "string":
      case "number":
      case "boolean":
        if (typeof value !== type.type) return expected(`a ${type.type}`);
        return this.scalar(type, value as string | number | boolean, path);
      case "array":
      case "keys":
        if (!Array.isArray(value)) return expected("a list");
        return this.list(type, value, path);
      case "map":
        if (!isRecord(value)) return expected("an object");
        for (const [key, item] of Object.entries(value))
          if (type.items && !isMissing(item)) this.value(type.items, item, `${path}[${JSON.stringify(key)}]`);
        return;
      case "object":
        if (!isRecord(value)) return expected("an object");
        return this.either(type, value, path);
      case "any":
        return;
    }
  }

  private scalar(type: PropertyType, value: string | number | boolean, path: string): void {
    if (type.enum) {
      if (type.enum.includes(value as string)) return;
      const near = typeof value === "string" ? nearestWord(value, type.enum.map(String)) : undefined;
      const question = near === undefined ? "" : `; did you mean ${near}?`;
      return this.report(path, `takes one of ${type.enum.join(", ")} (${this.checked.source})${question}`);
    }
    if (typeof value === "string") for (const reason of checkText(type, value)) this.report(path, reason);
    if (typeof value === "number") for (const reason of checkNumber(type, value)) this.report(path, reason);
  }

  private list(type: PropertyType, value: readonly unknown[], path: string): void {
    const { minItems, maxItems, uniqueItems } = type;
    if (minItems !== undefined && value.length < minItems)
      this.report(path, `takes ${minItems} items at least, not ${value.length}`);
    if (maxItems !== undefined && value.length > maxItems)
      this.report(path, `takes ${maxItems} items at most, not ${value.length}`);
    if (uniqueItems && new Set(value).size < value.length) this.report(path, "takes no item twice");
    const items: PropertyType = type.type === "keys" ? { type: "string" } : (type.items ?? { type: "any" });
    value.forEach((item, index) => {
      if (!isMissing(item)) this.value(items, item, `${path}[${index}]`);
    });
  }

  /** The object itself, or that of several which it says it is. */
  private either(type: PropertyType, value: Values, path: string): void {
    if (!type.oneOf) return this.named(type.object, value, path);
    const { by = "", oneOf } = type;
    const [some = ""] = Object.values(oneOf);
    const as = this.objects(some)[by]?.as;
    const key = this.checked.shape === "inputs" && as ? as : by;
    const kind = value[key];
    const place = `${path}.${key}`;
    if (kind === unknownValue) return;
    if (isMissing(kind)) return this.report(place, "is required");
    const object = typeof kind === "string" ? oneOf[kind] : undefined;
    if (object) return this.named(object, value, path);
    this.report(place, `takes one of ${Object.keys(oneOf).join(", ")} (${this.checked.source})`);
  }

  private named(object: string | undefined, value: Values, path: string): void {
    if (object !== undefined) this.object({}, object, value, object.replace(/ of .*$/, ""), path);
  }

  private objects(name: string): ObjectType {
    return withAdditions(name, this.checked.types.objects[name], this.checked.additions);
  }

  /** The properties by the names under which they are given. */
  private view(more: ObjectType, name: string | undefined): View {
    const view = new Map<string, Entry>();
    const add = (properties: ObjectType, group: string | undefined): void => {
      // What can be set first: a name that is read-only at the top may mean something else in the group below.
      for (const [sent, type] of Object.entries(properties)) {
        if (this.checked.shape === "inputs" && (type.unsent || type.readOnly)) continue;
        if (this.checked.shape === "inputs" && type.flatten && type.object)
          add(this.objects(type.object), type.required ? group : `${group ?? ""}.${sent}`);
        else view.set(this.keyOf(sent, type), { type, group });
      }
      for (const [sent, type] of Object.entries(properties)) {
        const key = this.keyOf(sent, type);
        if (type.readOnly && !view.has(key)) view.set(key, { type, group });
      }
    };
    add(more, undefined);
    if (name !== undefined) {
      const given = new Map(view);
      add(this.objects(name), undefined);
      // What is part of the path is no property of the body, whatever its name.
      for (const [key, entry] of given) view.set(key, entry);
    }
    return view;
  }

  private keyOf(sent: string, type: PropertyType): string {
    return this.checked.shape === "inputs" && type.as !== undefined ? type.as : sent;
  }

  /** azure-native takes the resource group's region where none is given. */
  private isFilledIn(key: string, path: string): boolean {
    return this.checked.shape === "inputs" && key === "location" && path === "";
  }

  private report(property: string, reason: string): void {
    this.faults.push({ property, reason });
  }
}

function checkNumber(type: PropertyType, value: number): readonly string[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = type;
  return [
    ...(minimum !== undefined && value < minimum ? [`takes ${minimum} at least`] : []),
    ...(maximum !== undefined && value > maximum ? [`takes ${maximum} at most`] : []),
    ...(exclusiveMinimum !== undefined && value <= exclusiveMinimum
      ? [`takes more than ${exclusiveMinimum}`]
      : []),
    ...(exclusiveMaximum !== undefined && value >= exclusiveMaximum
      ? [`takes less than ${exclusiveMaximum}`]
      : []),
    ...(multipleOf !== undefined && value % multipleOf !== 0 ? [`takes multiples of ${multipleOf}`] : []),
  ];
}

/** `[parameters('x')]`, which the deployment works out. */
function isExpression(value: unknown): boolean {
  return typeof value === "string" && /^\[(?!\[)[^]*\]$/.test(value);
}

const isMissing = (value: unknown) => value === undefined || value === null;

/** Never the value itself: it may be a secret. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
