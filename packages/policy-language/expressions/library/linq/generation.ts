import { NetArray } from "../../collections/netArray";
import { Query } from "../../collections/query";
import { named, type Members } from "../../types/registry";
import { outOfRange, tick } from "../../values/runtime";
import type { Type } from "../../types/types";
import { output, type Types } from "./source";

function counted(element: Type, count: number, value: (index: number) => unknown): Query {
  const open = () => {
    let index = 0;
    return output((out) => {
      if (index >= count) return false;
      tick();
      out.current = value(index++);
      return true;
    });
  };
  return new Query(element, open, { length: () => count, at: value }, count);
}

function range(start: number, count: number): Query {
  if (count < 0 || start + count - 1 > 0x7fffffff) outOfRange("count");
  return counted(named("int"), count, (index) => start + index);
}

function repeat(element: unknown, count: number, types: Types): Query {
  if (count < 0) outOfRange("count");
  return counted(types[0]!, count, () => element);
}

/** Sequences that come from nothing. */
export const generation: Members = {
  "static IEnumerable<int> Range(int start, int count)": range,
  "static IEnumerable<T> Repeat<T>(T element, int count)": repeat,
  "static IEnumerable<T> Empty<T>()": (types: Types) => new NetArray(types[0]!, []),
};
