import type { KqlNode } from "./parseKql";

/** Times are texts in ISO 8601 with milliseconds, in UTC; a timespan is a number of milliseconds. */
export type Cell = string | number | boolean | null | { readonly [key: string]: Cell };
export type Row = Readonly<Record<string, Cell>>;

/** What `now()` is. */
export const clock = { now: "2026-11-30T12:00:00.000Z" };

/** Names and words of a node. */
export function textOf(node: KqlNode): string {
  return node.type === "token" ? node.text : node.parts.map(textOf).join("");
}

export function column(row: Row, name: string): Cell {
  if (!(name in row)) throw new Error(`There is no column ${name}`);
  return row[name]!;
}

export function numberOf(cell: Cell): number {
  if (typeof cell !== "number") throw new Error(`No number: ${JSON.stringify(cell)}`);
  return cell;
}

export function value(node: KqlNode, row: Row): Cell {
  switch (node.type) {
    case "NameReference":
      return column(row, plainName(textOf(node)));
    case "LiteralExpression":
      return literal(textOf(node));
    case "PrefixUnaryExpression":
      if (node.parts[0]!.text !== "-") throw new Error(`No sign here: ${node.parts[0]!.text}`);
      return -numberOf(value(node.parts[1]!, row));
    case "ParenthesizedExpression":
      return value(node.parts[1]!, row);
    case "PathExpression": {
      // Of a dynamic value; what it lacks is null.
      const owner = value(node.parts[0]!, row);
      if (owner === null) return null;
      if (typeof owner !== "object") throw new Error(`No dynamic value: ${textOf(node)}`);
      return owner[textOf(node.parts[2]!)] ?? null;
    }
    // `Properties["Product ID"]`, of a dynamic value, as with a dot.
    case "ElementExpression": {
      const owner = value(node.parts[0]!, row);
      const key = value(node.parts[1]!.parts[1]!, row);
      return owner === null || typeof owner !== "object" ? null : (owner[key as string] ?? null);
    }
    case "BinaryExpression": {
      const [left, sign, right] = node.parts;
      return arithmetic(sign!.text, value(left!, row), value(right!, row));
    }
    // https://learn.microsoft.com/kusto/query/in-operator
    case "InExpression": {
      const asked = value(node.parts[0]!, row);
      const list = node.parts[2]!.parts.filter(({ type }) => type !== "token");
      return list.some((one) => value(one, row) === asked);
    }
    case "FunctionCallExpression": {
      const given = node.parts[1]!.parts.filter(({ type }) => type !== "token");
      return call(
        textOf(node.parts[0]!),
        given.map((one) => value(one, row)),
      );
    }
    default:
      throw new Error(`No value here: ${node.type}`);
  }
}

/** `['time']` is the column time: a word of the language, which only brackets make a name. */
export function plainName(text: string): string {
  return /^\['(\w+)'\]$/.exec(text)?.[1] ?? text;
}

