import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const page = readFileSync("docs/test-policies.md", "utf8");
/** Blocks of the page that name the file they are. */
const blocks = new Map(
  [...page.matchAll(/```(?:js|xml) (\S+)\n([\s\S]*?)```/g)].map(([, name, text]) => [name!, text!]),
);

describe("docs/test-policies.md", () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "test-policies-"));
    // As installed, but for the build: the package's name leads to the sources.
    const home = join(folder, "node_modules", "@azure-genai-gateway", "local-gateway");
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, "package.json"), JSON.stringify({ exports: { "./testing": "./testing.js" } }));
    const from = (path: string) => JSON.stringify(resolve(path));
    writeFileSync(
      join(home, "testing.js"),
      `require(${from("node_modules/tsx/dist/cjs/index.cjs")});
const testing = require(${from("packages/local-gateway/testing/index.ts")});
exports.openPolicies = testing.openPolicies;
exports.mergeCoverage = testing.mergeCoverage;`,
    );
    for (const [name, text] of blocks)
      if (/\.(?:mjs|xml)$/.test(name)) writeFileSync(join(folder, name), text);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs `node --test` as the page says, on the files given. */
  const run = (...files: readonly string[]): { readonly passed: boolean; readonly output: string } => {
    // The variable tells a test runner of Node's that it runs inside another; this one does not.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    try {
      const output = execFileSync(process.execPath, ["--test", ...files], {
        cwd: folder,
        env,
        encoding: "utf8",
        stdio: "pipe",
      });
      return { passed: true, output };
    } catch (error) {
      return { passed: false, output: String((error as { stdout?: unknown }).stdout) };
    }
  };

  it("fails first, then passes, as it says", () => {
    const first = run("policy.test.mjs");
    expect(first.passed, first.output).to.equal(false);
    expect(first.output).to.contain("ada@contoso");
    const file = join(folder, "policy.xml");
    const before = readFileSync(file, "utf8");
    writeFileSync(file, before.replace(/^ *<value>.*<\/value>$/m, blocks.get("mended")!.trimEnd()));
    expect(readFileSync(file, "utf8")).not.to.equal(before);
    const second = run("policy.test.mjs");
    expect(second.passed, second.output).to.equal(true);
  });

  it("has three examples and a coverage report that pass", () => {
    const { passed, output } = run(
      "header.test.mjs",
      "retry.test.mjs",
      "tokens.test.mjs",
      "coverage.test.mjs",
    );
    expect(passed, output).to.equal(true);
    expect(output).to.match(/^# pass 5$/m);
    const lcov = readFileSync(join(folder, "coverage", "lcov.info"), "utf8");
    expect(lcov)
      .to.contain(`SF:${join(folder, "policy.xml")}`)
      .and.to.match(/^DA:4,1$/m);
  });
});
