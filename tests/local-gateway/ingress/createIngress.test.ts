import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import {
  BrokenConnection,
  type HttpHandler,
  HttpHeaders,
  type HttpRequest,
  jsonResponse,
  readBody,
} from "../../../packages/common/http";
import type { DeclaredResource } from "../../../packages/common/resource";
import { createIngress } from "../../../packages/local-gateway/ingress/createIngress";
import { entranceScheme, takesBearer } from "../../../packages/local-gateway/ingress/model";
import { declared, group } from "../gateway/support";

const gatewayId = `${group}/providers/Microsoft.Network/applicationGateways/agw`;
const reference = (list: string, name: string) => ({ id: `${gatewayId}/${list}/${name}` });

/** Both ways that OpenAI clients send a key, made into the one header that the APIs take. */
const keyRules = {
  name: "keys",
  rewriteRules: [
    {
      name: "second",
      ruleSequence: 200,
      conditions: [{ variable: "http_req_Authorization", pattern: "^Bearer ([0-9a-f]+)$", ignoreCase: true }],
      actionSet: {
        requestHeaderConfigurations: [
          { headerName: "api-key", headerValue: "{http_req_Authorization_1}" },
          { headerName: "Authorization", headerValue: "" },
        ],
      },
    },
    {
      name: "first",
      ruleSequence: 100,
      conditions: [
        { variable: "http_req_Ocp-Apim-Subscription-Key", pattern: ".+" },
        { variable: "http_req_api-key", pattern: ".+", negate: true },
      ],
      actionSet: {
        requestHeaderConfigurations: [
          { headerName: "api-key", headerValue: "{http_req_Ocp-Apim-Subscription-Key}" },
        ],
        responseHeaderConfigurations: [{ headerName: "Server", headerValue: "" }],
      },
    },
  ],
};

const parts = {
  httpListeners: [
    { name: "http", protocol: "Http" },
    { name: "https", protocol: "Https" },
  ],
  backendAddressPools: [
    { name: "apim", backendAddresses: [{ fqdn: "apim.azure-api.net" }] },
    { name: "sinkhole" },
  ],
  backendHttpSettingsCollection: [{ name: "https", hostName: "apim.azure-api.net", requestTimeout: 30 }],
  rewriteRuleSets: [keyRules],
  redirectConfigurations: [
    {
      name: "up",
      redirectType: "Permanent",
      targetListener: reference("httpListeners", "https"),
      includePath: true,
      includeQueryString: true,
    },
  ],
  urlPathMaps: [
    {
      name: "paths",
      defaultBackendAddressPool: reference("backendAddressPools", "sinkhole"),
      defaultBackendHttpSettings: reference("backendHttpSettingsCollection", "https"),
      pathRules: [
        {
          name: "openai",
          paths: ["/openai/*"],
          backendAddressPool: reference("backendAddressPools", "apim"),
          backendHttpSettings: reference("backendHttpSettingsCollection", "https"),
          rewriteRuleSet: reference("rewriteRuleSets", "keys"),
        },
      ],
    },
  ],
};
const serves = (listener: string) => ({
  name: "serves",
  priority: 20,
  httpListener: reference("httpListeners", listener),
  urlPathMap: reference("urlPathMaps", "paths"),
});
const sendsOn = {
  name: "sends-on",
  priority: 10,
  httpListener: reference("httpListeners", "http"),
  redirectConfiguration: reference("redirectConfigurations", "up"),
};

/** HTTPS serves and plain HTTP sends on, if nothing else is said. */
const gatewayWith = (more: Record<string, unknown>): DeclaredResource =>
  declared("network:ApplicationGateway", gatewayId, {
    ...parts,
    requestRoutingRules: [serves("https"), sendsOn],
    ...more,
  });
const applicationGateway = gatewayWith({});

function ingress(resources: readonly DeclaredResource[], answer?: HttpHandler) {
  const clock = new VirtualClock();
  const seen: HttpRequest[] = [];
  const handle = createIngress({
    resources,
    clock,
    gatewayHosts: new Set(["apim.azure-api.net"]),
    gateway: (request) => {
      seen.push(request);
      return answer?.(request) ?? Promise.resolve(jsonResponse(200, {}, { Server: "apim" }));
    },
  });
  const call = (path: string, headers: Record<string, string> = {}, body = "", scheme = "https") =>
    clock.run(
      handle({
        method: "POST",
        url: `${scheme}://api.contoso.com${path}`,
        headers: new HttpHeaders(headers),
        body: Buffer.from(body),
        clientAddress: "203.0.113.7",
      }),
    );
  return { call, seen, clock };
}

