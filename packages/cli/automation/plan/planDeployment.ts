import { resolve } from "node:path";
import { dayOf, describeAge, loadCatalogue } from "@azure-genai-gateway/catalogue";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import { formatProblem, type Problem } from "@azure-genai-gateway/common/problem";
import { azureProvider, evaluateProgram, readStackConfig } from "@azure-genai-gateway/local-cloud";
import { armIdentity } from "@azure-genai-gateway/local-cloud/azure/armId";
import { typicalDuration } from "@azure-genai-gateway/local-cloud/azure/durations";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { useTypeScript } from "@azure-genai-gateway/local-cloud/useTypeScript";
import { costOf, summarizeCost, type Cost } from "./cost";
import { modelFindings } from "./modelFindings";
import { schedule, type Schedule, type Task } from "./schedule";
import { placesIn } from "./stackPlaces";

export interface PlanOptions {
  /** The project's folder. Default: the working directory. */
  readonly directory?: string;
  readonly stack: string;
  /** Resources that are made at the same time. Default {@link defaultParallel}. */
  readonly parallel?: number;
  /** A catalogue of one's own, laid over the package's. Default: the folder's catalogue.yaml, where there is one. */
  readonly catalogue?: string;
  /** Tells which models are retired. Default: the machine's. */
  readonly clock?: Clock;
}

export interface DeploymentPlan extends Schedule {
  readonly stack: string;
  readonly parallel: number;
  /** Custom resources by type token. */
  readonly resources: Readonly<Record<string, number>>;
  /** What the stack costs at list prices. */
  readonly cost: Cost;
  /** What the catalogue has against models, SKUs and regions; errors are what Azure would refuse. */
  readonly findings: readonly Problem[];
  /** Date and age of the catalogue that both are from. */
  readonly catalogue: string;
}

/**
 * Enough that nothing of a gateway waits for anything but what it needs. Pulumi's own default is four for each core
 * (https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/): with 8 the service begins two minutes later.
 */
export const defaultParallel = 32;

/**
 * How long a first deployment takes and what it waits for, from the program's own dependencies and typical durations
 * of Azure's; nothing is deployed, and no Azure account is needed. Rejects with a ProblemsError for what the program or
 * its config has wrong.
 */
export async function planDeployment({
  directory = process.cwd(),
  clock = systemClock,
  ...options
}: PlanOptions): Promise<DeploymentPlan> {
  useTypeScript(resolve(directory));
  const catalogue = loadCatalogue({ directory, file: options.catalogue });
  const today = dayOf(clock.now());
  const { resources } = await evaluateProgram({
    ...readStackConfig(directory, options.stack),
    provider: azureProvider,
  });
  const parallel = options.parallel ?? defaultParallel;
  const counts: Record<string, number> = {};
  for (const { custom, type } of resources) if (custom) counts[type] = (counts[type] ?? 0) + 1;
  return {
    stack: options.stack,
    parallel,
    resources: counts,
    ...schedule(resources.map(taskOf), parallel),
    cost: costOf(resources, catalogue),
    findings: modelFindings(resources, { catalogue, today, placeOf: placesIn(directory, options.stack) }),
    catalogue: describeAge(catalogue, today),
  };
}

/** A component takes no time itself, but its children wait until it is registered, and it waits for what it depends on. */
function taskOf(resource: DeclaredResource): Task {
  const arm = resource.custom ? (armIdentity(resource)?.type.arm ?? "") : "";
  return {
    name: resource.urn,
    duration: typicalDuration(arm, "create", resource.inputs),
    waitsFor: [...resource.dependencies, ...(resource.parent ? [resource.parent] : [])],
  };
}

/** `name [type]` of a URN. */
export function describeUrn(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${name} [${types.slice(types.lastIndexOf("$") + 1)}]`;
}

/** The plan for people. */
export function formatPlan(plan: DeploymentPlan): string {
  const count = Object.values(plan.resources).reduce((sum, number) => sum + number, 0);
  const lines = [
    `Stack ${plan.stack}: ${count} resources`,
    `first deployment   ${minutes(plan.makespan)} with ${plan.parallel} at a time (${ratio(plan)} of the critical path)`,
    `critical path      ${minutes(plan.critical)}`,
    `one after another  ${minutes(plan.total)}`,
    "",
    "On the critical path:",
    ...plan.criticalPath
      .filter(({ duration }) => duration > 0)
      .map(({ name, duration }) => `  ${minutes(duration).padStart(8)}  ${describeUrn(name)}`),
    "",
    `Costs ${summarizeCost(plan.cost)}; plan --cost shows it by resource`,
    plan.catalogue,
    ...plan.findings.map(formatProblem),
  ];
  return `${lines.join("\n")}\n`;
}

const ratio = ({ makespan, critical }: Schedule) => (critical === 0 ? 1 : makespan / critical).toFixed(3);

function minutes(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")} min`;
}
