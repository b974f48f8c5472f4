import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const secret = { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/key" };
const claude = {
  name: "claude-direct",
  provider: "anthropic",
  kind: "external",
  auth: { apiKey: secret },
  deployments: [{ name: "claude-sonnet-4-5", model: "claude-sonnet-4-5" }],
};

/** What is wrong with a backend beside the dev stack's own: code and key. */
function problemsOf(backend: object, more: object = {}) {
  const backends = [...(dev["backends"] as object[]), backend];
  const { problems } = parseGatewayConfig({ ...dev, backends, ...more });
  const own = `backends[${backends.length - 1}]`;
  return problems
    .filter(({ severity }) => severity === "error")
    .map(({ code, subject = "" }) =>
      `${code} ${subject.replace(`azure-genai-gateway:${own}`, "").replace(own, "")}`.trim(),
    );
}

describe("backends of other providers in the config", function () {
  it("takes what each provider needs, and no more", () => {
    for (const backend of [
      claude,
      { ...claude, provider: "openai", deployments: [{ name: "gpt-9", model: "gpt-9" }] },
      { ...claude, provider: "gemini", deployments: [{ name: "gemini-2.5-pro", model: "gemini-2.5-pro" }] },
      { ...claude, provider: "openai-compatible", auth: undefined, endpoint: "https://llm.example.com/v1" },
      {
        ...claude,
        provider: "bedrock",
        auth: { sigv4: { region: "eu-central-1", accessKeyId: secret, secretKey: secret } },
      },
      {
        name: "foundry",
        provider: "foundry",
        kind: "payg",
        deployments: [{ name: "claude", model: "claude-sonnet-4-5", version: "20250929", capacity: 10 }],
      },
    ])
      expect(problemsOf(backend), backend.provider).to.deep.equal([]);
  });

  const table: readonly (readonly [string, object, readonly string[]])[] = [
    ["no key", { ...claude, auth: undefined }, ["CONFIG_AUTH_MISSING .auth"]],
    [
      "a key in plain",
      { ...claude, auth: { apiKey: "sk-ant-very-secret" } },
      ["CONFIG_PLAINTEXT_KEY .auth.apiKey"],
    ],
    [
      "a key in plain where its secret's id belongs",
      { ...claude, auth: { apiKey: { keyVaultSecretId: "sk-ant-very-secret" } } },
      ["CONFIG_PLAINTEXT_KEY .auth.apiKey.keyVaultSecretId"],
    ],
    [
      "a sign-on of another provider's",
      { ...claude, auth: { sigv4: { region: "eu-central-1", accessKeyId: secret, secretKey: secret } } },
      ["CONFIG_AUTH_PROVIDER .auth.sigv4"],
    ],
    [
      "two sign-ons",
      { ...claude, auth: { apiKey: secret, managedIdentity: true } },
      ["CONFIG_AUTH_PROVIDER .auth.managedIdentity", "CONFIG_AUTH_TWICE .auth"],
    ],
    [
      "keys of Azure's, and a kind of Azure's",
      {
        ...claude,
        kind: "payg",
        location: "swedencentral",
        deployments: [{ ...claude.deployments[0]!, version: "1", capacity: 3 }],
      },
      [
        "CONFIG_PROVIDER_KIND .kind",
        "CONFIG_PROVIDER_KEY .location",
        "CONFIG_PROVIDER_KEY .deployments[0].version",
        "CONFIG_PROVIDER_KEY .deployments[0].capacity",
      ],
    ],
    [
      "a server whose address nobody knows",
      { ...claude, provider: "openai-compatible", auth: undefined },
      ["CONFIG_ENDPOINT_MISSING .endpoint"],
    ],
    [
      "an endpoint without TLS",
      { ...claude, endpoint: "http://llm.example.com" },
      ["CONFIG_INVALID_FORMAT .endpoint"],
    ],
    [
      "an external Azure OpenAI, without what a deployment there needs",
      { name: "more", kind: "external", deployments: [{ name: "gpt-5.4", model: "gpt-5.4" }] },
      [
        "CONFIG_PROVIDER_KIND .kind",
        "CONFIG_REQUIRED .deployments[0].version",
        "CONFIG_REQUIRED .deployments[0].capacity",
      ],
    ],
    [
      "one name behind a URL with /v1 and one without",
      {
        ...claude,
        provider: "openai-compatible",
        auth: undefined,
        endpoint: "https://llm.example.com/v1beta/openai",
        deployments: [{ name: "gpt-5.4", model: "gpt-5.4" }],
      },
      ["CONFIG_ENDPOINT_MIX .deployments[0].name"],
    ],
    [
      "a name that is another model elsewhere",
      { ...claude, provider: "openai", deployments: [{ name: "gpt-5.4", model: "gpt-4o" }] },
      ["CONFIG_DEPLOYMENT_MODEL .deployments[0].model"],
    ],
  ];
  for (const [what, backend, expected] of table)
    it(`refuses ${what}, all at once`, () => {
      expect(problemsOf(backend)).to.have.members(expected);
    });

  it("never shows a key that stands in plain", () => {
    for (const apiKey of ["sk-ant-very-secret", { keyVaultSecretId: "sk-ant-very-secret" }]) {
      const { problems } = parseGatewayConfig({ ...dev, backends: [{ ...claude, auth: { apiKey } }] });
      expect(JSON.stringify(problems)).not.to.include("very-secret");
    }
  });

  it("says what limits count where API Management counts nothing", () => {
    const { problems } = parseGatewayConfig({ ...dev, backends: [...(dev["backends"] as object[]), claude] });
    const codes = problems.map(({ code }) => code);
    expect(codes).to.include("CONFIG_LIMIT_STANDS_IN");
    expect(parseGatewayConfig(dev).problems.map(({ code }) => code)).not.to.include("CONFIG_LIMIT_STANDS_IN");
  });

  /** What is said of the paths of APIs, and whether there is one. */
  const ofApis = (apis: object, backends: readonly object[], more: object = {}) =>
    parseGatewayConfig({ ...dev, apis, backends, products: [], ...more })
      .problems.filter(({ code }) => code === "CONFIG_DUPLICATE_PATH" || code === "CONFIG_NO_API")
      .map(({ code, subject }) => `${code} ${subject}`);
  const azure = dev["backends"] as object[];
  const foundry = {
    name: "foundry",
    provider: "foundry",
    kind: "payg",
    deployments: [{ name: "gpt", model: "gpt-5.4", version: "2026-03-05", capacity: 10 }],
  };
  const off = { azureOpenAi: { enabled: false }, openAiV1: { enabled: false } };
  const paths: readonly (readonly [string, object, readonly object[], readonly string[]])[] = [
    ["a path of an API that nobody speaks is free", { azureOpenAi: { path: "gemini" } }, azure, []],
    [
      "a path of an API that is off is free",
      { azureOpenAi: { enabled: false }, openAiV1: { path: "openai" } },
      azure,
      [],
    ],
    [
      "a path of an API that a backend speaks is taken, though the config does not name it",
      { azureOpenAi: { path: "anthropic" } },
      [...azure, claude],
      ["CONFIG_DUPLICATE_PATH apis.azureOpenAi.path"],
    ],
    ["Claude's API alone is one", off, [claude], []],
    [
      "Foundry's GPT is no reason for Claude's API",
      { ...off, azureOpenAi: { enabled: false, path: "anthropic" } },
      [foundry],
      ["CONFIG_NO_API apis"],
    ],
    ["no API", { ...off, anthropic: { enabled: false } }, [claude], ["CONFIG_NO_API apis"]],
  ];
  for (const [what, apis, backends, expected] of paths)
    it(`knows which APIs there are: ${what}`, () => {
      expect(ofApis(apis, backends)).to.deep.equal(expected.map((one) => one.trim()));
    });
});
