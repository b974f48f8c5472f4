import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const secret = (name = "key") => ({ keyVaultSecretId: `https://kv-shared.vault.azure.net/secrets/${name}` });
const one = (more: object) => ({ name: "model", model: "claude-sonnet-4-5", ...more });
const claude = {
  name: "other",
  provider: "anthropic",
  kind: "external",
  auth: { apiKey: secret() },
  deployments: [one({})],
};
const server = (endpoint: string, more: object = {}) => ({
  ...claude,
  provider: "openai-compatible",
  auth: undefined,
  endpoint,
  deployments: [one({ model: "llama" })],
  ...more,
});
const gemini = (more: object = {}) => ({
  ...claude,
  provider: "gemini",
  deployments: [one({ model: "gemini-2.5-flash" })],
  ...more,
});
const aws = (more: object = {}, as: string | undefined = "eu.amazon.nova-lite-v1:0") => ({
  ...claude,
  provider: "bedrock",
  auth: { sigv4: { region: "eu-central-1", accessKeyId: secret("id"), secretKey: secret("secret") } },
  deployments: [one({ model: "amazon.nova-lite", as })],
  ...more,
});
const foundry = (deployment: object) => ({
  name: "other",
  provider: "foundry",
  kind: "payg",
  deployments: [one({ version: "1", capacity: 10, ...deployment })],
});
const arn = (region: string) =>
  `arn:aws:bedrock:${region}:123456789012:application-inference-profile/abcdef123456`;

/** What is found in a backend beside the dev stack's own, with the next step where it is one that can be typed in. */
function findings(backend: object): string[] {
  const backends = [...(dev["backends"] as object[]), backend];
  const own = `backends[${backends.length - 1}]`;
  return parseGatewayConfig({ ...dev, backends }).problems.flatMap(({ code, subject = "", hint = "" }) => {
    if (!subject.includes(own)) return [];
    const key = subject.slice(subject.indexOf(own) + own.length);
    const url = /^Write (https:[^ :,]*)/.exec(hint)?.[1];
    return [[code.replace("CONFIG_", ""), key, ...(url ? [`=> ${url}`] : [])].join(" ").trim()];
  });
}

