import { expect } from "chai";
import fc from "fast-check";
import { seededRandom } from "../../packages/common/random";
import { decimalText, exportFocus, parseCsv, totalUsage, type BillOptions } from "../../packages/billing";
import { inFolder, jsonLines } from "./rows";
import { eventOf, isLogged, keyOf, logRowOf, madeCall, trueCost, type Call } from "./traffic";

const by = ["day", "product", "useCase", "model"] as const;

function chance(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random.next();
}

function shuffled<One>(list: readonly One[], random: () => number): One[] {
  const made = [...list];
  for (let index = made.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [made[index], made[other]] = [made[other]!, made[index]!];
  }
  return made;
}

/** What arrives of calls, in any order and several files. */
function filesOf(calls: readonly Call[], random: () => number): Record<string, string> {
  const some = <One>(list: readonly One[]) => list.filter(() => random() < 0.2);
  const events = calls.map(eventOf);
  const rows = calls.filter(isLogged).map(logRowOf);
  const arrived = shuffled([...events, ...some(events), ...some(events)], random);
  const cut = Math.floor(random() * arrived.length);
  return {
    "a.jsonl": jsonLines(arrived.slice(0, cut)),
    "b.jsonl": jsonLines(arrived.slice(cut)),
    "ApiManagementGatewayLlmLog.jsonl": jsonLines(shuffled([...rows, ...some(rows)], random)),
  };
}

const dollars = (micros: bigint) => decimalText(micros, 6);

async function sums(folder: string, options: Partial<BillOptions> = {}) {
  const bill = await totalUsage({ events: [folder], by, ...options });
  const lines = bill.lines.map(
    ({ of, cost }) => [by.map((name) => of[name] ?? "-").join(" "), decimalText(cost)] as const,
  );
  return { lines: Object.fromEntries(lines), total: decimalText(bill.total.cost) };
}

function byHand(calls: readonly Call[]) {
  const lines = new Map<string, bigint>();
  for (const call of calls) lines.set(keyOf(call), (lines.get(keyOf(call)) ?? 0n) + trueCost(call).exact);
  return {
    lines: Object.fromEntries([...lines].map(([key, micros]) => [key, dollars(micros)])),
    total: dollars([...lines.values()].reduce((sum, micros) => sum + micros, 0n)),
  };
}

describe("the bill of calls whose cost is known", () => {
  const drawn = fc.record({
    seed: fc.integer({ min: 1, max: 1e9 }),
    count: fc.integer({ min: 1, max: 300 }),
  });

  it("is the sum by hand to the last digit, however their events arrive", () =>
    fc.assert(
      fc.asyncProperty(drawn, async ({ seed, count }) => {
        const random = chance(seed);
        const calls = Array.from({ length: count }, (_, index) => madeCall(index, random));
        await inFolder(filesOf(calls, random), async (folder) =>
          expect(await sums(folder)).to.deep.equal(byHand(calls)),
        );
      }),
      { numRuns: 8 },
    ));

  // What a stored watermark gets wrong, since a run then depends on the one before it; here none is kept.
  it("is the same when it is run again, and two periods side by side are the whole", async () => {
    const random = chance(16);
    const calls = Array.from({ length: 500 }, (_, index) => madeCall(index, random));
    await inFolder(filesOf(calls, random), async (folder) => {
      const whole = await sums(folder);
      expect(await sums(folder)).to.deep.equal(whole);
      const parts = await Promise.all(
        [
          { to: "2026-10-31" },
          { from: "2026-10-31", to: "2026-11-01" },
          { from: "2026-11-01", to: "2026-11-02" },
          { from: "2026-11-02" },
        ].map((period) => sums(folder, period)),
      );
      const lines = parts.flatMap((part) => Object.entries(part.lines));
      expect(lines.length).to.equal(Object.keys(whole.lines).length);
      expect(Object.fromEntries(lines)).to.deep.equal(whole.lines);
      // Windows that overlap say the same of the days that they share.
      const wide = await sums(folder, { from: "2026-10-31", to: "2026-11-02" });
      expect(wide.lines).to.deep.equal({ ...parts[1]!.lines, ...parts[2]!.lines });
    });
  });

  it("is what a FOCUS file adds up to", async () => {
    const random = chance(5);
    const calls = Array.from({ length: 400 }, (_, index) => madeCall(index, random));
    await inFolder(filesOf(calls, random), async (folder) => {
      const text = await exportFocus({ events: [folder] });
      expect(await exportFocus({ events: [folder] })).to.equal(text);
      const [header, ...rows] = parseCsv(text).rows;
      const column = header!.cells.indexOf("BilledCost");
      const total = rows.reduce((sum, { cells }) => {
        const [whole, fraction = ""] = cells[column]!.split(".");
        return sum + BigInt(`${whole}${fraction.padEnd(6, "0")}`);
      }, 0n);
      expect(dollars(total)).to.equal(byHand(calls).total);
    });
  });
});
