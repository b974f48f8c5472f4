import { checkSize, tick, tickText } from "../../values/runtime";
import { fold, word } from "./classes";
import type { Anchor, Node, Pattern, Test } from "./nodes";

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The text without its case that was asked for last: one search after another goes over the same text. */
let lastFolded = { text: "", folded: "" };

/** One thing to do; gives what comes next, or undefined when the try has failed here. */
type Step = (machine: Machine) => Step | undefined;

/** What is done when a try has failed: something is put back, or another way is taken from here. */
interface Back {
  /** Puts something back, and the failing goes on. */
  undo?(machine: Machine): void;
  /** Another way; the entry stays as long as it gives one. */
  readonly other?: (machine: Machine, entry: Back) => Step | undefined;
}

// What is kept at nearly every step is an object with few fields: to make a function there takes several times as long.

const closing: Back = { undo: (machine) => void machine.open.pop() };

class Opening implements Back {
  constructor(private readonly value: unknown) {}
  undo(machine: Machine): void {
    machine.open.push(this.value);
  }
}

class From implements Back {
  constructor(
    private readonly at: number,
    private readonly step: Step,
  ) {}
  other(machine: Machine): Step {
    machine.at = this.at;
    return this.step;
  }
}

class Capturing implements Back {
  constructor(private readonly list: Span[]) {}
  undo(): void {
    this.list.pop();
  }
}

/**
 * A match on its way. What is still to be tried stands on a stack of its own: how deep a pattern goes into a text is
 * bounded by the expression's budget, and never by what happens to be left of JavaScript's stack.
 */
class Machine {
  at = 0;
  readonly captures: Span[][];
  readonly back: Back[] = [];
  /** Where groups, loops and looks began, the innermost last. */
  readonly open: unknown[] = [];

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

  /** Whether the steps lead to the end from there. */
  run(start: Step, at: number): boolean {
    this.at = at;
    let step: Step | undefined = start;
    while (step !== done) {
      step = step ? step(this) : this.retreat();
      if (!step && this.back.length === 0) return false;
    }
    return true;
  }

  private retreat(): Step | undefined {
    const entry = this.back.pop()!;
    entry.undo?.(this);
    return entry.other?.(this, entry);
  }

  keep(entry: Back): void {
    this.back.push(entry);
    // Each is an object: so many would be too many before the budget is spent.
    if ((this.back.length & 1023) === 0) checkSize(this.back.length * 8, 8192);
  }
  /** Tries `step` from here when everything from now on has failed. */
  orElse(step: Step): void {
    this.keep(new From(this.at, step));
  }
  begins(value: unknown): void {
    this.open.push(value);
    this.keep(closing);
  }
  ends(): unknown {
    const value = this.open.pop();
    this.keep(new Opening(value));
    return value;
  }
  /** Forgets the other ways since `height`; what they put back is still put back. */
  cut(height: number): void {
    tick(1 + ((this.back.length - height) >> 4));
    const rest = this.back.splice(height);
    for (const entry of rest) if (entry.undo) this.back.push(entry);
  }
  /** Puts everything back as it was at `height`. */
  unwind(height: number): void {
    while (this.back.length > height) this.back.pop()!.undo?.(this);
  }
}

