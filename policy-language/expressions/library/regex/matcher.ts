import { tick, tickText } from "../../values/runtime";
import { fold, word } from "./classes";
import type { Anchor, Node, Pattern, Test } from "./nodes";

/** Where a match goes on; true ends the search. */
type Next = (at: number) => boolean;
type Step = (state: State, at: number, next: Next) => boolean;

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text without its case that was asked for last: one search after another goes over the same text. */
let lastFolded = { text: "", folded: "" };

class State {
  readonly captures: Span[][];
  constructor(
    readonly text: string,
    readonly begin: number,
    groups: number,
  ) {
    this.captures = Array.from({ length: groups }, () => []);
  }
  get folded(): string {
    if (lastFolded.text !== this.text) {
      tickText(this.text.length);
      lastFolded = { text: this.text, folded: fold(this.text) };
    }
    return lastFolded.folded;
  }
  save(): Span[][] {
    return this.captures.map((list) => [...list]);
  }
  restore(saved: readonly Span[][]): void {
    saved.forEach((list, group) => (this.captures[group] = [...list]));
  }
}

/**
 * Matches by backtracking, as .NET does, and counts every step: a pattern that would try for ever is stopped by the
 * budget of the expression, which JavaScript's own regular expressions cannot be.
 */
export class Matcher {
  private readonly step: Step;
  private readonly groups: number;
  /** What the first character of any match passes; undefined where a match may be empty, or nothing is known. */
  private readonly first: Test | undefined;

  constructor(pattern: Pattern) {
    this.step = compile(pattern.root);
    this.first = firstOf(pattern.root);
    this.groups = Math.max(...pattern.groups.keys()) + 1;
  }

  /** The captures of each group, the whole match as group 0's, of the first match from `from` on. */
  match(text: string, from: number): readonly (readonly Span[])[] | undefined {
    const { first, groups } = this;
    let state: State | undefined;
    let end = -1;
    const matched: Next = (at) => ((end = at), true);
    for (let start = from; start <= text.length; start++) {
      tick();
      if (first && !(start < text.length && first(text.charCodeAt(start)))) continue;
      // What a try that failed has caught must not be seen by the next one.
      if (!state || groups > 1) state = new State(text, from, groups);
      if (this.step(state, start, matched)) {
        state.captures[0] = [{ start, end }];
        return state.captures;
      }
    }
    return undefined;
  }
}

function firstOf(node: Node): Test | undefined {
  if (node.kind === "one") return node.test;
  if (node.kind === "sequence") return node.parts[0] && firstOf(node.parts[0]);
  return undefined;
}

function compile(node: Node): Step {
  switch (node.kind) {
    case "empty":
      return (_, at, next) => next(at);
    case "one": {
      const { test } = node;
      return (state, at, next) => at < state.text.length && test(state.text.charCodeAt(at)) && next(at + 1);
    }
    case "text": {
      const { text } = node;
      return (state, at, next) =>
        (node.fold ? state.folded : state.text).startsWith(text, at) && next(at + text.length);
    }
    case "sequence":
      return node.parts.map(compile).reduceRight<Step>(
        (rest, first) => (state, at, next) => first(state, at, (middle) => rest(state, middle, next)),
        (_, at, next) => next(at),
      );
    case "choice": {
      const parts = node.parts.map(compile);
      return (state, at, next) => {
        tick();
        return parts.some((part) => part(state, at, next));
      };
    }
    case "loop": {
      const test = singleTest(node.body);
      return test ? singleLoop(test, node) : loop(compile(node.body), node);
    }
    case "group":
      return capture(compile(node.body), node.group, node.uncapture);
    case "atomic":
      return atomic(compile(node.body));
    case "look":
      return look(compile(node.body), node.behind, node.negative);
    case "reference":
      return (state, at, next) => {
        const last = state.captures[node.group]?.at(-1);
        if (!last) return false;
        const text = node.fold ? state.folded : state.text;
        return text.startsWith(text.slice(last.start, last.end), at) && next(at + last.end - last.start);
      };
    case "if":
      return condition(node);
    case "anchor": {
      const holds = anchors[node.at];
      return (state, at, next) => holds(state, at) && next(at);
    }
  }
}

