import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "../..");
const page = readFileSync(resolve(root, "docs/compare.md"), "utf8");

/** Cells of a table's rows under a heading. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const part = page.split(`## ${heading}`)[1]!.split("\n## ")[0]!;
  return part
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const { scripts } = JSON.parse(readFileSync(resolve(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe("the comparison with the AI hub gateway", () => {
  const rows = rowsUnder("The AI hub gateway, row by row");

  it("has its rows, marked whole or in part", () => {
    expect(rows).to.have.length(20);
    for (const row of rows) expect(row, row[0]).to.have.length(4);
    for (const [there, , mark] of rows) expect(mark, there).to.be.oneOf(["✔", "~"]);
  });

  for (const [there, , , shown] of rows)
    it(`shows by tests that are there: ${there}`, () => {
      const commands = [...shown!.matchAll(/`([^`]+)`/g)].map(([, command]) => command!);
      expect(commands).not.to.be.empty;
      for (const command of commands) {
        const script = /^npm run (\S+)/.exec(command)?.[1];
        if (script === undefined) expect(command).to.match(/^npx mocha /);
        else expect(scripts).to.have.property(script);
        const files = command.split(" ").filter((word) => word.startsWith("tests/"));
        expect(files, command).not.to.be.empty;
        for (const file of files) expect(existsSync(resolve(root, file)), file).to.equal(true);
      }
    });
});
