import { systemClock } from "../../packages/common/clock";
import { systemRandom } from "../../packages/common/random";
import { type DeclaredResource, withoutOptions } from "../../packages/common/resource";
import { createGateway } from "../../packages/local-gateway/gateway/createGateway";
import { TokenIssuer } from "../../packages/local-gateway/gateway/identity/tokens";
import { GatewayCache } from "../../packages/local-gateway/gateway/state/cache";
import { GatewayCounters } from "../../packages/local-gateway/gateway/state/counters";
import { createLocalTransport } from "../../packages/local-gateway/http/client";
import { serveHttp } from "../../packages/local-gateway/http/server";
import { createTokenCounter } from "../../packages/local-gateway/tokens";
import { tellPort, upstreamPort } from "./listening";

/** The local gateway with a policy of twenty steps that reads headers, sets variables and chooses a backend. */
const serviceId = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.ApiManagement/service/apim";
const counting = process.argv[3] === "count";

const variables = Array.from(
  { length: 8 },
  (_, index) =>
    `<set-variable name="v${index}" value="@(context.Request.Headers.GetValueOrDefault(&quot;x-${index}&quot;, &quot;none&quot;) + ${index})" />`,
).join("");
const headers = Array.from(
  { length: 6 },
  (_, index) =>
    `<set-header name="x-set-${index}" exists-action="override"><value>@((string)context.Variables["v${index}"])</value></set-header>`,
).join("");
const tokenLimit = `<llm-token-limit counter-key="@(context.Request.IpAddress)" tokens-per-minute="100000000" estimate-prompt-tokens="true" />`;
const policy = `<policies><inbound><base />${variables}${headers}${counting ? tokenLimit : ""}
<choose><when condition="@((string)context.Variables["v0"] == "none0")"><set-backend-service base-url="http://upstream.test" /></when></choose>
<set-query-parameter name="api-version" exists-action="override"><value>2024-10-21</value></set-query-parameter>
<set-header name="api-key" exists-action="delete" /></inbound>
<backend><forward-request timeout="60" buffer-response="false" /></backend>
<outbound><base /><set-header name="x-gateway" exists-action="override"><value>@(context.RequestId.ToString())</value></set-header></outbound>
<on-error><base /></on-error></policies>`;

function declared(type: string, path: string, inputs: Record<string, unknown>): DeclaredResource {
  const id = path === "" ? serviceId : `${serviceId}/${path}`;
  return {
    ...withoutOptions,
    urn: `urn:pulumi:bench::bench::azure-native:apimanagement:${type}::${id}`,
    type: `azure-native:apimanagement:${type}`,
    name: id.slice(id.lastIndexOf("/") + 1),
    id,
    inputs,
    outputs: inputs,
    secretOutputs: [],
  };
}

async function main(): Promise<void> {
  const ignore = () => undefined;
  const gateway = createGateway({
    resources: [
      declared("ApiManagementService", "", { location: "swedencentral" }),
      declared("Api", "apis/openai", { path: "openai", displayName: "a", subscriptionRequired: false }),
      declared("ApiOperation", "apis/openai/operations/chat", {
        displayName: "chat",
        method: "POST",
        urlTemplate: "/deployments/{deployment}/chat/completions",
      }),
      declared("ApiPolicy", "apis/openai/policies/policy", { format: "rawxml", value: policy }),
    ],
    clock: systemClock,
    random: systemRandom,
    transport: createLocalTransport(() => upstreamPort),
    sinks: { eventHub: ignore, metric: ignore, trace: ignore, llmLog: ignore, gatewayLog: ignore },
    cache: new GatewayCache(systemClock),
    counters: new GatewayCounters(systemClock),
    tokens: createTokenCounter(),
    identity: new TokenIssuer(systemClock, "bench"),
  });
  const { port } = await serveHttp(gateway.handle, { host: "127.0.0.1", port: 0 });
  tellPort(port);
}

void main();
