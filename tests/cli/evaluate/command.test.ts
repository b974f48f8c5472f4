import { expect } from "chai";
import { PassThrough } from "node:stream";
import { run } from "../../../packages/cli/main";
import { startRepl } from "../../../packages/cli/evaluate/repl";
import { readContext } from "../../../packages/cli/evaluate/contextFile";

async function command(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  let [out, error] = ["", ""];
  const code = await run(["eval", ...args], {
    out: (text) => void (out += text),
    error: (text) => void (error += text),
    readInput: () => "@(2 * 21)",
    write: () => undefined,
  });
  return { code, out, error };
}

describe("eval", () => {
  it("prints a value, or tells why there is none", async () => {
    expect(await command("@(1 + 1)")).to.deep.equal({ code: 0, out: "2\n", error: "" });
    expect((await command("-")).out).to.equal("42\n");
    expect((await command('(int)context.Variables["n"] + 1', "--variable", "n=41")).out).to.equal("42\n");
    const thrown = await command('int.Parse("x")');
    expect(thrown.code).to.equal(1);
    expect(thrown.error).to.match(/^System\.FormatException: /);
    const wrong = await command("@(nope)");
    expect(wrong.code).to.equal(1);
    expect(wrong.error).to.contain("expression:1:3 error CS0103");
    expect(JSON.parse((await command("new JArray(1)", "--json")).out)).to.include({ type: "JArray" });
    expect((await command("1", "--context", "no/such/file")).error).to.contain("CONTEXT_MISSING");
  });

  it("asks on and on: values stay set, what is open goes on, mistakes end nothing", async () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let printed = "";
    output.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const ended = startRepl(readContext("variables: { n: 1 }", "c.yaml"), { input, output, terminal: false });
    const lines = [
      '(int)context.Variables["n"] + 1',
      "new[] { 1,",
      "2 }.Sum()",
      ".set s \"a\" + 'b'",
      '(string)context.Variables["s"]',
      "nope",
      "1/0.0",
      ".context no/file",
    ];
    input.end(`${lines.join("\n")}\n`);
    await ended;
    for (const said of [
      "2   (int)",
      "3   (int)",
      "ab   (string)",
      "CS0103",
      "(double)",
      "there is no file no/file",
    ])
      expect(printed).to.contain(said);
  });
});
