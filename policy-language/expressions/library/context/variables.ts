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

/**
 * `GetValueOrDefault<T>(name)`: unboxes as strictly as a cast, so a variable of another type throws.
 * The type argument comes last; with three arguments before it the third is the default.
 */
function valueOrDefault(view: VariablesView, name: string | null, ...rest: unknown[]): unknown {
  const type = (rest.at(-1) as readonly Type[])[0]!;
  const value = view.map.get(name ?? argumentNull("key"));
  if (value === undefined) return rest.length > 1 ? rest[0] : defaultOf(type);
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
  "V GetValueOrDefault<V>(string name)": valueOrDefault,
  "V GetValueOrDefault<V>(string name, V defaultValue)": valueOrDefault,
});
