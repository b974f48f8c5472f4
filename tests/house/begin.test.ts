import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "..", "..");
const text = (path: string) => readFileSync(join(root, path), "utf8");

/** Rows of the table in CONTRIBUTING.md that says where a change begins. */
const rows = new Map(
  [...text("CONTRIBUTING.md").matchAll(/^\| ((?:add|change) [^|]+) \| ([^|]+) \|([^|]*)\|$/gm)].map(
    ([, task, begin, then]) => [task!, { begin: begin!, then: then! }] as const,
  ),
);
const paths = (cell: string) =>
  [...cell.matchAll(/`([^`\s]*\/[^`\s]*)`/g)]
    .map(([, path]) => path!)
    .filter((path) => !path.startsWith("-"));

describe("where a change begins", () => {
  it("is said for what newcomers want to do", () => {
    expect([...rows.keys()]).to.include.members([
      "add a policy",
      "add a model provider",
      "change how calls spill",
      "add a dashboard panel",
      "add a resource to the network",
      "add a C# method",
      "add an alert",
      "add a lint rule",
    ]);
  });

  for (const [task, { begin, then }] of rows)
    it(`${task}: a file or folder that is there`, () => {
      expect(paths(begin)).to.have.length(1);
      expect([...paths(begin), ...paths(then)].filter((path) => !existsSync(join(root, path)))).to.be.empty;
    });

  /** What is listed beside a folder's files names every one of them, so who adds one has to go there. */
  for (const [task, folder, file, list, otherwise] of [
    ["add a policy", "packages/local-gateway/gateway/policies", /^(\w+)\.ts$/, "index.ts", /^(index|parts)$/],
    ["add a lint rule", "packages/policy-language/lint/rules", /^(\w+)\.ts$/, "index.ts", /^index$/],
    ["add an alert", "queries/alerts", /^([\w-]+)\.kql$/, "../../components/operations/queries.ts", /^$/],
  ] as const)
    it(`${task}: every one that there is began there`, () => {
      const { begin, then } = rows.get(task)!;
      expect([...paths(begin), ...paths(then)].map((path) => path.replace(/\/$/, ""))).to.include(folder);
      const listed = readFileSync(join(root, folder, list), "utf8");
      const names = readdirSync(join(root, folder))
        .map((name) => file.exec(name)?.[1])
        .filter((name) => name !== undefined && !otherwise.test(name));
      expect(names).to.have.length.above(4);
      const missing = names.filter((name) => !new RegExp(`["/]${name}"`).test(listed));
      expect(missing.filter((name) => !isHelper(folder, name!))).to.deep.equal([]);
    });

  /** A file that others of its folder import is a part of theirs, and is listed by nobody. */
  function isHelper(folder: string, name: string): boolean {
    return readdirSync(join(root, folder)).some(
      (other) =>
        other.endsWith(".ts") &&
        other !== "index.ts" &&
        readFileSync(join(root, folder, other), "utf8").includes(`"./${name}"`),
    );
  }
});
