import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { scenarioCommand } from "../../../packages/cli/scenarios/runScenarios";

const scenario = (atLeast: number) => `
name: short
description: Ten seconds
duration: 10
traffic: [{ name: users, subscriptions: [premium-team], users: 2 }]
assert:
  - { name: enough calls, measure: calls, atLeast: ${atLeast} }
`;

describe("the command that runs scenarios", () => {
  let folder: string;
  let file: (name: string) => string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "scenarios-"));
    file = (name) => join(folder, name);
  });
  after(() => rmSync(folder, { recursive: true }));

  async function run(...args: string[]): Promise<{ code: number; out: string; error: string }> {
    const said = { code: -1, out: "", error: "" };
    const io = {
      out: (text: string) => void (said.out += text),
      error: (text: string) => void (said.error += text),
    };
    try {
      await scenarioCommand("scenario", (code) => (said.code = code), io).parseAsync(args, { from: "user" });
    } catch (error) {
      said.error += (error as Error).message;
    }
    return said;
  }

  it("compares with an earlier run: in the terminal, in the report, and by the exit code of what is asserted", async () => {
    writeFileSync(file("short.yaml"), scenario(1));
    const before = await run(file("short.yaml"), "--json", file("before.json"));
    expect(before).to.include({ code: 0, error: "" });
    expect(before.out).to.contain("totals: ").and.contain("scenarios: 1 passed, 0 failed, 0 could not run");

    const against = ["--against", file("before.json")];
    const same = await run(file("short.yaml"), ...against);
    expect(same.code).to.equal(0);
    expect(same.out)
      .to.contain(`compared with ${file("before.json")}`)
      .and.contain("short: every measure is the same");

    writeFileSync(file("short.yaml"), scenario(1000));
    const after = await run(file("short.yaml"), file("none.yaml"), ...against, "--html", file("report.html"));
    expect(after.code).to.equal(1);
    expect(after.out)
      .to.contain("passed before, fails now (1):\n    short: enough calls: ")
      .and.contain("(at least 1 before, at least 1000 now)")
      .and.contain(`failed: short\ncould not run: ${file("none.yaml")}\n`);
    expect(readFileSync(file("report.html"), "utf8")).to.contain("Passed before, fails now (1)");
  });

  it("runs nothing where there is nothing to compare with", async () => {
    writeFileSync(file("short.yaml"), scenario(1));
    writeFileSync(file("old.json"), JSON.stringify([{ name: "short", seed: 1 }]));
    for (const [name, code] of [
      ["missing.json", "FILE_UNREADABLE"],
      ["old.json", "SCENARIO_RECORDS_VERSION"],
    ] as const) {
      const { error, out } = await run(file("short.yaml"), "--against", file(name));
      expect(error).to.contain(code);
      expect(out).to.equal("");
    }
  });
});
