import { existsSync, readdirSync } from "node:fs";
import { resolve } from "node:path";
import { LocalWorkspace, StackNotFoundError, type Stack } from "@pulumi/pulumi/automation";
import { ProblemsError } from "@azure-genai-gateway/common/problem";

export interface OpenOptions {
  readonly stack: string;
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Thrown for a stack, or a project, that is not there: a mistake on the command line rather than of a deployment. */
export class UnknownStackError extends ProblemsError {
  constructor(code: string, message: string, hint: string) {
    super("The stack cannot be opened", [{ code, severity: "error", message, hint }]);
    this.name = "UnknownStackError";
  }
}

/**
 * The stack of a program's folder; with `create`, one that the backend does not have yet is made. Rejects with an
 * {@link UnknownStackError} for a stack without file, or, without `create`, without state.
 */
export async function openStack(options: OpenOptions, create: boolean): Promise<Stack> {
  const workDir = resolve(options.directory ?? process.cwd());
  requireStackFile(workDir, options.stack);
  const args = { stackName: options.stack, workDir };
  const settings = { envVars: { ...options.environment } };
  if (create) return LocalWorkspace.createOrSelectStack(args, settings);
  try {
    return await LocalWorkspace.selectStack(args, settings);
  } catch (error) {
    if (!(error instanceof StackNotFoundError)) throw error;
    throw new UnknownStackError(
      "DEPLOY_NO_STATE",
      `the backend has no stack ${options.stack}: it was never deployed, or its state is in another backend`,
      "see `pulumi stack ls` and `pulumi whoami --verbose`",
    );
  }
}

/** Throws an {@link UnknownStackError} where there is no such stack file. */
export function requireStackFile(directory: string, stack: string): void {
  const there = existsSync(directory) ? readdirSync(directory) : [];
  if (!there.includes("Pulumi.yaml"))
    throw new UnknownStackError(
      "DEPLOY_NO_PROJECT",
      `there is no Pulumi.yaml in ${directory}`,
      "name the program's folder with --cwd",
    );
  // `organization/project/stack` has the file of its last part.
  const name = stack.slice(stack.lastIndexOf("/") + 1);
  if (there.includes(`Pulumi.${name}.yaml`)) return;
  const stacks = there.flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  throw new UnknownStackError(
    "DEPLOY_NO_STACK",
    `there is no Pulumi.${name}.yaml in ${directory}`,
    stacks.length > 0
      ? `the stacks there are: ${stacks.sort().join(", ")}`
      : "write one; the README tells how",
  );
}

/** The parts that count of what `pulumi stack export` gives. */
export interface ExportedDeployment {
  readonly resources?: readonly ExportedResource[] | null;
  readonly pending_operations?:
    readonly { readonly type: string; readonly resource: { readonly urn: string } }[] | null;
}

export interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
}

/** What the stack has, as its state says. */
export async function deploymentOf(stack: Stack): Promise<ExportedDeployment> {
  const { deployment } = (await stack.exportStack()) as { deployment: ExportedDeployment | null };
  return deployment ?? {};
}
