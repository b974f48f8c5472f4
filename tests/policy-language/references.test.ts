import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { policyReferences } from "../../packages/policy-language/references";
import { documents } from "./support";

const references = require.resolve("../../packages/policy-language/references");
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);

describe("policyReferences", () => {
  it("lists each name once, in order", () => {
    const spill = policyReferences(documents.get("priority-spill.xml")!, "p.xml");
    expect(names(spill.fragments)).to.deep.equal(["usage"]);
    expect(names(spill.namedValues)).to.deep.equal(["identity-client-id", "retries"]);
    expect(names(spill.backends)).to.deep.equal(["payg-pool", "ptu-1"]);
    expect(names(spill.loggers)).to.deep.equal(["usage-logger"]);
    expect(spill.fragments[0]?.place).to.include({ file: "p.xml", line: 55 });
  });

  it("takes Liquid's variables for what they are, and finds the backends of other policies", () => {
    const chat = policyReferences(documents.get("cached-chat.xml")!, "p.xml");
    expect(names(chat.namedValues)).to.deep.equal(["tenant", "audience"]);
    expect(names(chat.backends)).to.deep.equal(["safety", "embeddings"]);
  });

  it("leaves out names that only a call can tell", () => {
    const text =
      '<fragment><set-backend-service backend-id="@("a")" /><set-backend-service backend-id="{{b}}" /></fragment>';
    const references = policyReferences(text, "p.xml");
    expect(references.backends).to.deep.equal([]);
    expect(names(references.namedValues)).to.deep.equal(["b"]);
  });

  it("is empty for what does not read", () => {
    expect(policyReferences("<policies", "p.xml")).to.deep.equal({
      fragments: [],
      namedValues: [],
      backends: [],
      loggers: [],
    });
  });

  it("loads no expression compiler", () => {
    // In a process of its own: in this one it may have been loaded long ago, by whoever came first.
    const loaded = execFileSync(
      process.execPath,
      [
        ...["--require", require.resolve("tsx/cjs")],
        ...[
          "-e",
          `require(${JSON.stringify(references)}); console.log(Object.keys(require.cache).join("\\n"))`,
        ],
      ],
      { encoding: "utf8" },
    ).split("\n");
    expect(loaded.filter((path) => path.startsWith(references))).to.have.length(1);
    expect(loaded.filter((path) => /expressions.compile/.test(path))).to.deep.equal([]);
  });
});
