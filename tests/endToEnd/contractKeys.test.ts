import { expect } from "chai";
import type { ContractInput } from "../../components";
import { HttpHeaders, readBody, type HttpRequest } from "../../packages/common/http";
import type { Deployment } from "../../packages/common/resource";
import { connectionMetadata } from "../../components/useCase/foundries";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { chat, devConfig, DevStack } from "./devStack";

const vault =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-hr/providers/Microsoft.KeyVault/vaults/kv-hr";
type Keys = NonNullable<ContractInput["keys"]>;
const contract = (keys: Keys): ContractInput => ({
  useCase: { businessUnit: "hr", name: "chatbot", environment: "dev" },
  grants: [{ api: "openAiV1" }, { api: "azureOpenAi", models: ["gpt-5.4"] }],
  keys,
  publish: { keyVaults: [{ id: vault }] },
});

/** The key that a client reads from the vault. */
function published({ resources }: Deployment): string {
  const secret = resources.find(({ inputs }) => inputs["secretName"] === "hr-chatbot-dev-key");
  return (secret!.inputs["properties"] as { value: string }).value;
}

/**
 * A client that calls all the while, and reads the vault anew only when the next step begins: so it goes on with the key of
 * the step before while each step is made, with calls under way.
 */
async function rotate(steps: readonly Keys[]): Promise<readonly number[]> {
  const gateway = await hubStack(devConfig);
  const deployed: Deployment[] = [];
  for (const keys of steps) deployed.push(await contractStack(gateway, [contract(keys)]));
  const stack = DevStack.of(both(gateway, deployed[0]!));
  const statuses: number[] = [];
  const call = async (key: string) => {
    const answer = await stack.send("/openai/v1/chat/completions", chat(5), { "api-key": key });
    await readBody(answer.body);
    statuses.push(answer.status);
  };
  for (const [index, next] of deployed.entries()) {
    const known = published(deployed[Math.max(0, index - 1)]!);
    const underWay = [call(known), call(known)];
    await stack.local.swap(both(gateway, next));
    const after = [call(known), call(published(next))];
    await stack.clock.run(Promise.all([...underWay, ...after]));
  }
  return statuses;
}

describe("a key that is rotated", () => {
  it("fails no call of a client that calls all the while: other key, new key, back again", async () => {
    const statuses = await rotate([
      {},
      { active: "secondary" },
      { active: "secondary", generation: { primary: 2 } },
      { active: "primary", generation: { primary: 2 } },
      { active: "primary", generation: { primary: 2, secondary: 2 } },
    ]);
    expect(statuses).to.have.length(20);
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
  });

  it("is another for each generation, and the other key stays what it was", async () => {
    const gateway = await hubStack(devConfig);
    const all: string[] = [];
    for (const primary of [1, 2, 3])
      for (const active of ["primary", "secondary"] as const) {
        const keys = { active, generation: { primary } };
        all.push(published(await contractStack(gateway, [contract(keys)])));
      }
    const [first, other, second, , third] = all;
    expect(new Set([first, second, third, other]).size).to.equal(4);
    expect([all[3], all[5]]).to.deep.equal([other, other]);
  });

  it("would fail them where the active one is made anew", async () => {
    expect(await rotate([{}, { generation: { primary: 2 } }])).to.include(401);
  });
});

/** What Foundry asks a gateway, with the defaults of a connection that says nothing else, and what it reads of the answers. */
async function discovered(
  stack: DevStack,
  target: string,
  metadata: Readonly<Record<string, string>>,
  key: string,
) {
  const discovery = JSON.parse(metadata["modelDiscovery"] ?? "{}") as Record<string, string>;
  const list = discovery["listModelsEndpoint"] ?? "/deployments";
  const one = discovery["getModelEndpoint"] ?? "/deployments/{deploymentName}";
  const get = async (path: string) => {
    const request: HttpRequest = {
      method: "GET",
      url: `https://gateway.example${target}${path}`,
      headers: new HttpHeaders({ "api-key": key }),
      body: Buffer.alloc(0),
      clientAddress: "203.0.113.9",
    };
    const answer = await stack.clock.run(stack.local.handle(request));
    return JSON.parse(Buffer.from(await readBody(answer.body)).toString()) as {
      readonly value?: readonly { readonly name: string }[];
      readonly data?: readonly { readonly id: string }[];
      readonly id?: string;
      readonly name?: string;
      readonly properties?: { readonly model: object };
    };
  };
  const found = await get(list);
  const names =
    discovery["deploymentProvider"] === "OpenAI"
      ? found.data!.map(({ id }) => id)
      : found.value!.map(({ name }) => name);
  const each = await Promise.all(names.map((name) => get(one.replace("{deploymentName}", name))));
  const called = await stack.call(
    metadata["deploymentInPath"] === "true"
      ? `${target}/deployments/${names[0]}/chat/completions?api-version=${metadata["inferenceAPIVersion"]}`
      : `${target}/chat/completions`,
    chat(5, { model: names[0] }),
    { "api-key": key },
  );
  return { names, each, status: called.status };
}

describe("a project of Foundry's, connected by a contract", () => {
  it("discovers what the contract grants, and calls it, in either form", async () => {
    const gateway = await hubStack(devConfig);
    const stack = DevStack.of(both(gateway, await contractStack(gateway, [contract({})])));
    const key = stack.key("hr/chatbot/dev");
    const azure = await discovered(stack, "/openai", connectionMetadata("azureOpenAi", undefined, {}), key);
    expect(azure.names).to.deep.equal(["gpt-5.4"]);
    expect(azure.each[0]).to.deep.include({ name: "gpt-5.4" });
    expect(azure.each[0]!.properties!.model).to.deep.equal({
      format: "OpenAI",
      name: "gpt-5.4",
      version: "2026-03-05",
    });
    const v1 = await discovered(stack, "/openai/v1", connectionMetadata("openAiV1", undefined, {}), key);
    expect(v1.names).to.deep.equal(["gpt-5.4", "text-embedding-3-small"]);
    expect(v1.each.map(({ id }) => id)).to.deep.equal(v1.names);
    expect([azure.status, v1.status]).to.deep.equal([200, 200]);
  });
});
