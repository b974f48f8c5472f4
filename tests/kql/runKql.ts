import { parseKql, type KqlNode } from "./parseKql";

/**
 * Runs a query of ours over tables in memory: the operators and functions that queries/ use where they add up money, each as
 * its page below https://learn.microsoft.com/kusto/query/ says. What is not here fails by name and is never passed over.
 */
export type Cell = string | number | boolean | null | { readonly [key: string]: Cell };
export type Row = Readonly<Record<string, Cell>>;
export type Tables = Readonly<Record<string, readonly Row[]>>;

export function runKql(query: string, tables: Tables): readonly Row[] {
  const known: Record<string, readonly Row[]> = { ...tables };
  let last: readonly Row[] | undefined;
  for (const statement of parseKql(query).parts) {
    if (statement.type === "LetStatement") {
      const [, name, , value] = statement.parts;
      known[textOf(name!)] = table(value!, known);
    } else last = table(statement.parts[0]!, known);
  }
  if (!last) throw new Error("The query has no expression");
  return last;
}

type Known = Readonly<Record<string, readonly Row[]>>;

/** Names and words of a node. */
function textOf(node: KqlNode): string {
  return node.type === "token" ? node.text : node.parts.map(textOf).join("");
}

function table(node: KqlNode, known: Known): readonly Row[] {
  switch (node.type) {
    case "NameReference": {
      const found = known[textOf(node)];
      if (!found) throw new Error(`There is no table ${textOf(node)}`);
      return found;
    }
    case "ParenthesizedExpression":
      return table(node.parts[1]!, known);
    case "DataTableExpression":
      return dataTable(node);
    case "PipeExpression":
      return operators(node.parts[2]!, table(node.parts[0]!, known), known);
    default:
      throw new Error(`No table: ${node.type}`);
  }
}

function dataTable(node: KqlNode): readonly Row[] {
  const schema = node.parts.find(({ type }) => type === "RowSchema")!;
  const columns = schema.parts.flatMap((part) =>
    part.type === "NameAndTypeDeclaration" ? [plainName(textOf(part.parts[0]!))] : [],
  );
  const from = node.parts.findIndex(({ text }) => text === "[");
  const cells = node.parts.slice(from + 1, -1).map((part) => value(part, {}));
  return Array.from({ length: cells.length / columns.length }, (_, row) =>
    Object.fromEntries(columns.map((name, at) => [name, cells[row * columns.length + at]!])),
  );
}

function operators(node: KqlNode, rows: readonly Row[], known: Known): readonly Row[] {
  const items = node.parts.filter(({ type }) => type !== "token");
  switch (node.type) {
    // https://learn.microsoft.com/kusto/query/where-operator
    case "FilterOperator":
      return rows.filter((row) => value(items[0]!, row) === true);
    // https://learn.microsoft.com/kusto/query/extend-operator
    case "ExtendOperator":
      return rows.map((row) => items.reduce((made: Row, one) => ({ ...made, ...named(one, made) }), row));
    // https://learn.microsoft.com/kusto/query/project-operator
    case "ProjectOperator":
      return rows.map((row) => Object.assign({}, ...items.map((one) => named(one, row))) as Row);
    case "SummarizeOperator":
      return summarize(items, rows);
    case "JoinOperator":
    case "LookupOperator":
      return joined(node, rows, known);
    case "SortOperator":
      return rows;
    default:
      throw new Error(`No operator here: ${node.type}`);
  }
}

/** `Name = expression`, or a column by its own name. */
function named(node: KqlNode, row: Row): Row {
  if (node.type === "SimpleNamedExpression") return { [textOf(node.parts[0]!)]: value(node.parts[2]!, row) };
  if (node.type === "NameReference") return { [plainName(textOf(node))]: value(node, row) };
  throw new Error(`Name the column: ${node.type}`);
}

