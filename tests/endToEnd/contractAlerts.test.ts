import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../components";
import { both, contractStack, hubOf, hubStack } from "../components/useCase/onBoard";
import { alertsOf, appMetrics, appTraces } from "../kql/appTraces";
import { chat, devConfig, DevStack } from "./devStack";

const v1 = "/openai/v1/chat/completions";
const contract = (name: string, more: Partial<ContractInput> = {}): ContractInput => ({
  useCase: { businessUnit: "hr", name, environment: "dev", owner: `${name}@example.com` },
  grants: [{ api: "openAiV1", models: ["gpt-5.4"] }],
  ...more,
});
const config: GatewayConfigInput = { ...devConfig, contracts: { enabled: true, alerts: true } };

async function start(contracts: readonly ContractInput[]) {
  const gateway = await hubStack(config);
  const declared = await contractStack(gateway, contracts);
  return { declared, gateway, stack: DevStack.of(both(gateway, declared)) };
}

const ofType = (resources: DevStack["deployment"]["resources"], type: string) =>
  resources.filter((one) => one.type === `azure-native:monitor:${type}`);

describe("alerts of a contract", () => {
  it("go to its owner, by a group and rules of its own stack, over the gateway's workspace", async () => {
    const { gateway, declared } = await start([
      contract("chatbot", { budget: { dollars: 5, alerts: { percent: [80] } }, alerts: {} }),
      contract("quiet", { budget: { dollars: 5 } }),
    ]);
    const groups = ofType(declared.resources, "ActionGroup");
    expect(groups.map(({ name, inputs }) => [name, inputs["emailReceivers"]])).to.deep.equal([
      [
        "hr-chatbot-dev-owner",
        [{ name: "email-0", emailAddress: "chatbot@example.com", useCommonAlertSchema: true }],
      ],
    ]);
    const rules = ofType(declared.resources, "ScheduledQueryRule");
    expect(rules.map(({ name }) => name)).to.deep.equal([
      "hr-chatbot-dev-alert-budget-level",
      "hr-chatbot-dev-alert-category",
    ]);
    const hub = hubOf(gateway);
    for (const { inputs } of rules) {
      expect(inputs["scopes"]).to.deep.equal([hub.workspace!.id]);
      expect(inputs["actions"]).to.deep.equal({ actionGroups: [groups[0]!.id] });
      expect(hub.serviceId).to.include(`/resourceGroups/${String(inputs["resourceGroupName"])}/`);
    }
    // Nothing of it stands in the gateway's own stack, whose addresses there are none of.
    expect(ofType(gateway.resources, "ScheduledQueryRule")).to.deep.equal([]);
  });

  it("of two budgets go to all whom either names, and to the owner where one names nobody", async () => {
    const gateway = await hubStack({
      ...config,
      entra: { tenants: ["11111111-1111-1111-1111-111111111111"], audiences: ["api://genai-gateway"] },
    });
    const perUser = { budget: { dollars: 1, alerts: { emails: ["lead@example.com"] } } };
    const { resources } = await contractStack(gateway, [
      contract("chatbot", {
        budget: { dollars: 5, alerts: {} },
        identity: { mode: "both", roles: ["Models.Read"], perUser },
      }),
    ]);
    const [group] = ofType(resources, "ActionGroup");
    const receivers = group!.inputs["emailReceivers"] as readonly { readonly emailAddress: string }[];
    expect(receivers.map(({ emailAddress }) => emailAddress)).to.deep.equal([
      "chatbot@example.com",
      "lead@example.com",
    ]);
  });

  it("tell of its budget alone, once a level", async () => {
    const { stack } = await start([
      contract("chatbot", { budget: { dollars: 0.02, alerts: {} } }),
      contract("other", { budget: { dollars: 0.02, alerts: {} } }),
    ]);
    const from = stack.clock.now();
    const call = (of: string) => stack.call(v1, chat(500), { "api-key": stack.key(`hr/${of}/dev`) });
    for (let calls = 0; (await call("chatbot")).status === 200; calls++) {
      expect(calls).to.be.lessThan(50);
      await stack.clock.advance(960_000);
    }
    expect((await call("chatbot")).status).to.equal(403);
    expect((await call("other")).status).to.equal(200);
    const tables = { AppTraces: appTraces(stack.local.recorded.traces) };
    const fired = (of: string) => {
      const rule = stack.deployment.resources.find(({ name }) => name === `hr-${of}-dev-alert-budget-level`);
      return alertsOf(rule!.inputs, tables, from, stack.clock.now() + 4 * 86_400_000).map(({ series }) =>
        series.slice(0, 3),
      );
    };
    expect(fired("chatbot")).to.deep.equal(
      ["50", "80", "100"].map((level) => [
        "MULTI-hr-chatbot-dev",
        "product MULTI-hr-chatbot-dev",
        `${level} %`,
      ]),
    );
    expect(fired("other")).to.deep.equal([]);
  });

  it("tell what goes wrong with its calls, as it has switched it, and nothing of others", async () => {
    const { stack } = await start([
      contract("loud", { alerts: { categories: { authFailure: true } }, budget: { dollars: 0.01 } }),
      contract("calm", {
        alerts: { categories: { throttling: false } },
        grants: [{ api: "openAiV1", models: ["gpt-5.4"], requestsPerMinute: 1 }],
      }),
    ]);
    const from = stack.clock.now();
    const call = async (of: string, status: number, body = chat(900)) =>
      expect((await stack.call(v1, body, { "api-key": stack.key(`hr/${of}/dev`) })).status).to.equal(status);
    await call("loud", 403, chat(5, { model: "text-embedding-3-small" }));
    await call("calm", 200);
    await call("calm", 429);
    for (let calls = 0; calls < 5; calls++) await call("loud", 200);
    await call("loud", 403);
    await stack.clock.advance(60_000);
    for (const name of ["ptu-1", "payg-1", "payg-2"])
      stack.account(name).configure("gpt-5.4", { fault: { kind: "status", status: 500 } });
    await call("calm", 500);
    const tables = { AppMetrics: appMetrics(stack.local.recorded.metrics) };
    const fired = (of: string) => {
      const rule = stack.deployment.resources.find(({ name }) => name === `hr-${of}-dev-alert-category`);
      return alertsOf(rule!.inputs, tables, from, stack.clock.now() + 3_600_000).map(({ series }) => series);
    };
    expect(fired("loud")).to.have.deep.members([
      ["auth-failure", "MULTI-hr-loud-dev", "none", "none", "403"],
      ["quota-exceeded", "MULTI-hr-loud-dev", "none", "none", "403"],
    ]);
    expect(fired("calm")).to.deep.equal([
      ["backend-failure", "MULTI-hr-calm-dev", "gpt-5.4", stack.usage().at(-1)!.backend, "500"],
    ]);
  });
});
