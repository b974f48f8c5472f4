import { parseKql, type KqlNode } from "./parseKql";
import { arithmetic, column, numberOf, plainName, textOf, value, type Cell, type Row } from "./values";

/**
 * Runs a query of ours over tables in memory: the operators and functions that queries/ use where they add up money, each as
 * its page below https://learn.microsoft.com/kusto/query/ says. What is not here fails by name and is never passed over.
 */
export type { Cell, Row } from "./values";
export type Tables = Readonly<Record<string, readonly Row[]>>;

export function runKql(query: string, tables: Tables): readonly Row[] {
  const known: Record<string, readonly Row[]> = { ...tables };
  let last: readonly Row[] | undefined;
  for (const statement of parseKql(query).parts) {
    if (statement.type === "LetStatement") {
      const [, name, , given] = statement.parts;
      known[textOf(name!)] = table(given!, known);
    } else last = table(statement.parts[0]!, known);
  }
  if (!last) throw new Error("The query has no expression");
  return last;
}

type Known = Readonly<Record<string, readonly Row[]>>;

/** Columns of tables that may have no row, by which their columns would be known. */
const columnsOfTables = new WeakMap<readonly Row[], readonly string[]>();

function withColumns(rows: readonly Row[], columns: readonly string[]): readonly Row[] {
  columnsOfTables.set(rows, columns);
  return rows;
}

function columnsOf(rows: readonly Row[]): readonly string[] {
  return columnsOfTables.get(rows) ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function table(node: KqlNode, known: Known): readonly Row[] {
  switch (node.type) {
    // https://learn.microsoft.com/kusto/query/union-operator: a column that one table lacks is null there.
    case "UnionOperator": {
      const tables = node.parts
        .filter(({ type }) => /^(ParenthesizedExpression|NameReference)$/.test(type))
        .map((part) => table(part, known));
      const columns = [...new Set(tables.flatMap(columnsOf))];
      return withColumns(
        tables.flatMap((rows) =>
          rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))),
        ),
        columns,
      );
    }
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
  const rows = Array.from({ length: cells.length / columns.length }, (_, row) =>
    Object.fromEntries(columns.map((name, at) => [name, cells[row * columns.length + at]!])),
  );
  return withColumns(rows, columns);
}

function operators(node: KqlNode, rows: readonly Row[], known: Known): readonly Row[] {
  const items = node.parts.filter(({ type }) => type !== "token");
  switch (node.type) {
    // https://learn.microsoft.com/kusto/query/where-operator
    case "FilterOperator":
      return withColumns(
        rows.filter((row) => value(items[0]!, row) === true),
        columnsOf(rows),
      );
    // https://learn.microsoft.com/kusto/query/extend-operator
    case "ExtendOperator":
      return withColumns(
        rows.map((row) => items.reduce((made: Row, one) => ({ ...made, ...named(one, made) }), row)),
        [...new Set([...columnsOf(rows), ...items.map(nameOf)])],
      );
    // https://learn.microsoft.com/kusto/query/project-operator
    case "ProjectOperator":
      return withColumns(
        rows.map((row) => Object.assign({}, ...items.map((one) => named(one, row))) as Row),
        items.map(nameOf),
      );
    case "SummarizeOperator":
      return summarize(items, rows);
    case "JoinOperator":
    case "LookupOperator":
      return joined(node, rows, known);
    // https://learn.microsoft.com/kusto/query/sort-operator: descending unless it says otherwise.
    case "SortOperator":
      return withColumns(sorted(items, rows), columnsOf(rows));
    // https://learn.microsoft.com/kusto/query/take-operator
    case "TakeOperator":
      return withColumns(rows.slice(0, numberOf(value(items[0]!, {}))), columnsOf(rows));
    default:
      throw new Error(`No operator here: ${node.type}`);
  }
}

/** `Name = expression`, or a column by its own name. */
function named(node: KqlNode, row: Row): Row {
  return { [nameOf(node)]: value(node.type === "NameReference" ? node : node.parts[2]!, row) };
}

