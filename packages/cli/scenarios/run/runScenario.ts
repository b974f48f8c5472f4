import { VirtualClock } from "@azure-genai-gateway/common/clock";
import { type Problem, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { seededRandom } from "@azure-genai-gateway/common/random";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import { declaredBackends, declaredKeys } from "@azure-genai-gateway/local-gateway/stack/declaredBackends";
import { createLocalStack, type LocalStack } from "@azure-genai-gateway/local-gateway/stack/stack";
import type { Behaviour, Scenario } from "../model/schema";
import { type AssertionResult, checkAssertions } from "./assertions";
import { deployStack, ownProject } from "./deployStack";
import { declaredModel } from "./declared";
import { joinRecords } from "./joinRecords";
import type { RunBackend, RunRecords } from "./records";
import { kindOf } from "./requests";
import { runTraffic } from "./traffic";

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly records: RunRecords;
  readonly assertions: readonly AssertionResult[];
  readonly passed: boolean;
  /** Real seconds that the run took, the program's evaluation left out. */
  readonly tookSeconds: number;
}

/**
 * Runs a scenario under a virtual clock: minutes of traffic take seconds, and the same seed gives the same result.
 * @throws ProblemsError when the stack cannot be evaluated, or the scenario names what the stack does not declare.
 */
export async function runScenario(
  scenario: Scenario,
  projectDir: string = ownProject,
): Promise<ScenarioResult> {
  const deployment = await deployStack(scenario, projectDir);
  const started = performance.now();
  const clock = new VirtualClock();
  const random = seededRandom(scenario.seed);
  const backends = declaredBackends(deployment.resources);
  const keys = declaredKeys(deployment.resources);
  const stack = createLocalStack(deployment, { clock, random, instances: scenario.instances });
  const regions = stack.regions.map(({ name }) => name);
  throwIfErrors(`Scenario ${scenario.name} cannot run`, unknownNames(scenario, backends, keys, regions));

  for (const { id } of backends) configure(stack, deployment, id, scenario.behaviour);
  for (const [id, behaviour] of Object.entries(scenario.backends))
    configure(stack, deployment, id, behaviour);
  for (const event of scenario.events) {
    clock.after(event.at * 1000, () => {
      if ("region" in event) stack[event.state === "lost" ? "loseRegion" : "restoreRegion"](event.region);
      else for (const id of event.backends) configure(stack, deployment, id, event);
    });
  }
  const begun = clock.now();
  const calls = await clock.run(
    runTraffic(scenario, {
      handleFrom: (location) => (location === undefined ? stack.handle : stack.handleFrom(location)),
      clock,
      random: seededRandom(scenario.seed + 1),
      keyOf: (subscription) => keys[subscription]!,
      deploymentFor: (operation) => declaredModel(deployment, kindOf[operation]) ?? "",
    }),
  );
  const records = joinRecords({ calls, stack, deployment, backends, begun, duration: scenario.duration });
  const assertions = checkAssertions(scenario, records);
  return {
    scenario,
    records,
    assertions,
    passed: assertions.every(({ passed }) => passed),
    tookSeconds: (performance.now() - started) / 1000,
  };
}

function configure(
  stack: LocalStack,
  deployment: Deployment,
  backend: string,
  { latency, answerTokens, fault }: Behaviour,
): void {
  const planned = declaredBackends(deployment.resources).find(({ id }) => id === backend)!;
  const account = stack.accounts.get(planned.subdomain);
  account?.configureAll({
    ...(latency ? { latency } : {}),
    ...(answerTokens ? { answerTokens } : {}),
    ...(fault ? { fault: fault === "none" ? undefined : fault } : {}),
  });
}

/** Names in the scenario that the stack does not declare; all of them at once. */
function unknownNames(
  scenario: Scenario,
  backends: readonly RunBackend[],
  keys: Readonly<Record<string, string>>,
  regions: readonly string[],
): readonly Problem[] {
  const problems: Problem[] = [];
  const known = (kind: string, subject: string, names: readonly string[], there: readonly string[]) => {
    for (const name of names.filter((one) => !there.includes(one))) {
      problems.push({
        code: "SCENARIO_UNKNOWN_NAME",
        severity: "error",
        subject,
        message: `stack ${scenario.stack} has no ${kind} "${name}"`,
        hint: `it has: ${there.join(", ") || "none"}`,
      });
    }
  };
  const ids = backends.map(({ id }) => id);
  known("backend", "backends", Object.keys(scenario.backends), ids);
  known("backend", "prices.backends", Object.keys(scenario.prices?.backends ?? {}), ids);
  scenario.events.forEach((event, index) => {
    if (!("region" in event)) known("backend", `events.${index}`, event.backends, ids);
    // Without the only region there is nothing to look at.
    else known("second region", `events.${index}`, [event.region], regions.length > 1 ? regions : []);
  });
  scenario.traffic.forEach((traffic, index) =>
    known("subscription", `traffic.${index}.subscriptions`, traffic.subscriptions, Object.keys(keys)),
  );
  const groups = scenario.traffic.map(({ name }) => name);
  scenario.traffic.forEach(({ call }, index) =>
    known("traffic", `traffic.${index}.call.borrow`, [call.borrow ?? []].flat(), groups),
  );
  scenario.assert.forEach(({ where, per }, index) => {
    for (const filter of [where, per?.where ?? {}]) {
      known("backend", `assert.${index}`, [filter.backend ?? []].flat(), ids);
      known("region", `assert.${index}`, [filter.region ?? []].flat(), regions);
      known("traffic", `assert.${index}`, [filter.traffic ?? []].flat(), groups);
      known("subscription", `assert.${index}`, [filter.subscription ?? []].flat(), Object.keys(keys));
    }
  });
  return problems;
}
