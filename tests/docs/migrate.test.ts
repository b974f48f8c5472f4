import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "../..");
const text = (path: string) => readFileSync(join(root, path), "utf8");
const spans = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, span]) => span!);

/** Rows of the page of every key: the key, and what it takes. */
const rows = [...text("docs/reference.md").matchAll(/^\| `([^`]+)` \| ([^|]*) \|/gm)];
const keys = new Set(rows.map(([, key]) => key!));
const isKey = (span: string) => keys.has(span) || [...keys].some((key) => key.startsWith(`${span}.`));
const values = new Set(rows.flatMap(([, , takes]) => spans(takes!)));
const scenarios = new Set(
  readdirSync(join(root, "scenarios/library")).map((file) => file.replace(/\.\w+$/, "")),
);
const callers = text("docs/call.md");
const documents = readdirSync(join(root, "packages/local-gateway/gateway/policies"), {
  recursive: true,
}).join("\n");

/** What a page may say that there is here. */
function isHere(span: string): boolean {
  const [, key, value] = /^([\w[\].]+): (\w+)$/.exec(span) ?? [];
  if (key !== undefined) return keys.has(key) && (values.has(value!) || /^(true|false)$/.test(value!));
  if (isKey(span) || values.has(span) || scenarios.has(span)) return true;
  if (/^(npm start|api-key)$/.test(span)) return true;
  const policy = /^validate-[\w-]+$/.test(span);
  return policy ? documents.includes(camel(span)) : callers.includes(`\`${span}\``);
}

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const pages = readdirSync(join(root, "docs/migrate"));

describe("the pages for who comes from elsewhere", () => {
  it("are the four that README links to", () => {
    expect(pages).to.have.length.of.at.least(4);
    for (const page of pages) expect(text("README.md")).to.include(`(docs/migrate/${page})`);
  });

  for (const page of pages)
    it(`docs/migrate/${page} names keys, values and scenarios that there are`, () => {
      const tables = [
        ...text(`docs/migrate/${page}`).matchAll(/^\| there \| here \|\n\| --- \| --- \|\n((?:\|.*\n)+)/gm),
      ];
      expect(tables).to.not.be.empty;
      const here = tables.flatMap(([, table]) =>
        table!
          .trim()
          .split("\n")
          .flatMap((row) => spans(/\| ([^|]*) \|$/.exec(row)![1]!)),
      );
      expect(here.length).to.be.above(10);
      expect(here.filter((span) => !isHere(span))).to.deep.equal([]);
    });

  it("would notice a key that there is not", () => {
    for (const wrong of [
      "backends[].prio",
      "apis.azureOpenAi.loadBalancer",
      "backends[].kind: pro",
      "round-robbin",
    ])
      expect(isHere(wrong), wrong).to.equal(false);
  });
});