function nameOf(node: KqlNode): string {
  if (node.type === "SimpleNamedExpression") return textOf(node.parts[0]!);
  if (node.type === "NameReference") return plainName(textOf(node));
  throw new Error(`Name the column: ${node.type}`);
}

function sorted(items: readonly KqlNode[], rows: readonly Row[]): readonly Row[] {
  const by = items.map((item) => {
    const [expression, order] = item.type === "OrderedExpression" ? item.parts : [item];
    return { expression: expression!, sign: order && textOf(order) === "asc" ? 1 : -1 };
  });
  return [...rows].sort((one, other) => {
    for (const { expression, sign } of by) {
      const [left, right] = [value(expression, one), value(expression, other)];
      if (left === right) continue;
      if (left === null || right === null) return left === null ? 1 : -1;
      return left < right ? -sign : sign;
    }
    return 0;
  });
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
  // Nothing, summed up without keys, is one row all the same: 0 where there is a sum or a count, else null.
  if (by.length === 0 && groups.size === 0) groups.set("", { keys: {}, rows: [] });
  const sums = items.filter(({ type }) => type !== "SummarizeByClause");
  const columns = [
    ...sums.flatMap((one) => (one.type === "SimpleNamedExpression" ? [nameOf(one)] : columnsOf(rows))),
    ...by.map(nameOf),
  ];
  const made = [...groups.values()].map(({ keys, rows: own }) => {
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
  return withColumns(made, columns);
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
  // https://learn.microsoft.com/kusto/query/take-anyif-aggregation-function: some value of those rows; here the first.
  if (kind === "take_anyif") {
    const found = rows.find((row) => value(list!.parts[2]!, row) === true);
    return found ? value(list!.parts[1]!, found) : "";
  }
  if (!["sum", "max", "countif", "percentile"].includes(kind))
    throw new Error(`No aggregation here: ${textOf(node)}`);
  const cells = rows.map((row) => value(list!.parts[1]!, row)).filter((cell) => cell !== null);
  if (kind === "countif") return cells.filter((cell) => cell === true).length;
  if (kind === "percentile") return percentile(cells.map(numberOf), numberOf(value(list!.parts[2]!, {})));
  if (kind === "max") return cells.length === 0 ? null : Math.max(...cells.map(numberOf));
  return cells.reduce((total: number, cell) => total + numberOf(cell), 0);
}

/** https://learn.microsoft.com/kusto/query/percentiles-aggregation-function: nearest rank; Kusto's own is an estimate. */
function percentile(cells: readonly number[], percent: number): Cell {
  const inOrder = [...cells].sort((one, other) => one - other);
  return inOrder[Math.ceil((inOrder.length * percent) / 100) - 1] ?? null;
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
  const columns = columnsOf(other);
  // A lookup gives the keys once, a join both, the second under a further name.
  const own = new Set(columnsOf(rows));
  const furtherName = (name: string) => (own.has(name) ? `${name}1` : name);
  const kept = columns.filter(
    (name) => node.type === "JoinOperator" || !keys.some(([, key]) => key === name),
  );
  const byKey = new Map<string, Row[]>();
  for (const one of other) {
    const key = JSON.stringify(keyOf(one, 1));
    byKey.set(key, [...(byKey.get(key) ?? []), one]);
  }
  const made = rows.flatMap((row) => {
    const key = keyOf(row, 0);
    const met = key.includes(null) ? [] : (byKey.get(JSON.stringify(key)) ?? []);
    const matches: readonly (Row | undefined)[] = met.length > 0 || kind === "inner" ? met : [undefined];
    return matches.map((one) => ({
      ...row,
      ...Object.fromEntries(kept.map((name) => [furtherName(name), one?.[name] ?? null])),
    }));
  });
  return withColumns(made, [...own, ...kept.map(furtherName)]);
}
