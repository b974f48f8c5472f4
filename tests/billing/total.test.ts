import { expect } from "chai";
import { decimalText, totalUsage, type Bill, type BillOptions } from "../../packages/billing";
import { inFolder, jsonLines, readTables, type Table } from "./rows";

const by = ["day", "product", "useCase", "costCenter", "model"] as const;

/** The lines of a bill as the table writes them: what is 0 or none is left out. */
function answersOf(bill: Bill) {
  return bill.lines.map(({ of, ...sums }) => ({
    ...Object.fromEntries(Object.entries(of).filter(([, value]) => value !== null)),
    ...Object.fromEntries(
      (["refused", "failed", "fromCache", "unpriced", "atBound"] as const).flatMap((name) =>
        sums[name] > 0 ? [[name, sums[name]]] : [],
      ),
    ),
    calls: sums.calls,
    prompt: Number(sums.promptTokens),
    completion: Number(sums.completionTokens),
    cost: Number(decimalText(sums.cost)),
  }));
}

function filesOf({ events, log }: Table): Record<string, string> {
  const half = Math.ceil(events.length / 2);
  return {
    "0.jsonl": jsonLines(events.slice(0, half)),
    "1.json": JSON.stringify(events.slice(half)),
    ...(log.length > 0 ? { "ApiManagementGatewayLlmLog.jsonl": jsonLines(log) } : {}),
  };
}

const bill = (table: Table, options: Partial<BillOptions> = {}) =>
  inFolder(filesOf(table), (folder) =>
    totalUsage({ by, from: table.from, to: table.to, ...options, events: [folder] }),
  );

describe("the bill", () => {
  for (const table of readTables())
    it(table.name, async () => expect(answersOf(await bill(table))).to.have.deep.members(table.answers));

  it("counts how often events came again, contradicted themselves or were none", async () => {
    const [first] = readTables();
    const a = { ...first!.events[0], requestId: "a" };
    const events = [a, a, { ...a, costMicros: 900 }, { ...a, schema: "other/1" }];
    const { counts, total } = await bill({ ...first!, events });
    expect(counts).to.deep.equal({ read: 3, repeated: 2, contradicted: 1, foreign: 1 });
    expect(decimalText(total.cost)).to.equal("0.0009");
  });
});
