import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../components";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { chat, devConfig, DevStack, type CallResult } from "./devStack";
import { apps, audience, Issuer, tenant } from "./tokenStack";

const v1 = "/openai/v1/chat/completions";

const debugOf = ({ headers }: CallResult) =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => /^x-genai-debug-/i.test(name))
      .map(([name, value]) => [name.toLowerCase().slice(14), value.join()]),
  );

const [usual] = devConfig.products;
const config: GatewayConfigInput = {
  ...devConfig,
  entra: { tenants: [tenant], audiences: [audience] },
  products: [
    { ...usual!, name: "debugged", debugHeaders: true, subscriptions: [{ name: "debugged-team" }] },
    { ...usual!, name: "silent", subscriptions: [{ name: "silent-team" }] },
    {
      ...{ name: "people", displayName: "People", debugHeaders: true, subscriptions: [] },
      identity: { mode: "entra", applications: [apps.chat] },
    },
    {
      ...{ name: "others", displayName: "Others", subscriptions: [] },
      identity: { mode: "entra", applications: [apps.coding] },
    },
  ],
};
const contractOf = (name: string, more: Partial<ContractInput> = {}): ContractInput => ({
  useCase: { businessUnit: "hr", name, environment: "dev" },
  grants: [{ api: "openAiV1" }],
  ...more,
});

describe("headers for whoever develops a client", () => {
  let stack: DevStack;
  let issuer: Issuer;
  before(async () => {
    issuer = await Issuer.start();
    const gateway = await hubStack(config);
    const contracts = [contractOf("debugged", { debugHeaders: true }), contractOf("silent")];
    stack = DevStack.of(both(gateway, await contractStack(gateway, contracts)), undefined, {
      "login.microsoftonline.com": issuer.handle,
    });
  });

  const call = (key: string, body: unknown = chat(5)) => stack.call(v1, body, { "api-key": stack.key(key) });
  const byToken = async (azp: string) =>
    stack.call(v1, chat(5), { Authorization: `Bearer ${await issuer.token(stack, { azp })}` });

  it("say what became of a call", async () => {
    const answer = await call("debugged-team");
    expect(answer.status, answer.text).to.equal(200);
    const { region, operation, deployment, attempts, ...rest } = debugOf(answer);
    expect(rest).to.deep.equal({
      product: "debugged",
      subscription: "debugged-team",
      spilled: "false",
      stream: "false",
    });
    expect(operation).to.equal("openai-v1/chat-completions");
    expect(deployment).to.equal("gpt-5.4");
    expect(attempts).to.equal("1");
    expect(region).to.not.equal("");
  });

  it("come with a stream too", async () => {
    const answer = await call("debugged-team", { ...chat(5), stream: true });
    expect(debugOf(answer)).to.include({ stream: "true", product: "debugged" });
  });

  it("are a contract's, and a token's product's", async () => {
    expect(debugOf(await call("hr/debugged/dev"))).to.include({ product: "MULTI-hr-debugged-dev" });
    expect(debugOf(await byToken(apps.chat))).to.include({ product: "people", subscription: "" });
  });

  it("nobody else has them", async () => {
    for (const answer of [
      await call("silent-team"),
      await call("hr/silent/dev"),
      await byToken(apps.coding),
    ]) {
      expect(answer.status, answer.text).to.equal(200);
      expect(debugOf(answer)).to.deep.equal({});
    }
  });
});
