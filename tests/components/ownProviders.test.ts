import { expect } from "chai";
import { packageProviders, type ProviderDefinition } from "../../components/providers";
import { providersWith } from "../../components/providers/own";
import { parseGatewayConfig } from "../../components/config";
import type { ProblemsError } from "../../packages/common/problem";
import { configOf, devStack } from "./config/stackFile";

const acme: ProviderDefinition = {
  name: "acme",
  title: "Acme",
  endpoint: "https://api.acme.example",
  auth: ["apiKey"],
  keyHeader: "x-acme-token",
  page: "https://acme.example/docs",
  api: { displayName: "Acme", key: { header: "x-acme-token", query: "token" } },
};

function problemsOf(...own: readonly object[]): readonly string[] {
  try {
    providersWith(own as ProviderDefinition[]);
    return [];
  } catch (error) {
    return (error as ProblemsError).problems.map(({ code, subject }) => `${code} ${subject}`);
  }
}

describe("a program's own providers", () => {
  const table: readonly (readonly [string, readonly object[], readonly string[]])[] = [
    ["a sound one", [acme], []],
    ["two", [acme, { ...acme, name: "acme-2" }], []],
    ["one of a name with capitals", [{ ...acme, name: "Acme" }], ["PROVIDER_NAME providers[0].name"]],
    ["one of a name too long", [{ ...acme, name: "a".repeat(25) }], ["PROVIDER_NAME providers[0].name"]],
    ["one of the package's names", [{ ...acme, name: "gemini" }], ["PROVIDER_TAKEN providers[0].name"]],
    ["two of one name", [acme, acme], ["PROVIDER_TAKEN providers[1].name"]],
    [
      "plain http",
      [{ ...acme, endpoint: "http://acme.example" }],
      ["PROVIDER_ENDPOINT providers[0].endpoint"],
    ],
    ["a header that is none", [{ ...acme, keyHeader: "x key" }], ["PROVIDER_HEADER providers[0].keyHeader"]],
    [
      "secret headers that are none",
      [{ ...acme, api: { ...acme.api, secretHeaders: ["cookie", "a:b"] } }],
      ["PROVIDER_HEADER providers[0].api.secretHeaders[1]"],
    ],
    ["AWS's signature", [{ ...acme, auth: ["sigv4"] }], ["PROVIDER_AUTH providers[0].auth"]],
    ["no way to sign on", [{ ...acme, auth: [] }], ["PROVIDER_AUTH providers[0].auth"]],
    [
      "several mistakes, all at once",
      [
        { ...acme, auth: ["managedIdentity"], keyHeader: "" },
        { ...acme, name: "openAiV1" },
      ],
      [
        "PROVIDER_HEADER providers[0].keyHeader",
        "PROVIDER_AUTH providers[0].auth",
        "PROVIDER_NAME providers[1].name",
        "PROVIDER_TAKEN providers[1].name",
      ],
    ],
  ];
  for (const [what, own, expected] of table)
    it(`${expected.length === 0 ? "takes" : "refuses"} ${what}`, () => {
      expect(problemsOf(...own)).to.deep.equal(expected);
    });

  it("leave the package's as they are", () => {
    expect(providersWith()).to.equal(packageProviders);
    providersWith([acme]);
    expect(Object.keys(packageProviders.apis)).not.to.include("acme");
  });

  /** What is said of a config, by the providers that there are. */
  const said = (own: readonly ProviderDefinition[], more: object) =>
    parseGatewayConfig({ ...configOf(devStack), ...more }, undefined, undefined, providersWith(own))
      .problems.filter(({ severity, code }) => severity === "error" || code === "CONFIG_API_UNSPOKEN")
      .map(({ code, subject }) => `${code} ${subject}`);
  const backend = {
    name: "acme-1",
    provider: "acme",
    kind: "external",
    auth: { apiKey: { keyVaultSecretId: "https://kv-shared.vault.azure.net/secrets/key" } },
    deployments: [{ name: "large", model: "acme-large-3" }],
  };
  const azure = configOf(devStack)["backends"] as object[];
  const backends = [...azure, backend];
  const configs: readonly (readonly [string, readonly ProviderDefinition[], object, readonly string[]])[] = [
    ["by name", [acme], { backends }, []],
    ["not without being passed", [], { backends: [backend] }, ["CONFIG_INVALID_VALUE backends[0].provider"]],
    ["with an API to set", [acme], { backends, apis: { acme: { path: "models" } } }, []],
    [
      "with a path that is taken",
      [acme],
      { backends, apis: { openAiV1: { path: "acme" } } },
      ["CONFIG_DUPLICATE_PATH apis.openAiV1.path"],
    ],
    ["with an API that nobody speaks", [acme], { apis: { acme: {} } }, ["CONFIG_API_UNSPOKEN apis.acme"]],
    [
      "with a key of an API that there is not",
      [acme],
      { backends, apis: { acme: { pat: "x" } } },
      ["CONFIG_UNKNOWN_KEY apis.acme.pat"],
    ],
    [
      "with an API for a product, by its name",
      [acme],
      {
        backends,
        products: [
          { name: "one", displayName: "One", apis: ["acme"], subscriptions: [] },
          { name: "two", displayName: "Two", apis: ["acne"], subscriptions: [] },
        ],
      },
      ["CONFIG_UNKNOWN_API products[1].apis[0]"],
    ],
    [
      "with the model in the path, of one name at the provider",
      [{ ...acme, api: { ...acme.api, modelInPath: "model" } }],
      {
        backends: [
          backend,
          {
            ...backend,
            name: "acme-2",
            deployments: [{ name: "large", model: "acme-large-3", as: "large-eu" }],
          },
        ],
      },
      ["CONFIG_MODEL_IN_PATH backends[1].deployments[0].as"],
    ],
  ];
  for (const [what, own, more, expected] of configs)
    it(`are known to the config ${what}`, () => {
      expect(said(own, more)).to.deep.equal(expected);
    });
});
