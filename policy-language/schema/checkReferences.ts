import type { Problem } from "../../common/problem";
import type { PolicyReference, ReadPolicyOptions } from "../document";
import { policyCodes, type PolicyCode } from "../problemCodes";
import type { PolicyNode, PolicyText } from "../reader/tree";
import { collectReferences, isLiquidTemplate } from "../references";
import { nearest } from "./nearest";

/** References to what does not exist. Lists that the options leave out are not checked. */
export function checkReferences(root: PolicyNode, options: ReadPolicyOptions): Problem[] {
  const { known } = options;
  const problems: Problem[] = [];
  if (known) {
    const references = collectReferences(root);
    const check = (
      list: readonly PolicyReference[],
      names: ReadonlySet<string> | undefined,
      code: PolicyCode,
      what: string,
    ) => {
      if (!names) return;
      for (const { name, place } of list) {
        if (names.has(name)) continue;
        problems.push({
          code,
          severity: "error",
          message: `There is no ${what} ${JSON.stringify(name)}`,
          hint: hintFor(name, names, what),
          place,
        });
      }
    };
    check(references.fragments, known.fragments, policyCodes.unknownFragment, "policy fragment");
    check(references.backends, known.backends, policyCodes.unknownBackend, "backend");
    check(references.loggers, known.loggers, policyCodes.unknownLogger, "logger");
  }
  if (options.namedValues) checkNamedValues(root, problems);
  return problems;
}

function checkNamedValues(node: PolicyNode, problems: Problem[]): void {
  const check = (text: PolicyText | undefined) => {
    for (const { name, resolved, place } of text?.namedValues ?? []) {
      if (resolved) continue;
      problems.push({
        code: policyCodes.unknownNamedValue,
        severity: "error",
        message: `There is no named value ${JSON.stringify(name)}`,
        hint: "declare the named value, or correct the name",
        place,
      });
    }
  };
  for (const { value } of node.attributes) check(value);
  // {{...}} is Liquid's own notation too.
  if (!isLiquidTemplate(node)) check(node.text);
  for (const child of node.children) checkNamedValues(child, problems);
}

function hintFor(name: string, names: ReadonlySet<string>, what: string): string {
  const meant = nearest(name, names);
  if (meant !== undefined) return `did you mean ${JSON.stringify(meant)}?`;
  if (names.size === 0) return `declare the ${what} first`;
  const shown = [...names].sort().slice(0, 10);
  return `known: ${shown.join(", ")}${names.size > shown.length ? ", ..." : ""}`;
}
