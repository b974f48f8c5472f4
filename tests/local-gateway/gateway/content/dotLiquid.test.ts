import { expect } from "chai";
import { Liquid } from "liquidjs";
import { addCSharpFilters } from "../../../../packages/local-gateway/gateway/content/dotLiquid";

const engine = new Liquid();
addCSharpFilters(engine);

/** One test a line: `template ⇒ text`, as DotLiquid writes it in its C# mode. */
function itRenders(table: string): void {
  for (const line of table.trim().split("\n")) {
    const [template, expected] = line.split(" ⇒ ").map((part) => part.trim());
    it(`${template} gives ${expected}`, () => {
      expect(engine.parseAndRenderSync(template!, { body: { when: "2026-03-14T15:09:26Z" } })).to.equal(
        expected,
      );
    });
  }
}

describe("Liquid in DotLiquid's C# mode", () => {
  itRenders(`
    {{ "2026-03-14" | Date: "yyyyMMdd" }} ⇒ 20260314
    {{ body.when | Date: "yyyy-MM-ddTHH:mm:ss" }} ⇒ 2026-03-14T15:09:26
    {{ body.when | Date: "dd/MM/yyyy" }} ⇒ 14/03/2026
    {{ body.when | Date: "MMM d, yyyy" }} ⇒ Mar 14, 2026
    {{ "March 14, 2026" | Date: "ddd" }} ⇒ Sat
    {{ "no date" | Date: "yyyy" }} ⇒ no date
    {{ "2026-03-14" | Date: "" }} ⇒ 2026-03-14
    {{ "<b>" | H }} ⇒ &lt;b&gt;
    {{ 1234.5 | Currency }} ⇒ ¤1,234.50
    {{ "12.345" | Currency }} ⇒ ¤12.35
    {{ "teapot" | Currency }} ⇒ teapot
    {{ "one two three" | TruncateWords: 2 }} ⇒ one two...
    {{ "one two three" | TruncateWords: 2, "-" }} ⇒ one two-
    {{ "one two three" | TruncateWords: 4 }} ⇒ one two three
    {{ "one two three" | TruncateWords: 0 }} ⇒ one...
  `);
});
