import { expect } from "chai";
import type { ContractInput, GatewayConfigInput } from "../../components";
import { both, contractStack, hubStack } from "../components/useCase/onBoard";
import { ask } from "./ask";
import { DevStack } from "./devStack";
import { config as providers } from "./hubFaults/everyProvider";
import { form, imagesConfig } from "./providers/imageStack";
import { answer } from "./providers/providerStack";
import { knowledge, papers } from "./services/serviceStack";

/** Everything on that a key can come to. */
const files = { files: "owned", stored: "owned" } as const;
const config: GatewayConfigInput = {
  ...providers,
  backends: [...providers.backends, imagesConfig.backends.at(-1)!],
  apis: { ...providers.apis, openAiV1: files, azureOpenAi: files },
  usage: { ownView: true },
  ingress: { enabled: false },
  services: [
    { ...knowledge, productIndexes: undefined, writers: undefined },
    { ...papers, productModels: undefined },
  ],
  mcpServers: [{ name: "pass", from: { url: "https://pass.example.com/mcp" } }],
  agents: [
    {
      name: "travel",
      cardUrl: "https://pass.example.com/card.json",
      url: "https://pass.example.com/a2a",
    },
  ],
};
const apis = ["openAiV1", "azureOpenAi", "anthropic", "gemini", "bedrock", "mai", "flux"] as const;
const everything: ContractInput = {
  useCase: { businessUnit: "hr", name: "everything", environment: "dev" },
  grants: apis.map((api) => ({ api })),
  services: [{ name: "knowledge" }, { name: "papers" }],
  mcpServers: [{ name: "pass" }],
  agents: [{ name: "travel" }],
};

/** What stands in the place of a path's parameter: by the operation's API, then by its name. */
const named: Readonly<Record<string, string>> = {
  "azure-openai/deployment-id": "shared",
  "gemini/call": "shared:generateContent",
  "service-knowledge/index": "indexes('hotels')",
  "service-knowledge/plain": "hotels",
  "service-knowledge/document": "docs('1')",
  "service-papers/call": "prebuilt-read:analyze",
  "service-papers/model": "prebuilt-read",
};
/** A body that nearly every operation takes: each reads what it knows. */
const body = {
  ...{ model: "shared", messages: [{ role: "user", content: "x" }], input: "x", prompt: "x", max_tokens: 5 },
  ...{ contents: [{ role: "user", parts: [{ text: "x" }] }], search: "x", width: 1024, height: 1024 },
  ...{ input_file_id: "file-1", endpoint: "/v1/chat/completions", completion_window: "24h" },
};
const bodies: Readonly<Record<string, object>> = {
  bedrock: { messages: [{ role: "user", content: [{ text: "x" }] }], inferenceConfig: { maxTokens: 5 } },
  "bedrock/invoke-model": { anthropic_version: "bedrock-2023-05-31", max_tokens: 5, messages: body.messages },
  "service-papers": { base64Source: Buffer.from("Invoice").toString("base64") },
};
const [formType, ofForm] = form({
  ...{ model: "shared", purpose: "batch", prompt: "x" },
  ...{ file: Buffer.from("{}"), image: Buffer.from("x") },
});
const takesForm = /^(edit-|create-(file|transcription|translation)$)/;

interface Api {
  readonly apiId: string;
  readonly path: string;
  readonly value?: string;
  readonly subscriptionKeyParameterNames?: { readonly header?: string };
}
interface Definition {
  readonly paths: Record<string, Record<string, { readonly operationId: string }>>;
}
interface Operation {
  readonly id: string;
  readonly line: string;
  readonly headers: Record<string, string>;
  readonly body?: unknown;
}

