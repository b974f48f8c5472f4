import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import ts from "typescript";
import type { z } from "zod";
import type { GatewayConfigInput } from "../../../components";
import type { gatewayConfigSchema } from "../../../components/config/schema";

// The compiler holds the generated types against the ones that the checks have.
type Same<Left, Right> = [Left] extends [Right] ? ([Right] extends [Left] ? true : never) : never;
const generatedTypesAreTheCheckedOnes: Same<GatewayConfigInput, z.input<typeof gatewayConfigSchema>> = true;

const root = resolve(__dirname, "../../..");
const file = resolve(root, "program.ts");
const program = `
import { GenAiGateway, type GatewayConfigInput } from "./components";
const config: GatewayConfigInput = {
  location: "swedencentral",
  apiManagement: { sku: "Developer", publisherName: "", publisherEmail: "" },
  backends: [{ name: "ptu-1", kind: "ptu", deployments: [{ capacity: 50, /*deployment*/ }], existing: { accountId: "" } }],
  existing: { subnetIds: { privateEndpoints: "" }, /*existing*/ },
  products: [{ name: "", displayName: "", tokenQuota: { tokens: 1, period: "Monthly" }, /*product*/ }],
};
new GenAiGateway("genai", { config: { apis: { openAiV1: { backendTimeoutSeconds: 60 } } } });
`;

/** What an editor asks of TypeScript. */
function editor(): ts.LanguageService {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(resolve(root, "tsconfig.json"), (name) => ts.sys.readFile(name)).config,
    ts.sys,
    root,
  );
  const text = (name: string) => (name === file ? program : ts.sys.readFile(name));
  return ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, types: [] }),
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (compiler) => ts.getDefaultLibFilePath(compiler),
    getScriptFileNames: () => [file],
    getScriptSnapshot: (name) => {
      const found = text(name);
      return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
    },
    getScriptVersion: () => "1",
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: text,
  });
}

describe("the config in an editor", function () {
  const service = editor();
  const docs = (parts: readonly ts.SymbolDisplayPart[] | undefined) =>
    ts.displayPartsToString([...(parts ?? [])]);

  /** Where the mouse is => what is shown. */
  const hovers: readonly (readonly [around: string, prose: RegExp, tags: RegExp])[] = [
    ['location: "sw', /Azure region of the stack/, /see .*regions-list/],
    ["sku:", /Tier of the service/, /example "Developer"/],
    ["capacity: 50", /PTUs where the backend's kind is `ptu`/, /example 50/],
    ["accountId:", /Id of the account, in this or another subscription/, /example/],
    ["privateEndpoints:", /Id of the subnet of the private endpoints/, /defaultValue declared by the stack/],
    ["tokens: 1", /How many tokens in one period. Unit: tokens\./, /example 500000000/],
    ["backendTimeoutSeconds", /Longest wait for a backend .*Unit: seconds\./, /defaultValue `240`/],
  ];
  for (const [around, prose, tags] of hovers)
    it(`tells what ${around.split(":")[0]} is`, () => {
      const info = service.getQuickInfoAtPosition(file, program.indexOf(around) + 1);
      expect(docs(info?.documentation)).to.match(prose);
      expect((info?.tags ?? []).map(({ name, text }) => `${name} ${docs(text)}`.trim()).join("\n")).to.match(
        tags,
      );
    });

  const completions: readonly (readonly [at: string, key: string, prose: RegExp])[] = [
    ["/*deployment*/", "versionUpgradeOption", /What Azure does with the version/],
    ["/*existing*/", "logAnalyticsWorkspaceId", /Id of the Log Analytics workspace/],
    ["/*product*/", "subscriptionBudget", /Money that each subscription of the product may spend/],
  ];
  for (const [at, key, prose] of completions)
    it(`offers ${key} at ${at}, and tells what it is`, () => {
      const position = program.indexOf(at);
      const names = service.getCompletionsAtPosition(file, position, {})?.entries.map(({ name }) => name);
      expect(names).to.include(key);
      const details = service.getCompletionEntryDetails(file, position, key, {}, undefined, {}, undefined);
      expect(docs(details?.documentation)).to.match(prose);
    });

  it("takes outputs where nothing is planned from them, and nowhere else", () => {
    expect(generatedTypesAreTheCheckedOnes).to.equal(true);
    const types = readFileSync(resolve(root, "components/config/input.ts"), "utf8");
    const withOutputs = [...types.matchAll(/^ {2}(\w+)\??: .*pulumi\.Input/gm)].map(([, key]) => key);
    expect([...new Set(withOutputs)].sort()).to.deep.equal(
      [
        ...[
          "accountId",
          "agentSvc",
          "blob",
          "monitor",
          "ods",
          "oms",
          "privateLinkScopeId",
          "aiServices",
          "clientId",
          "cognitiveServices",
          "apiManagement",
          "apiManagementId",
          "applicationGateway",
          "certificateSecretId",
        ],
        ...["certificateVaultId", "deploy", "emails", "endpoint", "eventHub", "keyVault", "keyVaultId"],
        ...["keyVaultSecretId", "logAnalyticsWorkspaceId", "notificationSenderEmail", "openAi"],
        ...["principalId", "privateEndpoints", "publisherEmail", "publisherName", "redis", "resourceGroupId"],
        ...["resourceId", "tags", "virtualNetworkId"],
      ].sort(),
    );
  });
});
