import { expect } from "chai";
import { UseCase, type ContractInput, type GatewayConfigInput, type GivenHub } from "../../../components";
import type { DeclaredResource, Deployment } from "../../../packages/common/resource";
import { azureProvider, evaluateProgram } from "../../../packages/local-cloud";
import { chat, devConfig, DevStack, moreDeployments } from "../../endToEnd/devStack";
import { Evaluated } from "../evaluated";
import { hubOf, hubStack } from "./onBoard";

const there = (type: string) =>
  `/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-hr/providers/${type}`;
const eastConfig: GatewayConfigInput = { ...devConfig, contracts: { enabled: true, alerts: true } };
/** Another gateway, with a model that the first one lacks. */
const westConfig: GatewayConfigInput = {
  ...eastConfig,
  environment: "west",
  backends: moreDeployments({ name: "gpt-west", model: "gpt-5.4", version: "2026-03-05", capacity: 10 }),
};

const asked: ContractInput = {
  useCase: { businessUnit: "hr", name: "x", environment: "dev", owner: "hr@example.com" },
  grants: [{ api: "openAiV1" }],
  mirror: [{ gateway: { stack: "o/p/west" } }],
};

async function mirrored(more: Partial<ContractInput> = {}, given?: (west: GivenHub) => readonly GivenHub[]) {
  const east = await hubStack(eastConfig);
  const west = await hubStack(westConfig);
  const contract = { ...asked, ...more };
  const mirrors = given?.(hubOf(west)) ?? [hubOf(west)];
  const deployment = await evaluateProgram({
    ...{ project: "p", stack: "s", config: {}, provider: azureProvider },
    stacks: [east, west],
    program: () => {
      const { key } = new UseCase("x", { contract, hub: hubOf(east), mirrors });
      return { key };
    },
  });
  return { east, west, deployment, stack: new Evaluated(deployment) };
}

const refused = (given: (west: GivenHub) => readonly GivenHub[]) =>
  mirrored({}, given).then(
    () => "",
    (error: Error) => error.message,
  );

/** A gateway with what the contract's stack has written into its service, and calls by the one key that was given out. */
function served(gateway: Deployment, contracts: Deployment): DevStack {
  const service = hubOf(gateway).serviceId as string;
  return DevStack.of({
    ...gateway,
    resources: [
      ...gateway.resources,
      ...contracts.resources.filter(({ inputs }) => service.endsWith(`/${String(inputs["serviceName"])}`)),
    ],
    outputs: {
      ...gateway.outputs,
      subscriptionKeys: { value: { x: contracts.outputs["key"]!.value }, secret: true },
    },
  });
}

const call = async (stack: DevStack, model: string) =>
  (await stack.call("/openai/v1/chat/completions", chat(5, { model }), { "api-key": stack.key("x") })).status;

describe("a contract that is mirrored", () => {
  it("stands in every gateway with the same keys, and each has to take it", async () => {
    const { stack } = await mirrored();
    const subscriptions = stack.all("apimanagement:Subscription");
    const services = subscriptions.map(({ inputs }) => String(inputs["serviceName"]));
    expect(services.map((name) => name.split("-").slice(0, 3).join("-"))).to.deep.equal([
      "apim-genai-ptu",
      "apim-genai-west",
    ]);
    for (const key of ["primaryKey", "secondaryKey"])
      expect(subscriptions[0]!.inputs[key], key).to.equal(subscriptions[1]!.inputs[key]);
    const east = hubOf(await hubStack(eastConfig));
    expect(await refused(() => [])).to.match(/CONTRACT_MIRROR/);
    expect(await refused(() => [east])).to.match(/CONTRACT_MIRROR mirror\[0\]: The contract's own gateway/);
    expect(await refused((west) => [{ ...west, apis: {} }])).to.match(/CONTRACT_UNKNOWN_API .*mirror\[0\]/);
  });

  it("is called with the one key at each of them, for the models that each has", async () => {
    const { east, west, deployment } = await mirrored();
    expect(await call(served(east, deployment), "gpt-5.4")).to.equal(200);
    expect(await call(served(east, deployment), "gpt-west")).to.equal(403);
    expect(await call(served(west, deployment), "gpt-5.4")).to.equal(200);
    expect(await call(served(west, deployment), "gpt-west")).to.equal(200);
  });

  it("tells nobody of the key before every gateway knows it", async () => {
    const projectId = there("Microsoft.CognitiveServices/accounts/ai-hr/projects/chatbot");
    const { stack } = await mirrored({
      publish: {
        keyVaults: [{ id: there("Microsoft.KeyVault/vaults/kv-one") }],
        foundries: [{ projectId, api: "openAiV1" }],
      },
      apiCenter: { serviceId: there("Microsoft.ApiCenter/services/apic"), environment: "dev" },
    });
    const told: readonly DeclaredResource[] = [
      ...stack.all("keyvault:Secret"),
      ...stack.all("cognitiveservices:ProjectConnection"),
      ...stack.all("apicenter:Deployment"),
    ];
    expect(told).to.have.length(4);
    for (const one of told)
      for (const subscription of stack.all("apimanagement:Subscription"))
        expect(stack.waits(one, subscription), `${one.name} ${subscription.name}`).to.equal(true);
  });

  it("has its alerts at each of them, since each counts for itself", async () => {
    const { east, west, stack } = await mirrored({ budget: { dollars: 5, alerts: {} }, alerts: {} });
    const scopes = stack.all("monitor:ScheduledQueryRule").map(({ inputs }) => inputs["scopes"]);
    const of = (gateway: Deployment) => [
      gateway.resources.find(({ type }) => type === "azure-native:operationalinsights:Workspace")!.id,
    ];
    expect(scopes).to.deep.equal([of(east), of(east), of(west), of(west)]);
  });
});
