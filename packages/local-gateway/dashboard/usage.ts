import type { Clock } from "@azure-genai-gateway/common/clock";
import { refusalCause, refusalText } from "@azure-genai-gateway/common/refusals";
import { Histogram } from "./histogram";

/** What usage is broken down by. */
export const dimensions = ["product", "subscription", "model", "backend"] as const;
export type Dimension = (typeof dimensions)[number];

/** A call that has ended, as the sums take it. */
export interface CountedCall extends Readonly<Record<Dimension, string>> {
  readonly status: number;
  /** Until its last byte. */
  readonly ms: number;
  /** Of a stream: until it began, ms. */
  readonly firstMs?: number;
  readonly spilled: boolean;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Millionths of a US dollar; absent where nobody knows. */
  readonly costMicros?: number;
  readonly refusal: string;
  /** Reason of the last error; empty for none. */
  readonly error: string;
}

/** Sums of calls, all in whole numbers. */
export interface Sums {
  readonly calls: number;
  /** With a 4xx other than 499, which is a caller who has left. */
  readonly refused: number;
  /** With a 5xx. */
  readonly failed: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Millionths of a US dollar. */
  readonly costMicros: number;
  /** Calls whose tokens have no price: their cost is in no sum. */
  readonly unpriced: number;
}

export interface Headline extends Sums {
  /** Calls that a backend was asked for, and those of them that went on to pay-as-you-go. */
  readonly asked: number;
  readonly spilled: number;
  /** Ms; absent where there is no call. */
  readonly p50?: number;
  readonly p95?: number;
  /** Time to first token, of streams that began: ms. */
  readonly first50?: number;
  readonly first95?: number;
}

export interface Refused {
  readonly status: number;
  readonly cause: string;
  readonly reason: string;
  readonly calls: number;
}

export interface RangeSums {
  readonly headline: Headline;
  /** The dearest first, then those with the most calls. */
  readonly by: Readonly<Record<Dimension, readonly (Sums & { readonly name: string })[]>>;
  /** The most frequent first. */
  readonly refusals: readonly Refused[];
}

/** Ranges of time by seconds: of an hour the minutes are kept, of a day the hours. 0 is since the start. */
export const ranges = [300, 900, 3_600, 86_400, 0] as const;
export type Range = (typeof ranges)[number];

/** Lines of one stretch of time; further ones are counted under {@link others}. */
export const LINES = 200;
export const others = "(others)";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Line extends Mutable<Sums> {
  readonly of: Readonly<Record<Dimension, string>>;
  asked: number;
  spilled: number;
}

interface Stretch {
  readonly from: number;
  readonly lines: Map<string, Line>;
  /** By product. */
  readonly durations: Map<string, Histogram>;
  readonly firsts: Map<string, Histogram>;
  readonly refusals: Map<string, Mutable<Refused> & { readonly product: string }>;
}

/** Adds calls up by minute, by hour and since the start, in bounded memory: what is shown is added up from few lines. */
export class Usage {
  private readonly minutes: Stretch[] = [];
  private readonly hours: Stretch[] = [];
  private readonly all = stretch(0);

  constructor(private readonly clock: Clock) {}

  add(call: CountedCall): void {
    const now = this.clock.now();
    for (const one of [this.all, current(this.minutes, now, 60, 60), current(this.hours, now, 3_600, 24)])
      count(one, call);
  }

  /**
   * @param range in seconds, as whole minutes (of a day: hours) with the one that runs; 0 is since the start
   * @param product of it alone; default of all
   */
  sums(range: Range, product?: string): RangeSums {
    return summed(this.stretches(range), product);
  }

  private stretches(range: Range): readonly Stretch[] {
    if (range === 0) return [this.all];
    const now = this.clock.now();
    const [list, seconds] = range > 3_600 ? [this.hours, 3_600] : [this.minutes, 60];
    const first = startOf(now, seconds) - (range - seconds) * 1_000;
    return list.filter(({ from }) => from >= first);
  }
}

function stretch(from: number): Stretch {
  return { from, lines: new Map(), durations: new Map(), firsts: new Map(), refusals: new Map() };
}

const startOf = (ms: number, seconds: number) => Math.floor(ms / (seconds * 1_000)) * seconds * 1_000;

function current(list: Stretch[], now: number, seconds: number, most: number): Stretch {
  const from = startOf(now, seconds);
  const newest = list.at(-1);
  if (newest?.from === from) return newest;
  const made = stretch(from);
  list.push(made);
  while (list[0]!.from <= from - most * seconds * 1_000) list.shift();
  return made;
}

