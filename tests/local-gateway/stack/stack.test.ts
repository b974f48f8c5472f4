import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { seededRandom } from "../../../packages/common/random";
import type { DeclaredResource, Deployment } from "../../../packages/common/resource";
import { serveLocalStack } from "../../../packages/local-gateway/stack/serveStack";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";
import { api, apiPolicy, backend, declared, group, operation, service, serviceId } from "../gateway/support";

const account = `${group}/providers/Microsoft.CognitiveServices/accounts/aoai-1`;
const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gateway`;

const signOn = `<authentication-managed-identity resource="https://cognitiveservices.azure.com" client-id="{{client-id}}" />`;
const resources: readonly DeclaredResource[] = [
  declared("managedidentity:UserAssignedIdentity", identityId, {
    clientId: "client",
    principalId: "principal",
  }),
  service({ identity: { type: "UserAssigned", userAssignedIdentities: [identityId] } }),
  declared("apimanagement:NamedValue", "namedValues/nv", { displayName: "client-id", value: "client" }),
  api("openai", {
    subscriptionRequired: true,
    subscriptionKeyParameterNames: { header: "api-key", query: "api-key" },
  }),
  operation(
    "openai",
    "chat",
    "POST",
    "/deployments/{deployment-id}/chat/completions?api-version={api-version}",
  ),
  backend("aoai-1", { url: "https://aoai-one.openai.azure.com/openai" }),
  apiPolicy(
    "openai",
    `<policies>
      <inbound>
        <base />
        <set-header name="api-key" exists-action="delete" />
        ${signOn}
        <set-backend-service backend-id="aoai-1" />
      </inbound>
      <backend><forward-request buffer-response="false" /></backend>
      <outbound><base /></outbound>
      <on-error><base /></on-error>
    </policies>`,
  ),
  declared("apimanagement:Subscription", "subscriptions/team", {
    displayName: "team",
    scope: `${serviceId}/apis`,
    primaryKey: "0a1b2c",
    secondaryKey: "0a1b2d",
    state: "active",
  }),
  declared("cognitiveservices:Account", account, {
    kind: "OpenAI",
    location: "swedencentral",
    properties: { customSubDomainName: "AOAI-One", disableLocalAuth: true },
  }),
  declared("cognitiveservices:Deployment", `${account}/deployments/gpt-4.1`, {
    properties: { model: { name: "gpt-4.1", version: "2025-04-14", format: "OpenAI" } },
    sku: { name: "GlobalStandard", capacity: 100 },
  }),
];
const role = declared(
  "authorization:RoleAssignment",
  `${account}/providers/Microsoft.Authorization/roleAssignments/r`,
  {
    principalId: "principal",
    scope: account,
    roleDefinitionId:
      "/subscriptions/0000/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
  },
);

const deployment = (...more: DeclaredResource[]): Deployment => ({
  project: "test",
  stack: "dev",
  resources: [...resources, ...more],
  outputs: {},
});

const path = "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21";
const body = JSON.stringify({ messages: [{ role: "user", content: "Hello" }], max_tokens: 5 });

async function call(...more: DeclaredResource[]) {
  const clock = new VirtualClock();
  const stack = createLocalStack(deployment(...more), { clock, random: seededRandom(1) });
  const answer = await clock.run(
    stack.handle({
      method: "POST",
      url: `https://apim.azure-api.net${path}`,
      headers: new HttpHeaders({ "api-key": "0a1b2c", "Content-Type": "application/json" }),
      body: Buffer.from(body),
    }),
  );
  const text = Buffer.from(await clock.run(readBody(answer.body))).toString();
  return { stack, answer, text };
}

describe("createLocalStack", () => {
  it("takes a call through the gateway to the account that the backend's URL names", async () => {
    const { stack, answer, text } = await call(role);
    expect(answer.status, text).to.equal(200);
    const [served] = stack.accounts.get("aoai-one")!.ledger.calls;
    expect(served).to.include({ deployment: "gpt-4.1", status: 200 });
    expect(Object.keys(served!.headers).map((name) => name.toLowerCase())).not.to.include("api-key");
    expect(stack.recorded.gatewayLogs).to.have.length(1);
    expect(stack.recorded.gatewayLogs[0]).to.include({ BackendId: "aoai-1", ApimSubscriptionId: "team" });
  });

  it("is refused by the account while no role assignment lets the gateway's identity in", async () => {
    const { answer } = await call();
    expect(answer.status).to.equal(401);
  });
});

describe("serveLocalStack", () => {
  it("answers real clients on loopback ports", async () => {
    const stack = await serveLocalStack(deployment(role));
    try {
      const answer = await fetch(stack.url + path, {
        method: "POST",
        headers: { "api-key": "0a1b2d", "Content-Type": "application/json" },
        body,
      });
      expect(answer.status).to.equal(200);
      expect(await answer.json()).to.have.property("usage");
      expect(stack.accounts.get("aoai-one")!.ledger.calls).to.have.length(1);
    } finally {
      await stack.close();
    }
  });
});
