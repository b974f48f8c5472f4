import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import { expect } from "chai";
import { GenAiGateway, type GatewayConfigInput } from "../../../components";
import { clientAccess } from "../../../packages/local-gateway/stack/access";
import { createDashboard } from "../../../packages/local-gateway/dashboard/createDashboard";
import { Feed } from "../../../packages/local-gateway/dashboard/feed";
import { emptyBody, HttpHeaders, readBody } from "../../../packages/common/http";
import { systemClock } from "../../../packages/common/clock";
import type { Deployment } from "../../../packages/common/resource";
import { loopbackCertificate } from "../../../packages/local-gateway/http/loopbackCertificate";
import { serveLocalStack, type ServedStack } from "../../../packages/local-gateway/stack/serveStack";
import { runDemo, type DemoResult } from "../../../packages/cli/start/demo";
import { renderInvitation } from "../../../packages/cli/start/invitation";
import { findTarget } from "../../../packages/cli/start/targets";
import { evaluated, evaluatedProgram } from "../../components/evaluated";
import { realtimeConfig } from "../../endToEnd/realtimeStack";

const certificate = loopbackCertificate();

/** Calls as curl would, trusting what `--cacert` names. */
function call(
  url: string,
  headers: Record<string, string>,
  body?: string,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith("https:");
    const options = { method: body === undefined ? "GET" : "POST", headers, ca: certificate.cert };
    const request = (secure ? tlsRequest : plainRequest)(url, options, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode!, text }));
    });
    request.on("error", reject).end(body);
  });
}

const header = (line: string): [string, string] => {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
};

/** The printed curl, taken apart and made. */
async function makePrinted(text: string) {
  const [, url] = /curl (?:--cacert \S+ )?"([^"]+)"/.exec(text)!;
  const headers = Object.fromEntries([...text.matchAll(/-H "([^"]+)"/g)].map(([, one]) => header(one!)));
  const [, body] = /-d '([^']+)'/.exec(text)!;
  return call(url!, headers, body);
}

function configured(config: GatewayConfigInput): Promise<Deployment> {
  return evaluatedProgram(() => {
    const { subscriptionKeys, backendPlan } = new GenAiGateway("genai", { config });
    return { subscriptionKeys, backendPlan };
  }).then(({ deployment }) => deployment);
}

