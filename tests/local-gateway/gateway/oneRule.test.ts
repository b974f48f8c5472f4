import { expect } from "chai";
import fc from "fast-check";
import { formatProblem, type Problem, ProblemsError } from "../../../packages/common/problem";
import { policyNames, policyFacts } from "../../../packages/policy-language/schema/catalog";
import { lintPolicy } from "../../../packages/policy-language/lint";
import { drawn, entities, type Element, make, write } from "../../policy-language/schema/generate";
import type { PolicyScope } from "../../../packages/policy-language/document";
import {
  api,
  apiPolicy,
  backend,
  bench,
  declared,
  fragment,
  globalPolicy,
  operation,
  service,
} from "./support";

/**
 * One rule, one place: what lint passes starts, and what the gateway refuses lint refuses with the same code at the same
 * place. Documents are made from the schema's tables, then broken in every way that a document can be broken in.
 */
const known = {
  fragments: new Set<string>([entities.fragment]),
  backends: new Set<string>([entities.backend]),
  loggers: new Set<string>([entities.logger]),
};

const around = [
  service({ identity: { type: "SystemAssigned", principalId: "p" } }),
  api("chat"),
  operation("chat", "say", "POST", "/"),
  backend(entities.backend),
  declared("apimanagement:Logger", `loggers/${entities.logger}`, {
    loggerType: "azureEventHub",
    credentials: {
      name: "hub",
      endpointAddress: "ns.servicebus.windows.net",
      identityClientId: "SystemAssigned",
    },
  }),
];

const file = "policy of policy";
const emptyFragment = "<fragment />";

/** The document as that of all APIs, of a product or of the API. */
function declaredAt(scope: PolicyScope, text: string): ReturnType<typeof declared>[] {
  if (scope === "global") return [globalPolicy(text)];
  if (scope !== "product") return [apiPolicy("chat", text)];
  const inputs = { format: "rawxml", value: text };
  return [
    declared("apimanagement:Product", "products/starter", { displayName: "Starter" }),
    declared("apimanagement:ProductPolicy", "products/starter/policies/policy", inputs),
  ];
}

/** A scope whose documents take the policy. */
function scopeOf(name: string): PolicyScope {
  const { scopes = "a" } = policyFacts(name)!;
  return scopes.includes("a") ? "api" : scopes.includes("p") ? "product" : "global";
}

/** Errors of the gateway that is to serve the document; empty where it starts. */
function refusals(text: string, part = emptyFragment, scope: PolicyScope = "api"): readonly Problem[] {
  try {
    bench([...around, fragment(entities.fragment, part), ...declaredAt(scope, text)]);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.filter(({ severity }) => severity === "error");
  }
}

function lintErrors(
  text: string,
  root: "policies" | "fragment" = "policies",
  scope: PolicyScope = "api",
): readonly Problem[] {
  return lintPolicy(text, { file, root, scope, known, namedValues: () => undefined }).filter(
    ({ severity }) => severity === "error",
  );
}

const shown = (problems: readonly Problem[]) =>
  [...new Set(problems.map(({ code, place }) => `${place?.line}:${place?.column} ${code}`))].sort();

const inSections = policyNames.filter((name) => name !== "base" && policyFacts(name)!.sections !== "");

const ofApis = inSections.filter((name) => scopeOf(name) === "api");

describe("one rule for lint and gateway", () => {
  for (const name of inSections)
    it(`starts with <${name}> as the schema takes it`, () => {
      fc.assert(
        fc.property(fc.gen(), (g) => {
          const text = write(drawn(g).document([name]));
          const scope = scopeOf(name);
          expect(lintErrors(text, "policies", scope).map(formatProblem), text).to.deep.equal([]);
          expect(refusals(text, emptyFragment, scope).map(formatProblem), text).to.deep.equal([]);
        }),
        { numRuns: 8 },
      );
    });

  it("starts with whole documents, and with fragments, of any policies", () => {
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const generator = drawn(g);
        const names = Array.from({ length: 4 }, () => ofApis[g(fc.nat, { max: ofApis.length - 1 })]!);
        const text = write(generator.document([...names, "include-fragment"]));
        const part = write(generator.fragment(names));
        expect(lintErrors(text).map(formatProblem), text).to.deep.equal([]);
        expect(lintErrors(part, "fragment").map(formatProblem), part).to.deep.equal([]);
        expect(refusals(text, part).map(formatProblem), `${text}\n${part}`).to.deep.equal([]);
      }),
      { numRuns: 60 },
    );
  });

  it("refuses what lint refuses, with the same codes at the same places, and nothing else", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.gen(), (g) => {
        const name = inSections[g(fc.nat, { max: inSections.length - 1 })]!;
        const tree = drawn(g).document([name]);
        broken(tree, (below) => g(fc.nat, { max: below - 1 }));
        const text = write(tree);
        const lint = shown(lintErrors(text));
        if (lint.length > 0) refused += 1;
        expect(shown(refusals(text)), text).to.deep.equal(lint);
      }),
      { numRuns: 400 },
    );
    // Most ways to break a document make it wrong; if few did, nothing would be compared.
    expect(refused).to.be.greaterThan(150);
  });
});

/** Changes one thing, somewhere. */
function broken(root: Element, draw: (below: number) => number): void {
  const all = [...everything(root)].slice(2);
  const element = all[draw(all.length)];
  if (!element) return;
  const names = [...element.attributes.keys()];
  const name = names[draw(Math.max(1, names.length))];
  const bad = ["", "x", "-1", "999999", '@("x")', "@(1)", "@(", "Absent", "{{nothing}}"];
  const ways: (() => void)[] = [
    () => name !== undefined && element.attributes.delete(name),
    () => name !== undefined && element.attributes.set(name, bad[draw(bad.length)]!),
    () => element.attributes.set("no-such", "1"),
    () => element.children.pop(),
    () => element.children.push(make("no-such")),
    () => element.children.push(...element.children.slice(0, 1)),
    () => (element.text = "unexpected"),
    () => (element.children = Array.from({ length: 11 }, () => element.children[0] ?? make("value"))),
    () => element.children.push(make("forward-request"), make("base")),
    () => (root.children = root.children.map((section) => ({ ...section, name: rotated(section.name) }))),
  ];
  ways[draw(ways.length)]!();
}

const rotated = (section: string) =>
  ({ inbound: "outbound", outbound: "inbound", backend: "on-error", "on-error": "backend" })[section] ??
  section;

function* everything(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* everything(child);
}
