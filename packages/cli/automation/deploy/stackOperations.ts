import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { loadCatalogue } from "@azure-genai-gateway/catalogue";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { sleep, systemClock } from "@azure-genai-gateway/common/clock";
import { signOn } from "../azure/signOn";
import { plannedOf } from "../preflight/planned";
import { preflight } from "../preflight/preflight";
import { checkRules } from "../rules/rules";
import { isPolicyStep, refusedSteps } from "./guard";
import { inPlaceCode, inPlaceSteps } from "./inPlace";
import { deploymentOf } from "./openStack";
import type { ChangeOptions, DestroyOptions, OutputsOptions, StackResult, UpOptions } from "./options";
import { operate, type Outcome, type Run } from "./run";
import { purge, softDeletedOf, type SoftDeleted } from "./softDeleted";
import { costOf } from "../plan/cost";
import { declaredOf, deletedOf, doneSteps, nameOf, stepsOf, type Step } from "./steps";

/**
 * What an update would do; `refused` where {@link upStack} would refuse it. Never rejects for what is wrong with the
 * stack: the result says so.
 */
export function previewStack(options: UpOptions): Promise<StackResult> {
  return operate("preview", options, (stack, run) => planUpdate(stack, options, run));
}

/**
 * Previews, then updates the stack, unless the preview deletes or replaces a guarded resource that is not allowed to,
 * shows what a rule forbids or Azure would refuse, or whoever is asked says no: then nothing is changed.
 */
export function upStack(options: UpOptions): Promise<StackResult> {
  return operate("up", options, async (stack, run) => {
    const pending = await pendingOperations(stack);
    const plan = await planUpdate(stack, options, run);
    const warnings = [...pending, ...(plan.warnings ?? [])];
    if (plan.result === "refused") return { ...plan, warnings };
    const steps = plan.steps ?? [];
    if (options.policiesOnly && steps.length === 0) return { steps: [], warnings };
    if (steps.length > 0 && !(await confirmed(options, "up", plan)))
      return { ...plan, warnings, ...declined };
    run.events.length = 0;
    const target = options.policiesOnly ? { target: steps.map(({ urn }) => urn) } : {};
    const { outputs } = await stack.up({ ...run.settings, ...target });
    return { steps: doneSteps(run.events), warnings, outputs: masked(outputs, false) };
  });
}

/**
 * Deletes everything that the stack has; guarded resources only where each is allowed, or all by
 * {@link DestroyOptions.allowAll}, and nothing while anything is protected.
 */
export function destroyStack(options: DestroyOptions): Promise<StackResult> {
  return operate("destroy", options, async (stack, run) => {
    const plan = await planDestroy(stack, options);
    if (plan.result === "refused" || options.preview) return plan;
    if (plan.steps?.length && !(await confirmed(options, "destroy", plan))) return { ...plan, ...declined };
    await stack.destroy(run.settings);
    const kept = softDeletedOf(deletedOf(run.events));
    const outcome = options.purge ? await purgeAll(kept, options) : { softDeleted: kept };
    if (options.remove) await stack.workspace.removeStack(options.stack, { preserveConfig: true });
    return { steps: doneSteps(run.events), ...outcome };
  });
}

/** What the stack's last update put out. */
export function stackOutputs(options: OutputsOptions): Promise<StackResult> {
  return operate("outputs", options, async (stack) => ({
    outputs: masked(await stack.outputs(), options.showSecrets ?? false),
  }));
}

const declined = { result: "refused", declined: true } as const;