/** The test of a body that takes exactly one character. */
function singleTest(body: Node): ((state: State) => Test) | undefined {
  if (body.kind === "one") return () => body.test;
  if (body.kind !== "text" || body.text.length !== 1 || body.fold) return undefined;
  const code = body.text.charCodeAt(0);
  return () => (one) => one === code;
}

type Loop = Extract<Node, { kind: "loop" }>;

/** Without a call per character: how many there are is counted first. */
function singleLoop(testOf: (state: State) => Test, { least, most, lazy }: Loop): Step {
  return (state, at, next) => {
    const { text } = state;
    const test = testOf(state);
    const limit = Math.min(text.length - at, most);
    let count = 0;
    if (lazy) {
      while (count < least) if (count >= limit || !test(text.charCodeAt(at + count++))) return false;
      for (;;) {
        tick();
        if (next(at + count)) return true;
        if (count >= limit || !test(text.charCodeAt(at + count++))) return false;
      }
    }
    while (count < limit && test(text.charCodeAt(at + count))) count++;
    tick(1 + (count >> 4));
    for (; count >= least; count--) {
      tick();
      if (next(at + count)) return true;
    }
    return false;
  };
}

function loop(body: Step, { least, most, lazy }: Loop): Step {
  return (state, start, next) => {
    const again = (count: number, at: number): boolean => {
      tick();
      const more = () =>
        count < most &&
        // A pass that takes nothing would be followed by another like it.
        body(state, at, (end) => (end === at && count >= least ? false : again(count + 1, end)));
      if (count < least) return more();
      return lazy ? next(at) || more() : more() || next(at);
    };
    return again(0, start);
  };
}

function capture(body: Step, group: number | undefined, uncapture: number | undefined): Step {
  return (state, at, next) =>
    body(state, at, (end) => {
      const from = uncapture === undefined ? undefined : state.captures[uncapture]!;
      const popped = from?.pop();
      if (from && !popped) return false;
      const into = group === undefined ? undefined : state.captures[group]!;
      into?.push(popped ? { start: popped.end, end: at } : { start: at, end });
      if (next(end)) return true;
      into?.pop();
      if (popped) from!.push(popped);
      return false;
    });
}

function atomic(body: Step): Step {
  return (state, at, next) => {
    const saved = state.save();
    let end = -1;
    if (!body(state, at, (found) => ((end = found), true))) return false;
    if (next(end)) return true;
    state.restore(saved);
    return false;
  };
}

function look(body: Step, behind: boolean, negative: boolean): Step {
  const holds = (state: State, at: number): boolean => {
    if (!behind) return body(state, at, () => true);
    for (let start = at; start >= 0; start--) {
      tick();
      if (body(state, start, (end) => end === at)) return true;
    }
    return false;
  };
  return (state, at, next) => {
    const saved = state.save();
    const found = holds(state, at);
    if (negative) {
      state.restore(saved);
      return !found && next(at);
    }
    if (found && next(at)) return true;
    state.restore(saved);
    return false;
  };
}

function condition(node: Extract<Node, { kind: "if" }>): Step {
  const test = node.test && look(compile(node.test), false, false);
  const yes = compile(node.yes);
  const no = compile(node.no);
  return (state, at, next) => {
    const holds =
      node.group === undefined ? test!(state, at, () => true) : state.captures[node.group]!.length > 0;
    return (holds ? yes : no)(state, at, next);
  };
}

const isWord = ({ text }: State, at: number) => {
  const code = text.charCodeAt(at);
  return at >= 0 && at < text.length && (word(code) || code === 0x200c || code === 0x200d);
};
const boundary = (state: State, at: number) => isWord(state, at - 1) !== isWord(state, at);

const anchors: Record<Anchor, (state: State, at: number) => boolean> = {
  start: (_, at) => at === 0,
  end: ({ text }, at) => at === text.length,
  endBeforeNewline: ({ text }, at) => at === text.length || (at === text.length - 1 && text[at] === "\n"),
  lineStart: ({ text }, at) => at === 0 || text[at - 1] === "\n",
  lineEnd: ({ text }, at) => at === text.length || text[at] === "\n",
  word: boundary,
  notWord: (state, at) => !boundary(state, at),
  here: ({ begin }, at) => at === begin,
};
