import { accessPolicies } from "./accessPolicies";
import { parseRow, type ElementFacts, type ElementRow } from "./facts";
import { flowPolicies } from "./flowPolicies";
import { genAiPolicies } from "./genAiPolicies";
import { messagePolicies } from "./messagePolicies";
import { parts } from "./parts";

const policyRows: Readonly<Record<string, ElementRow>> = {
  ...flowPolicies,
  ...genAiPolicies,
  ...accessPolicies,
  ...messagePolicies,
};

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

/** What is known of `name` as a part of `parent`; undefined where nothing is published on its form. */
export function partFacts(parent: string, name: string): ElementFacts | undefined {
  const special = `${parent}/${name}`;
  if (Object.hasOwn(parts, special)) return facts(parts[special]!);
  if (Object.hasOwn(policyRows, name)) return facts(policyRows[name]!);
  return Object.hasOwn(parts, name) ? facts(parts[name]!) : undefined;
}
