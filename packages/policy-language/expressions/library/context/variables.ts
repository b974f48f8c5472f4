import { isSubtype } from "../../types/conversions";
import { define } from "../../types/registry";
import { argumentNull, defaultOf, isNullable, raise, typeOf, unwrap } from "../../values/runtime";
import type { Type } from "../../types/types";
import { dictionaryMembers, View } from "./dictionaries";

/** `context.Variables`. */
export class VariablesView extends View<unknown> {
  get dictionary(): string {
    return "IVariables";
  }
  get valueName(): string {
    return "object";
  }
  constructor(readonly map: ReadonlyMap<string, unknown>) {
    super();
  }
  get size(): number {
    return this.map.size;
  }
  find(key: string): unknown {
    const value = this.map.get(key);
    return value === undefined && this.map.has(key) ? null : value;
  }
  entries(): Iterable<readonly [string, unknown]> {
    return this.map;
  }
}

type Types = readonly Type[];

/** `GetValueOrDefault<T>(name)`. */
function valueOrNone(view: VariablesView, name: string | null, types: Types): unknown {
  const value = view.map.get(name ?? argumentNull("key"));
  return value === undefined ? defaultOf(types[0]!) : unboxed(value, types[0]!);
}

/** `GetValueOrDefault<T>(name, defaultValue)`. */
function valueOrOther(view: VariablesView, name: string | null, other: unknown, types: Types): unknown {
  const value = view.map.get(name ?? argumentNull("key"));
  return value === undefined ? other : unboxed(value, types[0]!);
}

/** As strict as a cast: a variable of another type throws. */
function unboxed(value: unknown, type: Type): unknown {
  if (value === null) return defaultOf(type);
  const wanted = isNullable(type) ? type.element : type;
  const actual = typeOf(value)!;
  if (actual !== wanted && !isSubtype(actual, wanted))
    raise(
      "InvalidCastException",
      `Unable to cast object of type '${actual.fullName}' to type '${wanted.fullName}'.`,
    );
  return type.isValueType ? unwrap(value) : value;
}

define("Policy", "interface IVariables : IReadOnlyDictionary<string,object>", {
  ...dictionaryMembers("object"),
  "V GetValueOrDefault<V>(string name)": valueOrNone,
  "V GetValueOrDefault<V>(string name, V defaultValue)": valueOrOther,
});
