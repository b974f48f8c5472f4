import { expect } from "chai";
import fc from "fast-check";
import { shareOut, shareProvisioned } from "../../packages/billing";
import type { ProblemsError } from "../../packages/common/problem";
import { inFolder, jsonLines, readTables } from "./rows";

const base = readTables()[0]!.events[0]!;
const ptu = { ...base, backend: "ptu-1", backendKind: "ptu" };
/** What a PTU carries of gpt-5.4 by Microsoft's table: 2,400 tokens a minute, of which a token of an answer is 6. */
const sizeOf = (model: string) =>
  model === "gpt-5.4" ? { inputTpmPerPtu: 2_400, outputWeight: 6 } : undefined;
const day = { from: "2026-11-15", to: "2026-11-16" };
const capacity = { backend: "ptu-1", model: "gpt-5.4", ptus: 15, hourPrice: "1" };

describe("what provisioned capacity costs, shared out", () => {
  it("adds up to what is paid, and nobody is off by a whole unit", () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.bigInt({ min: 0n, max: 10n ** 15n }),
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 14n }), { maxLength: 12 }),
        (paid, room, weights) => {
          const { shares, idle } = shareOut(
            paid,
            room,
            weights.map((weight) => ({ weight })),
          );
          expect(shares.reduce((sum, share) => sum + share, idle)).to.equal(paid);
          const used = weights.reduce((sum, weight) => sum + weight, 0n);
          const whole = used > room ? used : room;
          for (const [index, share] of [...shares, idle].entries()) {
            const weight = weights[index] ?? whole - used;
            // share is within one of paid * weight / whole.
            if (whole > 0n) {
              expect(share * whole > paid * weight - whole, "not less").to.equal(true);
              expect(share * whole < paid * weight + whole, "not more").to.equal(true);
            }
            expect(share >= 0n).to.equal(true);
          }
        },
      ),
    ));

  for (const [paid, room, weights, shares, idle] of [
    [100n, 4n, [1n, 1n], [25n, 25n], 50n],
    [100n, 3n, [1n, 1n, 1n], [34n, 33n, 33n], 0n],
    [100n, 1n, [3n, 1n], [75n, 25n], 0n],
    [100n, 10n, [], [], 100n],
    [100n, 0n, [0n], [0n], 100n],
    [1n, 1_000n, [499n], [0n], 1n],
  ] as const)
    it(`${paid} for ${room}, used by ${weights.join(" and ") || "nobody"} => ${shares.join(", ")}; idle ${idle}`, () =>
      expect(
        shareOut(
          paid,
          room,
          weights.map((weight) => ({ weight })),
        ),
      ).to.deep.equal({ shares, idle }));

  it("goes by the tokens that load it: cached ones are free, those of answers heavier", () =>
    inFolder(
      {
        "a.jsonl": jsonLines([
          // 15 PTUs carry 15 * 2,400 * 1,440 = 51,840,000 tokens a day: a quarter of it, an eighth of it.
          { ...ptu, requestId: "a", promptTokens: 12_960_000, completionTokens: 0 },
          {
            ...ptu,
            requestId: "b",
            product: "lab",
            promptTokens: 2_000_000,
            cachedTokens: 2_000_000,
            completionTokens: 1_080_000,
          },
          // Elsewhere, on another day, of another model: none of it.
          { ...base, requestId: "c", promptTokens: 9_000_000 },
          { ...ptu, requestId: "d", time: "2026-11-16T00:00:00.000Z", promptTokens: 9_000_000 },
          { ...ptu, requestId: "e", model: "gpt-4.1", promptTokens: 9_000_000 },
        ]),
      },
      async (folder) => {
        const made = await shareProvisioned({
          events: [folder],
          ...day,
          capacities: [capacity],
          sizeOf,
          by: ["product"],
        });
        // 15 PTUs at a dollar for 24 hours.
        expect(made.cents).to.equal(36_000n);
        expect(made.lines.map(({ of, ptuMinutes, cents }) => [of?.product, ptuMinutes, cents])).to.deep.equal(
          [
            ["chat", 5_400n, 9_000n],
            ["lab", 2_700n, 4_500n],
            [undefined, 13_500n, 22_500n],
          ],
        );
      },
    ));

  it("a capacity that nobody has used is idle as a whole", () =>
    inFolder({ "a.jsonl": jsonLines([{ ...base, requestId: "a" }]) }, async (folder) => {
      const made = await shareProvisioned({
        events: [folder],
        ...day,
        capacities: [{ ...capacity, hourPrice: "0.333333" }],
        sizeOf,
      });
      expect(made.lines.map(({ of, cents }) => [of, cents])).to.deep.equal([[undefined, 12_000n]]);
    }));

  it("capacities that cannot be are told together", async () => {
    const failure = await shareProvisioned({
      events: ["/nowhere"],
      ...day,
      capacities: [capacity, { ...capacity, ptus: 0 }, { ...capacity, model: "other", hourPrice: "much" }],
      sizeOf,
    }).catch((error: unknown) => error);
    expect((failure as ProblemsError).problems.map(({ message }) => message)).to.deep.equal([
      "ptu-1/gpt-5.4 stands there twice",
      "ptu-1/gpt-5.4 has 0 PTUs",
      "ptu-1/other costs much an hour",
      "Nobody knows how much a PTU carries of other",
    ]);
  });
});
