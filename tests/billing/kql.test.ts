import { expect } from "chai";
import fc from "fast-check";
import { ownCalls, usageQueries, readQuery } from "../../components/operations/queries";
import { seededRandom } from "../../packages/common/random";
import { versionPattern } from "../../packages/common/modelVersion";
import { kqlMistakes } from "../kql/parseKql";
import { runKql, type Cell, type Row, type Tables } from "../kql/runKql";
import { readTables, type Fields, type Table } from "./rows";
import { eventOf, isLogged, keyOf, logRowOf, madeCall, trueCost } from "./traffic";

const query = readQuery("usage", "total", {});
const tableText = readQuery("usage", "table", {});
const columnsOfUsage = /\(([\s\S]*)\)/
  .exec(tableText)![1]!
  .split(",")
  .map((text) => {
    const [name, type] = text.trim().split(": ");
    return [name!.replace(/^\['(\w+)'\]$/, "$1"), type!] as const;
  });

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewayllmlog, the columns of tokens. */
const logColumns =
  "(TimeGenerated: datetime, CorrelationId: string, DeploymentName: string, ModelName: string, PromptTokens: int, CompletionTokens: int, TotalTokens: int, SequenceNumber: int)";

/** A row of a table has all its columns: a text that is missing is "", anything else null. */
const filled = (event: Fields): Row =>
  Object.fromEntries(
    columnsOfUsage.map(([name, type]) => [name, (event[name] ?? (type === "string" ? "" : null)) as Cell]),
  );

const tablesOf = (events: readonly Fields[], log: readonly Fields[]): Tables => ({
  GenAiUsage: events.map(filled),
  // A row of no call: rows in memory know no columns where there is none.
  ApiManagementGatewayLlmLog: [
    ...(log as readonly Row[]),
    { CorrelationId: "none", SequenceNumber: 0, PromptTokens: 0, CompletionTokens: 0 },
  ],
});

/** The query of a table's own period. */
function queryOf(
  { from = "1970-01-01", to = "2100-01-01" }: Pick<Table, "from" | "to">,
  text = query,
): string {
  return text
    .replace("datetime(2026-11-01)", `datetime(${from})`)
    .replace("datetime(2026-12-01)", `datetime(${to})`);
}

const optional = {
  Refused: "refused",
  Failed: "failed",
  FromCache: "fromCache",
  Unpriced: "unpriced",
  AtBound: "atBound",
};

function answersOf(rows: readonly Row[]) {
  return rows.map((row) => ({
    day: (row["Day"] as string).slice(0, 10),
    product: row["product"],
    ...(row["useCase"] === "" ? {} : { useCase: row["useCase"] }),
    ...(row["costCenter"] === "" ? {} : { costCenter: row["costCenter"] }),
    model: row["Model"],
    calls: row["Calls"],
    ...Object.fromEntries(
      Object.entries(optional).flatMap(([name, as]) => (Number(row[name]) > 0 ? [[as, row[name]]] : [])),
    ),
    prompt: row["PromptTokens"],
    completion: row["CompletionTokens"],
    cost: row["Dollars"],
  }));
}

const answered = (table: Table, text = query) =>
  answersOf(runKql(queryOf(table, text), tablesOf(table.events, table.log)));

/** One thing wrong in each; some table must notice. */
const wrong: readonly (readonly [from: string, to: string])[] = [
  ["| summarize arg_max(Rank, *) by requestId\n", ""],
  ["arg_max(Rank, *)", "take_any(*)"],
  ["max(PromptTokens)", "sum(PromptTokens)"],
  ["by CorrelationId, SequenceNumber", "by CorrelationId, SequenceNumber = 0"],
  ["kind=leftouter", "kind=inner"],
  ["| where LogPrompt + LogCompletion > 0", ""],
  ["['time'] < datetime", "['time'] >= datetime"],
  ['["time"] >= datetime'.replaceAll('"', "'"), '["time"] < datetime'.replaceAll('"', "'")],
  ["coalesce(Exact, costMicros)", "costMicros"],
  ["iff(Estimated, coalesce(Exact, costMicros), costMicros)", "coalesce(Exact, costMicros)"],
  ["tolong(ceiling(round(", "tolong(round(round("],
  ["prices.completion", "prices.prompt"],
  [" + Vectors", ""],
  ["status != 499", "status != 498"],
  ["status >= 500", "status > 502"],
  ["countif(isnull(Micros))", "countif(isnull(Exact))"],
  ["Estimated and isnull(LogPrompt)", "isnull(LogPrompt)"],
  ["completionTokens), completionBound)", "completionTokens), 0)"],
  ["by Day = startofday(['time']), product", "by Day = startofday(['time']), product = \"chat\""],
  ["(-v[0-9]+:[0-9]+)?", ""],
  ["[-@][0-9]{8}|", ""],
  ['schema == "genai-usage/1"', "isnotempty(schema)"],
  ['gatewayCache == "hit")', 'gatewayCache == "miss")'],
  ["useCase, costCenter, Model", 'useCase = "", costCenter, Model'],
];

