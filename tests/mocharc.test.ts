import { createRequire } from "node:module";
import { expect } from "chai";

const fromHere = createRequire(__filename);

/** What `npx mocha ARGS` runs besides the files that ARGS name. */
function specOf(...args: readonly string[]): readonly string[] | undefined {
  const path = fromHere.resolve("../.mocharc.cjs");
  const { argv } = process;
  delete fromHere.cache[path];
  process.argv = ["node", "mocha", ...args];
  try {
    return (fromHere(path) as { spec?: readonly string[] }).spec;
  } finally {
    process.argv = argv;
    delete fromHere.cache[path];
  }
}

describe("mocha's command line", () => {
  const alone: readonly (readonly string[])[] = [
    ["tests/mocharc.test.ts"],
    ["./tests/mocharc.test.ts", "-g", "mocha"],
    ["tests"],
    ["tests/local-cloud/"],
    ["./tests/local-gateway"],
    ["tests/local-gateway/**/*.test.ts"],
    ["tests\\local\\cloud\\inputs.test.ts"],
    ["--watch", "tests/mocharc.test.ts"],
    ["--spec", "tests/mocharc.test.ts"],
    ["--spec=tests/mocharc.test.ts"],
    ["--reporter", "spec", "tests/engine/docs.engine.ts"],
    // A file that is not there is mocha's to complain about, not a reason to run everything.
    ["tests/missing.test.ts"],
  ];
  for (const args of alone)
    it(`${args.join(" ")} => that alone`, () => expect(specOf(...args)).to.equal(undefined));

  const everything: readonly (readonly string[])[] = [
    [],
    ["-g", "tests"],
    ["--grep", "tests/local-gateway"],
    ["--grep=tests"],
    ["--watch"],
    ["--reporter", "spec"],
    ["--require", "./tests/setup.ts"],
    ["--forbid-only"],
  ];
  for (const args of everything)
    it(`${args.join(" ") || "nothing"} => every test`, () =>
      expect(specOf(...args)).to.deep.equal(["tests/**/*.test.ts"]));
});
