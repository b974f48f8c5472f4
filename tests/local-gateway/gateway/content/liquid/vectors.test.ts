import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonBody } from "../../../../../packages/local-gateway/gateway/content/liquid/binding";
import { parseLiquid, renderWith } from "../../../../../packages/local-gateway/gateway/content/liquid";

/** Signs for what a line of a table cannot show: ends of lines, and spaces at its end. */
const shownAs = (text: string) => text.replace(/␍/g, "\r").replace(/␤/g, "\n").replace(/␠/g, " ");

const { data, groups } = readTable(readFileSync(join(__dirname, "vectors.txt"), "utf8"));

/** The first lines are the variables as JSON; `# source` begins a group, `template ⇒ text` is a row. */
function readTable(text: string) {
  const [variables, ...rest] = text.split(/^(?=# )/m);
  return {
    data: variables!,
    groups: rest.map((group) => {
      const [source, ...lines] = group.split("\n");
      const rows = lines
        .filter((line) => line !== "")
        .map((line) => line.split(" ⇒ ").map(shownAs) as [string, string]);
      return { source: source!.slice(2), rows };
    }),
  };
}

describe("Liquid as DotLiquid 2.0 has it in C# mode", () => {
  const environment = () =>
    new Map(
      (jsonBody(data, true) as { items(): { key: string; value: unknown }[] })
        .items()
        .map(({ key, value }) => [key, value] as const),
    );

  for (const { source, rows } of groups)
    describe(source, () => {
      for (const [template, expected] of rows)
        it(`${template} gives ${expected}`, () => {
          expect(
            renderWith(parseLiquid(template), environment(), () => Date.UTC(2026, 2, 14, 15, 9, 26)),
          ).to.equal(expected);
        });
    });

  it("has at least 150 rows, each with a source", () => {
    expect(groups.flatMap(({ rows }) => rows).length).to.be.greaterThan(150);
    expect(groups.filter(({ source }) => source.trim() === "")).to.deep.equal([]);
  });

  for (const [template, message] of [
    ["{% if jerry == 1 %}", "if tag was never closed"],
    ["{% if %}x{% endif %}", "Syntax Error in 'if' tag - Valid syntax: if [expression]"],
    ["{% for x %}{% endfor %}", "Syntax Error in 'for' tag - Valid syntax: for [item] in [collection]"],
    ["{% nope %}", "Unknown tag 'nope'"],
    ["{% else %}", "document tag does not expect else tag"],
    ["{% if a %}{% end %}", "'end' is not a valid delimiter for if tags. Use endif"],
    ["{{ a", "Variable '{{ a' was not properly terminated with regexp: \\}\\}"],
    ["{% assign %}", "Syntax Error in 'assign' tag - Valid syntax: assign [var] = [source]"],
    ["{% capture %}{% endcapture %}", "Syntax Error in 'capture' tag - Valid syntax: capture [var]"],
    ["{% extends 'a' %}", "Error - This liquid context does not allow includes"],
    [
      `{% if ${"1 and ".repeat(500)}1 %}x{% endif %}`,
      "Syntax Error in 'if' tag - max 500 conditions are allowed",
    ],
    ["{% if a %}".repeat(100_000), "Nesting too deep"],
  ] as const)
    it(`refuses ${template.slice(0, 40)}`, () => {
      expect(() => parseLiquid(template)).to.throw(message);
    });

  it("names filters that API Management does not have", () => {
    expect(parseLiquid("{{ a | upcase | Upcase | Reverse }}").unknownFilters).to.deep.equal([
      "upcase",
      "Reverse",
    ]);
  });

  for (const template of [
    "{% for i in (1..200000000) %}{% endfor %}",
    "{{ 'a' | Times: 2000000000 }}",
    "{% assign a = 'xxxxxxxxxx' %}{% for i in (1..40) %}{% assign a = a | Append: a %}{% endfor %}",
    "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | Replace: '(a+)+$', '' }}",
    `{% for a in (1..1000) %}{% for b in (1..1000) %}{% endfor %}{% endfor %}`,
  ])
    it(`has a budget: ${template}`, () => {
      expect(() => renderWith(parseLiquid(template), new Map(), () => 0)).to.throw(/more than|too many/);
    });
});