async function planUpdate(stack: Stack, options: UpOptions, run: Run): Promise<Outcome> {
  await stack.preview(run.settings);
  const { allowReplace = [], allowViolation = [], policiesOnly, skipPreflight } = options;
  const all = stepsOf(run.events);
  const steps = policiesOnly ? all.filter(isPolicyStep) : all;
  const refused = refusedSteps(steps, allowReplace);
  const allowed = ({ code }: Problem) => !allowViolation.includes(code);
  const inPlace = policiesOnly || allowViolation.includes(inPlaceCode) ? [] : inPlaceSteps(run.events);
  const asked =
    policiesOnly || skipPreflight
      ? { problems: [], unchecked: [] }
      : await preflight({ stack: options.stack, planned: plannedOf(run.events), access: options.azure });
  const declared = declaredOf(run.events);
  const violations = [
    ...checkRules(options.stack, declared),
    ...asked.problems.filter(({ severity }) => severity === "error"),
  ].filter(allowed);
  const doubts = asked.problems.filter(({ severity }) => severity === "warning").filter(allowed);
  return {
    result: refused.length + violations.length + inPlace.length > 0 ? "refused" : "succeeded",
    steps,
    planned: true,
    refused,
    violations,
    inPlace,
    ...(policiesOnly ? {} : { cost: costOf(declared, loadCatalogue({ directory: options.directory })) }),
    warnings: [
      ...doubts.map(
        ({ code, subject, message, hint }) =>
          `${code} ${subject ? `${subject}: ` : ""}${message}; ${hint ?? ""}`,
      ),
      ...asked.unchecked,
    ],
  };
}

async function planDestroy(stack: Stack, options: DestroyOptions): Promise<Outcome> {
  const there = ((await deploymentOf(stack)).resources ?? []).filter(
    ({ custom, type }) => custom && !type.startsWith("pulumi:"),
  );
  const steps = there.map(({ urn, type, retainOnDelete }): Step => ({
    op: "delete",
    name: nameOf(urn),
    type,
    urn,
    ...(retainOnDelete ? { retained: true as const } : {}),
  }));
  const refused = options.allowAll ? [] : refusedSteps(steps, options.allowReplace ?? []);
  const violations = there
    .filter(({ protect }) => protect)
    .map(({ urn }): Problem => ({
      code: "DEPLOY_PROTECTED",
      severity: "error",
      subject: nameOf(urn),
      message: "is protected from deletion",
      hint: "write protect: false in the stack file and up, then destroy",
    }));
  const result = refused.length + violations.length > 0 ? "refused" : "succeeded";
  return { result, steps, planned: true, refused, violations };
}

async function confirmed(
  { confirm, stack }: ChangeOptions,
  operation: StackResult["operation"],
  plan: Outcome,
): Promise<boolean> {
  if (!confirm) return true;
  const empty = { steps: [], refused: [], violations: [], inPlace: [], errors: [], warnings: [], seconds: 0 };
  return confirm({ stack, operation, result: "succeeded", ...empty, ...plan });
}

/** A name that could not be freed fails the operation: whoever asked for it counts on it. */
async function purgeAll(
  kept: readonly SoftDeleted[],
  { azure = signOn, signal }: DestroyOptions,
): Promise<Outcome> {
  const purged: string[] = [];
  const errors: string[] = [];
  const open = kept.filter(({ isProtected }) => !isProtected);
  if (open.length === 0) return { softDeleted: kept };
  try {
    const arm = await azure();
    const wait = () => sleep(systemClock, 5000, signal);
    await Promise.all(
      open.map((one) =>
        purge(arm, one, wait).then(
          () => purged.push(one.name),
          (error: Error) => errors.push(`${one.name} is deleted, and was not purged: ${error.message}`),
        ),
      ),
    );
  } catch (error) {
    errors.push(`all is deleted, and nothing was purged: ${(error as Error).message}`);
  }
  return {
    result: errors.length > 0 ? "failed" : "succeeded",
    errors,
    purged,
    softDeleted: kept.filter(({ name }) => !purged.includes(name)),
  };
}

/** What a run that was killed had begun and not noted the end of. */
async function pendingOperations(stack: Stack): Promise<readonly string[]> {
  const { pending_operations: pending = [] } = await deploymentOf(stack);
  return (pending ?? []).map(
    ({ type, resource }) =>
      `the last run was cut off while ${type} ${nameOf(resource.urn)}; if Azure says that it exists already, delete it, or bring it in with \`azure-genai-gateway import\``,
  );
}

function masked(outputs: OutputMap, showSecrets: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [
      name,
      secret && !showSecrets ? "[secret]" : (value as unknown),
    ]),
  );
}
