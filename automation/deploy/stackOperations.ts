import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { EngineEvent, OutputMap, Stack } from "@pulumi/pulumi/automation";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import { ProblemsError, type Problem } from "../../common/problem";
import { checkRules } from "../rules/rules";
import { failureOf, type FailureKind } from "./failure";
import { isPolicyStep, refusedSteps, type RefusedStep } from "./guard";
import { softDeletedOf, type SoftDeleted } from "./softDeleted";
import { declaredOf, deletedOf, errorsOf, stepsOf, type Step } from "./steps";

export interface StackOptions {
  /** Name, as in `Pulumi.NAME.yaml`. */
  readonly stack: string;
  /** Folder of the Pulumi program. Default: the working directory. */
  readonly directory?: string;
  /** Environment of the Pulumi CLI besides this process's: backend, passphrase. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Resources that are made at the same time. Default 32; Pulumi's own is four for each core. */
  readonly parallel?: number;
  /** Ends the operation as Ctrl-C would: what is under way is finished, nothing new begun. */
  readonly signal?: AbortSignal;
  /** Hears what Pulumi prints, as it prints it; secrets are masked. */
  readonly onOutput?: (text: string) => void;
}

export interface UpOptions extends StackOptions {
  /** Logical names of guarded resources (API Management, Azure OpenAI, Key Vault, network) that may be deleted or replaced. */
  readonly allowReplace?: readonly string[];
  /** Codes of rules whose violations are let pass; see {@link checkRules}. */
  readonly allowViolation?: readonly string[];
  /** Update policies and fragments, and nothing else of what has changed. Default false. */
  readonly policiesOnly?: boolean;
}

export interface OutputsOptions extends StackOptions {
  /** Default false: a secret output is `[secret]`. */
  readonly showSecrets?: boolean;
}

export interface StackResult {
  readonly stack: string;
  readonly operation: "preview" | "up" | "destroy" | "outputs";
  readonly result: "succeeded" | "refused" | FailureKind;
  /** What was done; of a preview and a refused update, what would be. */
  readonly steps: readonly Step[];
  /** Steps that need {@link UpOptions.allowReplace}. */
  readonly refused: readonly RefusedStep[];
  /** What the stack would have that a rule forbids. */
  readonly violations: readonly Problem[];
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly outputs?: Readonly<Record<string, unknown>>;
  /** After a destroy: what keeps its name until it is purged. */
  readonly softDeleted?: readonly SoftDeleted[];
  readonly seconds: number;
}

/** What an update would do. Never rejects for what is wrong with the stack: the result says so. */
export function previewStack(options: UpOptions): Promise<StackResult> {
  return operate("preview", options, async (stack, run) => {
    const steps = await previewSteps(stack, options, run);
    const refused = refusedSteps(steps, options.allowReplace ?? []);
    return { steps, refused, violations: violationsOf(options, run) };
  });
}

/**
 * Previews, then updates the stack, unless the preview deletes or replaces a guarded resource that is not allowed to, or
 * shows what a rule forbids: then nothing is changed.
 */
export function upStack(options: UpOptions): Promise<StackResult> {
  return operate("up", options, async (stack, run) => {
    const warnings = await pendingOperations(stack);
    const planned = await previewSteps(stack, options, run);
    const refused = refusedSteps(planned, options.allowReplace ?? []);
    const violations = violationsOf(options, run);
    if (refused.length > 0 || violations.length > 0) return { steps: planned, refused, violations, warnings };
    if (options.policiesOnly && planned.length === 0) return { steps: [], warnings };
    run.events.length = 0;
    const target = options.policiesOnly ? { target: planned.map(({ urn }) => urn) } : {};
    const { outputs } = await stack.up({ ...run.settings, ...target });
    return { steps: stepsOf(run.events), warnings, outputs: masked(outputs, false) };
  });
}

/** Deletes everything that the stack has; guarded resources only where each is allowed, or all by `allowAll`. */
export function destroyStack(options: UpOptions & { readonly allowAll?: boolean }): Promise<StackResult> {
  return operate("destroy", options, async (stack, run) => {
    const planned = ((await deploymentOf(stack)).resources ?? [])
      .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
      .map(({ urn, type }): Step => ({
        op: "delete",
        name: urn.slice(urn.lastIndexOf("::") + 2),
        type,
        urn,
      }));
    const refused = options.allowAll ? [] : refusedSteps(planned, options.allowReplace ?? []);
    if (refused.length > 0) return { steps: planned, refused };
    await stack.destroy(run.settings);
    return { steps: stepsOf(run.events), softDeleted: softDeletedOf(deletedOf(run.events)) };
  });
}