/** https://learn.microsoft.com/kusto/query/summarize-operator: nulls are in no sum, and null is a key like any other. */
function summarize(items: readonly KqlNode[], rows: readonly Row[]): readonly Row[] {
  const by = items.find(({ type }) => type === "SummarizeByClause")?.parts.slice(1) ?? [];
  const groups = new Map<string, { readonly keys: Row; readonly rows: Row[] }>();
  for (const row of rows) {
    const keys = Object.assign({}, ...by.map((one) => named(one, row))) as Row;
    const key = JSON.stringify(keys);
    const group = groups.get(key) ?? { keys, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const sums = items.filter(({ type }) => type !== "SummarizeByClause");
  return [...groups.values()].map(({ keys, rows: own }) => {
    const made = sums.map((one) => {
      if (one.type === "SimpleNamedExpression")
        return { [textOf(one.parts[0]!)]: aggregate(one.parts[2]!, own) };
      // https://learn.microsoft.com/kusto/query/take-any-aggregation-function: some row; here the first.
      if (textOf(one) === "take_any(*)") return own[0]!;
      const most = /^arg_max\((\w+)\*\)$/.exec(textOf(one))?.[1];
      if (most !== undefined) return rowOfMost(own, most);
      throw new Error(`Name the sum: ${textOf(one)}`);
    });
    return Object.assign({}, ...made, keys) as Row;
  });
}

/** https://learn.microsoft.com/kusto/query/arg-max-aggregation-function: any of those that are alike; here the first. */
function rowOfMost(rows: readonly Row[], name: string): Row {
  return rows.reduce((best, row) => {
    const [most, own] = [column(best, name), column(row, name)];
    return own !== null && (most === null || numberOf(own) > numberOf(most)) ? row : best;
  });
}

function aggregate(node: KqlNode, rows: readonly Row[]): Cell {
  if (node.type === "BinaryExpression") {
    const [left, sign, right] = node.parts;
    return arithmetic(sign!.text, aggregate(left!, rows), aggregate(right!, rows));
  }
  if (node.type === "LiteralExpression") return value(node, {});
  const [name, list] = node.parts;
  if (textOf(node) === "count()") return rows.length;
  const kind = node.type === "FunctionCallExpression" ? textOf(name!) : "";
  if (!["sum", "max", "countif"].includes(kind)) throw new Error(`No aggregation here: ${textOf(node)}`);
  const cells = rows.map((row) => value(list!.parts[1]!, row)).filter((cell) => cell !== null);
  if (kind === "countif") return cells.filter((cell) => cell === true).length;
  if (kind === "max") return cells.length === 0 ? null : Math.max(...cells.map(numberOf));
  return cells.reduce((total: number, cell) => total + numberOf(cell), 0);
}

/** https://learn.microsoft.com/kusto/query/join-operator, .../lookup-operator; keys of null meet nothing. */
function joined(node: KqlNode, rows: readonly Row[], known: Known): readonly Row[] {
  const kind = textOf(node.parts.find(({ type }) => type === "NamedParameter") ?? node).replace(/^kind=/, "");
  if (kind !== "inner" && kind !== "leftouter")
    throw new Error("Only kind=inner and kind=leftouter are here");
  const on = node.parts.find(({ type }) => type === "JoinOnClause")!.parts.slice(1);
  const other = table(
    node.parts.find(({ type }) => /^(ParenthesizedExpression|NameReference)$/.test(type))!,
    known,
  );
  const keys = on.map((one) => {
    const pair = /^\$left\.(\w+)==\$right\.(\w+)$/.exec(textOf(one));
    return pair ? ([pair[1]!, pair[2]!] as const) : ([textOf(one), textOf(one)] as const);
  });
  const keyOf = (row: Row, side: 0 | 1) => keys.map((pair) => column(row, pair[side]));
  const columns = [...new Set(other.flatMap((row) => Object.keys(row)))];
  // A lookup gives the keys once, a join both, the second under a further name.
  const nameOf = (name: string, row: Row) => (name in row ? `${name}1` : name);
  const kept = columns.filter(
    (name) => node.type === "JoinOperator" || !keys.some(([, key]) => key === name),
  );
  return rows.flatMap((row) => {
    const own = keyOf(row, 0);
    const met = own.includes(null)
      ? []
      : other.filter((one) => JSON.stringify(keyOf(one, 1)) === JSON.stringify(own));
    const matches: readonly (Row | undefined)[] = met.length > 0 || kind === "inner" ? met : [undefined];
    return matches.map((one) => ({
      ...row,
      ...Object.fromEntries(kept.map((name) => [nameOf(name, row), one?.[name] ?? null])),
    }));
  });
}

function column(row: Row, name: string): Cell {
  if (!(name in row)) throw new Error(`There is no column ${name}`);
  return row[name]!;
}

function numberOf(cell: Cell): number {
  if (typeof cell !== "number") throw new Error(`No number: ${JSON.stringify(cell)}`);
  return cell;
}

function value(node: KqlNode, row: Row): Cell {
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
function plainName(text: string): string {
  return /^\['(\w+)'\]$/.exec(text)?.[1] ?? text;
}

/** Times are texts in ISO 8601 with milliseconds, in UTC, so that they compare as they stand. */
function literal(text: string): Cell {
  const day = /^datetime\((\d{4}-\d\d-\d\d)\)$/.exec(text)?.[1];
  if (day !== undefined) return `${day}T00:00:00.000Z`;
  if (text.startsWith('@"')) return text.slice(2, -1);
  return JSON.parse(text) as Cell;
}

/** Null makes null of sums and products, and is equal to nothing; https://learn.microsoft.com/kusto/query/scalar-data-types/null-values */
function arithmetic(sign: string, left: Cell, right: Cell): Cell {
  // https://learn.microsoft.com/kusto/query/logical-operators: what is sure with either value of a null is sure.
  if (sign === "and")
    return left === false || right === false ? false : left === null || right === null ? null : true;
  if (sign === "or")
    return left === true || right === true ? true : left === null || right === null ? null : false;
  if (left === null || right === null) return null;
  if (sign === "==") return left === right;
  if (sign === "!=") return left !== right;
  if (typeof left === "string" && typeof right === "string") {
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

function call(name: string, given: readonly Cell[]): Cell {
  const [first = null, second = null, third = null] = given;
  switch (name) {
    case "coalesce":
      return given.find((one) => one !== null) ?? null;
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
