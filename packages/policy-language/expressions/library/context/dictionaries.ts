import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import { define, named } from "../../types/registry";
import { argumentNull, raise } from "../../values/runtime";
import { type Cursor } from "../../collections/sequence";
import { NetArray, NetList, Pair, Sequence } from "../../values/sequences";

/** A read-only dictionary of the context: the host's own data, looked at through .NET's interface. */
export abstract class View<V> extends Sequence {
  abstract get dictionary(): string;
  /** The values' type. */
  abstract get valueName(): string;
  abstract find(key: string): V | undefined;
  abstract entries(): Iterable<readonly [string, V]>;
  abstract override get size(): number;
  /** The value as expressions see it. */
  shown(value: V): unknown {
    return value;
  }
  get netType() {
    return named(this.dictionary);
  }
  get element() {
    return named(`KeyValuePair<string,${this.valueName}>`);
  }
  override cursor(): Cursor {
    const [key, value] = [named("string"), named(this.valueName)];
    const entries = this.entries()[Symbol.iterator]();
    const cursor = {
      current: null as unknown,
      moveNext: () => {
        const next = entries.next();
        if (next.done) return false;
        const [name, one] = next.value;
        cursor.current = new Pair(key, value, name, this.shown(one));
        return true;
      },
    };
    return cursor;
  }
  item(key: string | null): unknown {
    const found = this.find(key ?? argumentNull("key"));
    if (found === undefined)
      raise("KeyNotFoundException", `The given key '${key}' was not present in the dictionary.`);
    return this.shown(found);
  }
}

const strings = (values: readonly string[]) => new NetArray(named("string"), [...values]);

/** Texts by name, several for each: headers, query parameters, claims. */
export abstract class StringLists extends View<readonly string[]> {
  get valueName(): string {
    return "string[]";
  }
  override shown(values: readonly string[]): unknown {
    return strings(values);
  }
  /** All values of a name, joined as HTTP folds them. */
  joined(key: string | null): string | undefined {
    return this.find(key ?? argumentNull("key"))?.join(",");
  }
}

/** The headers of a message; names compare without case. */
export class HeadersView extends StringLists {
  get dictionary(): string {
    return "IHeaders";
  }
  constructor(private readonly headers: HttpHeaders) {
    super();
  }
  get size(): number {
    return [...this.headers].length;
  }
  find(key: string): readonly string[] | undefined {
    const values = this.headers.getAll(key);
    return values.length || this.headers.has(key) ? values : undefined;
  }
  entries(): Iterable<readonly [string, readonly string[]]> {
    return this.headers;
  }
  override joined(key: string | null): string | undefined {
    return this.headers.get(key ?? argumentNull("key"));
  }
}

/** Query parameters and claims. */
export class StringListsView extends StringLists {
  get dictionary(): string {
    return "IStringLists";
  }
  constructor(private readonly lists: ReadonlyMap<string, readonly string[]>) {
    super();
  }
  get size(): number {
    return this.lists.size;
  }
  find(key: string): readonly string[] | undefined {
    return this.lists.get(key);
  }
  entries(): Iterable<readonly [string, readonly string[]]> {
    return this.lists;
  }
}

/** Names that stand for one text each: the parameters that the operation's template matched. */
export class StringsView extends View<string> {
  get dictionary(): string {
    return "IStrings";
  }
  get valueName(): string {
    return "string";
  }
  constructor(private readonly texts: ReadonlyMap<string, string>) {
    super();
  }
  get size(): number {
    return this.texts.size;
  }
  find(key: string): string | undefined {
    return this.texts.get(key);
  }
  entries(): Iterable<readonly [string, string]> {
    return this.texts;
  }
}

function keys(view: View<unknown>): NetList {
  const names: string[] = [];
  for (const [name] of view.entries()) names.push(name);
  return new NetList(named("string"), names);
}

function values(view: View<unknown>): NetList {
  const all: unknown[] = [];
  for (const [, value] of view.entries()) all.push(view.shown(value));
  return new NetList(named(view.valueName), all);
}

/** The members that every read-only dictionary of the context has, for values of a type. */
export function dictionaryMembers(value: string) {
  return {
    [`${value} this[string key]`]: (view: View<unknown>, key: string | null) => view.item(key),
    "int Count": (view: View<unknown>) => view.size,
    "IEnumerable<string> Keys": keys,
    [`IEnumerable<${value}> Values`]: values,
    "bool ContainsKey(string key)": (view: View<unknown>, key: string | null) =>
      view.find(key ?? argumentNull("key")) !== undefined,
    [`bool TryGetValue(string key, out ${value} value)`]: (view: View<unknown>, key: string | null) => {
      const found = view.find(key ?? argumentNull("key"));
      return found === undefined ? [false, null] : [true, view.shown(found)];
    },
  };
}

const listMembers = {
  ...dictionaryMembers("string[]"),
  "string GetValueOrDefault(string name, string defaultValue = null)": (
    lists: StringLists,
    name: string | null,
    other: string | null,
  ) => lists.joined(name) ?? other,
};
define("Policy", "interface IHeaders : IReadOnlyDictionary<string,string[]>", listMembers);
define("Policy", "interface IStringLists : IReadOnlyDictionary<string,string[]>", listMembers);
define("Policy", "interface IStrings : IReadOnlyDictionary<string,string>", {
  ...dictionaryMembers("string"),
  "string GetValueOrDefault(string name, string defaultValue = null)": (
    texts: StringsView,
    name: string | null,
    other: string | null,
  ) => texts.find(name ?? argumentNull("key")) ?? other,
});