const noUrl = "INVALID_FORMAT .endpoint";
const table: readonly (readonly [what: string, backend: object, expected: readonly string[]])[] = [
  ["MAI-Image in Foundry", foundry({ model: "MAI-Image-2.5", format: "Microsoft" }), []],
  ["FLUX.2 in Foundry, whose publisher its name tells", foundry({ model: "FLUX.2-pro" }), []],
  ["MAI's other models, in OpenAI's form", foundry({ model: "MAI-DS-R1", format: "Microsoft" }), []],
  [
    "an image model of another publisher",
    foundry({ model: "FLUX.2-pro", format: "OpenAI" }),
    ["MODEL_PROVIDER .deployments[0].format"],
  ],
  [
    "an image model as provisioned throughput",
    { ...foundry({ model: "MAI-Image-2.5" }), kind: "ptu" },
    ["MODEL_SKU .deployments[0].model", "SPILL_NOWHERE .deployments[0].name"],
  ],
  [
    "an image model in a data zone",
    { ...foundry({ model: "FLUX.2-flex" }), sku: "DataZoneStandard" },
    ["MODEL_SKU .deployments[0].model"],
  ],
  [
    "an image model at Azure OpenAI",
    { ...foundry({ model: "MAI-Image-2.5" }), provider: undefined },
    ["MODEL_PROVIDER .deployments[0].model"],
  ],
  ["a slash at the end", server("https://llm.example.com/v1//"), []],
  ["a port", server("https://llm.example.com:8443/v1"), []],
  ["a port that is none", server("https://llm.example.com:99999/v1"), [noUrl]],
  ["upper case", server("HTTPS://LLM.Example.com/V1"), []],
  ["an address", server("https://10.0.0.4/v1"), []],
  ["a name that DNS has otherwise", server("https://bücher.example/v1"), [noUrl]],
  ["a host that is none", server("https://.../v1"), [noUrl]],
  ["a way back up", server("https://llm.example.com/a/../v1"), [noUrl]],
  ["the same way, in letters", server("https://llm.example.com/a/%2E%2e/v1"), [noUrl]],
  ["braces of a named value", server("https://{{host}}/v1"), [noUrl]],
  ["percent signs without figures", server("https://llm.example.com/%zz"), [noUrl]],
  [
    "the operation besides",
    server("https://llm.example.com/v1/chat/completions/"),
    ["ENDPOINT_PATH .endpoint => https://llm.example.com/v1"],
  ],
  [
    "the version that calls bring, at Anthropic",
    { ...claude, endpoint: "https://api.anthropic.com/v1" },
    ["ENDPOINT_PATH .endpoint => https://api.anthropic.com"],
  ],
  [
    "the version that calls bring, at Gemini",
    gemini({ endpoint: "https://generativelanguage.googleapis.com/v1beta/models" }),
    ["ENDPOINT_PATH .endpoint => https://generativelanguage.googleapis.com"],
  ],
  [
    "no version, at OpenAI",
    server("https://api.openai.com", { provider: "openai", auth: { apiKey: secret() } }),
    ["ENDPOINT_PATH .endpoint => https://api.openai.com/v1"],
  ],
  [
    "AWS's other service",
    aws({ endpoint: "https://bedrock.eu-central-1.amazonaws.com" }),
    ["ENDPOINT_PATH .endpoint => https://bedrock-runtime.eu-central-1.amazonaws.com"],
  ],
  [
    "a region that is not signed for",
    aws({ endpoint: "https://bedrock-runtime-fips.us-east-1.amazonaws.com" }),
    ["AWS_REGION .auth.sigv4.region"],
  ],
  [
    "an endpoint in a network",
    aws({ endpoint: "https://vpce-1-a.bedrock-runtime.eu-central-1.vpce.amazonaws.com" }),
    [],
  ],
  ["an ARN", aws({}, arn("eu-central-1")), []],
  ["an ARN of elsewhere", aws({}, arn("us-east-1")), ["AWS_REGION .deployments[0].as"]],
  ["the catalogue's name at Bedrock", aws({ deployments: [one({})] }), ["MODEL_NAME .deployments[0].model"]],
  [
    "Google's whole path",
    gemini({ deployments: [one({ model: "models/gemini-2.5-flash" })] }),
    ["MODEL_IN_PATH .deployments[0].model"],
  ],
  [
    "a model of another house",
    { ...claude, deployments: [one({ as: "gpt-5.4" })] },
    ["MODEL_NAME .deployments[0].as"],
  ],
  [
    "a server that speaks as Anthropic does, with names of its own",
    { ...claude, endpoint: "https://llm.example.com/anthropic", deployments: [one({ as: "llama-4" })] },
    [],
  ],
  [
    "a name that ends a text of JSON",
    { ...claude, deployments: [one({ as: 'a","stream":"' })] },
    ["INVALID_FORMAT .deployments[0].as"],
  ],
  [
    "a name of a server's, with a slash",
    server("https://llm.example.com/v1", { deployments: [one({ model: "meta-llama/Llama-3.3" })] }),
    [],
  ],
  [
    "Claude in an account of Azure OpenAI",
    { ...foundry({}), provider: undefined },
    ["MODEL_PROVIDER .deployments[0].model"],
  ],
  ["a publisher in lower case", foundry({ format: "anthropic" }), ["MODEL_PROVIDER .deployments[0].format"]],
  [
    "a publisher of another model",
    foundry({ model: "gpt-5.4", version: "2026-03-05", format: "Anthropic" }),
    ["MODEL_PROVIDER .deployments[0].format"],
  ],
  [
    "nobody who publishes a model",
    foundry({ model: "Mistral-Large-3" }),
    ["MODEL_UNKNOWN .deployments[0].model", "FORMAT_ASSUMED .deployments[0].model"],
  ],
  [
    "a version of a secret",
    { ...claude, auth: { apiKey: secret("key/0123456789abcdef") } },
    ["SECRET_VERSION .auth.apiKey.keyVaultSecretId => https://kv-shared.vault.azure.net/secrets/key"],
  ],
  [
    "a vault of nobody's",
    { ...claude, auth: { apiKey: { keyVaultSecretId: "https://kv.vault.example.com/secrets/key" } } },
    ["PLAINTEXT_KEY .auth.apiKey.keyVaultSecretId"],
  ],
  [
    "a header that is not for keys",
    { ...claude, auth: { apiKey: { ...secret(), header: "content-type" } } },
    ["INVALID_FORMAT .auth.apiKey.header"],
  ],
  [
    "an identity that is not to be used",
    { ...foundry({}), auth: { managedIdentity: false } },
    ["AUTH_PROVIDER .auth"],
  ],
  // One mistake is told once.
  ["a provider that is none", { ...claude, provider: "Anthropic" }, ["INVALID_VALUE .provider"]],
  [
    "a region that is none",
    aws({ auth: { sigv4: { region: "EU", accessKeyId: secret(), secretKey: secret() } } }),
    ["INVALID_FORMAT .auth.sigv4.region"],
  ],
];

describe("addresses and names of other providers in the config", function () {
  for (const [what, backend, expected] of table)
    it(`${expected.length === 0 ? "takes" : "tells of"} ${what}`, () => {
      expect(findings(backend)).to.have.members(expected);
    });

  it("shows nothing of an endpoint in which a key may stand", () => {
    for (const endpoint of [
      "https://me:very-secret@llm.example.com/v1",
      "https://llm.example.com/v1?key=very-secret",
    ]) {
      expect(findings(server(endpoint))).to.deep.equal([noUrl]);
      const backends = [...(dev["backends"] as object[]), server(endpoint)];
      expect(JSON.stringify(parseGatewayConfig({ ...dev, backends }).problems)).not.to.include("very-secret");
    }
  });

  it("keeps an alias to one kind of URL, for the path is written once", () => {
    const backends = [...(dev["backends"] as object[]), server("https://llm.example.com/api")];
    const codes = (models: readonly string[]) =>
      parseGatewayConfig({ ...dev, backends, aliases: [{ name: "smart", models }] }).problems.flatMap(
        ({ code, severity }) => (severity === "error" ? [code] : []),
      );
    expect(codes(["gpt-5.4", "model"])).to.deep.equal(["CONFIG_ENDPOINT_MIX"]);
    expect(codes(["model"])).to.deep.equal([]);
  });
});
