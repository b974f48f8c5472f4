import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { violations } from "./rules";
import { describe, RuleContext } from "./rules/context";
import { raceFindings } from "./rules/order";
import type { Finding } from "./rules/rule";

/** What Azure would refuse, or accept only by luck of timing, among the resources of one program. */
export function checkResources(resources: readonly DeclaredResource[]): readonly Problem[] {
  const context = new RuleContext(resources);
  const problems = context.subjects.flatMap((subject) =>
    [...violations(subject, context)].map(({ rule, finding }) =>
      problemOf(subject.resource, finding, rule.code, rule.source),
    ),
  );
  const races = [...raceFindings(context)].map(({ subject, finding }) =>
    problemOf(subject.resource, finding, "AZURE_RACE"),
  );
  return [...problems, ...races];
}

/** What Azure would refuse about one resource that comes to those that exist; order does not matter any more. */
export interface Refusal {
  readonly code: string;
  readonly status: number;
  readonly problem: Problem;
}

export function checkArrival(
  existing: readonly DeclaredResource[],
  arriving: DeclaredResource,
  isChange: boolean,
): Refusal | undefined {
  const context = new RuleContext([...existing, arriving], "present", isChange);
  for (const subject of context.subjects) {
    if (subject.resource !== arriving) continue;
    for (const { rule, finding } of violations(subject, context)) {
      const code = finding.code ?? rule.code;
      return {
        code,
        status: rule.status ?? 400,
        problem: problemOf(arriving, finding, rule.code, rule.source),
      };
    }
  }
  return undefined;
}

function problemOf(resource: DeclaredResource, finding: Finding, code: string, source?: string): Problem {
  // A missing or unordered dependency explains itself; a condition of a service is looked up.
  const page = source !== undefined && finding.code?.startsWith("AZURE_") !== true ? ` (${source})` : "";
  return {
    code: finding.code ?? code,
    severity: "error",
    subject: describe(resource),
    message: finding.message,
    hint: `${finding.hint}${page}`,
  };
}
