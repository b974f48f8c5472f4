import { WorkRefused } from "../work";
import { findFilter, invoke } from "./filters/invoke";
import type { Output } from "./output";
import { resolver, type Scope } from "./scope";
import { LiquidError, messageOf, shown } from "./values";

export type Node = (scope: Scope, out: Output) => void;

/** break and continue on their way to their loop. */
export class Interrupt {
  constructor(readonly kind: "break" | "continue") {}
}

/** A tag reads its markup, and its block from the parser. @throws LiquidError */
export type TagReader = (markup: string, parser: Parser, name: string) => Node;

/** Deeper blocks are refused when the template is read. DotLiquid refuses them when it runs: see `Scope.nested`. */
const deepest = 200;

const quoted = `"[^"]*"|'[^']*'`;
/** A value without spaces outside quotes. */
export const fragment = `(?:${quoted}|(?:[^\\s,|'"]|${quoted})+)`;
const whole = new RegExp(`\\s*(${quoted}|(?:[^\\s|'"]|${quoted})+)(.*)`, "s");
const filterArgument = new RegExp(`[:,]\\s*(${fragment})`, "g");

export class Parser {
  private at = 0;
  private depth = 0;
  /** Filters that DotLiquid does not have: it gives back their input. */
  readonly unknownFilters = new Set<string>();

  constructor(
    private readonly tokens: readonly string[],
    private readonly tags: Readonly<Record<string, TagReader>>,
  ) {}

  document(): Node[] {
    const nodes: Node[] = [];
    while (this.at < this.tokens.length)
      this.node(nodes, (tag) => unknownTag(tag, "document", "enddocument"));
    return nodes;
  }

  /**
   * Up to the block's end. A tag that is none goes to `onTag`, which gives the list that the nodes go into from there, or
   * nothing where it knows it no better.
   */
  block(name: string, onTag: (tag: string, markup: string) => Node[] | undefined = () => undefined): Node[] {
    if (++this.depth > deepest) throw new LiquidError("Nesting too deep");
    const first: Node[] = [];
    let nodes = first;
    let ended = false;
    while (!ended) {
      if (this.at >= this.tokens.length) throw new LiquidError(`${name} tag was never closed`);
      this.node(nodes, (tag, markup) => {
        if (tag === `end${name}`) ended = true;
        else nodes = onTag(tag, markup) ?? unknownTag(tag, name, `end${name}`);
      });
    }
    this.depth--;
    return first;
  }

  /** Up to the block's end, without looking into it. */
  raw(name: string): string {
    let text = "";
    for (; this.at < this.tokens.length; text += this.tokens[this.at++]!)
      if (tagOf(this.tokens[this.at]!)?.name === `end${name}`) {
        this.at++;
        return text;
      }
    throw new LiquidError(`${name} tag was never closed`);
  }

  private node(nodes: Node[], onOther: (tag: string, markup: string) => void): void {
    const token = this.tokens[this.at++]!;
    if (token.startsWith("{%")) {
      const tag = tagOf(token);
      if (!tag) throw new LiquidError(`Tag '${token}' was not properly terminated with regexp: \\%\\}`);
      const reader = Object.hasOwn(this.tags, tag.name) ? this.tags[tag.name] : undefined;
      if (reader) nodes.push(reader(tag.markup, this, tag.name));
      else onOther(tag.name, tag.markup);
    } else if (token.startsWith("{{")) {
      if (!token.endsWith("}}") || token.length < 4)
        throw new LiquidError(`Variable '${token}' was not properly terminated with regexp: \\}\\}`);
      const value = this.value(token.slice(2, -2));
      nodes.push((scope, out) => out.write(shown(value(scope), scope.work)));
    } else nodes.push((_scope, out) => out.write(token));
  }

  /** `name | Filter: argument, argument | ...` */
  value(markup: string): (scope: Scope) => unknown {
    const match = whole.exec(markup);
    if (!match) return () => null;
    const first = resolver(match[1]!);
    const calls = pipes(match[2]!).flatMap((text) => {
      const name = /[\p{L}\p{Mn}\p{Nd}\p{Pc}]+/u.exec(text)?.[0];
      if (name === undefined) return [];
      const found = findFilter(name);
      if (!found) this.unknownFilters.add(name);
      const values = [...text.matchAll(filterArgument)].map(([, one]) => resolver(one!));
      return found ? [{ name, found, values }] : [];
    });
    return (scope) =>
      calls.reduce(
        (input, { name, found, values }) =>
          invoke(name, found, [input, ...values.map((value) => value(scope))], scope),
        first(scope),
      );
  }
}

function tagOf(token: string): { readonly name: string; readonly markup: string } | undefined {
  const match = /^\{%\s*([\p{L}\p{Mn}\p{Nd}\p{Pc}]+)\s*(.*)%\}$/su.exec(token);
  return match ? { name: match[1]!, markup: match[2]! } : undefined;
}

function unknownTag(tag: string, block: string, end: string): never {
  if (tag === "else") throw new LiquidError(`${block} tag does not expect else tag`);
  if (tag === "end") throw new LiquidError(`'end' is not a valid delimiter for ${block} tags. Use ${end}`);
  throw new LiquidError(`Unknown tag '${tag}'`);
}

/** What stands behind each bar outside quotes. */
function pipes(text: string): string[] {
  const parts: string[] = [];
  let from = -1;
  for (const { 0: one, index } of text.matchAll(/"[^"]*"|'[^']*'|\|/g)) {
    if (one !== "|") continue;
    if (from >= 0) parts.push(text.slice(from, index));
    from = index + 1;
  }
  return from < 0 ? parts : [...parts, text.slice(from)];
}

/** Runs nodes; the mistakes of one are written in its place, and the next one goes on. */
export function renderAll(nodes: readonly Node[], scope: Scope, out: Output): void {
  for (const node of nodes) {
    scope.work.step();
    try {
      node(scope, out);
    } catch (error) {
      const message =
        error instanceof Interrupt || error instanceof WorkRefused ? undefined : messageOf(error);
      if (message === undefined) throw error;
      const isSyntax = error instanceof LiquidError && error.isSyntax;
      out.write(`Liquid ${isSyntax ? "syntax error" : "error"}: ${message}`);
    }
  }
}
