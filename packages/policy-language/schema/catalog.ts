import { accessPolicies } from "./accessPolicies";
import { parseRow, type ElementFacts, type ElementRow } from "./facts";
import { flowPolicies } from "./flowPolicies";
import { genAiPolicies } from "./genAiPolicies";
import { graphQlParts, graphQlPolicies } from "./graphQlPolicies";
import { messagePolicies } from "./messagePolicies";
import { parts } from "./parts";

const policyRows: Readonly<Record<string, ElementRow>> = {
  ...flowPolicies,
  ...genAiPolicies,
  ...accessPolicies,
  ...messagePolicies,
  ...graphQlPolicies,
};

const partRows: Readonly<Record<string, ElementRow>> = { ...parts, ...graphQlParts };

const parsed = new Map<ElementRow, ElementFacts>();

/** Rows are parsed when first asked for: a document uses few of them. */
function facts(row: ElementRow): ElementFacts {
  let result = parsed.get(row);
  if (!result) parsed.set(row, (result = parseRow(row)));
  return result;
}

/** Names of everything that may stand in a section, or in a policy that takes policies. */
export const policyNames: readonly string[] = Object.keys(policyRows).filter(
  (name) => policyRows[name]!.sections !== undefined,
);

/** Undefined when there is no such policy. */
export function policyFacts(name: string): ElementFacts | undefined {
  const row = Object.hasOwn(policyRows, name) ? policyRows[name] : undefined;
  return row && facts(row);
}

/**
 * What is known of `name` as a part of the element at `path` (`quota/api`, outermost first): a row for the place is
 * looked for from the longest end of the path to the shortest. Undefined where nothing is published on its form.
 */
export function partFacts(path: string, name: string): ElementFacts | undefined {
  for (let at = path; at !== ""; at = at.includes("/") ? at.slice(at.indexOf("/") + 1) : "") {
    const special = `${at}/${name}`;
    if (Object.hasOwn(partRows, special)) return facts(partRows[special]!);
  }
  if (Object.hasOwn(policyRows, name)) return facts(policyRows[name]!);
  return Object.hasOwn(partRows, name) ? facts(partRows[name]!) : undefined;
}
