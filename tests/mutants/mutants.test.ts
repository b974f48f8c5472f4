import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { mutants } from "./mutants";

const root = resolve(__dirname, "../..");

describe("mutants", () => {
  it("change one place of a file that is there, and name tests that are there", () => {
    const wrong = mutants.flatMap(({ name, file, from, to, tests }) => {
      const path = join(root, file);
      const places = existsSync(path) ? readFileSync(path, "utf8").split(from).length - 1 : 0;
      const missing = tests.filter((test) => !existsSync(join(root, test)));
      return places === 1 && from !== to && missing.length === 0
        ? []
        : [`${name}: ${places} places in ${file}${missing.map((test) => `, no ${test}`).join("")}`];
    });
    expect(wrong).to.deep.equal([]);
  });
});
