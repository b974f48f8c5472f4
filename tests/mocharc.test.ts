import { createRequire } from "node:module";
import { expect } from "chai";

const fromHere = createRequire(__filename);

interface Options {
  readonly spec?: readonly string[];
  readonly parallel: boolean;
  readonly jobs: number;
}

/** What .mocharc.cjs says to `npx mocha ARGS`. */
function optionsOf(...args: readonly string[]): Options {
  const path = fromHere.resolve("../.mocharc.cjs");
  const { argv } = process;
  delete fromHere.cache[path];
  process.argv = ["node", "mocha", ...args];
  try {
    return fromHere(path) as Options;
  } finally {
    process.argv = argv;
    delete fromHere.cache[path];
  }
}

/** What it runs besides the files that ARGS name. */
const specOf = (...args: readonly string[]) => optionsOf(...args).spec;

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

  const inProcesses: readonly (readonly [args: readonly string[], parallel: boolean])[] = [
    [[], true],
    [["-g", "tests"], true],
    [["tests"], true],
    [["tests/local-gateway/**/*.test.ts"], true],
    [["tests/common", "tests/mocharc.test.ts"], true],
    [["tests/mocharc.test.ts"], false],
    [["tests/mocharc.test.ts", "-g", "mocha", "--reporter", "json"], false],
    [["--spec=tests/mocharc.test.ts", "tests/common/yaml.test.ts"], false],
  ];
  for (const [args, parallel] of inProcesses)
    it(`${args.join(" ") || "nothing"} => ${parallel ? "several processes" : "one process"}`, () => {
      const options = optionsOf(...args);
      expect(options.parallel).to.equal(parallel);
      // With one job mocha would say nothing and run them all in one process.
      expect(options.jobs).to.be.within(2, 8);
    });
});
