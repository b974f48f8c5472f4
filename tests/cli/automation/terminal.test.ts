import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect } from "chai";
import { run } from "../../../packages/cli/main";
import { askPerson, isInteractive } from "../../../packages/cli/automation/commands/terminal";

describe("asking at a terminal", () => {
  for (const [typed, taken] of [
    ["yes\n", true],
    ["y\n", true],
    ["YES \n", true],
    ["no\n", false],
    ["\n", false],
    ["yes please\n", false],
    // The end of the input before any line.
    ["", false],
  ] as const)
    it(`takes ${JSON.stringify(typed)} as ${taken ? "yes" : "no"}`, async () => {
      const [input, output] = [new PassThrough(), new PassThrough()];
      const answer = askPerson("Do this? ", input, output);
      input.end(typed);
      expect(await answer).to.equal(taken);
      expect(String(output.read())).to.include("Do this? ");
    });

  it("takes an interrupt as no, and leaves no listener behind", async () => {
    const before = process.listenerCount("SIGINT");
    const answer = askPerson("Do this? ", new PassThrough(), new PassThrough());
    process.emit("SIGINT");
    expect(await answer).to.be.false;
    expect(process.listenerCount("SIGINT")).to.equal(before);
  });

  for (const [isTTY, environment, interactive] of [
    [true, {}, true],
    [false, {}, false],
    [undefined, {}, false],
    [true, { CI: "true" }, false],
    [true, { CI: "1" }, false],
    [true, { CI: "false" }, true],
    [true, { TF_BUILD: "True" }, false],
  ] as const)
    it(`finds ${String(isTTY)} with ${JSON.stringify(environment)} ${interactive ? "" : "not "}interactive`, () => {
      expect(isInteractive({ isTTY }, environment)).to.equal(interactive);
    });
});

describe("a mistake on the command line", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "stacks-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: p\nruntime: nodejs\n");
    writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {}\n");
  });
  after(() => rmSync(folder, { recursive: true }));

  async function call(...args: string[]) {
    let [out, error] = ["", ""];
    const code = await run(args, {
      out: (text) => void (out += text),
      error: (text) => void (error += text),
      readInput: () => "",
      write: () => undefined,
    });
    return { code, out, error };
  }

  for (const command of ["preview", "up", "destroy", "outputs", "plan", "check"])
    it(`${command} of a stack that is not there ends with 2`, async () => {
      const { code, out, error } = await call(command, "dv", "--cwd", folder);
      expect(code, out + error).to.equal(2);
      expect(out + error).to.match(/there is no .*Pulumi\.dv\.yaml/);
    });

  it("ends before any of the other stacks is touched", async () => {
    const { code, out } = await call("up", "dev", "dv", "--cwd", folder, "--json");
    expect(code).to.equal(2);
    expect(
      (JSON.parse(out) as { stack: string; result: string }[]).map(({ stack, result }) => [stack, result]),
    ).to.deep.equal([["dv", "unknown"]]);
  });

  it("tells a folder that is no program", async () => {
    const { code, out } = await call("up", "dev", "--cwd", join(folder, "nowhere"));
    expect(code).to.equal(2);
    expect(out).to.include("DEPLOY_NO_PROJECT");
  });

  it("tells the package's version", async () => {
    const { code, out } = await call("--version");
    expect(code).to.equal(0);
    expect(out).to.match(/^\d+\.\d+\.\d+\S*\n$/);
  });
});
