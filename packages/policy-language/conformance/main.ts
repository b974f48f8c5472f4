import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { matches } from "./compare";
import type { Contexts } from "./context";
import type { Outcome } from "./rows";
import { runRows } from "./run";

const usage = `npm run conformance -- IN.json CONTEXTS.json OUT.json [--expected] [--written]

Evaluates each row {id, expression, context?, variables?} of IN and writes its outcome to OUT:
{id} with result, throws or compileErrors. With --expected the rows also hold what .NET answers,
and rows that differ are printed; the exit code is then 1.
With --written each expression is run as the JavaScript that one which runs often becomes.`;

type ExpectedRow = Outcome & { readonly id: string; readonly expression: string };

/** Returns the exit code: 0, 1 when rows differ from what is expected, 2 when the files cannot be used. */
function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { expected: { type: "boolean" }, written: { type: "boolean" } },
  });
  const [input, contextsFile, output] = positionals;
  if (!input || !contextsFile || !output) {
    console.error(usage);
    return 2;
  }
  const rows = readJson(input);
  const contexts = readJson(contextsFile);
  if (!Array.isArray(rows) || typeof contexts !== "object" || contexts === null) {
    console.error(`${input} holds no array of rows, or ${contextsFile} no object of contexts`);
    return 2;
  }
  const outcomes = runRows(rows, contexts as Contexts, values.written ? { writtenAfter: 0 } : {});
  writeFileSync(output, `[\n${outcomes.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
  if (!values.expected) {
    console.log(`${outcomes.length} rows`);
    return 0;
  }
  const different = outcomes.filter((one, index) => !matches(one, (rows as ExpectedRow[])[index]!));
  for (const { id, ...got } of different) {
    const { expression, ...expected } = (rows as ExpectedRow[]).find((row) => row.id === id)!;
    console.log(`${id} ${expression}\n  expected ${answer(expected)}\n  got      ${answer(got)}`);
  }
  console.log(`${outcomes.length - different.length} of ${outcomes.length} rows are as expected`);
  return different.length ? 1 : 0;
}

function answer({ result, throws, compileErrors }: Outcome): string {
  return JSON.stringify(compileErrors ?? throws ?? result);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

process.exitCode = main();
