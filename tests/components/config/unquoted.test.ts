import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { formatProblem } from "../../../packages/common/problem";
import { parseGatewayConfig } from "../../../components/config/parse";
import { readStackConfig } from "../../../packages/local-cloud";
import { devStack } from "./stackFile";

const project = "azure-genai-gateway";

/** The config as Pulumi hands it over, with what is told of it. */
function errorsOf(text: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "unquoted-"));
  try {
    writeFileSync(join(folder, "Pulumi.yaml"), `name: ${project}\nruntime: nodejs\n`);
    writeFileSync(join(folder, "Pulumi.dev.yaml"), text);
    const { config } = readStackConfig(folder, "dev");
    const raw = Object.fromEntries(
      Object.entries(config)
        .filter(([key]) => key.startsWith(`${project}:`))
        .map(([key, value]) => [key.slice(project.length + 1), structured(value)]),
    );
    return parseGatewayConfig(raw, { file: "Pulumi.dev.yaml", text, project })
      .problems.filter(({ severity }) => severity === "error")
      .map((problem) => formatProblem(problem).replace(/^Pulumi\.dev\.yaml:\d+:\d+ error /, ""));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function structured(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What is written in place of what => what is told. */
const rows: readonly (readonly [found: RegExp, written: string, told: readonly string[]])[] = [
  [
    /"2026-03-05"/,
    "2026-03-05",
    [
      'CONFIG_UNQUOTED backends[0].deployments[0].version: Without quotes 2026-03-05 is a date, and Pulumi hands over "2026-03-05 00:00:00 +0000 UTC" — Write "2026-03-05"',
    ],
  ],
  [
    /"2026-03-05"/,
    "0613",
    [
      'CONFIG_UNQUOTED backends[0].deployments[0].version: A number that begins with 0 is octal: Pulumi hands over 395 — Write 613, or "0613" where a text is meant',
    ],
  ],
  [
    /tokensPerMinute: \d+/,
    "tokensPerMinute: 0100000",
    [
      'CONFIG_UNQUOTED products[0].tokensPerMinute: A number that begins with 0 is octal: Pulumi hands over 32768 — Write 100000, or "0100000" where a text is meant',
    ],
  ],
  [/tokensPerMinute: \d+/, "tokensPerMinute: 100_000", []],
  [/tokensPerMinute: \d+/, "tokensPerMinute: 0x186A0", []],
  [/"2026-03-05"/, "'2026-03-05'", []],
];

describe("values without quotes that Pulumi reads otherwise", () => {
  for (const [found, written, told] of rows)
    it(`${written} => ${told.length === 0 ? "taken" : "told"}`, () => {
      expect(devStack).to.match(found);
      expect(errorsOf(devStack.replace(found, written))).to.deep.equal(told);
    });

  it("are told of this project's keys alone, with and without its name", () => {
    const more = "  azure-native:tags: 2026-01-01\n  usage: {ownView: 011}\nencryptionsalt: 2026-01-01\n";
    expect(errorsOf(devStack + more)).to.deep.equal([
      'CONFIG_UNQUOTED usage.ownView: A number that begins with 0 is octal: Pulumi hands over 9 — Write 11, or "011" where a text is meant',
    ]);
  });

  it("stand beside maps that << merges", () => {
    const tags = "  azure-genai-gateway:tags: {<<: {owner: platform}, cost: a}\n";
    const text = devStack.replace(/\n {2}azure-genai-gateway:tags:\n(?: {4}.*\n)+/, `\n${tags}`);
    expect(text).to.contain("<<");
    expect(errorsOf(text)).to.deep.equal([]);
  });
});
