import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isShort, judge } from "./support/goals";
import { lintPolicy, withoutPlaceholders } from "../packages/policy-language/lint";

/**
 * What linting 400 documents costs, cold, as the command has it: the project's own over and over, each with a comment
 * of its own so that nothing can be remembered from one to the next. Target: 3 s.
 */
const documents = isShort ? 40 : 400;
const target = 3;

const folder = resolve(__dirname, "../policies");
const own = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".xml"))
  .map((name) => withoutPlaceholders(readFileSync(join(folder, name), "utf8")));

const started = performance.now();
let bytes = 0;
for (let index = 0; index < documents; index += 1) {
  const text = `<!-- ${index} -->${own[index % own.length]!}`;
  bytes += text.length;
  lintPolicy(text, { file: `${index}.xml` });
}
const seconds = (performance.now() - started) / 1000;
judge(`lint ${documents} documents (${(bytes / 1024).toFixed(0)} KB)`, seconds, {
  atMost: target,
  unit: " s",
});
