import { expect } from "chai";
import { ProblemsError } from "../../../packages/common/problem";
import { readScenario } from "../../../packages/cli/scenarios/model/readScenario";
import { type ScenarioInput, scenarioSchema } from "../../../packages/cli/scenarios/model/schema";
import { renderHtml } from "../../../packages/cli/scenarios/report/html";
import { renderJunit } from "../../../packages/cli/scenarios/report/junit";
import { renderJson } from "../../../packages/cli/scenarios/report/recordsFile";
import { renderTable } from "../../../packages/cli/scenarios/report/table";
import { runScenario } from "../../../packages/cli/scenarios/run/runScenario";

const short = (more: Partial<ScenarioInput> = {}) =>
  scenarioSchema.parse({
    name: "short",
    description: 'Half a minute </script> & "more"',
    duration: 30,
    traffic: [
      { name: "users", subscriptions: ["standard-team", "premium-team"], users: 3, call: { stream: true } },
    ],
    assert: [
      {
        name: "no call <fails>",
        measure: "calls",
        where: { status: 200 },
        per: { measure: "calls" },
        equals: 1,
      },
      { name: "cannot be", measure: "calls", atMost: 0 },
    ],
    ...more,
  });

describe("running a scenario", function () {
  it("gives the same records for the same seed, and others for another", async () => {
    const scenario = short({
      traffic: [
        { name: "users", subscriptions: ["premium-team"], users: 2, call: { promptTokens: [10, 500] } },
      ],
    });
    const [first, again, other] = [
      await runScenario(scenario),
      await runScenario(scenario),
      await runScenario({ ...scenario, seed: 2 }),
    ];
    expect(again.records).to.deep.equal(first.records);
    expect(other.records.calls.map(({ promptTokens }) => promptTokens)).to.not.deep.equal(
      first.records.calls.map(({ promptTokens }) => promptTokens),
    );
  });

  it("follows stages, faults and their end", async () => {
    const { records } = await runScenario(
      short({
        traffic: [
          {
            name: "users",
            subscriptions: ["premium-team"],
            stages: [
              { from: 5, users: 2 },
              { from: 25, users: 0 },
            ],
          },
        ],
        events: [
          {
            at: 10,
            backends: ["ptu-1", "payg-1", "payg-2"],
            fault: { kind: "status", status: 429, retryAfterMs: 2000 },
          },
          { at: 15, backends: ["ptu-1", "payg-1", "payg-2"], fault: "none" },
        ],
      }),
    );
    const at = records.calls.map((one) => one.at);
    expect(Math.min(...at)).to.be.at.least(5);
    expect(Math.max(...at)).to.be.below(26);
    const refused = records.calls.filter(({ status }) => status === 429);
    expect(refused).to.not.be.empty;
    expect(refused.every((one) => one.at >= 10 && one.at < 15 && one.retryAfterS === 2)).to.equal(true);
    expect(records.calls.filter((one) => one.at > 15).every(({ status }) => status === 200)).to.equal(true);
  });

  it("lets several instances through to several times a limit, each counting by itself", async () => {
    const tokens = async (instances: number) => {
      const { records } = await runScenario(
        short({
          instances,
          duration: 50,
          traffic: [
            {
              name: "users",
              subscriptions: ["trial-user"],
              users: 4,
              call: { promptTokens: 40, maxTokens: 5 },
            },
          ],
        }),
      );
      return records.calls.reduce((sum, call) => sum + call.promptTokens + call.completionTokens, 0);
    };
    const one = await tokens(1);
    expect((await tokens(3)) / one).to.be.closeTo(3, 0.5);
  });

  it("names everything that the stack does not have", async () => {
    const failure = await runScenario(
      short({
        traffic: [{ name: "users", subscriptions: ["nobody"], users: 1 }],
        backends: { "ptu-9": {} },
        assert: [{ name: "x", measure: "calls", where: { traffic: "them" }, atLeast: 0 }],
      }),
    ).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ProblemsError);
    expect((failure as ProblemsError).problems.map(({ message }) => message)).to.deep.equal([
      'stack ptu has no backend "ptu-9"',
      'stack ptu has no subscription "nobody"',
      'stack ptu has no traffic "them"',
    ]);
  });

  it("says so when a change meets no resource", async () => {
    const failure = await runScenario(
      short({ changes: [{ type: "apimanagement:Backend", name: "backends/ptu-7", merge: {} }] }),
    ).catch((error: unknown) => error);
    expect((failure as Error).message).to.match(/SCENARIO_CHANGE_MEETS_NOTHING.*backends\/ptu-1/s);
  });

  it("reports as table, JSON, JUnit and a page that loads nothing", async () => {
    const result = await runScenario(short());
    expect(result.passed).to.equal(false);
    const table = renderTable(result);
    expect(table)
      .to.match(/^short: FAILED/)
      .and.match(/ok {3}no call <fails>: 1 /)
      .and.match(/FAIL cannot be: \d+/);
    const [json] = JSON.parse(renderJson([result])) as { passed: boolean; calls: unknown[] }[];
    expect(json).to.include({ passed: false });
    expect(json?.calls).to.have.length(result.records.calls.length);
    expect(renderJunit({ results: [result], unrun: [] }))
      .to.match(/tests="2" failures="1"/)
      .and.contain('name="no call &lt;fails&gt;"');
    const html = renderHtml({ results: [result], unrun: [] });
    expect(html).to.not.match(/(?:src|href)="(?!#)/);
    expect(html.match(/<\/script>/g)).to.have.length(3);
    const secrets = Object.values(result.records.calls).map(({ requestId }) => requestId);
    expect(secrets).to.not.include("");
    expect(renderJson([result])).to.not.match(/Bearer|api-key/i);
  });

  it("shows that the overflow design keeps the PTU in use where a breaker on 429 does not", async () => {
    const overflow = await runScenario(readScenario("spike-overflow"));
    const breaker = await runScenario(readScenario("spike-breaker"));
    expect(overflow.assertions.filter(({ passed }) => !passed)).to.deep.equal([]);
    expect(breaker.assertions.filter(({ passed }) => !passed)).to.deep.equal([]);
    const onPtu = ({ records }: typeof overflow) =>
      records.backendCalls.filter((one) => one.at > 190 && one.backend === "ptu-1" && one.status === 200)
        .length;
    expect(onPtu(overflow)).to.be.greaterThan(5 * onPtu(breaker));
  });
});