/** Times are texts in ISO 8601 with milliseconds, in UTC, so that they compare as they stand. */
function literal(text: string): Cell {
  // https://learn.microsoft.com/kusto/query/scalar-data-types/timespan
  const span = /^(\d+)([smhd])$/.exec(text);
  if (span) return Number(span[1]) * { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[span[2]!]!;
  if (/^(long|real)\(null\)$/.test(text)) return null;
  const day = /^datetime\((\d{4}-\d\d-\d\d)\)$/.exec(text)?.[1];
  if (day !== undefined) return `${day}T00:00:00.000Z`;
  if (text.startsWith('@"')) return text.slice(2, -1);
  return JSON.parse(text) as Cell;
}

/** Null makes null of sums and products, and is equal to nothing; https://learn.microsoft.com/kusto/query/scalar-data-types/null-values */
export function arithmetic(sign: string, left: Cell, right: Cell): Cell {
  // https://learn.microsoft.com/kusto/query/logical-operators: what is sure with either value of a null is sure.
  if (sign === "and")
    return left === false || right === false ? false : left === null || right === null ? null : true;
  if (sign === "or")
    return left === true || right === true ? true : left === null || right === null ? null : false;
  if (left === null || right === null) return null;
  if (sign === "==") return left === right;
  if (sign === "!=") return left !== right;
  if (typeof left === "string" && typeof right === "string") {
    // https://learn.microsoft.com/kusto/query/startswith-operator, .../contains-operator: whatever the case.
    if (sign === "startswith") return left.toLowerCase().startsWith(right.toLowerCase());
    if (sign === "contains") return left.toLowerCase().includes(right.toLowerCase());
    if (sign === ">=") return left >= right;
    if (sign === "<") return left < right;
  }
  const [one, other] = [numberOf(left), numberOf(right)];
  switch (sign) {
    case "<":
      return one < other;
    case ">=":
      return one >= other;
    case "*":
      return one * other;
    case "+":
      return one + other;
    case "-":
      return one - other;
    case "/":
      return one / other;
    case ">":
      return one > other;
    default:
      throw new Error(`No sign here: ${sign}`);
  }
}

function parsed(text: string): Cell {
  try {
    return JSON.parse(text) as Cell;
  } catch {
    return text;
  }
}

function call(name: string, given: readonly Cell[]): Cell {
  const [first = null, second = null, third = null] = given;
  switch (name) {
    // https://learn.microsoft.com/kusto/query/coalesce-function: of texts the first that is not empty.
    case "coalesce":
      return given.find((one) => one !== null && one !== "") ?? given.at(-1) ?? null;
    case "iff":
      return first === true ? second : third;
    case "tolower":
      return typeof first === "string" ? first.toLowerCase() : null;
    case "toreal":
      return first === null || first === "" ? null : Number(first);
    // https://learn.microsoft.com/kusto/query/tolong-function: of a text that is no number null.
    case "tolong":
      if (typeof first === "string") return /^-?\d+$/.test(first) ? Number(first) : null;
      return first === null ? null : Math.trunc(numberOf(first));
    // https://learn.microsoft.com/kusto/query/tostring-function: a text of null is empty.
    case "tostring":
      return first === null ? "" : typeof first === "object" ? JSON.stringify(first) : String(first);
    case "strcat":
      return given
        .map((one) => (one === null ? "" : typeof one === "object" ? JSON.stringify(one) : String(one)))
        .join("");
    case "parse_json":
      return typeof first === "string" ? parsed(first) : first;
    case "tobool":
      return typeof first === "boolean" ? first : null;
    case "not":
      return first === null ? null : first !== true;
    case "isempty":
      return first === null || first === "";
    case "isnotnull":
      return first !== null;
    // https://learn.microsoft.com/kusto/query/bin-function
    case "bin": {
      const start = Date.parse(first as string);
      return new Date(start - (start % numberOf(second ?? 0))).toISOString();
    }
    // https://learn.microsoft.com/kusto/query/datetime-diff-function: whole seconds, by their borders.
    case "datetime_diff": {
      if (first !== "second") throw new Error(`No period here: ${JSON.stringify(first)}`);
      const seconds = (time: Cell) => Math.floor(Date.parse(time as string) / 1_000);
      return seconds(second) - seconds(third);
    }
    case "now":
      return clock.now;
    case "isnull":
      return first === null;
    case "isnotempty":
      return first !== null && first !== "";
    case "replace_regex":
      if (typeof first !== "string") return first;
      return first.replace(new RegExp(second as string, "g"), third as string);
    case "startofday":
      return typeof first === "string" ? `${first.slice(0, 10)}T00:00:00.000Z` : null;
    case "ceiling":
      return first === null ? null : Math.ceil(numberOf(first));
    case "round": {
      if (first === null) return null;
      const scale = 10 ** numberOf(second ?? 0);
      return Math.round(numberOf(first) * scale) / scale;
    }
    default:
      throw new Error(`No function here: ${name}`);
  }
}