describe("what npm start prints", function () {
  const only = (api: "azureOpenAi" | "openAiV1", more: Partial<GatewayConfigInput> = {}) => {
    const config = realtimeConfig();
    const product = (name: string, tokensPerMinute: number, apis: (typeof api)[]) => ({
      name,
      displayName: name,
      priority: "high" as const,
      tokensPerMinute,
      apis,
      subscriptions: [{ name: `${name}-user` }],
    });
    return { ...config, products: [product("only", 900_000, [api])], ...more };
  };
  const paths = { azureOpenAi: { path: "models/azure" }, openAiV1: { path: "models/v1" } };
  const stacks: readonly (readonly [what: string, stack: () => Promise<Deployment>])[] = [
    ["dev, where there is no ingress", async () => (await evaluated("dev")).deployment],
    ["ptu, where there is one", async () => (await evaluated("ptu")).deployment],
    ["paths of its own", () => configured(realtimeConfig({ apis: paths }))],
    [
      "other providers alone",
      () =>
        configured({
          ...realtimeConfig({ ingress: { enabled: false } }),
          backends: [
            {
              name: "claude-direct",
              provider: "anthropic",
              kind: "external",
              auth: { apiKey: { keyVaultSecretId: "https://kv-own.vault.azure.net/secrets/key" } },
              deployments: [
                { name: "Claude", model: "claude-sonnet-4-5" },
                { name: "haiku", model: "claude-haiku-4-5" },
              ],
            },
          ],
          products: [
            { name: "only", displayName: "Only", priority: "high", subscriptions: [{ name: "team" }] },
          ],
        }),
    ],
    ["products of one API", () => configured(only("azureOpenAi"))],
    [
      "products of the other, without an ingress",
      () => configured(only("openAiV1", { ingress: { enabled: false } })),
    ],
  ];
  for (const [what, evaluate] of stacks)
    describe(`for ${what}`, () => {
      let deployment: Deployment;
      let stack: ServedStack;
      before(async () => {
        deployment = await evaluate();
        stack = await serveLocalStack(deployment, { certificate });
      });
      after(() => stack.close());

      it("is a call that works, over TLS too, and every key opens what it is said to", async () => {
        const access = clientAccess(stack, deployment.resources);
        const text = renderInvitation(
          findTarget(deployment, stack.gateway, access),
          access,
          "x",
          "/tmp/x.pem",
        );
        expect((await makePrinted(text)).status).to.equal(200);
        const variable = (name: string) => new RegExp(`export GATEWAY_${name}=(\\S+)`).exec(text)?.[1];
        const opened = access.keys.find(
          ({ key }) => text.includes(`-H "api-key: ${key}"`) || text.includes(`Bearer ${key}"`),
        );
        if (access.apis.some(({ id, url }) => url.endsWith("/openai/v1") && opened?.apis.includes(id))) {
          const models = `${variable("URL")}/openai/v1/models`;
          expect((await call(models, { "api-key": variable("KEY")! })).status, models).to.equal(200);
        } else expect(variable("URL"), "no snippet would work").to.equal(undefined);
        expect(access.keys.length).to.equal(stack.gateway.service.subscriptions.length);
        for (const { key, apis, subscription } of access.keys) {
          expect(text).to.include(key).and.include(subscription);
          for (const api of access.apis.filter(({ url }) => url.startsWith("https"))) {
            const list = api.keyHeader === "x-api-key" ? "v1/models" : "models";
            const asked = `${api.url}/${list}?api-version=2024-10-21`;
            const expected = apis.includes(api.id) ? 200 : 401;
            expect((await call(asked, { [api.keyHeader]: key })).status).to.equal(expected);
            const bearer = await call(asked, { Authorization: `Bearer ${key}` });
            expect(bearer.status).to.equal(api.takesBearer ? expected : 401);
          }
        }
        for (const { namespace, hubs, connectionString } of access.eventHubs)
          for (const part of [namespace, ...hubs, connectionString]) expect(text).to.include(part);
      });

      it("is what the calls of the demo are made with", async () => {
        const access = clientAccess(stack, deployment.resources);
        const results: DemoResult[] = [];
        await runDemo(findTarget(deployment, stack.gateway, access), (one) => results.push(one), {
          certificate: certificate.cert,
        });
        expect(results.filter(({ expected }) => !expected)).to.deep.equal([]);
        expect(results.length).to.be.greaterThan(1);
      });

      it("says so where a call does not get what it is there for", async () => {
        const access = clientAccess(stack, deployment.resources);
        const target = {
          ...findTarget(deployment, stack.gateway, access),
          key: "wrong",
          limited: undefined,
          barred: undefined,
        };
        const results: DemoResult[] = [];
        await runDemo(target, (one) => results.push(one), { certificate: certificate.cert });
        expect(results.every(({ expected, status }) => !expected && status === 401)).to.equal(true);
      });

      it("is on the dashboard, and given to nobody else's pages", async () => {
        const access = () => clientAccess(stack, deployment.resources);
        const dashboard = createDashboard({ stack: () => stack, feed: new Feed(systemClock), access });
        const ask = async (host: string) => {
          const { status, body } = await dashboard({
            method: "GET",
            url: "http://127.0.0.1/api/access",
            headers: new HttpHeaders({ Host: host }),
            body: emptyBody,
          });
          return { status, text: Buffer.from(await readBody(body)).toString() };
        };
        expect(JSON.parse((await ask("127.0.0.1:8081")).text)).to.deep.equal(access());
        expect((await ask("evil.example")).status).to.equal(403);
      });
    });
});
