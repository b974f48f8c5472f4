import { checkSize, NetObject, outOfRange, tick } from "../../values/runtime";
import { named } from "../../types/registry";
import { Matcher, type Span } from "./matcher";
import { parsePattern } from "./parser";
import type { Pattern } from "./nodes";

/** A Capture, Group or Match: text with the place where it stands. */
export class Found extends NetObject {
  constructor(
    readonly text0: string,
    readonly index: number,
    readonly length: number,
    readonly success = true,
    readonly name = "0",
    readonly captures: readonly Span[] = [],
    private readonly typeName = "Group",
  ) {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
  get value(): string {
    return this.text0.slice(this.index, this.index + this.length);
  }
  override text(): string {
    return this.value;
  }
}

export class Match extends Found {
  constructor(
    readonly regex: Regex,
    readonly input: string,
    readonly spans: readonly (readonly Span[])[],
  ) {
    const whole = spans[0]?.[0];
    super(
      input,
      whole?.start ?? 0,
      whole ? whole.end - whole.start : 0,
      whole !== undefined,
      "0",
      spans[0] ?? [],
      "Match",
    );
  }
  group(number: number): Found {
    if (number === 0) return this;
    // A match that failed has no other group, nor has one that the pattern lacks: both are the same empty one.
    if (!this.success || !this.regex.pattern.groups.has(number)) return new Found("", 0, 0, false, "");
    const captures = this.spans[number] ?? [];
    const last = captures.at(-1);
    const name = this.regex.pattern.groups.get(number) ?? String(number);
    return new Found(
      this.input,
      last?.start ?? 0,
      last ? last.end - last.start : 0,
      last !== undefined,
      name,
      captures,
    );
  }
  byName(name: string): Found {
    const number = this.regex.numberOf(name);
    return number < 0 ? new Found("", 0, 0, false, "") : this.group(number);
  }
  get groups(): Found[] {
    if (!this.success) return [this];
    return [...this.regex.pattern.groups.keys()].map((number) => this.group(number));
  }
  next(): Match {
    if (!this.success) return this;
    const end = this.index + this.length;
    return this.regex.match(this.input, this.length === 0 ? end + 1 : end);
  }
}

interface Compiled {
  readonly pattern: Pattern;
  readonly matcher: Matcher;
}

/** By options, then by pattern: a key made of both would be a new text at every call. */
const recent = new Map<number, Map<string, Compiled>>();
const mostRecent = 200;
let kept = 0;

function compiled(source: string, options: number): Compiled {
  let known = recent.get(options)?.get(source);
  if (known) return known;
  checkSize(source.length * 100);
  const pattern = parsePattern(source, options);
  known = { pattern, matcher: new Matcher(pattern) };
  if (kept >= mostRecent) {
    recent.clear();
    kept = 0;
  }
  const bySource = recent.get(options) ?? new Map<string, Compiled>();
  recent.set(options, bySource.set(source, known));
  kept += 1;
  return known;
}

/** Regex: a pattern, compiled once for all who use it. */
export class Regex extends NetObject {
  readonly pattern: Pattern;
  private readonly matcher: Matcher;

  constructor(
    readonly source: string,
    readonly options: number,
  ) {
    super();
    const { pattern, matcher } = compiled(source, options);
    this.pattern = pattern;
    this.matcher = matcher;
  }
  get netType() {
    return named("Regex");
  }
  override text(): string {
    return this.source;
  }
  numberOf(name: string): number {
    for (const [number, one] of this.pattern.groups) if (one === name) return number;
    return -1;
  }
  match(input: string, from = 0): Match {
    if (from < 0 || (from > input.length && from !== input.length + 1)) outOfRange("startat");
    const spans = from > input.length ? undefined : this.matcher.match(input, from);
    return new Match(this, input, spans ?? []);
  }
  /** A match inside a part of the text, whose ends count as the text's; it is placed in the whole. */
  within(input: string, from: number, length: number): Match {
    const spans = this.matcher.match(input.slice(from, from + length), 0) ?? [];
    const moved = spans.map((all) => all.map(({ start, end }) => ({ start: start + from, end: end + from })));
    return new Match(this, input, moved);
  }
  *matches(input: string, from = 0): Generator<Match> {
    for (let match = this.match(input, from); match.success; match = match.next()) {
      // A match is an object with its groups.
      tick(4);
      yield match;
    }
  }
  replace(input: string, made: (match: Match) => string, count = -1, from = 0): string {
    let result = "";
    let at = 0;
    let left = count;
    let counted = 0;
    for (let match = this.match(input, from); match.success; match = match.next()) {
      tick(4);
      if (left-- === 0) break;
      result += input.slice(at, match.index) + made(match);
      at = match.index + match.length;
      checkSize(result.length, result.length - counted);
      counted = result.length;
    }
    return at === 0 && result === "" ? input : result + input.slice(at);
  }
  split(input: string, count = 0, from = 0): string[] {
    if (count < 0) outOfRange("count", "Count cannot be less than -1.");
    if (count === 1) return [input];
    const parts: string[] = [];
    let at = 0;
    for (const match of this.matches(input, from)) {
      parts.push(input.slice(at, match.index));
      at = match.index + match.length;
      for (const group of match.groups.slice(1)) if (group.success) parts.push(group.value);
      if (--count === 1) break;
    }
    parts.push(input.slice(at));
    return parts;
  }
}

/** `$1`, `${name}`, `$$`, `$&` and the others of a replacement, once for all matches. */
export function replacement(template: string, regex: Regex): (match: Match) => string {
  const parts: ((match: Match) => string)[] = [];
  let at = 0;
  for (const found of template.matchAll(/\$(?:\{(\w+)\}|(\d+)|([$&`'+_]))/g)) {
    const part = substitution(found[1] ?? found[2], found[3], regex);
    if (!part) continue;
    const text = template.slice(at, found.index);
    parts.push(() => text, part);
    at = found.index + found[0].length;
  }
  const rest = template.slice(at);
  return (match) => parts.map((part) => part(match)).join("") + rest;
}

/** Undefined for a group that the pattern does not have: then the text stays. */
function substitution(
  name: string | undefined,
  sign: string | undefined,
  regex: Regex,
): ((match: Match) => string) | undefined {
  if (name !== undefined) {
    const number = regex.numberOf(name);
    return number < 0 ? undefined : (match) => match.group(number).value;
  }
  switch (sign) {
    case "$":
      return () => "$";
    case "&":
      return (match) => match.value;
    case "`":
      return ({ input, index }) => input.slice(0, index);
    case "'":
      return ({ input, index, length }) => input.slice(index + length);
    case "+":
      return (match) => match.groups.at(-1)?.value ?? "";
    default:
      return ({ input }) => input;
  }
}
