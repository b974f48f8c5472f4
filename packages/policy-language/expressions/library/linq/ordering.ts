import type { Ordering } from "../../collections/equality";
import { generic } from "../../collections/netArray";
import { deferred } from "../../collections/query";
import { ArrayCursor, elementsOf, Sequence, type Cursor } from "../../collections/sequence";
import type { Members } from "../../types/registry";
import type { Type } from "../../types/types";
import { compareWith, counted, guarded, type Compare } from "../collections/comparers";
import { need, needSource, type Selector, type Types } from "./source";

interface Level {
  readonly key: Selector;
  readonly compare: Compare;
  readonly descending: boolean;
}

/** IOrderedEnumerable<T>: sorts when it is enumerated; elements whose keys are equal keep their order. */
class Ordered extends Sequence {
  constructor(
    readonly element: Type,
    readonly source: unknown,
    readonly levels: readonly Level[],
  ) {
    super();
  }
  get netType(): Type {
    return generic("IOrderedEnumerable", this.element);
  }
  override get size(): number | undefined {
    return this.source instanceof Sequence ? this.source.size : undefined;
  }
  override cursor(): Cursor {
    return deferred(() => new ArrayCursor(this.sorted()));
  }
  private sorted(): unknown[] {
    const items = elementsOf(this.source);
    const keys = this.levels.map((level) => items.map((item) => level.key(item)));
    const places = items.map((_, index) => index);
    const compare = (a: number, b: number): number => {
      for (let level = 0; level < keys.length; level++) {
        const { compare: order, descending } = this.levels[level]!;
        const result = order(keys[level]![a], keys[level]![b]);
        if (result !== 0) return descending ? -result : result;
      }
      return a - b;
    };
    guarded(() => places.sort(counted(compare as Compare)));
    return places.map((place) => items[place]);
  }
}

function level(
  selector: Selector | null,
  keyType: Type,
  comparer: Ordering | null,
  descending: boolean,
): Level {
  return { key: need(selector, "keySelector"), compare: compareWith(comparer, keyType), descending };
}

const orderBy =
  (descending: boolean) =>
  (source: unknown, selector: Selector | null, comparer: Ordering | null, types: Types): Ordered =>
    new Ordered(types[0]!, needSource(source), [level(selector, types[1]!, comparer, descending)]);

const thenBy =
  (descending: boolean) =>
  (source: unknown, selector: Selector | null, comparer: Ordering | null, types: Types): Ordered => {
    const before = needSource(source) as Ordered;
    return new Ordered(types[0]!, before.source, [
      ...before.levels,
      level(selector, types[1]!, comparer, descending),
    ]);
  };

const order =
  (descending: boolean) =>
  (source: unknown, comparer: Ordering | null, types: Types): Ordered =>
    new Ordered(types[0]!, needSource(source), [level((value) => value, types[0]!, comparer, descending)]);

type By = ReturnType<typeof orderBy>;

/** Both overloads of an operator: with a comparer and without. */
function both(head: string, sort: By): Members {
  return {
    [`static IOrderedEnumerable<T> ${head}, Func<T,K> keySelector)`]: (
      source: unknown,
      selector: Selector | null,
      types: Types,
    ) => sort(source, selector, null, types),
    [`static IOrderedEnumerable<T> ${head}, Func<T,K> keySelector, IComparer<K> comparer)`]: sort,
  };
}

function plain(name: string, sort: ReturnType<typeof order>): Members {
  return {
    [`static IOrderedEnumerable<T> ${name}<T>(this IEnumerable<T> source)`]: (
      source: unknown,
      types: Types,
    ) => sort(source, null, types),
    [`static IOrderedEnumerable<T> ${name}<T>(this IEnumerable<T> source, IComparer<T> comparer)`]: sort,
  };
}

/** Operators that sort. */
export const ordering: Members = {
  ...both("OrderBy<T,K>(this IEnumerable<T> source", orderBy(false)),
  ...both("OrderByDescending<T,K>(this IEnumerable<T> source", orderBy(true)),
  ...both("ThenBy<T,K>(this IOrderedEnumerable<T> source", thenBy(false)),
  ...both("ThenByDescending<T,K>(this IOrderedEnumerable<T> source", thenBy(true)),
  ...plain("Order", order(false)),
  ...plain("OrderDescending", order(true)),
};
