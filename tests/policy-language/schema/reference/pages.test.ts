import { expect } from "chai";
import { partFacts, policyFacts } from "../../../../packages/policy-language/schema/catalog";
import type { AttributeFacts, ElementFacts } from "../../../../packages/policy-language/schema/facts";
import { flowPolicies } from "../../../../packages/policy-language/schema/flowPolicies";
import { accessPolicies } from "../../../../packages/policy-language/schema/accessPolicies";
import { genAiPolicies } from "../../../../packages/policy-language/schema/genAiPolicies";
import { graphQlPolicies } from "../../../../packages/policy-language/schema/graphQlPolicies";
import { messagePolicies } from "../../../../packages/policy-language/schema/messagePolicies";
import { accepts } from "../../../../packages/policy-language/schema/simpleTypes";
import { beyond, otherwise, pages, withoutPage } from "./pages";

interface Attribute {
  readonly name: string;
  readonly need: "" | "!" | "%";
  readonly values: readonly string[];
  readonly expression: "" | "x" | "f";
}

function attributes(text = ""): Attribute[] {
  return text.split(/\s+/).flatMap((word) => {
    if (word === "") return [];
    const match = /^([\w-]+)([!%]?)(?:=([^:]+))?(?::([xf]))?$/.exec(word);
    if (!match) throw new Error(`No attribute: ${word}`);
    const [, name, need, values, expression] = match;
    return [{ name, need, values: values?.split(",") ?? [], expression: expression ?? "" } as Attribute];
  });
}

/** Deviations that are used, so that none is listed in vain. */
const used = new Set<string>();

function excused(where: string, what: string): boolean {
  if (otherwise[where]?.[what] === undefined) return false;
  used.add(`${where} ${what}`);
  return true;
}

/** What the schema says differently of one element. */
function* differences(where: string, facts: ElementFacts, stated: readonly Attribute[]): Generator<string> {
  for (const { name, need, values, expression } of stated) {
    const own = facts.attributes.get(name);
    if (!own) {
      yield `${name} is not there`;
      continue;
    }
    if (own.required !== (need === "!") && !excused(where, name))
      yield `${name} is ${own.required ? "" : "not "}required`;
    if (need === "%" && !isInGroup(facts, name) && !excused(where, name)) yield `${name} stands in no group`;
    for (const value of values) if (!accepts(own.type, value)) yield `${name} does not take ${value}`;
    if (values.length > 0 && accepts(own.type, "no-such-value")) yield `${name} takes anything`;
    if (!isAlike(own, expression)) yield `${name}: expressions are ${own.expression}`;
  }
}

const isInGroup = (facts: ElementFacts, name: string) =>
  [...facts.oneOf, ...facts.together].some((group) => group.includes(name));

function isAlike({ expression }: AttributeFacts, stated: Attribute["expression"]): boolean {
  if (stated === "x") return expression === "documented";
  return stated === "" || expression === "doubtful" || expression === "never";
}

function partOf(policy: string, part: string): ElementFacts | undefined {
  const path = part.split("/");
  const name = path.pop()!;
  return partFacts(path.length > 0 ? path.join("/") : policy, name);
}

const required = (children: ElementFacts["children"], name: string) => (children.get(name)?.min ?? 0) > 0;

describe("the schema against Microsoft's policy reference", () => {
  for (const [policy, page] of Object.entries(pages))
    it(`${policy} (${page.date})`, () => {
      const facts = policyFacts(policy)!;
      const stated = attributes(page.attributes);
      const found = [...differences(policy, facts, stated)];
      const known = new Set([...stated.map(({ name }) => name), "id", ...(beyond[policy] ?? "").split(" ")]);
      for (const name of facts.attributes.keys()) if (!known.has(name)) found.push(`${name} is on no page`);
      if (sorted(facts.sections!) !== sorted(page.sections) && !excused(policy, "sections"))
        found.push("sections");
      // That a workspace takes fewer is said of some, and of others that do the same is not.
      const everywhere = page.scopes === "r" || page.scopes.replace("w", "") === "gpao";
      if ((facts.scopes ?? (everywhere ? page.scopes : "")) !== page.scopes && !excused(policy, "scopes"))
        found.push("scopes");
      for (const word of (page.elements ?? "").split(" ").filter((one) => one !== "")) {
        const name = word.replace("!", "");
        if (!facts.children.has(name)) found.push(`<${name}> is not there`);
        else if (required(facts.children, name) !== word.endsWith("!") && !excused(policy, name))
          found.push(`<${name}>'s need`);
      }
      for (const [part, text] of Object.entries(page.parts ?? {})) {
        const own = partOf(policy, part);
        found.push(...(own ? [...differences(part, own, attributes(text))] : [`${part} is not there`]));
      }
      expect(found).to.deep.equal([]);
    });

  it("knows no policy beside those with a page, and the few that are listed", () => {
    const rows = {
      ...flowPolicies,
      ...accessPolicies,
      ...genAiPolicies,
      ...messagePolicies,
      ...graphQlPolicies,
    };
    const policies = Object.keys(rows).filter((name) => rows[name]!.sections !== undefined);
    expect(policies.filter((name) => !(name in pages)).sort()).to.deep.equal([...withoutPage].sort());
  });

  it("excuses nothing in vain", () => {
    const listed = Object.entries(otherwise).flatMap(([where, list]) =>
      Object.keys(list).map((what) => `${where} ${what}`),
    );
    expect(listed.filter((one) => !used.has(one))).to.deep.equal([]);
  });
});

const sorted = (text: string) => [...text].sort().join("");
