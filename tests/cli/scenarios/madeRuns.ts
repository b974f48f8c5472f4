import { type ScenarioInput, scenarioSchema } from "../../../packages/cli/scenarios/model/schema";
import { checkAssertions } from "../../../packages/cli/scenarios/run/assertions";
import type { BackendRecord, CallRecord, RunRecords } from "../../../packages/cli/scenarios/run/records";
import type { ScenarioResult } from "../../../packages/cli/scenarios/run/runScenario";

/** A call of a team's user that the PTU has answered. */
export const call = (more: Partial<CallRecord>): CallRecord => ({
  at: 0,
  traffic: "users",
  subscription: "team",
  status: 200,
  complete: true,
  latencyMs: 100,
  firstByteMs: 50,
  retryAfterS: undefined,
  requestId: "1",
  backend: "ptu-1",
  product: "premium",
  region: "swedencentral",
  spilled: false,
  promptTokens: 10,
  completionTokens: 5,
  usageEvents: 1,
  llmLogRows: 1,
  ...more,
});

/** What pay-as-you-go has served. */
export const served = (more: Partial<BackendRecord>): BackendRecord => ({
  at: 0,
  backend: "payg-1",
  status: 200,
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: 0,
  ...more,
});

/** Half a minute with one backend of each kind. */
export const records = (
  calls: readonly CallRecord[],
  backendCalls: readonly BackendRecord[] = [],
): RunRecords => ({
  duration: 30,
  backends: [
    { id: "ptu-1", kind: "ptu", priority: 1, weight: 1, ptus: 50 },
    { id: "payg-1", kind: "payg", priority: 2, weight: 1, ptus: 0 },
  ],
  calls,
  backendCalls,
});

/** A scenario that asks for nothing but an answer to every call. */
export const scenario = (more: Partial<ScenarioInput> = {}) =>
  scenarioSchema.parse({
    name: "made",
    description: "Made up",
    stack: "ptu",
    duration: 30,
    traffic: [{ name: "users", subscriptions: ["team"], users: 1 }],
    assert: [
      {
        name: "all are answered",
        measure: "calls",
        where: { status: 200 },
        per: { measure: "calls" },
        equals: 1,
      },
    ],
    ...more,
  });

/** What a scenario would have come to with these records. */
export function resultOf(more: Partial<ScenarioInput>, run: RunRecords): ScenarioResult {
  const asked = scenario(more);
  const assertions = checkAssertions(asked, run);
  return {
    ...{ scenario: asked, records: run, assertions, tookSeconds: 1 },
    passed: assertions.every(({ passed }) => passed),
  };
}
