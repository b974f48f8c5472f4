import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { asRecord, isRecord, recordOf } from "../../packages/common/records";

const root = join(__dirname, "../..");

describe("records", () => {
  for (const [value, is] of [
    [{}, true],
    [{ a: 1 }, true],
    [Object.create(null), true],
    [[], false],
    [null, false],
    [undefined, false],
    ["text", false],
    [1, false],
  ] as const)
    it(`${JSON.stringify(value)} is ${is ? "one" : "none"}`, () => {
      expect(isRecord(value)).to.equal(is);
      expect(recordOf(value)).to.equal(is ? value : undefined);
      expect(asRecord(value)).to.deep.equal(is ? value : {});
    });

  it("are told in one place", () => {
    const files = execFileSync("git", ["ls-files", "*.ts"], { cwd: root, encoding: "utf8" })
      .trim()
      .split("\n");
    const copies = files.filter(
      (file) =>
        /^(?:components|packages|plugin)\//.test(file) &&
        /(?:function|const) (?:isRecord|isMap|isObject|asRecord|record)\b[^\n]*\n[^\n]*typeof value === "object" && value !== null && !Array\.isArray\(value\)/.test(
          readFileSync(join(root, file), "utf8"),
        ),
    );
    expect(copies).to.deep.equal(["packages/common/records.ts"]);
  });
});