/** What the stack's last update put out. */
export function stackOutputs(options: OutputsOptions): Promise<StackResult> {
  return operate("outputs", options, async (stack) => ({
    steps: [],
    outputs: masked(await stack.outputs(), options.showSecrets ?? false),
  }));
}

interface Run {
  readonly events: EngineEvent[];
  readonly settings: {
    readonly onEvent: (event: EngineEvent) => void;
    readonly onOutput?: (text: string) => void;
    readonly parallel: number;
    readonly signal?: AbortSignal;
  };
}

type Outcome = Pick<StackResult, "steps"> & Partial<StackResult>;

async function operate(
  operation: StackResult["operation"],
  options: StackOptions,
  work: (stack: Stack, run: Run) => Promise<Outcome>,
): Promise<StackResult> {
  const started = Date.now();
  const { signal, onOutput, parallel = 32 } = options;
  const events: EngineEvent[] = [];
  const run: Run = {
    events,
    settings: { onEvent: (event) => void events.push(event), onOutput, parallel, signal },
  };
  const empty = { stack: options.stack, operation, refused: [], violations: [], errors: [], warnings: [] };
  const seconds = () => Math.round((Date.now() - started) / 100) / 10;
  try {
    signal?.throwIfAborted();
    const stack = await open(operation, options);
    const outcome = await work(stack, run);
    const stopped = Boolean(outcome.refused?.length) || Boolean(outcome.violations?.length);
    const result = stopped && operation !== "preview" ? "refused" : "succeeded";
    return { ...empty, result, ...outcome, seconds: seconds() };
  } catch (error) {
    const { kind, errors } = failureOf(error, errorsOf(events), signal?.aborted ?? false);
    return { ...empty, result: kind, steps: stepsOf(events), errors, seconds: seconds() };
  }
}

async function open(operation: StackResult["operation"], options: StackOptions): Promise<Stack> {
  const workDir = resolve(options.directory ?? process.cwd());
  requireProject(workDir, options.stack);
  const args = { stackName: options.stack, workDir };
  const settings = { envVars: { ...options.environment } };
  const creates = operation === "preview" || operation === "up";
  return creates
    ? LocalWorkspace.createOrSelectStack(args, settings)
    : LocalWorkspace.selectStack(args, settings);
}

function requireProject(directory: string, stack: string): void {
  const there = existsSync(directory) ? readdirSync(directory) : [];
  const problem = (code: string, message: string, hint: string) =>
    new ProblemsError("The stack cannot be opened", [{ code, severity: "error", message, hint }]);
  if (!there.includes("Pulumi.yaml"))
    throw problem(
      "DEPLOY_NO_PROJECT",
      `there is no Pulumi.yaml in ${directory}`,
      "name the program's folder with --cwd",
    );
  if (there.includes(`Pulumi.${stack}.yaml`)) return;
  const stacks = there.flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  throw problem(
    "DEPLOY_NO_STACK",
    `there is no Pulumi.${stack}.yaml in ${directory}`,
    stacks.length > 0
      ? `the stacks there are: ${stacks.sort().join(", ")}`
      : "write one; the README tells how",
  );
}

async function previewSteps(stack: Stack, options: UpOptions, run: Run): Promise<readonly Step[]> {
  await stack.preview(run.settings);
  const steps = stepsOf(run.events);
  return options.policiesOnly ? steps.filter(isPolicyStep) : steps;
}

function violationsOf({ stack, allowViolation = [] }: UpOptions, { events }: Run): readonly Problem[] {
  return checkRules(stack, declaredOf(events)).filter(({ code }) => !allowViolation.includes(code));
}

/** What a run that was killed had begun and not noted the end of. */
async function pendingOperations(stack: Stack): Promise<readonly string[]> {
  const { pending_operations: pending = [] } = await deploymentOf(stack);
  return (pending ?? []).map(
    ({ type, resource }) =>
      `the last run was cut off while ${type} ${resource.urn.slice(resource.urn.lastIndexOf("::") + 2)}; if Azure says that it exists already, delete or import it`,
  );
}

/** The parts that count of what `pulumi stack export` gives. */
interface ExportedDeployment {
  readonly resources?:
    readonly { readonly urn: string; readonly type: string; readonly custom: boolean }[] | null;
  readonly pending_operations?:
    readonly { readonly type: string; readonly resource: { readonly urn: string } }[] | null;
}

async function deploymentOf(stack: Stack): Promise<ExportedDeployment> {
  const { deployment } = (await stack.exportStack()) as { deployment: ExportedDeployment | null };
  return deployment ?? {};
}

function masked(outputs: OutputMap, showSecrets: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { value, secret }]) => [
      name,
      secret && !showSecrets ? "[secret]" : (value as unknown),
    ]),
  );
}