/** One call of every operation that API Management is given, of APIs that have a description. */
function operationsOf(stack: DevStack, key: string): readonly Operation[] {
  const apis = stack.deployment.resources.filter(({ type }) => type === "azure-native:apimanagement:Api");
  return apis.flatMap(({ inputs }) => {
    const { apiId, path, value, subscriptionKeyParameterNames } = inputs as unknown as Api;
    if (value === undefined) return [];
    const header = subscriptionKeyParameterNames?.header ?? "Ocp-Apim-Subscription-Key";
    return Object.entries((JSON.parse(value) as Definition).paths).flatMap(([template, methods]) =>
      Object.entries(methods).map(([method, { operationId }]): Operation => {
        const id = `${apiId}/${operationId}`;
        const filled = template
          .replace(/\*$/, "fine_tuning/jobs")
          .replace("indexes/{index}", "indexes/{plain}")
          .replace("docs/{document}", "docs/1")
          .replace(/\{([^}]+)\}/g, (_, name: string) => named[`${apiId}/${name}`] ?? "shared");
        const ofCall = takesForm.test(operationId)
          ? ofForm
          : (bodies[id.replace(/-stream$/, "")] ?? bodies[apiId] ?? body);
        return {
          id,
          line: `${method.toUpperCase()} /${path}${filled}`,
          headers: { [header]: key, ...(ofCall === ofForm ? formType : {}) },
          body: method === "get" ? undefined : ofCall,
        };
      }),
    );
  });
}

/** MCP servers and agents have no description. */
const rpc = { jsonrpc: "2.0", id: 1, method: "tools/list" };
const message = { messageId: "1", role: "user", parts: [{ kind: "text", text: "x" }] };
const rpcCalls = (key: string): readonly Operation[] =>
  (
    [
      ["POST /pass/mcp", rpc],
      ["POST /travel/a2a", { ...rpc, method: "message/send", params: { message } }],
      ["GET /travel/.well-known/agent-card.json", undefined],
    ] as const
  ).map(([line, body]) => ({ id: line, line, headers: { "api-key": key }, body }));

/** Answers as a server of MCP, and as an agent. */
const elsewhere = () =>
  Promise.resolve(answer({ jsonrpc: "2.0", id: 1, result: { kind: "message" }, name: "Travel", skills: [] }));

describe("keys of contracts at a gateway that takes none any more", () => {
  const stackOf = async (contracts: GatewayConfigInput["contracts"]) => {
    const deployed = await contractStack(await hubStack(config), [everything]);
    const hub = await hubStack({ ...config, contracts });
    return DevStack.of(both(hub, deployed), undefined, { "pass.example.com": elsewhere });
  };
  const answersTo = async (stack: DevStack, subscription: string, methods = /./) => {
    const key = stack.key(subscription);
    const answers: (readonly [id: string, status: number, code: string])[] = [];
    for (const { id, line, headers, body } of [...operationsOf(stack, key), ...rpcCalls(key)]) {
      if (!methods.test(line)) continue;
      const { status, code } = await ask(stack, line, headers, body);
      answers.push([id, status, code]);
    }
    return answers;
  };

  it("open no path of any API, and reach nothing behind one", async () => {
    const stack = await stackOf({ enabled: false });
    const answers = await answersTo(stack, "hr/everything/dev");
    const wrong = answers.filter(([id, status, code]) =>
      // What a service has never had is nobody's: that is said before it is asked whose key it is.
      /^service-.*not-offered/.test(id) ? status !== 404 : status !== 403 || code !== "contracts_off",
    );
    expect(wrong).to.deep.equal([]);
    expect(answers.length).to.be.greaterThan(120);
    expect(stack.served("azure")).to.deep.equal({ ok: 0, refused: 0 });
  });

  it("is no answer to keys of the gateway's own, nor to contracts that are taken", async () => {
    for (const [contracts, key] of [
      [{ enabled: false }, "team"],
      [{ enabled: true }, "hr/everything/dev"],
    ] as const) {
      const answers = await answersTo(await stackOf(contracts), key, /^GET/);
      expect(answers.filter(([, , code]) => code === "contracts_off")).to.deep.equal([]);
      for (const listing of ["openai-v1/list-models", "anthropic/list-anthropic-models"])
        expect(answers).to.deep.include([listing, 200, ""]);
    }
  });
});