describe("the bill in KQL", () => {
  for (const table of readTables())
    it(table.name, () => expect(answered(table)).to.have.deep.members(table.answers));

  it("is wrong in some table with any one thing wrong in it", () => {
    const tables = readTables();
    for (const [from, to] of wrong) {
      expect(query.split(from).length, from).to.be.greaterThan(1);
      const changed = query.replace(from, to);
      const noticed = tables.some((table) => {
        const sorted = (list: readonly object[]) =>
          list.map((one) => JSON.stringify(Object.entries(one).sort())).sort();
        return JSON.stringify(sorted(answered(table, changed))) !== JSON.stringify(sorted(table.answers));
      });
      expect(noticed, `${from} => ${to}`).to.equal(true);
    }
  });

  it("of calls whose cost is known is the sum by hand", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (seed) => {
        const random = seededRandom(seed);
        const calls = Array.from({ length: 120 }, (_, index) => madeCall(index, () => random.next()));
        const events = calls.map(eventOf);
        const logs = calls.filter(isLogged).map(logRowOf);
        const tables = tablesOf([...events, ...events.slice(0, 40)], [...logs, ...logs.slice(0, 20)]);
        const byHand = new Map<string, bigint>();
        for (const call of calls)
          byHand.set(keyOf(call), (byHand.get(keyOf(call)) ?? 0n) + trueCost(call).exact);
        const lines = runKql(queryOf({}), tables).map((row) => [
          [
            (row["Day"] as string).slice(0, 10),
            row["product"] as string,
            (row["useCase"] as string) || "-",
            (row["Model"] as string) || "-",
          ].join(" "),
          BigInt(row["Micros"] as number),
        ]);
        expect(Object.fromEntries(lines)).to.deep.equal(Object.fromEntries(byHand));
      }),
      { numRuns: 5 },
    ));

  it("strips versions by the expression that the package has", () =>
    expect(query).to.include(`@"${versionPattern}"`));

  const ways = (name: (typeof usageQueries)[number]) =>
    name === "own-month" ? Object.entries(ownCalls) : ([["", ""]] as const);
  for (const [name, [how, calls]] of usageQueries.flatMap((name) =>
    ways(name).map((way) => [name, way] as const),
  ))
    it(`usage/${name} ${how} names nothing that its tables lack, by Kusto's own analysis`, () => {
      const tables = {
        GenAiUsage: `(${columnsOfUsage.map(([column, type]) => `['${column}']: ${type}`).join(", ")})`,
        ApiManagementGatewayLlmLog: logColumns,
        // https://learn.microsoft.com/azure/azure-monitor/reference/tables/apptraces
        AppTraces: "(TimeGenerated: datetime, Message: string, Properties: dynamic)",
        // https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs
        ApiManagementGatewayLogs:
          "(TimeGenerated: datetime, CorrelationId: string, ApimSubscriptionId: string, ProductId: string, BackendId: string, ResponseCode: int)",
      };
      const text = readQuery("usage", name, {
        tariffs: '"", ""',
        prices: '"", "", "", 0, 0, 0, 0, 0',
        ownCalls: calls,
      });
      expect(kqlMistakes(text, tables)).to.deep.equal([]);
      if (text.includes("PromptTokens") && name !== "table")
        expect(kqlMistakes(text.replace("PromptTokens", "PrompTokens"), tables)[0]).to.include(
          "'PrompTokens'",
        );
    });
});
