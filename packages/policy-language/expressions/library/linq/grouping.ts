import { equalityOf, type Equality } from "../../collections/equality";
import { generic, NetArray } from "../../collections/netArray";
import { Buffered, Grouping } from "../../collections/query";
import { ArrayCursor, Sequence, type Cursor } from "../../collections/sequence";
import { define, named, type Members } from "../../types/registry";
import { tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { need, needSource, scan, type Selector, type Types } from "./source";

type Comparer = Equality | null;

/** Groups by key, in the order in which the keys first come. */
export class Groups {
  readonly all: Grouping[] = [];
  private readonly byKey = new Map<unknown, Grouping>();
  private readonly equality: Equality;
  constructor(
    private readonly keyType: Type,
    private readonly element: Type,
    comparer: Comparer,
  ) {
    this.equality = equalityOf(comparer, keyType);
  }
  add(key: unknown, value: unknown): void {
    const id = this.equality.keyOf(key);
    let group = this.byKey.get(id);
    if (!group) {
      this.byKey.set(id, (group = new Grouping(this.keyType, this.element, key)));
      this.all.push(group);
    }
    group.items.push(value);
  }
  find(key: unknown): Grouping | undefined {
    return this.byKey.get(this.equality.keyOf(key));
  }
}

interface Shape {
  readonly keyType: Type;
  readonly element: Type;
  readonly key: Selector;
  readonly value: Selector | undefined;
  readonly comparer: Comparer;
}

function groupsOf(source: unknown, shape: Shape): Groups {
  const groups = new Groups(shape.keyType, shape.element, shape.comparer);
  scan(source, (item) => {
    groups.add(shape.key(item), shape.value ? shape.value(item) : item);
    return false;
  });
  return groups;
}

/** ILookup<K, T>. */
class Lookup extends Sequence {
  constructor(
    private readonly shape: Shape,
    readonly groups: Groups,
  ) {
    super();
  }
  get element(): Type {
    return generic("IGrouping", this.shape.keyType, this.shape.element);
  }
  get netType(): Type {
    return generic("ILookup", this.shape.keyType, this.shape.element);
  }
  override get backing(): readonly unknown[] {
    return this.groups.all;
  }
  override cursor(): Cursor {
    return new ArrayCursor(this.groups.all);
  }
  of(key: unknown): Sequence {
    return this.groups.find(key) ?? new NetArray(this.shape.element, []);
  }
}

/** Which of the optional parameters an overload has, in their order. */
interface Overload {
  readonly element: boolean;
  readonly result: boolean;
  readonly comparer: boolean;
}

/** Takes the arguments of an overload apart. */
function readArguments(overload: Overload, args: readonly unknown[]) {
  const types = args.at(-1) as Types;
  let next = 2;
  const value = overload.element ? need(args[next++] as Selector | null, "elementSelector") : undefined;
  const result = overload.result ? need(args[next++] as Selector | null, "resultSelector") : undefined;
  const comparer = overload.comparer ? (args[next] as Comparer) : null;
  const source = needSource(args[0]);
  const key = need(args[1] as Selector | null, "keySelector");
  const element = overload.element ? types[2]! : types[0]!;
  return { source, result, types, shape: { keyType: types[1]!, element, key, value, comparer } };
}

function groupBy(overload: Overload, args: readonly unknown[]): Sequence {
  const { source, result, types, shape } = readArguments(overload, args);
  const group = generic("IGrouping", shape.keyType, shape.element);
  if (!result) return new Buffered(group, () => groupsOf(source, shape).all);
  return new Buffered(types.at(-1)!, () =>
    groupsOf(source, shape).all.map((one) => (tick(), result(one.key, one))),
  );
}

function toLookup(overload: Overload, args: readonly unknown[]): Lookup {
  const { source, shape } = readArguments(overload, args);
  return new Lookup(shape, groupsOf(source, shape));
}

const flags = [false, true];

function groupByMembers(): Members {
  const members: Record<string, Members[string]> = {};
  for (const element of flags)
    for (const result of flags)
      for (const comparer of flags) {
        const item = element ? "E" : "T";
        const returns = result ? "R" : `IGrouping<K,${item}>`;
        members[
          `static IEnumerable<${returns}> GroupBy<T,K${element ? ",E" : ""}${result ? ",R" : ""}>(` +
            `this IEnumerable<T> source, Func<T,K> keySelector` +
            (element ? ", Func<T,E> elementSelector" : "") +
            (result ? `, Func<K,IEnumerable<${item}>,R> resultSelector` : "") +
            (comparer ? ", IEqualityComparer<K> comparer" : "") +
            ")"
        ] = (...args: unknown[]) => groupBy({ element, result, comparer }, args);
      }
  return members;
}

function toLookupMembers(): Members {
  const members: Record<string, Members[string]> = {};
  for (const element of flags)
    for (const comparer of flags)
      members[
        `static ILookup<K,${element ? "E" : "T"}> ToLookup<T,K${element ? ",E" : ""}>(` +
          `this IEnumerable<T> source, Func<T,K> keySelector` +
          (element ? ", Func<T,E> elementSelector" : "") +
          (comparer ? ", IEqualityComparer<K> comparer" : "") +
          ")"
      ] = (...args: unknown[]) => toLookup({ element, result: false, comparer }, args);
  return members;
}

function countBy(source: unknown, selector: Selector | null, comparer: Comparer, types: Types): Sequence {
  const from = needSource(source);
  const key = need(selector, "keySelector");
  const pair = generic("KeyValuePair", types[1]!, named("int"));
  const make = pair.own("new")[0]!.get as Selector;
  const shape = { keyType: types[1]!, element: types[0]!, key, value: undefined, comparer };
  return new Buffered(pair, () =>
    groupsOf(from, shape).all.map((group) => make(group.key, group.items.length, pair.args)),
  );
}

define("System.Linq", "interface IGrouping<K,T> : IEnumerable<T>", {
  "K Key": (group: Grouping) => group.key,
});
define("System.Linq", "interface IOrderedEnumerable<T> : IEnumerable<T>");
define("System.Linq", "interface ILookup<K,T> : IEnumerable<IGrouping<K,T>>", {
  "int Count": (lookup: Lookup) => lookup.groups.all.length,
  "IEnumerable<T> this[K key]": (lookup: Lookup, key: unknown) => lookup.of(key),
  "bool Contains(K key)": (lookup: Lookup, key: unknown) => lookup.groups.find(key) !== undefined,
});

/** Operators that group by a key. */
export const grouping: Members = {
  ...groupByMembers(),
  ...toLookupMembers(),
  "static IEnumerable<KeyValuePair<K,int>> CountBy<T,K>(this IEnumerable<T> source, Func<T,K> keySelector, IEqualityComparer<K> keyComparer = null)":
    countBy,
};
