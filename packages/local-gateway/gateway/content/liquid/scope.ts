import { Decimal } from "@azure-genai-gateway/policy-language/expressions/values/decimal";
import { toInt } from "./conversions";
import type { Work } from "../work";
import { Output } from "./output";
import { Double, Hash, isList, isNone, itemsOf, LiquidError, Pair, Range, Symbolic, textOf } from "./values";

/** Reads one piece of markup: a literal, a range, a variable with its path. */
export type Resolver = (scope: Scope) => unknown;

/** Deeper blocks are refused while they run, as DotLiquid does. */
const deepest = 80;

/** What one rendering knows: its variables, and what tags remember. */
export class Scope {
  /** Innermost last; the first is where assign and capture put theirs. */
  private readonly scopes: Map<string, unknown>[] = [new Map<string, unknown>()];
  /** Where loops with `offset:continue` go on. */
  readonly offsets = new Map<string, number>();
  readonly cycles = new Map<string, number>();
  /** Of increment and decrement: apart from the variables, which hide them. */
  readonly counters = new Map<string, number>();
  lastChanged: string | undefined;

  constructor(
    private readonly environment: ReadonlyMap<string, unknown>,
    readonly work: Work,
    /** Milliseconds since the epoch. */
    readonly now: () => number,
  ) {}

  /** Runs with variables of its own. */
  nested(run: () => void): void {
    if (this.scopes.length > deepest) throw new LiquidError("Nesting too deep");
    this.scopes.push(new Map());
    try {
      run();
    } finally {
      this.scopes.pop();
    }
  }

  /** What is written meanwhile, as a text. */
  captured(run: (out: Output) => void): string {
    const out = new Output(this.work);
    run(out);
    return out.text();
  }

  set(name: string, value: unknown): void {
    this.scopes.at(-1)!.set(name, value);
  }

  setGlobal(name: string, value: unknown): void {
    this.scopes[0]!.set(name, value);
  }

  find(name: string): unknown {
    for (let at = this.scopes.length - 1; at >= 0; at--)
      if (this.scopes[at]!.has(name)) return this.scopes[at]!.get(name);
    return this.environment.get(name) ?? this.counters.get(name) ?? null;
  }
}

const isEmpty = (value: unknown) =>
  typeof value === "string"
    ? value === ""
    : value instanceof Hash
      ? value.items().length === 0
      : isList(value) && value.length === 0;
const empty = new Symbolic(isEmpty);
const blank = new Symbolic(
  (value) =>
    isNone(value) || value === false || isEmpty(value) || (typeof value === "string" && value.trim() === ""),
);

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["", null],
  ["nil", null],
  ["null", null],
  ["true", true],
  ["false", false],
  ["empty", empty],
  ["blank", blank],
]);

/** The markup read once; null is what is not there. */
export function resolver(markup: string): Resolver {
  if (words.has(markup)) return constant(words.get(markup));
  const quoted = /^'(.*)'$/s.exec(markup) ?? /^"(.*)"$/s.exec(markup);
  if (quoted) return constant(quoted[1]!);
  if (/^[+-]?\d+$/.test(markup)) return integer(markup);
  const range = /^\((\S+)\.\.(\S+)\)$/.exec(markup);
  if (range) {
    const [first, last] = [resolver(range[1]!), resolver(range[2]!)];
    return (scope) => new Range(toInt(first(scope)), toInt(last(scope)));
  }
  if (/^[+-]?\d[\d.|,]+$/.test(markup)) return real(markup);
  return variable(markup);
}

const constant =
  (value: unknown): Resolver =>
  () =>
    value;

function integer(markup: string): Resolver {
  const value = BigInt(markup.replace(/^\+/, ""));
  if (value >= -(2n ** 31n) && value < 2n ** 31n) return constant(Number(value));
  if (value >= -(2n ** 63n) && value < 2n ** 63n) return constant(value);
  return () => {
    throw new LiquidError("Value was either too large or too small for an Int64.");
  };
}

/** A decimal where it fits, else a double. */
function real(markup: string): Resolver {
  const digits = markup.replace(/,/g, "");
  if (!/^[+-]?\d+(\.\d*)?$/.test(digits))
    return () => {
      throw new LiquidError("Input string was not in a correct format.");
    };
  const [, sign, whole, fraction = ""] = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(digits)!;
  const decimal = Decimal.tryDigits(sign === "-", `${whole}${fraction}`, fraction.length);
  return constant(decimal ?? new Double(Number(digits)));
}

function variable(markup: string): Resolver {
  const parts = markup.match(/\[[^\]]+\]|[\p{L}\p{Mn}\p{Nd}\p{Pc}-]+\??/gu);
  if (!parts) return constant(null);
  const steps = parts.map((part) => {
    const inside = /^\[(.*)\]$/s.exec(part)?.[1];
    return { name: part, computed: inside === undefined ? undefined : resolver(inside) };
  });
  const [first, ...rest] = steps;
  return (scope) => {
    let value = scope.find(first!.computed ? textOf(first!.computed(scope)) : first!.name);
    for (const { name, computed } of rest) {
      if (isNone(value)) return null;
      value = member(value, computed ? computed(scope) : name, !computed, scope);
    }
    return value ?? null;
  };
}

function member(value: unknown, key: unknown, named: boolean, { work }: Scope): unknown {
  if (value instanceof Pair) {
    const own = pairMember(value, key);
    if (own !== undefined) return own;
    return value.value instanceof Hash && typeof key === "string" ? value.value.get(key) : null;
  }
  if (value instanceof Hash && typeof key === "string") {
    const found = value.get(key);
    if (found !== undefined) return found;
  }
  if (isList(value) && (typeof key === "number" || typeof key === "bigint")) {
    const index = Number(key);
    return value[index < 0 ? value.length + index : index] ?? null;
  }
  if (!named || typeof key !== "string") return null;
  const items = /^(size|first|last)$/i.test(key) ? itemsOf(value, work) : undefined;
  switch (items && `${key[0]!.toLowerCase()}${key.slice(1)}`) {
    case "size":
      return items!.length;
    case "first":
      return items![0] ?? null;
    case "last":
      return items!.at(-1) ?? null;
    default:
      return null;
  }
}

/** `pair[0]` or `pair.Key` or `pair.itemName`, `pair[1]` or `pair.Value`, or the value by the key itself. */
function pairMember(pair: Pair, key: unknown): unknown {
  if (key === 0 || key === "Key" || key === "itemName") return pair.key;
  if (key === 1 || key === "Value") return pair.value;
  return key === pair.key ? pair.value : undefined;
}