function count(into: Stretch, call: CountedCall): void {
  const own = JSON.stringify(dimensions.map((name) => call[name]));
  const full = into.lines.size >= LINES && !into.lines.has(own);
  const key = full ? others : own;
  let line = into.lines.get(key);
  if (!line) into.lines.set(key, (line = emptyLine(full ? undefined : call)));
  addTo(line, call);
  const { product } = line.of;
  valueOf(into.durations, product, () => new Histogram()).add(call.ms);
  if (call.firstMs !== undefined && call.status < 400)
    valueOf(into.firsts, product, () => new Histogram()).add(call.firstMs);
  countRefusal(into, call, product);
}

function countRefusal(into: Stretch, call: CountedCall, product: string): void {
  const cause = refusalCause({ ...call, lastError: call.error });
  if (cause === "" || call.status === 499) return;
  const known = into.refusals.size < LINES || into.refusals.has(`${product} ${call.status} ${cause}`);
  const told = known ? cause : String(call.status);
  valueOf(into.refusals, `${product} ${call.status} ${told}`, () => ({
    product,
    status: call.status,
    cause: told,
    reason: refusalText(told),
    calls: 0,
  })).calls += 1;
}

function emptyLine(of: Readonly<Record<Dimension, string>> | undefined): Line {
  const named = dimensions.map((name) => [name, of ? of[name] : others] as const);
  return { of: Object.fromEntries(named) as Line["of"], ...noSums(), asked: 0, spilled: 0 };
}

const noSums = (): Mutable<Sums> => ({
  calls: 0,
  refused: 0,
  failed: 0,
  promptTokens: 0,
  completionTokens: 0,
  costMicros: 0,
  unpriced: 0,
});

function addTo(line: Line, call: CountedCall): void {
  line.calls += 1;
  if (call.status >= 500) line.failed += 1;
  else if (call.status >= 400 && call.status !== 499) line.refused += 1;
  line.promptTokens += call.promptTokens;
  line.completionTokens += call.completionTokens;
  if (call.costMicros !== undefined) line.costMicros += call.costMicros;
  else if (call.promptTokens + call.completionTokens > 0) line.unpriced += 1;
  if (call.backend !== "") line.asked += 1;
  if (call.spilled) line.spilled += 1;
}

function summed(stretches: readonly Stretch[], product: string | undefined): RangeSums {
  const total: Mutable<Headline> = { ...noSums(), asked: 0, spilled: 0 };
  const by = Object.fromEntries(dimensions.map((name) => [name, new Map()])) as Record<
    Dimension,
    Map<string, Mutable<Sums>>
  >;
  const [durations, firsts] = [new Histogram(), new Histogram()];
  const refused = new Map<string, Mutable<Refused>>();
  for (const one of stretches) {
    for (const line of one.lines.values()) {
      if (product !== undefined && line.of.product !== product) continue;
      merge(total, line);
      total.asked += line.asked;
      total.spilled += line.spilled;
      for (const name of dimensions) merge(valueOf(by[name], line.of[name], noSums), line);
    }
    for (const [histograms, into] of [
      [one.durations, durations],
      [one.firsts, firsts],
    ] as const)
      for (const [name, histogram] of histograms)
        if (product === undefined || name === product) into.addAll(histogram);
    for (const { product: whose, status, cause, reason, calls } of one.refusals.values())
      if (product === undefined || whose === product)
        valueOf(refused, `${status} ${cause}`, () => ({ status, cause, reason, calls: 0 })).calls += calls;
  }
  return {
    headline: { ...total, ...percentiles(durations, firsts) },
    by: Object.fromEntries(dimensions.map((name) => [name, sorted(by[name])])) as RangeSums["by"],
    refusals: [...refused.values()].sort((one, other) => other.calls - one.calls),
  };
}

function percentiles(durations: Histogram, firsts: Histogram): Partial<Headline> {
  const figures = {
    p50: durations.percentile(0.5),
    p95: durations.percentile(0.95),
    first50: firsts.percentile(0.5),
    first95: firsts.percentile(0.95),
  };
  return Object.fromEntries(Object.entries(figures).filter(([, ms]) => ms !== undefined));
}

function merge(into: Mutable<Sums>, from: Sums): void {
  for (const name of Object.keys(noSums()) as (keyof Sums)[]) into[name] += from[name];
}

function sorted(sums: ReadonlyMap<string, Sums>): readonly (Sums & { readonly name: string })[] {
  return [...sums]
    .map(([name, one]) => ({ name, ...one }))
    .sort((one, other) => other.costMicros - one.costMicros || other.calls - one.calls);
}

function valueOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
