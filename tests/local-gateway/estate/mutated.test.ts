import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { VirtualClock } from "../../../packages/common/clock";
import { emptyBody, HttpHeaders } from "../../../packages/common/http";
import { ProblemsError } from "../../../packages/common/problem";
import { seededRandom, type Random } from "../../../packages/common/random";
import { readJsonFile } from "../../../packages/local-gateway/estate/jsonFile";
import { prepareEstate } from "../../../packages/local-gateway/estate/prepareEstate";
import { readJson } from "../../../packages/local-gateway/estate/readEstate";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";

const folder = "tests/local-gateway/estate/fixtures";
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const texts = new Map(files.map((name) => [name, readFileSync(`${folder}/${name}`, "utf8")]));

/** What stands in real files in places where something else is expected. */
const odd: readonly unknown[] = [
  null,
  "",
  "text",
  "[",
  "[parameters('nothing')]",
  "[concat()]",
  "[reference('x').y]",
  "[resourceId('a')]",
  "{{unknown}}",
  "https://",
  "http://[::1",
  "/",
  "//",
  "a/b/c/d/e/f",
  -1,
  1e308,
  true,
  [],
  [null],
  [[]],
  {},
  { value: null },
  { type: 7, name: [], properties: "x" },
];

/** The same with some of its parts replaced, taken out, doubled or moved. */
function mutated(value: unknown, random: Random, rate: number): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)]!;
  if (random.next() < rate) return pick(odd);
  if (Array.isArray(value)) {
    const list = value.map((item: unknown) => mutated(item, random, rate));
    if (list.length > 0 && random.next() < 0.05) list.splice(Math.floor(random.next() * list.length), 1);
    if (list.length > 0 && random.next() < 0.05) list.push(pick(list));
    return list;
  }
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(() => random.next() >= rate)
    .map(([key, item]) => [
      random.next() < rate ? pick(["__proto__", "constructor", "copy", "", key]) : key,
      mutated(item, random, rate),
    ]);
  return Object.fromEntries(entries as [string, unknown][]);
}

/** Served, and every call answered, or refused with problems; anything else is a crash. */
async function serve(text: string, name: string): Promise<void> {
  const clock = new VirtualClock();
  const defects: unknown[] = [];
  try {
    const prepared = prepareEstate(readJson(readJsonFile(text, name), {}), { clock });
    const onDefect = (error: unknown) => void defects.push(error);
    const stack = createLocalStack(prepared.deployment, { ...prepared.stack, clock, onDefect });
    for (const { path, operations, keyHeader } of stack.gateway.service.apis.slice(0, 3)) {
      const [operation] = operations;
      const url = `https://local.azure-api.net/${path}${operation?.urlTemplate ?? ""}`.replace(/[{}*]/g, "");
      if (!URL.canParse(url) || !/^[\w-]+$/.test(keyHeader)) continue;
      const key = stack.gateway.service.subscriptions[0]?.primaryKey ?? "";
      const headers = new HttpHeaders({ [keyHeader]: key });
      const method = operation?.method === "*" ? "GET" : (operation?.method ?? "GET");
      await clock.run(stack.handle({ method, url, headers, body: emptyBody }));
    }
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    if (error.problems.length === 0) throw new Error("refused without a reason", { cause: error });
  }
  if (defects.length > 0) throw defects[0];
}

describe("estates with mistakes in them", () => {
  for (const [name, text] of texts)
    it(`${name}: each is served, or refused by name`, async () => {
      const value: unknown = JSON.parse(text);
      await fc.assert(
        fc.asyncProperty(fc.integer(), fc.constantFrom(0.002, 0.01, 0.05), (seed, rate) =>
          serve(JSON.stringify(mutated(value, seededRandom(seed), rate)), name),
        ),
        { numRuns: Number(process.env["MUTATED_RUNS"] ?? 60) },
      );
    });
});
