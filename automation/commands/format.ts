import { formatProblem } from "../../common/problem";
import type { StackResult } from "../deploy/stackOperations";
import type { Step } from "../deploy/steps";

/** What became of one stack, for people. */
export function formatResult(result: StackResult): string {
  const { stack, operation, steps, refused, violations, errors, warnings, outputs, softDeleted } = result;
  const lines = [`${stack}: ${operation} ${result.result} in ${result.seconds} s${summary(steps)}`];
  if (operation === "preview" || result.result === "refused")
    lines.push(...steps.map((step) => `  ${line(step)}`));
  for (const { op, name, service } of refused)
    lines.push(`  refused: would ${op} ${name} (${service}); if that is meant, add --allow-replace ${name}`);
  for (const violation of violations)
    lines.push(`  ${formatProblem(violation)}; or let it pass with --allow-violation ${violation.code}`);
  lines.push(
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...errors.map((error) => `  error: ${indent(error)}`),
  );
  if (operation === "outputs")
    lines.push(...Object.entries(outputs ?? {}).map(([name, value]) => `  ${name}: ${indent(text(value))}`));
  if (softDeleted?.length) {
    lines.push("  Azure keeps these, and their names, until they are purged:");
    lines.push(...softDeleted.map(({ purge }) => `    ${purge}`));
  }
  return `${lines.join("\n")}\n`;
}

const signs: Readonly<Record<string, string>> = { create: "+", update: "~", replace: "+-", delete: "-" };

function line({ op, name, type, changed }: Step): string {
  return `${(signs[op] ?? op).padEnd(2)} ${name} [${type}]${changed ? ` ${changed.join(", ")}` : ""}`;
}

function summary(steps: readonly Step[]): string {
  const counts = new Map<string, number>();
  for (const { op } of steps) counts.set(op, (counts.get(op) ?? 0) + 1);
  const words = [...counts].map(([op, count]) => `${count} to ${op}`);
  return words.length > 0 ? `: ${words.join(", ")}` : "";
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, undefined, 2));
const indent = (lines: string) => lines.replaceAll("\n", "\n    ");
