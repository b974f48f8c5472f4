import { describe, type RuleContext } from "./context";
import { type Finding, learn, type Rule } from "./rule";
import { locksOf, type LockRule } from "./locks";
import { lastSegment, type Subject } from "./subject";

/** What would go right only by luck of timing: Azure takes it one day and refuses it the next. */
export function* raceFindings(
  context: RuleContext,
): Generator<{ readonly subject: Subject; readonly finding: Finding }> {
  const sharing = new Map<string, { readonly rule: LockRule; readonly subjects: Subject[] }>();
  for (const subject of context.subjects)
    for (const { key, rule } of locksOf(subject.identity.type.arm, subject.id, subject.inputs)) {
      const lock = `${rule.code} ${key}`;
      const entry = sharing.get(lock) ?? { rule, subjects: [] };
      // What holds the lock itself is there before its children.
      if (subject.key !== key) entry.subjects.push(subject);
      sharing.set(lock, entry);
    }
  for (const [lock, { rule, subjects }] of sharing)
    for (const [index, subject] of subjects.entries()) {
      const rival = subjects
        .slice(0, index)
        .find((earlier) => !context.ordered(subject.resource, earlier.resource));
      if (!rival) continue;
      const what = `${rule.what} ${lastSegment(lock)}`;
      yield {
        subject,
        finding: {
          code: "AZURE_RACE",
          message: `race: ${what} are changed one at a time, and this one and ${describe(rival.resource)} are not ordered (Azure answers ${rule.status} ${rule.code})`,
          hint: `add dependsOn ${describe(rival.resource)}, or the other way round`,
        },
      };
    }
}

/** A lock that is not the last to be made at its scope is not the first to go: what is deleted before it is refused. */
export const orderRules: readonly Rule[] = [
  {
    code: "AZURE_RACE",
    types: ["microsoft.authorization/locks"],
    source: `${learn}/azure-resource-manager/management/lock-resources#considerations-before-applying-your-locks`,
    *check(subject, context) {
      const scope = subject.text("scope")?.toLowerCase().replace(/\/$/, "");
      if (scope === undefined || context.when === "present") return;
      for (const other of context.subjects) {
        if (other === subject || other.contained || other.type === subject.type) continue;
        if (!other.key.startsWith(`${scope}/`) || context.waits(subject.resource, other.resource)) continue;
        yield {
          message: `race: locks ${describe(other.resource)} too, and does not wait for it: a destroy may delete that one first (Azure answers 409 ScopeLocked)`,
          hint: `add dependsOn ${describe(other.resource)} to the lock`,
        };
      }
    },
  },
];
