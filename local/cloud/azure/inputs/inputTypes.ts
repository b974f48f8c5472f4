import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What azure-native takes for a resource type. */
export interface InputTypes {
  /** By `module:Type`; `inputs` names one of `objects`, `outputs` are the properties that Azure alone sets. */
  readonly resources: Readonly<
    Record<string, { readonly inputs: string; readonly outputs: readonly string[] }>
  >;
  readonly objects: Readonly<Record<string, InputType>>;
}

export type InputType = Readonly<Record<string, PropertyType>>;

export interface PropertyType {
  readonly kind: "string" | "number" | "boolean" | "array" | "map" | "object" | "enum" | "any";
  readonly required?: true;
  /** Of an array or a map. */
  readonly items?: PropertyType;
  /** Name among the objects. */
  readonly object?: string;
  /** Of an enum that takes no others. */
  readonly values?: readonly (string | number)[];
}

let read: InputTypes | undefined;

/** Read when first asked for: a program that is only evaluated does not need them. */
export function inputTypes(): InputTypes {
  read ??= JSON.parse(readFileSync(join(__dirname, "types.json"), "utf8")) as InputTypes;
  return read;
}
