import { resolve } from "node:path";
import { type Problem, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { isRecord } from "@azure-genai-gateway/common/records";
import { azureProvider, evaluateProgram, readStackConfig } from "@azure-genai-gateway/local-cloud";
import type { DeclaredResource, Deployment } from "@azure-genai-gateway/common/resource";
import type { Scenario } from "../model/schema";

/** The project that these scenarios come with. */
export const ownProject = resolve(__dirname, "../../../..");

/**
 * What the program declares for the scenario's stack and config, with the scenario's changes merged in.
 * @throws ProblemsError with what the program finds wrong with the config, and for changes that meet no resource.
 */
export async function deployStack(scenario: Scenario, projectDir: string = ownProject): Promise<Deployment> {
  const stack = readStackConfig(projectDir, scenario.stack);
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(scenario.config)) {
    own[`${stack.project}:${key}`] = typeof value === "string" ? value : JSON.stringify(value);
  }
  const deployment = await evaluateProgram({
    ...stack,
    config: { ...stack.config, ...own },
    provider: azureProvider,
  });
  return { ...deployment, resources: changed(deployment.resources, scenario) };
}

function changed(
  resources: readonly DeclaredResource[],
  { changes, name }: Scenario,
): readonly DeclaredResource[] {
  const problems: Problem[] = [];
  let result = resources;
  for (const { type, name: wanted, merge } of changes) {
    const matches = (resource: DeclaredResource) =>
      resource.type === `azure-native:${type}` &&
      (wanted === undefined || resource.id.endsWith(`/${wanted}`));
    if (!result.some(matches)) {
      problems.push({
        code: "SCENARIO_CHANGE_MEETS_NOTHING",
        severity: "error",
        subject: "changes",
        message: `the stack declares no ${type}${wanted === undefined ? "" : ` named ${wanted}`}`,
        hint: `a name is how a resource's id ends; there are: ${names(result, type)}`,
      });
    }
    result = result.map((resource) =>
      matches(resource)
        ? { ...resource, inputs: merged(resource.inputs, merge), outputs: merged(resource.outputs, merge) }
        : resource,
    );
  }
  throwIfErrors(`Scenario ${name} cannot run`, problems);
  return result;
}

function names(resources: readonly DeclaredResource[], type: string): string {
  const found = resources.filter((resource) => resource.type === `azure-native:${type}`);
  // Three parts tell an API's policy from another's.
  return found.map(({ id }) => id.split("/").slice(-3).join("/")).join(", ") || "none of this type";
}

type Json = Readonly<Record<string, unknown>>;

function merged(into: Json, from: Json): Json {
  const result: Record<string, unknown> = { ...into };
  for (const [key, value] of Object.entries(from)) {
    const before = result[key];
    result[key] = isRecord(before) && isRecord(value) ? merged(before, value) : value;
  }
  return result;
}
