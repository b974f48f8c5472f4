import { parseArgs } from "node:util";
import fc from "fast-check";
import { checkDocument, checkExpression } from "../tests/policy-language/fuzz/checks";
import { mutated, mutation } from "../tests/policy-language/fuzz/mutate";
import { documents, expressions } from "../tests/policy-language/fuzz/seeds";

/**
 * Mutates documents and expressions and looks for a crash, a hang or an error that is none of a policy's.
 * npm run fuzz -- [--runs 100000] [--seed N] [--only document|expression]: a seed finds the same again.
 */
const { values } = parseArgs({
  options: { runs: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
});
const runs = Number(values.runs ?? 100_000);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const mutations = fc.array(mutation, { minLength: 1, maxLength: 5 });

let compiled = 0;
const kinds = {
  document: { seeds: documents, check: checkDocument, part: 0.2 },
  expression: {
    seeds: expressions,
    check: (code: string) => {
      if (checkExpression(code.startsWith("@") ? code : `@(${code})`) === "compiled") compiled += 1;
    },
    part: 0.8,
  },
};

console.log(`seed ${seed}`);
let failures = 0;
for (const [name, { seeds, check, part }] of Object.entries(kinds)) {
  if (values.only && values.only !== name) continue;
  const count = Math.round(runs * part);
  const started = performance.now();
  const samples = fc.record({
    text: fc.constantFrom(...seeds),
    changes: mutations,
    other: fc.constantFrom(...seeds),
  });
  const batch = 1000;
  for (let done = 0; done < count; done += batch)
    for (const { text, changes, other } of fc.sample(samples, {
      numRuns: Math.min(batch, count - done),
      seed: seed + done,
    })) {
      const mutant = mutated(text, changes, other);
      try {
        check(mutant);
      } catch (error) {
        failures += 1;
        if (failures <= 20)
          console.log(
            `${name}: ${error instanceof Error ? (error.stack ?? error.message).split("\n").slice(0, 4).join("\n") : String(error)}\n  ${JSON.stringify(mutant).slice(0, 700)}`,
          );
      }
    }
  console.log(`${count} mutated ${name}s in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}
console.log(`${compiled} of the expressions still compiled and were run`);
console.log(`${failures} failures`);
process.exitCode = failures ? 1 : 0;