describe("createIngress", () => {
  it("makes every form of the key the one that the declared rules want", async () => {
    const { call, seen } = ingress([applicationGateway]);
    await call("/openai/x", { Authorization: "bearer ab12" });
    await call("/openai/x", { "Ocp-Apim-Subscription-Key": "cd34" });
    await call("/openai/x", { "api-key": "own", "Ocp-Apim-Subscription-Key": "cd34" });
    await call("/openai/x", { Authorization: "Bearer ey.J.x" });

    expect(seen.map(({ headers }) => [headers.get("api-key"), headers.get("Authorization")])).to.deep.equal([
      ["ab12", undefined],
      ["cd34", undefined],
      ["own", undefined],
      [undefined, "Bearer ey.J.x"],
    ]);
  });

  it("sends on under the host of the backend settings and says whose request it was", async () => {
    const { call, seen } = ingress([applicationGateway]);
    const answer = await call("/OpenAI/deployments/a?api-version=1", { "Ocp-Apim-Subscription-Key": "k" });

    expect(seen[0]!.url).to.equal("https://apim.azure-api.net/OpenAI/deployments/a?api-version=1");
    expect(seen[0]!.headers.get("X-Forwarded-For")).to.equal("203.0.113.7");
    expect(seen[0]!.headers.get("X-Original-Host")).to.equal("api.contoso.com");
    expect(answer.headers.has("Server")).to.equal(false);
  });

  it("serves as its listeners are declared, and sends from plain HTTP to the same path by HTTPS", async () => {
    const { call, seen } = ingress([applicationGateway]);
    const moved = await call("/openai/x?api-version=1", { "api-key": "k" }, "", "http");
    expect([moved.status, moved.headers.get("Location")]).to.deep.equal([
      301,
      "https://api.contoso.com/openai/x?api-version=1",
    ]);
    expect(seen).to.be.empty;
    expect((await call("/openai/x")).status).to.equal(200);
    expect(entranceScheme([applicationGateway])).to.equal("https");
  });

  it("has nothing to answer with where nothing listens", async () => {
    const declaredAs = gatewayWith({ requestRoutingRules: [serves("http")] });
    const { call } = ingress([declaredAs]);
    expect((await call("/openai/x", {}, "", "http")).status).to.equal(200);
    const refused = await call("/openai/x").catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(BrokenConnection);
    expect(entranceScheme([declaredAs])).to.equal("http");
  });

  it("tells whether a key may come as Bearer", () => {
    expect(takesBearer([])).to.equal(false);
    expect(takesBearer([applicationGateway])).to.equal(true);
    expect(takesBearer([gatewayWith({ rewriteRuleSets: [{ name: "keys", rewriteRules: [] }] })])).to.equal(
      false,
    );
  });

  it("swallows what no path rule names", async () => {
    const { call, seen } = ingress([applicationGateway]);
    expect((await call("/other")).status).to.equal(502);
    expect(seen).to.have.length(0);
  });

  it("gives up with 504 when the answer does not begin within the request timeout, and hangs up", async () => {
    const { call, seen, clock } = ingress([applicationGateway], () => new Promise(() => undefined));
    const start = clock.now();
    const answer = await call("/openai/slow");
    expect(answer.status).to.equal(504);
    expect(clock.now() - start).to.equal(30_000);
    expect(seen[0]!.signal?.aborted).to.equal(true);
  });

  it("refuses bodies beyond what a preventing firewall inspects", async () => {
    const policyId = `${group}/providers/Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/waf`;
    const guarded = {
      ...applicationGateway,
      inputs: { ...applicationGateway.inputs, firewallPolicy: { id: policyId } },
    };
    const waf = (settings: Record<string, unknown>) =>
      declared("network:WebApplicationFirewallPolicy", policyId, { policySettings: settings });
    const big = "x".repeat(130 * 1024);
    const refusing = ingress([guarded, waf({ mode: "Prevention", requestBodyCheck: true })]);
    expect((await refusing.call("/openai/x", {}, big)).status).to.equal(413);
    const passing = ingress([guarded, waf({ mode: "Prevention", requestBodyCheck: false })]);
    expect((await passing.call("/openai/x", {}, big)).status).to.equal(200);
  });

  it("is not there when no application gateway is declared", async () => {
    const { call, seen } = ingress([]);
    const answer = await call("/anything", { Authorization: "Bearer ab12" });
    expect(Buffer.from(await readBody(answer.body)).toString()).to.equal("{}");
    expect(seen[0]!.headers.get("Authorization")).to.equal("Bearer ab12");
  });
});
