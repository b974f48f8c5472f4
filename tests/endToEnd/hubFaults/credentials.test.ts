import { expect } from "chai";
import { GenAiGateway } from "../../../components";
import { readStackConfig } from "../../../packages/local-cloud";
import { LocalCloud } from "../../../packages/local-cloud/account/localCloud";
import { updateStack } from "../../../packages/local-cloud/account/updateStack";
import type { HttpRequest } from "../../../packages/common/http";
import { createLocalStack } from "../../../packages/local-gateway/stack/stack";
import { Evaluated, evaluatedProgram } from "../../components/evaluated";
import { ask } from "../ask";
import type { DevStack } from "../devStack";
import { answer } from "../providers/providerStack";
import { apis, config, headersOf, startAll } from "./everyProvider";

/** What the local gateway's stand-in for Key Vault holds begins so; nothing of it may be seen but by the provider. */
const inVault = "local-secret:";

/** Host => the one header that has the vault's value, and the whole of it. */
const sent: Readonly<Record<string, readonly [header: string, value: string]>> = {
  "api.openai.com": ["Authorization", `Bearer ${inVault}kv-shared/openai-key`],
  "llm.example.com": ["x-own-key", `${inVault}kv-shared/ours-key`],
  "api.anthropic.com": ["x-api-key", `${inVault}kv-shared/anthropic-key`],
  "generativelanguage.googleapis.com": ["x-goog-api-key", `${inVault}kv-shared/gemini-key`],
};
const secrets = ["openai-key", "ours-key", "anthropic-key", "gemini-key", "aws-id", "aws-secret"];

/** A call that each host is sent, by the API and the model that lead to it. */
const calls: readonly (readonly [host: string, api: string, model: string])[] = [
  ["api.openai.com", "OpenAI v1", "gpt-direct"],
  ["llm.example.com", "OpenAI v1", "llama"],
  ["api.anthropic.com", "Anthropic", "claude"],
  ["generativelanguage.googleapis.com", "Gemini", "gemini"],
  [".amazonaws.com", "Bedrock", "nova"],
];

const callOf = (stack: DevStack, apiName: string, model: string) => {
  const api = apis.find(({ name }) => name === apiName)!;
  return ask(stack, `POST ${api.path(model)}`, headersOf(stack, api.header), api.body(model));
};

