import { tick } from "../../values/runtime";
import { word } from "./classes";
import { Capturing, done, Machine, type Back, type Span, type Step } from "./machine";
import type { Anchor, Node, Pattern, Test } from "./nodes";

export type { Span } from "./machine";

/**
 * Matches by backtracking, as .NET does, and counts every step: a pattern that would try for ever is stopped by the
 * budget of the expression, which JavaScript's own regular expressions cannot be.
 */
export class Matcher {
  private readonly start: Step;
  private readonly groups: number;
  /** What the first character of any match passes; undefined where a match may be empty, or nothing is known. */
  private readonly first: Test | undefined;

  constructor(pattern: Pattern) {
    this.start = compile(pattern.root, done, false);
    this.first = firstOf(pattern.root);
    this.groups = Math.max(...pattern.groups.keys()) + 1;
  }

  /** The captures of each group, the whole match as group 0's, of the first match from `from` on. */
  match(text: string, from: number): readonly (readonly Span[])[] | undefined {
    const { first } = this;
    let machine: Machine | undefined;
    for (let start = from; start <= text.length; start++) {
      if (first && !(start < text.length && first(text.charCodeAt(start)))) {
        if ((start & 15) === 0) tick();
        continue;
      }
      tick();
      machine ??= new Machine(text, from, this.groups);
      if (machine.run(this.start, start)) {
        machine.captures[0] = [{ start, end: machine.at }];
        return machine.captures;
      }
    }
    return undefined;
  }
}

function firstOf(node: Node): Test | undefined {
  switch (node.kind) {
    case "one":
      return node.test;
    case "text":
      return node.fold || node.text === "" ? undefined : startsWith(node.text);
    case "sequence": {
      // Anchors and looks take no character.
      const taking = node.parts.find(({ kind }) => kind !== "anchor" && kind !== "look");
      return taking && firstOf(taking);
    }
    case "group":
    case "atomic":
      return firstOf(node.body);
    case "loop":
      return node.least > 0 ? firstOf(node.body) : undefined;
    default:
      return undefined;
  }
}

function startsWith(text: string): Test {
  const code = text.charCodeAt(0);
  return (one) => one === code;
}

/**
 * The steps of a node, and `next` behind it.
 * @param left whether the text is read from right to left, as .NET does within a look-behind: it then looks at as much of
 * the text as it matches, and not at every place where a match could have begun
 */
function compile(node: Node, next: Step, left: boolean): Step {
  switch (node.kind) {
    case "empty":
      return next;
    case "one":
      return left ? oneBefore(node.test, next) : one(node.test, next);
    case "text":
      return (machine) => (takes(machine, node.text, node.fold, left) ? next : undefined);
    case "sequence":
      return left
        ? node.parts.reduce<Step>((rest, part) => compile(part, rest, left), next)
        : node.parts.reduceRight<Step>((rest, part) => compile(part, rest, left), next);
    case "choice": {
      const parts = node.parts.map((part) => compile(part, next, left));
      return (machine) => {
        tick();
        for (let index = parts.length - 1; index > 0; index--) machine.orElse(parts[index]!);
        return parts[0];
      };
    }
    case "loop": {
      const test = singleTest(node.body);
      return test ? singleLoop(test, node, next, left) : loop(node, next, left);
    }
    case "group":
      return capture(node, next, left);
    case "atomic":
      return atomic(node.body, next, left);
    case "look":
      return look(node, next);
    case "reference":
      return (machine) => {
        const last = machine.captures[node.group]?.at(-1);
        if (!last) return undefined;
        const text = (node.fold ? machine.folded : machine.text).slice(last.start, last.end);
        return takes(machine, text, node.fold, left) ? next : undefined;
      };
    case "if":
      return condition(node, next, left);
    case "anchor": {
      const holds = anchors[node.at];
      return (machine) => (holds(machine, machine.at) ? next : undefined);
    }
  }
}

function one(test: Test, next: Step): Step {
  return (machine) => {
    const { text, at } = machine;
    if (at >= text.length || !test(text.charCodeAt(at))) return undefined;
    machine.at = at + 1;
    return next;
  };
}

function oneBefore(test: Test, next: Step): Step {
  return (machine) => {
    const { text, at } = machine;
    if (at === 0 || !test(text.charCodeAt(at - 1))) return undefined;
    machine.at = at - 1;
    return next;
  };
}

/** Whether a text stands next, or before; it is then taken. */
function takes(machine: Machine, text: string, fold: boolean, left: boolean): boolean {
  const from = left ? machine.at - text.length : machine.at;
  if (from < 0 || !(fold ? machine.folded : machine.text).startsWith(text, from)) return false;
  machine.at = left ? from : from + text.length;
  return true;
}

/** The test of a body that takes exactly one character. */
function singleTest(body: Node): Test | undefined {
  if (body.kind === "one") return body.test;
  return body.kind === "text" && body.text.length === 1 && !body.fold ? startsWith(body.text) : undefined;
}

type Loop = Extract<Node, { kind: "loop" }>;