/** The end of a pattern. */
const done: Step = () => done;

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
    this.start = compile(pattern.root, done);
    this.first = firstOf(pattern.root);
    this.groups = Math.max(...pattern.groups.keys()) + 1;
  }

  /** The captures of each group, the whole match as group 0's, of the first match from `from` on. */
  match(text: string, from: number): readonly (readonly Span[])[] | undefined {
    const { first } = this;
    let machine: Machine | undefined;
    for (let start = from; start <= text.length; start++) {
      tick();
      if (first && !(start < text.length && first(text.charCodeAt(start)))) continue;
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
  if (node.kind === "one") return node.test;
  if (node.kind === "sequence") return node.parts[0] && firstOf(node.parts[0]);
  return undefined;
}

/** The steps of a node, and `next` behind it. */
function compile(node: Node, next: Step): Step {
  switch (node.kind) {
    case "empty":
      return next;
    case "one": {
      const { test } = node;
      return (machine) => {
        const { text, at } = machine;
        if (at >= text.length || !test(text.charCodeAt(at))) return undefined;
        machine.at = at + 1;
        return next;
      };
    }
    case "text": {
      const { text } = node;
      return (machine) => {
        if (!(node.fold ? machine.folded : machine.text).startsWith(text, machine.at)) return undefined;
        machine.at += text.length;
        return next;
      };
    }
    case "sequence":
      return node.parts.reduceRight<Step>((rest, part) => compile(part, rest), next);
    case "choice": {
      const parts = node.parts.map((part) => compile(part, next));
      return (machine) => {
        tick();
        for (let index = parts.length - 1; index > 0; index--) machine.orElse(parts[index]!);
        return parts[0];
      };
    }
    case "loop": {
      const test = singleTest(node.body);
      return test ? singleLoop(test, node, next) : loop(node, next);
    }
    case "group":
      return capture(node, next);
    case "atomic":
      return atomic(node.body, next);
    case "look":
      return look(node, next);
    case "reference":
      return (machine) => {
        const last = machine.captures[node.group]?.at(-1);
        if (!last) return undefined;
        const text = node.fold ? machine.folded : machine.text;
        if (!text.startsWith(text.slice(last.start, last.end), machine.at)) return undefined;
        machine.at += last.end - last.start;
        return next;
      };
    case "if":
      return condition(node, next);
    case "anchor": {
      const holds = anchors[node.at];
      return (machine) => (holds(machine, machine.at) ? next : undefined);
    }
  }
}

/** The test of a body that takes exactly one character. */
function singleTest(body: Node): Test | undefined {
  if (body.kind === "one") return body.test;
  if (body.kind !== "text" || body.text.length !== 1 || body.fold) return undefined;
  const code = body.text.charCodeAt(0);
  return (one) => one === code;
}

type Loop = Extract<Node, { kind: "loop" }>;

/** Without a step per character: how many there are is counted first, or one more is tried each time. */
function singleLoop(test: Test, { least, most, lazy }: Loop, next: Step): Step {
  return (machine) => {
    const { text, at } = machine;
    const limit = Math.min(text.length - at, most);
    let count = 0;
    const wanted = lazy ? least : limit;
    while (count < wanted && count < limit && test(text.charCodeAt(at + count))) count++;
    tick(1 + (count >> 4));
    if (count < least) return undefined;
    const other = (_: Machine, entry: Back): Step | undefined => {
      tick();
      if (lazy) {
        if (count >= limit || !test(text.charCodeAt(at + count))) return undefined;
        count++;
      } else if (--count < least) return undefined;
      machine.back.push(entry);
      machine.at = at + count;
      return next;
    };
    if (lazy ? count < limit : count > least) machine.keep({ other });
    machine.at = at + count;
    return next;
  };
}

interface Pass {
  readonly count: number;
  readonly at: number;
}

function loop({ body, least, most, lazy }: Loop, next: Step): Step {
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
  const pass = compile(body, behind);
  return (machine) => (machine.begins({ count: 0, at: machine.at }), again);
}

function capture({ body, group, uncapture }: Extract<Node, { kind: "group" }>, next: Step): Step {
  const put = (machine: Machine, list: Span[], span: Span) => {
    list.push(span);
    machine.keep(new Capturing(list));
  };
  const close: Step = (machine) => {
    const start = machine.ends() as number;
    const end = machine.at;
    const from = uncapture === undefined ? undefined : machine.captures[uncapture]!;
    const popped = from?.pop();
    if (from && !popped) return undefined;
    if (popped) machine.keep({ undo: () => void from!.push(popped) });
    if (group !== undefined)
      put(machine, machine.captures[group]!, popped ? { start: popped.end, end: start } : { start, end });
    return next;
  };
  const inner = compile(body, close);
  return (machine) => (machine.begins(machine.at), inner);
}

function atomic(body: Node, next: Step): Step {
  const close: Step = (machine) => {
    machine.cut(machine.ends() as number);
    return next;
  };
  const inner = compile(body, close);
  return (machine) => {
    machine.begins(machine.back.length);
    return inner;
  };
}

interface Glance {
  readonly height: number;
  readonly at: number;
}

/** Looks from here and comes back; what it caught stays only of a look that found something. */
function look({ body, behind, negative }: Extract<Node, { kind: "look" }>, next: Step): Step {
  const close: Step = (machine) => {
    const { height, at } = machine.open.at(-1) as Glance;
    if (behind && machine.at !== at) return undefined;
    if (negative) {
      machine.unwind(height);
      return undefined;
    }
    machine.ends();
    machine.cut(height);
    machine.at = at;
    return next;
  };
  const inner = compile(body, close);
  const earlier =
    (start: number): Back["other"] =>
    (machine) => {
      tick();
      if (start < 0) return undefined;
      machine.keep({ other: earlier(start - 1) });
      machine.at = start;
      return inner;
    };
  return (machine) => {
    const { at } = machine;
    const height = machine.back.length;
    if (negative) machine.orElse(next);
    machine.begins({ height, at });
    if (behind) machine.keep({ other: earlier(at - 1) });
    return inner;
  };
}

function condition(node: Extract<Node, { kind: "if" }>, next: Step): Step {
  const yes = compile(node.yes, next);
  const no = compile(node.no, next);
  const { group, test } = node;
  if (group !== undefined) return (machine) => (machine.captures[group]!.length > 0 ? yes : no);
  const close: Step = (machine) => {
    const { height, at } = machine.ends() as Glance;
    machine.cut(height);
    machine.at = at;
    return yes;
  };
  const inner = compile(test!, close);
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
