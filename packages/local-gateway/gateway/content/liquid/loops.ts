import { toInt } from "./conversions";
import { resolver, type Resolver, type Scope } from "./scope";
import type { Output } from "./output";
import { fragment, Interrupt, renderAll, type Node, type TagReader } from "./template";
import { identical } from "./conditions";
import { isNone, itemsOf, LiquidError, Members, textOf } from "./values";
import { XmlNode } from "./xml";

const forSyntax = new RegExp(`([\\p{L}\\p{Nd}_]+)\\s+in\\s+((?:${fragment})+)\\s*(reversed)?`, "u");
const attribute = new RegExp(`(\\w+)\\s*:\\s*(${fragment})`, "g");

interface Loop {
  readonly variable: string;
  /** As forloop.name has it. */
  readonly name: string;
  readonly collection: Resolver;
  readonly reversed: boolean;
  readonly attributes: ReadonlyMap<string, string>;
}

function readLoop(markup: string, syntax: string): Loop {
  const match = forSyntax.exec(markup);
  if (!match) throw new LiquidError(syntax);
  return {
    variable: match[1]!,
    name: `${match[1]}-${match[2]}`,
    collection: resolver(match[2]!),
    reversed: match[3] !== undefined,
    attributes: new Map([...markup.matchAll(attribute)].map(([, key, value]) => [key!, value!])),
  };
}

/** The part of the collection that the loop goes over; undefined for what is no collection. */
function segment({ collection, name, attributes, reversed }: Loop, scope: Scope): unknown[] | undefined {
  const items = itemsOf(collection(scope), scope.work);
  if (!items) return undefined;
  const offset = attributes.get("offset");
  const from = offset === "continue" ? (scope.offsets.get(name) ?? 0) : toInt(resolver(offset ?? "")(scope));
  const limit = attributes.has("limit") ? resolver(attributes.get("limit")!)(scope) : null;
  const to = isNone(limit) ? undefined : from + toInt(limit);
  const taken = items.slice(Math.max(0, from), to === undefined ? undefined : Math.max(0, to));
  scope.work.step(taken.length);
  if (taken.length > 0) scope.offsets.set(name, from + taken.length);
  return reversed ? taken.reverse() : taken;
}

/** Runs the nodes for each item. `between` is written before all but the first. */
function loop(
  { variable, name }: Loop,
  items: readonly unknown[],
  nodes: readonly Node[],
  scope: Scope,
  out: Output,
  between = "",
): void {
  scope.nested(() => {
    for (const [index, item] of items.entries()) {
      if (index > 0 && between) out.write(between);
      scope.set(variable, item);
      scope.set("forloop", position(index, items.length, new Map([["name", name]])));
      try {
        renderAll(nodes, scope, out);
      } catch (error) {
        if (!(error instanceof Interrupt)) throw error;
        if (error.kind === "break") return;
      }
    }
  });
}

function position(index: number, length: number, others: ReadonlyMap<string, unknown>): Members {
  return new Members(
    new Map<string, unknown>([
      ...others,
      ["length", length],
      ["index", index + 1],
      ["index0", index],
      ["rindex", length - index],
      ["rindex0", length - index - 1],
      ["first", index === 0],
      ["last", index === length - 1],
    ]),
  );
}

export const forEach: TagReader = (markup, parser, tag) => {
  const read = readLoop(markup, "Syntax Error in 'for' tag - Valid syntax: for [item] in [collection]");
  const otherwise: Node[] = [];
  const nodes = parser.block(tag, (name) => (name === "else" ? otherwise : undefined));
  return (scope, out) => {
    const items = segment(read, scope) ?? [];
    if (items.length > 0) loop(read, items, nodes, scope, out);
    else if (otherwise.length > 0) scope.nested(() => renderAll(otherwise, scope, out));
  };
};

const where = new RegExp(`\\bwhere\\s+.*?==\\s*(${fragment})`);

/**
 * API Management's own loop: what it makes of the items stands behind commas, as in a list of JSON. Over an element of XML
 * it goes through the elements in it; with `where ... == 'name'` through those of that name.
 * https://learn.microsoft.com/azure/api-management/http-data-source-policy
 * https://learn.microsoft.com/azure/logic-apps/logic-apps-enterprise-integration-liquid-transform [where: inferred]
 */
export const jsonArrayFor: TagReader = (markup, parser, tag) => {
  const bare = tag === "JSONArray" ? markup.replace(/^\s*For\b/i, "") : markup;
  const read = readLoop(
    bare,
    "Syntax Error in 'JSONArrayFor' tag - Valid syntax: JSONArrayFor [item] in [collection]",
  );
  const wanted = where.exec(bare)?.[1];
  const name = wanted === undefined ? undefined : resolver(wanted);
  const nodes = parser.block("JSONArrayFor");
  const named: Loop = {
    ...read,
    // Elements keep their names until they have been chosen by them.
    collection: (scope) => {
      const value = read.collection(scope);
      if (!name || !(value instanceof XmlNode)) return value;
      const text = textOf(name(scope));
      return value
        .named()
        .filter((one) => identical(one.name, text))
        .map((one) => one.value);
    },
  };
  return (scope, out) => loop(named, segment(named, scope) ?? [], nodes, scope, out, ",");
};

/** On Windows, as API Management runs it, lines end with two characters. */
const newLine = "\r\n";

export const tableRow: TagReader = (markup, parser, tag) => {
  const read = readLoop(
    markup,
    "Syntax Error in 'tablerow' tag - Valid syntax: tablerow [item] in [collection] cols=[number]",
  );
  const nodes = parser.block(tag);
  const columns = resolver(read.attributes.get("cols") ?? "");
  return (scope, out) => {
    const items = segment(read, scope);
    if (!items) return;
    const cols = toInt(columns(scope));
    let [row, col] = [1, 0];
    out.write(`<tr class="row1">${newLine}`);
    scope.nested(() => {
      for (const [index, item] of items.entries()) {
        scope.set(read.variable, item);
        const cell = new Map<string, unknown>([
          ["col", col + 1],
          ["col0", col],
          ["col_first", col === 0],
          ["col_last", col === cols - 1],
        ]);
        scope.set("tablerowloop", position(index, items.length, cell));
        col++;
        out.write(`<td class="col${col}">${scope.captured((inner) => renderAll(nodes, scope, inner))}</td>`);
        if (col === cols && index !== items.length - 1) {
          col = 0;
          out.write(`</tr>${newLine}<tr class="row${++row}">`);
        }
      }
    });
    out.write(`</tr>${newLine}`);
  };
};