describe("the AI hub's fault 3: the name of a secret sent as the key", function () {
  for (const [host, api, model] of calls)
    it(`is not copied: ${host} hears what the vault holds, and neither a name nor the caller's key`, async () => {
      const { stack, providers } = await startAll(() => answer({}));
      const { status, bytes } = await callOf(stack, api, model);
      expect(status, bytes.toString()).to.equal(200);
      const { request, text } = providers.get(host)!.last;
      const [header, value] = sent[host] ?? ["Authorization", undefined];
      const heard = [...request.headers].filter(([, one]) => String(one).includes("kv-shared/"));
      expect(heard.map(([name]) => name.toLowerCase())).to.deep.equal([header.toLowerCase()]);
      if (value !== undefined) expect(request.headers.get(header)).to.equal(value);
      // A signature shows the id of its key; the secret one has gone into it (tests/endToEnd/providers/others.test.ts).
      else
        expect(String(heard[0]![1])).to.match(
          /^AWS4-HMAC-SHA256 Credential=local-secret:kv-shared\/aws-id\//,
        );
      const all = JSON.stringify([request.url, [...request.headers], text]);
      for (const name of ["{{", "genai-provider-", "aws-secret", stack.key("team")])
        expect(all).not.to.include(name);
      for (const [other, provider] of providers)
        if (other !== host) expect(provider.requests, other).to.have.length(0);
    });

  it("is not copied in what is declared: keys are named values of Key Vault, on the backends and nowhere else", async () => {
    const stack = await evaluatedProgram(() => void new GenAiGateway("genai", { config }));
    const named = stack.all("apimanagement:NamedValue").filter(({ inputs }) => inputs["keyVault"]);
    expect(named.map(({ inputs }) => JSON.stringify(inputs["keyVault"]))).to.have.members(
      secrets.map((name) => `{"secretIdentifier":"https://kv-shared.vault.azure.net/secrets/${name}"}`),
    );
    for (const { inputs } of named)
      expect([inputs["secret"], inputs["value"]], String(inputs["namedValueId"])).to.deep.equal([
        true,
        undefined,
      ]);
    const holders = stack.deployment.resources.filter(({ inputs, type }) =>
      type.endsWith(":NamedValue") ? false : JSON.stringify(inputs).includes("genai-provider-"),
    );
    const isSigning = (id: string) => id.includes("aws");
    for (const { type, inputs, name } of holders) {
      const ids = [...JSON.stringify(inputs).matchAll(/\{\{(genai-provider-[^}]*)\}\}/g)].map(
        ([, id]) => id!,
      );
      // A signature is made in a policy, which names the named values; its keys stand in no header of the backend's.
      if (type.endsWith(":Backend")) expect(ids.some(isSigning), name).to.equal(false);
      else expect(ids.every(isSigning), name).to.equal(true);
      // Never as a text of its own: only where API Management puts the value.
      expect(JSON.stringify(inputs).replaceAll(/\{\{genai-provider-[^}]*\}\}/g, ""), name).not.to.include(
        "genai-provider-",
      );
    }
    expect(holders.filter(({ type }) => type.endsWith(":Backend"))).to.have.length(4);
  });

  it("is not copied in the state: it has ids of secrets, and values of none", async () => {
    const { state, error } = await updateStack({
      ...readStackConfig(process.cwd(), "ptu"),
      program: () => void new GenAiGateway("genai", { config }),
      cloud: new LocalCloud(),
    });
    expect(error).to.equal(undefined);
    const text = JSON.stringify(state);
    for (const name of secrets) expect(text).to.include(`vault.azure.net/secrets/${name}`);
    expect(text).not.to.include(inVault);
  });

  it("is not copied in what is told of a call: traces, events, logs, metrics and answers show no secret", async () => {
    const { stack } = await startAll(() => answer({}));
    const traces: unknown[] = [];
    const outside: HttpRequest[] = [];
    const local = createLocalStack(stack.deployment, {
      clock: stack.clock,
      hosts: Object.fromEntries(
        addressesOf(stack).map((host) => [
          host,
          (request: HttpRequest) => {
            outside.push(request);
            return Promise.resolve(answer({ echo: "no secret" }));
          },
        ]),
      ),
      onTrace: (record) => void traces.push(record),
    });
    const seen: unknown[] = [];
    const traced = Object.assign(Object.create(stack) as DevStack, { local });
    for (const [, api, model] of calls) {
      const { status, headers, bytes } = await callOf(traced, api, model);
      expect(status, bytes.toString()).to.equal(200);
      seen.push([...headers], bytes.toString());
    }
    expect(outside).to.have.length(calls.length);
    expect(outside.every(({ headers }) => JSON.stringify([...headers]).includes(inVault))).to.equal(true);
    expect(traces).to.have.length(calls.length);
    const told = JSON.stringify([traces, seen, local.recorded]);
    expect(told.length).to.be.greaterThan(20_000);
    for (const name of secrets) expect(told).not.to.include(`${inVault}kv-shared/${name}`);
    for (const text of new Evaluated(stack.deployment).allPolicies()) expect(text).not.to.include(inVault);
  });
});

/** Every host that a backend of the stack has, but for accounts. */
function addressesOf(stack: DevStack): readonly string[] {
  const urls = new Evaluated(stack.deployment)
    .all("apimanagement:Backend")
    .flatMap(({ inputs }) => (typeof inputs["url"] === "string" ? [new URL(inputs["url"]).hostname] : []));
  return urls.filter((url) => calls.some(([end]) => url.endsWith(end)));
}
