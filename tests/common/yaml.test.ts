import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { parse } from "yaml";
import { formatProblem, ProblemsError } from "../../packages/common/problem";
import { readYaml } from "../../packages/common/yaml";
import { readStackConfig } from "../../packages/local-cloud/config/readStackConfig";
import { readScenario } from "../../packages/cli/scenarios/model/readScenario";

const nine = (name: string) => `[${Array(9).fill(`*${name}`).join(", ")}]`;
const bomb = `a: &a [1, 2, 3, 4, 5, 6, 7, 8, 9]\nb: &b ${nine("a")}\nc: &c ${nine("b")}\nd: &d ${nine("c")}\ne: ${nine("d")}`;

/** What stands in the document => where the problem is, and what it says. */
const refused: readonly (readonly [text: string, place: string, message: RegExp])[] = [
  ["a: *nothing", "1:4", /\*nothing is an alias to nothing/],
  ["a: 1\n? *x\n: 2", "2:3", /\*x is an alias to nothing/],
  ["a: *late\nb: &late 1", "1:4", /\*late is an alias to nothing/],
  ["a: &x [1, *x]", "1:11", /\*x stands inside/],
  ["&root a:\n  b: *root\nc: &m {d: {e: *m}}", "3:15", /\*m stands inside/],
  [bomb, "5:", /aliases repeat more than/],
  ["[".repeat(5000) + "]".repeat(5000), "1:", /nested too deeply/],
  [
    Array.from({ length: 400 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    "101:",
    /nested too deeply/,
  ],
  ["a: [1", "1:", /not YAML/],
  ["a: {<<: 1}", "1:5", /<< takes a map, or a list of maps/],
  ["a: &x [{b: 1}, 2]\nb:\n  <<: *x", "3:3", /<< takes a map, or a list of maps/],
  ["a: {<<: [[{b: 1}]]}", "1:5", /<< takes a map, or a list of maps/],
  ["a: 1\na: 2", "2:1", /not YAML: Map keys must be unique/],
  ["a: 1\n---\nb: 2", "2:1", /not YAML: Source contains multiple documents/],
];

describe("readYaml", () => {
  for (const [text, place, message] of refused)
    it(`has a problem with ${JSON.stringify(text.slice(0, 40))}`, () => {
      const { problems, value } = readYaml(text, "some.yaml", "SOME_YAML");
      expect(problems).to.not.be.empty;
      expect(formatProblem(problems[0]!))
        .to.match(new RegExp(`^some\\.yaml:${place}`))
        .and.match(message);
      expect(problems[0]!.code).to.equal("SOME_YAML");
      expect(value()).to.equal(undefined);
    });

  it("follows aliases, and anchors that are set again", () => {
    const text = "a: &x {n: 1}\nb: *x\nc: &x {n: 2}\nd: [*x, *x]";
    expect(readYaml(text, "some.yaml", "SOME_YAML").value()).to.deep.equal({
      a: { n: 1 },
      b: { n: 1 },
      c: { n: 2 },
      d: [{ n: 2 }, { n: 2 }],
    });
  });

  it("merges what << names, but not what is only called so", () => {
    const text =
      'a: &x {n: 1, m: 1}\nb: {<<: *x, n: 2}\nc:\n  <<: [{n: 3}, *x]\n  "<<": 4\nd: {<<: {<<: *x, o: 5}}';
    expect(readYaml(text, "some.yaml", "SOME_YAML").value()).to.deep.equal({
      a: { n: 1, m: 1 },
      b: { n: 2, m: 1 },
      c: { n: 3, m: 1, "<<": 4 },
      d: { n: 1, m: 1, o: 5 },
    });
  });

  it("takes a long document without aliases", () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `- ${index}`).join("\n");
    expect(readYaml(text, "some.yaml", "SOME_YAML").value()).to.have.length(20_000);
  });

  it("never throws, and says of every document what the library says of it", () => {
    const words = fc.constantFrom(
      "a: ",
      "&x ",
      "*x",
      "*y",
      "&y ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ", ",
      "\n",
      "\n  ",
      "1",
      "? ",
      ": ",
      "# ",
      "!!t ",
      "|\n",
      '"',
      "<<: ",
      "---\n",
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 25 }), (parts) => {
        const text = parts.join("");
        const { problems, value } = readYaml(text, "some.yaml", "SOME_YAML");
        const read = value();
        let library: unknown;
        try {
          library = parse(text, { logLevel: "error", merge: true });
        } catch {
          expect(problems, text).to.not.be.empty;
          return;
        }
        if (problems.length === 0) expect(read).to.deep.equal(library);
        // What the library takes and this does not: a value that contains itself.
        else expect(problems[0]!.message).to.match(/stands inside|alias to nothing/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("what reads YAML that people write", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "genai-yaml-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: nodejs\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const problemOf = (read: () => unknown): string => {
    try {
      read();
    } catch (error) {
      if (error instanceof ProblemsError) return error.message;
      throw error;
    }
    return "";
  };
  const readers: Readonly<Record<string, (text: string) => string>> = {
    "a stack file": (text) => {
      writeFileSync(
        join(folder, "Pulumi.dev.yaml"),
        `config:\n  shop:x:\n    ${text.replaceAll("\n", "\n    ")}`,
      );
      return problemOf(() => readStackConfig(folder, "dev"));
    },
    "a scenario": (text) => {
      writeFileSync(join(folder, "s.yaml"), text);
      return problemOf(() => readScenario(join(folder, "s.yaml")));
    },
  };
  for (const [what, read] of Object.entries(readers))
    for (const [text, , message] of refused.filter(([text]) => !text.includes("---") && text.length < 1000))
      it(`names the place in ${what}: ${JSON.stringify(text.slice(0, 30))}`, () => {
        expect(read(text))
          .to.match(message)
          .and.match(/\.yaml:\d+:\d+ error \w+_YAML/);
      });
});
