import { formatProblem } from "@azure-genai-gateway/common/problem";
import { guardedBy } from "../deploy/guard";
import type { StackResult } from "../deploy/options";
import type { Step } from "../deploy/steps";
import { formatCost, summarizeCost } from "../plan/cost";

/** What became of one stack, for people. */
export function formatResult(result: StackResult): string {
  const { stack, operation, steps, errors, warnings, outputs, softDeleted, purged } = result;
  const ending = result.declined
    ? "not begun, for it was not agreed to; nothing was changed"
    : `${result.result} in ${result.seconds} s`;
  const lines = [`${stack}: ${operation} ${ending}${summary(steps, result.planned ?? false)}`];
  if (result.planned && !result.declined) lines.push(...steps.map((step) => `  ${line(step)}`));
  if (result.planned && result.cost) lines.push(`  costs ${summarizeCost(result.cost)}`);
  lines.push(...refusals(result));
  lines.push(
    ...warnings.map((warning) => `  warning: ${warning}`),
    ...errors.map((error) => `  error: ${indent(error)}`),
  );
  if (operation === "outputs")
    lines.push(...Object.entries(outputs ?? {}).map(([name, value]) => `  ${name}: ${indent(text(value))}`));
  if (purged?.length) lines.push(`  purged: ${purged.join(", ")}`);
  if (softDeleted?.length) {
    lines.push("  Azure keeps these, and their names, until they are purged:");
    lines.push(...softDeleted.map(({ purge }) => `    ${purge}`));
  }
  return `${lines.join("\n")}\n`;
}

/** What is asked before anything is changed: how much, and by name what is guarded. */
export function formatQuestion(plans: readonly StackResult[]): string {
  const lines = plans.flatMap(({ stack, operation, steps, warnings, cost }) => {
    const guarded = steps.flatMap((step) => {
      const service = guardedBy(step);
      return service ? `    ${step.op} ${step.name} (${service})` : [];
    });
    return [
      `${stack}: ${operation}${summary(steps, true)}`,
      ...(guarded.length > 0 ? ["  among them what holds data, keys, names or capacity:", ...guarded] : []),
      ...(cost ? [`  ${formatCost(stack, cost).trimEnd().replaceAll("\n", "\n  ")}`] : []),
      ...warnings.map((warning) => `  warning: ${warning}`),
    ];
  });
  return `${lines.join("\n")}\n`;
}

function refusals({ refused, violations, inPlace }: StackResult): readonly string[] {
  return [
    ...refused.map(
      ({ op, name, service }) =>
        `  refused: would ${op} ${name} (${service}); if that is meant, add --allow-replace ${name}`,
    ),
    ...inPlace.map(
      ({ property, name, code, message, instead, source }) =>
        `  refused: would change ${property} of ${name}, which Azure does not do in place (${code}: ${message}); instead, ${instead} [${source}]`,
    ),
    ...violations.map((violation) => `  ${formatProblem(violation)}${letPass(violation.code)}`),
  ];
}

function letPass(code: string): string {
  return code === "DEPLOY_PROTECTED" ? "" : `; or let it pass with --allow-violation ${code}`;
}

const signs: Readonly<Record<string, string>> = { create: "+", update: "~", replace: "+-", delete: "-" };

function line({ op, name, type, changed }: Step): string {
  return `${(signs[op] ?? op).padEnd(2)} ${name} [${type}]${changed ? ` ${changed.join(", ")}` : ""}`;
}

/** `141 to create, 2 to update` of what would be done, `141 created, 2 updated` of what was. */
function summary(steps: readonly Step[], planned: boolean): string {
  const counts = new Map<string, number>();
  for (const { op } of steps) counts.set(op, (counts.get(op) ?? 0) + 1);
  const words = [...counts].map(([op, count]) => (planned ? `${count} to ${op}` : `${count} ${past(op)}`));
  return words.length > 0 ? `: ${words.join(", ")}` : "";
}

const past = (op: string) => (op.endsWith("e") ? `${op}d` : `${op}ed`);
const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value, undefined, 2));
const indent = (lines: string) => lines.replaceAll("\n", "\n    ");