/** Without a step per character: how many there are is counted first, or one more is tried each time. */
function singleLoop(test: Test, { least, most, lazy }: Loop, next: Step, left: boolean): Step {
  const sign = left ? -1 : 1;
  return (machine) => {
    const { text, at } = machine;
    const limit = Math.min(left ? at : text.length - at, most);
    const passes = (index: number) => test(text.charCodeAt(left ? at - 1 - index : at + index));
    let count = 0;
    const wanted = lazy ? least : limit;
    while (count < wanted && count < limit && passes(count)) count++;
    tick(1 + (count >> 4));
    if (count < least) return undefined;
    const other = (_: Machine, entry: Back): Step | undefined => {
      tick();
      if (lazy) {
        if (count >= limit || !passes(count)) return undefined;
        count++;
      } else if (--count < least) return undefined;
      machine.back.push(entry);
      machine.at = at + sign * count;
      return next;
    };
    if (lazy ? count < limit : count > least) machine.keep({ other });
    machine.at = at + sign * count;
    return next;
  };
}

interface Pass {
  readonly count: number;
  readonly at: number;
}

function loop({ body, least, most, lazy }: Loop, next: Step, left: boolean): Step {
  const leave: Step = (machine) => (machine.ends(), next);
  const again: Step = (machine) => {
    tick();
    const { count } = machine.open.at(-1) as Pass;
    if (count < least) return pass;
    if (count >= most) return leave;
    machine.orElse(lazy ? pass : leave);
    return lazy ? leave : pass;
  };
  const behind: Step = (machine) => {
    const before = machine.open.at(-1) as Pass;
    // A pass that takes nothing would be followed by another like it.
    if (machine.at === before.at && before.count >= least) return undefined;
    machine.ends();
    machine.begins({ count: before.count + 1, at: machine.at });
    return again;
  };
  const pass = compile(body, behind, left);
  return (machine) => (machine.begins({ count: 0, at: machine.at }), again);
}

function capture(
  { body, group, uncapture }: Extract<Node, { kind: "group" }>,
  next: Step,
  left: boolean,
): Step {
  const close: Step = (machine) => {
    const from = machine.ends() as number;
    const span = { start: Math.min(from, machine.at), end: Math.max(from, machine.at) };
    const open = uncapture === undefined ? undefined : machine.captures[uncapture]!;
    const popped = open?.pop();
    if (open && !popped) return undefined;
    if (popped) machine.keep({ undo: () => void open!.push(popped) });
    if (group !== undefined) {
      const list = machine.captures[group]!;
      list.push(popped ? between(popped, span) : span);
      machine.keep(new Capturing(list));
    }
    return next;
  };
  const inner = compile(body, close, left);
  return (machine) => (machine.begins(machine.at), inner);
}

/** What a balancing group keeps: from the one that it takes away to itself, whichever stands first, or what both have. */
function between(popped: Span, { start, end }: Span): Span {
  if (start >= popped.end) return { start: popped.end, end: start };
  if (end <= popped.start) return { start: end, end: popped.start };
  return { start: Math.max(start, popped.start), end: Math.min(end, popped.end) };
}

function atomic(body: Node, next: Step, left: boolean): Step {
  const close: Step = (machine) => {
    machine.cut(machine.ends() as number);
    return next;
  };
  const inner = compile(body, close, left);
  return (machine) => {
    machine.begins(machine.back.length);
    return inner;
  };
}

interface Glance {
  readonly height: number;
  readonly at: number;
}

/** Looks from here, or back from here, and comes back; what it caught stays only of a look that found something. */
function look({ body, behind, negative }: Extract<Node, { kind: "look" }>, next: Step): Step {
  const close: Step = (machine) => {
    const { height, at } = machine.open.at(-1) as Glance;
    if (negative) {
      machine.unwind(height);
      return undefined;
    }
    machine.ends();
    machine.cut(height);
    machine.at = at;
    return next;
  };
  const inner = compile(body, close, behind);
  return (machine) => {
    const { at } = machine;
    const height = machine.back.length;
    if (negative) machine.orElse(next);
    machine.begins({ height, at });
    return inner;
  };
}

function condition(node: Extract<Node, { kind: "if" }>, next: Step, left: boolean): Step {
  const yes = compile(node.yes, next, left);
  const no = compile(node.no, next, left);
  const { group, test } = node;
  if (group !== undefined) return (machine) => (machine.captures[group]!.length > 0 ? yes : no);
  const close: Step = (machine) => {
    const { height, at } = machine.ends() as Glance;
    machine.cut(height);
    machine.at = at;
    return yes;
  };
  const inner = compile(test!, close, left);
  return (machine) => {
    const height = machine.back.length;
    machine.orElse(no);
    machine.begins({ height, at: machine.at });
    return inner;
  };
}

const isWord = ({ text }: Machine, at: number) => {
  const code = text.charCodeAt(at);
  return at >= 0 && at < text.length && (word(code) || code === 0x200c || code === 0x200d);
};
const boundary = (state: Machine, at: number) => isWord(state, at - 1) !== isWord(state, at);

const anchors: Record<Anchor, (state: Machine, at: number) => boolean> = {
  start: (_, at) => at === 0,
  end: ({ text }, at) => at === text.length,
  endBeforeNewline: ({ text }, at) => at === text.length || (at === text.length - 1 && text[at] === "\n"),
  lineStart: ({ text }, at) => at === 0 || text[at - 1] === "\n",
  lineEnd: ({ text }, at) => at === text.length || text[at] === "\n",
  word: boundary,
  notWord: (state, at) => !boundary(state, at),
  here: ({ begin }, at) => at === begin,
};
