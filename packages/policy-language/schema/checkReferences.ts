import type { Problem } from "@azure-genai-gateway/common/problem";
import type { PolicyReference, ReadPolicyOptions } from "../document";
import { policyCodes, type PolicyCode } from "../reader/problemCodes";
import type { PolicyNode } from "../reader/tree";
import { collectReferences, namedValuesOf } from "../references";
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
      // As Azure compares ids.
      const lower = new Set([...names].map((name) => name.toLowerCase()));
      for (const { name, place } of list) {
        if (lower.has(name.toLowerCase())) continue;
        problems.push({
          code,
          severity: "error",
          message: `There is no ${what} ${JSON.stringify(name)}`,
          hint: hintFor(name, names, what),
          missing: name,
          place,
        });
      }
    };
    check(references.fragments, known.fragments, policyCodes.unknownFragment, "policy fragment");
    check(references.backends, known.backends, policyCodes.unknownBackend, "backend");
    check(references.loggers, known.loggers, policyCodes.unknownLogger, "logger");
  }
  if (options.namedValues) problems.push(...unknownNamedValues(root));
  return problems;
}

function unknownNamedValues(node: PolicyNode): Problem[] {
  return namedValuesOf(node).flatMap(({ name, resolved, place }) =>
    resolved
      ? []
      : [
          {
            code: policyCodes.unknownNamedValue,
            severity: "error" as const,
            message: `There is no named value ${JSON.stringify(name)}`,
            hint: "declare the named value, or correct the name",
            missing: name,
            place,
          },
        ],
  );
}

function hintFor(name: string, names: ReadonlySet<string>, what: string): string {
  const meant = nearest(name, names);
  if (meant !== undefined) return `did you mean ${JSON.stringify(meant)}?`;
  if (names.size === 0) return `declare the ${what} first`;
  const shown = [...names].sort().slice(0, 10);
  return `known: ${shown.join(", ")}${names.size > shown.length ? ", ..." : ""}`;
}
