import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { emptyBody, HttpHeaders } from "../../packages/common/http";
import { asHandshake } from "../../packages/common/webSocket";
import { ask } from "./ask";
import { DevStack } from "./devStack";
import { answer, FakeProvider } from "./providers/providerStack";
import { config as everyProvider, hosts } from "./hubFaults/everyProvider";
import { apps, audience, Issuer, tenant } from "./tokenStack";
import { live } from "./realtimeStack";

const files = { files: "owned" as const };
const config: GatewayConfigInput = {
  ...everyProvider,
  apis: { azureOpenAi: files, openAiV1: files },
  backends: everyProvider.backends.map((backend) =>
    backend.name === "azure" ? { ...backend, deployments: [...(backend.deployments ?? []), live] } : backend,
  ),
  entra: { tenants: [tenant], audiences: [audience] },
  products: [
    { name: "token", displayName: "Token", identity: { mode: "entra", applications: [apps.chat] } },
    {
      name: "both",
      displayName: "Both",
      identity: { mode: "both", applications: [apps.both] },
      subscriptions: [{ name: "both-team" }],
    },
    { name: "keys", displayName: "Keys", subscriptions: [{ name: "team" }] },
  ],
};

for (const contracts of [false, true])
  describe(`every operation of every API, ${contracts ? "with" : "without"} contracts`, function () {
    let stack: DevStack;
    let issuer: Issuer;
    const reached: string[] = [];
    /** Headers that went to backends. */
    const heard: string[] = [];
    const issued: string[] = [];
    before(async () => {
      issuer = await Issuer.start();
      const provider = new FakeProvider(() => answer({}));
      stack = await DevStack.start(
        contracts ? { ...config, contracts: { enabled: true } } : config,
        (request, asked) => {
          reached.push(request.url);
          heard.push(...[...request.headers].map(([, value]) => String(value)));
          const { hostname } = new URL(request.url);
          const known = hosts.some(([end]) => end !== ".openai.azure.com" && hostname.endsWith(end));
          return known ? provider.handle(request) : asked();
        },
        { "login.microsoftonline.com": issuer.handle },
      );
    });

    /** As API Management has them: what is declared, not what this project's code says is. */
    const operations = () =>
      stack.local.gateway.service.apis.flatMap((api) =>
        api.operations.map((operation) => ({
          api,
          name: `${api.id} ${operation.id}`,
          method: operation.method === "*" ? "PATCH" : operation.method,
          path: `/${api.path}${operation.urlTemplate.replace(/\{[^}]*\}/g, "shared").replace(/\*$/, "anything")}`,
        })),
      );
    const call = async (
      { api, method, path }: ReturnType<typeof operations>[number],
      headers: Record<string, string>,
    ) => {
      const url = path.includes("?")
        ? path
        : `${path}?api-version=2025-04-01-preview&model=live&deployment=live`;
      if (!api.webSocket) return ask(stack, `${method} ${url}`, headers, method === "POST" ? {} : undefined);
      const shaken = await stack.clock.run(
        stack.local.handle({
          method: "GET",
          url: `https://gateway.example/${api.path}${url.slice(url.indexOf("?"))}`,
          headers: asHandshake(new HttpHeaders(headers)),
          body: emptyBody,
          clientAddress: "203.0.113.9",
        }),
      );
      return { status: shaken.status, headers: shaken.headers, message: "", bytes: Buffer.from("") };
    };
    const bearer = async (claims: Record<string, unknown>) => {
      const token = await issuer.token(stack, claims);
      issued.push(token);
      return { Authorization: `Bearer ${token}` };
    };

    it("is there to be asked", () => {
      expect(operations().length).to.be.above(70);
      expect(new Set(operations().map(({ api }) => api.id)).size).to.equal(7);
    });

    it("refuses calls of nobody with 401, and asks no backend", async () => {
      reached.length = 0;
      for (const operation of operations()) {
        const keyHeader = operation.api.keyHeader;
        for (const headers of [
          {},
          { [keyHeader]: "unknown" },
          { [keyHeader]: stack.key("both-team") },
          await bearer({ exp: Math.floor(stack.clock.now() / 1000) - 1 }),
          { ...(await bearer({ aud: "api://other" })), [keyHeader]: stack.key("both-team") },
        ]) {
          const { status, headers: answered, bytes } = await call(operation, headers);
          expect(status, `${operation.name}: ${bytes.toString()}`).to.equal(401);
          expect(answered.get("www-authenticate"), operation.name).to.match(/^Bearer authorization_uri=/);
        }
      }
      expect(reached).to.deep.equal([]);
    });

    it("refuses tokens of other products with 403, and asks no backend", async () => {
      reached.length = 0;
      for (const operation of operations()) {
        const keyHeader = operation.api.keyHeader;
        for (const headers of [
          await bearer({ azp: apps.stranger }),
          await bearer({ azp: apps.both }),
          { ...(await bearer({ azp: apps.chat })), [keyHeader]: stack.key("both-team") },
        ]) {
          const { status, bytes } = await call(operation, headers);
          expect(status, `${operation.name}: ${bytes.toString()}`).to.equal(403);
        }
      }
      expect(reached).to.deep.equal([]);
    });

    it("takes the tokens of its product, and shows them to no backend", async () => {
      for (const operation of operations())
        for (const headers of [
          await bearer({ azp: apps.chat }),
          { ...(await bearer({ azp: apps.both })), [operation.api.keyHeader]: stack.key("both-team") },
          { [operation.api.keyHeader]: stack.key("team") },
        ]) {
          const { status, bytes } = await call(operation, headers);
          expect(status, `${operation.name}: ${bytes.toString()}`).not.to.be.oneOf([401, 403]);
        }
      expect(reached.length).to.be.above(20);
      const seen = heard.join("\n");
      for (const token of issued) expect(seen).not.to.include(token);
    });
  });
