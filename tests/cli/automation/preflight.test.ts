import type { EngineEvent } from "@pulumi/pulumi/automation";
import { expect } from "chai";
import { list, type ArmAccess } from "../../../packages/cli/automation/azure/arm";
import { NotSignedOn, signOn } from "../../../packages/cli/automation/azure/signOn";
import { plannedOf, type PlannedResource } from "../../../packages/cli/automation/preflight/planned";
import { preflight } from "../../../packages/cli/automation/preflight/preflight";
import { neededProviders } from "../../../packages/cli/automation/preflight/providers";
import { quotaNeeds } from "../../../packages/cli/automation/preflight/quotas";
import { matches } from "../../../packages/cli/automation/preflight/rights";
import { LocalCloud } from "../../../packages/local-cloud/account/localCloud";
import { answerArm, type ArmStandInOptions } from "../../../packages/local-cloud/arm/armStandIn";
import { serveArm } from "../../../packages/local-cloud/arm/serveArm";
import { unknownValue } from "../../../packages/local-cloud/azure/inputs/checkInputs";
import { localSubscription } from "../../../packages/local-cloud/azure/seeded";
import { deletedSoftly } from "./softly";

type Json = Readonly<Record<string, unknown>>;

const made = (type: string, name: string, inputs: Json): PlannedResource => ({
  type,
  name,
  made: true,
  inputs,
});
const group = made("resources:ResourceGroup", "g", { resourceGroupName: "g" });
const service = made("apimanagement:ApiManagementService", "apim", {
  resourceGroupName: "g",
  serviceName: "apim-x",
});
const vault = made("keyvault:Vault", "vault", { resourceGroupName: "g", vaultName: "kv-x" });
const account = made("cognitiveservices:Account", "ptu", {
  resourceGroupName: "g",
  accountName: "oai-x",
  location: "Sweden Central",
  kind: "OpenAI",
  properties: { customSubDomainName: "oai-x" },
});
const hubs = made("eventhub:Namespace", "hubs", { resourceGroupName: "g", namespaceName: "evhns-x" });
const address = made("network:PublicIPAddress", "address", {
  resourceGroupName: "g",
  location: "swedencentral",
  dnsSettings: { domainNameLabel: "label-x" },
});
const profile = made("trafficmanager:Profile", "profile", {
  resourceGroupName: "g",
  dnsConfig: { relativeName: "tm-x" },
});
const assignment = made("authorization:RoleAssignment", "role", { scope: unknownValue });
const deployment = (capacity: number, more: Json = {}, sku = "GlobalStandard"): PlannedResource => ({
  ...made("cognitiveservices:Deployment", "chat", {
    accountName: "oai-x",
    sku: { name: sku, capacity },
    properties: { model: { name: "gpt-5.4" } },
  }),
  ...more,
});
const before = (capacity: number, sku = "GlobalStandard") => ({
  made: false,
  before: { accountName: "oai-x", sku: { name: sku, capacity }, properties: { model: { name: "gpt-5.4" } } },
});
const everything = [group, service, vault, account, hubs, address, profile, assignment];

function access(options: ArmStandInOptions = {}, cloud = new LocalCloud()): () => Promise<ArmAccess> {
  return () =>
    Promise.resolve({
      subscriptionId: localSubscription,
      request: (method, path, body) => {
        const { status, body: answer } = answerArm(cloud, options, method, path, body);
        return Promise.resolve({ status, body: answer });
      },
    });
}

async function told(planned: readonly PlannedResource[], options: ArmStandInOptions, cloud?: LocalCloud) {
  const { problems, unchecked } = await preflight({ stack: "dev", planned, access: access(options, cloud) });
  return [...problems.map(({ code, severity, subject }) => `${severity} ${code} ${subject}`), ...unchecked];
}

describe("asking Azure before anything is made", () => {
  it("finds nothing wrong where all is well, with an answer to every question", async () => {
    expect(await told(everything, {})).to.be.empty;
  });

  for (const [name, subject] of [
    ["apim-x", "apim"],
    ["kv-x", "vault"],
    ["oai-x", "ptu"],
    ["evhns-x", "hubs"],
    ["label-x", "address"],
    ["tm-x", "profile"],
    ["KV-X", "vault"],
  ] as const)
    it(`${name} is somebody else's => error at ${subject}`, async () => {
      expect(await told(everything, { takenNames: [name] })).to.deep.equal([
        `error PREFLIGHT_NAME_TAKEN ${subject}`,
      ]);
    });

  it("asks for no name that stays, and for none that is not known yet", async () => {
    const kept = { ...vault, before: vault.inputs };
    const later = made("keyvault:Vault", "later", { resourceGroupName: "g", vaultName: unknownValue });
    expect(await told([{ ...kept, made: false }, kept, later], { takenNames: ["kv-x"] })).to.be.empty;
  });

  it("tells what keeps a name after its deletion, and the commands that free it or bring it back", async () => {
    const cloud = await deletedSoftly({ purgeProtection: false });
    const { problems } = await preflight({
      stack: "dev",
      planned: [vault, account, service],
      access: access({}, cloud),
    });
    const id = (path: string) => `/subscriptions/${localSubscription}/resourceGroups/g/providers/${path}`;
    expect(problems.map(({ code, subject, hint }) => [code, subject, hint])).to.have.deep.members([
      [
        "PREFLIGHT_NAME_SOFT_DELETED",
        "vault",
        "purge it with `az keyvault purge --name kv-x --location swedencentral`, or bring it back with " +
          "`az keyvault recover --name kv-x --location swedencentral`, then " +
          `\`azure-genai-gateway import dev vault ${id("Microsoft.KeyVault/vaults/kv-x")}\``,
      ],
      [
        "PREFLIGHT_NAME_SOFT_DELETED",
        "ptu",
        "purge it with `az cognitiveservices account purge --name oai-x --resource-group g --location swedencentral`, or bring it back with " +
          "`az cognitiveservices account recover --name oai-x --resource-group g --location swedencentral`, then " +
          `\`azure-genai-gateway import dev ptu ${id("Microsoft.CognitiveServices/accounts/oai-x")}\``,
      ],
      [
        "PREFLIGHT_NAME_SOFT_DELETED",
        "apim",
        "purge it with `az apim deletedservice purge --service-name apim-x --location swedencentral`",
      ],
    ]);
    const held = await deletedSoftly({ purgeProtection: true });
    const [problem] = (await preflight({ stack: "dev", planned: [vault], access: access({}, held) }))
      .problems;
    expect(problem!.hint)
      .to.match(/^purge protection .+az keyvault recover .+import dev vault/)
      .and.not.include("purge --name");
  });

  const mayNot = (...notActions: string[]) => [{ actions: ["*"], notActions }];
  for (const [permissions, expected] of [
    [mayNot("Microsoft.Authorization/*/Write"), ["error PREFLIGHT_RIGHT_MISSING role"]],
    [mayNot("Microsoft.Authorization/roleAssignments/write"), ["error PREFLIGHT_RIGHT_MISSING role"]],
    [
      [
        ...mayNot("Microsoft.Authorization/*/Write"),
        { actions: ["Microsoft.Authorization/roleAssignments/*"] },
      ],
      [],
    ],
    [
      [
        ...mayNot("Microsoft.Authorization/*/Write"),
        { actions: ["Microsoft.Authorization/roleAssignments/write"], condition: "@Request[...]" },
      ],
      ["warning PREFLIGHT_RIGHT_CONDITIONAL role"],
    ],
    [
      [{ actions: ["Microsoft.Authorization/*", "Microsoft.Resources/*"] }],
      ["error PREFLIGHT_RIGHT_MISSING vault"],
    ],
    [
      [{ actions: ["*/read"] }],
      ["g", "vault", "role"].map((subject) => `error PREFLIGHT_RIGHT_MISSING ${subject}`),
    ],
  ] as const)
    it(`rights ${JSON.stringify(permissions)} => ${expected.join() || "nothing"}`, async () => {
      expect(await told([group, vault, assignment], { permissions })).to.have.members(expected);
    });

  for (const [pattern, action, expected] of [
    ["*", "Microsoft.KeyVault/vaults/write", true],
    ["Microsoft.KeyVault/*", "microsoft.keyvault/vaults/write", true],
    ["Microsoft.KeyVault/vaults/read", "Microsoft.KeyVault/vaults/write", false],
    ["*/read", "Microsoft.KeyVault/vaults/write", false],
    ["Microsoft.Key*/vaults/write", "Microsoft.KeyVault/vaults/write", true],
    ["MicrosoftXKeyVault/*", "Microsoft.KeyVault/vaults/write", false],
  ] as const)
    it(`${pattern} ${expected ? "grants" : "does not grant"} ${action}`, () => {
      expect(matches(pattern, action)).to.equal(expected);
    });

  it("finds providers that are not registered, the one of a delegation too", async () => {
    const subnet = made("network:Subnet", "apim-subnet", {
      delegations: [{ name: "web", serviceName: "Microsoft.Web/serverFarms" }],
    });
    const planned = [vault, subnet, made("monitor:ActionGroup", "alerts", {})];
    expect([...neededProviders(planned).keys()]).to.have.members([
      "Microsoft.KeyVault",
      "Microsoft.Network",
      "Microsoft.Web",
      "Microsoft.Insights",
    ]);
    const providers = {
      "Microsoft.KeyVault": "Registered",
      "microsoft.web": "NotRegistered",
      "Microsoft.Insights": "Registering",
      "Microsoft.Network": "Registered",
      "Microsoft.Unused": "NotRegistered",
    };
    expect(await told(planned, { providers })).to.have.members([
      "error PREFLIGHT_PROVIDER apim-subnet",
      "warning PREFLIGHT_PROVIDER alerts",
    ]);
  });

  const quota = (name: string, currentValue: number, limit: number) => ({
    usages: { swedencentral: [{ name: `OpenAI.${name}`, currentValue, limit }] },
  });
  for (const [planned, options, expected] of [
    [[deployment(50)], quota("GlobalStandard.gpt-5.4", 0, 50), []],
    [[deployment(51)], quota("GlobalStandard.gpt-5.4", 0, 50), ["error PREFLIGHT_QUOTA chat"]],
    [[deployment(50)], quota("GlobalStandard.gpt-5.4", 10, 50), ["error PREFLIGHT_QUOTA chat"]],
    [[deployment(50, before(40))], quota("GlobalStandard.gpt-5.4", 40, 50), []],
    [[deployment(60, before(40))], quota("GlobalStandard.gpt-5.4", 40, 50), ["error PREFLIGHT_QUOTA chat"]],
    [[deployment(40, before(40))], quota("GlobalStandard.gpt-5.4", 60, 50), []],
    [
      [deployment(30), deployment(30)],
      quota("GlobalStandard.gpt-5.4", 0, 50),
      ["error PREFLIGHT_QUOTA chat, chat"],
    ],
    [[deployment(15, {}, "GlobalProvisionedManaged")], quota("GlobalProvisionedManaged", 0, 15), []],
    [
      [deployment(45, {}, "GlobalProvisionedManaged")],
      quota("GlobalProvisionedManaged", 0, 15),
      ["error PREFLIGHT_QUOTA chat"],
    ],
    [
      [deployment(45, {}, "ProvisionedManaged")],
      quota("GlobalProvisionedManaged", 0, 99),
      ["warning PREFLIGHT_QUOTA_UNKNOWN chat"],
    ],
    [
      [deployment(30, before(30, "Standard"))],
      quota("GlobalStandard.gpt-5.4", 0, 20),
      ["error PREFLIGHT_QUOTA chat"],
    ],
  ] as const)
    it(`deployments of ${planned.map(({ inputs }) => JSON.stringify(inputs["sku"])).join()} with ${JSON.stringify(options.usages.swedencentral)} => ${expected.join() || "room"}`, async () => {
      const there = { ...account, made: false, before: account.inputs };
      expect(await told([there, ...planned], options)).to.deep.equal(expected.map((line) => line));
    });

  it("adds needs of one region, SKU and model, and leaves out what lies in an account it does not know", () => {
    const elsewhere = { ...deployment(9), inputs: { ...deployment(9).inputs, accountName: "other" } };
    expect(quotaNeeds([account, deployment(30), deployment(20), elsewhere])).to.deep.equal([
      {
        location: "swedencentral",
        sku: "GlobalStandard",
        model: "gpt-5.4",
        more: 50,
        deployments: ["chat", "chat"],
      },
    ]);
  });

  it("tells what could not be asked, and goes on with the rest", async () => {
    const intercept: ArmStandInOptions["intercept"] = (_method, path) =>
      path.includes("KeyVault")
        ? { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } }
        : undefined;
    expect(await told([vault, hubs], { intercept, takenNames: ["kv-x", "evhns-x"] })).to.deep.equal([
      "error PREFLIGHT_NAME_TAKEN hubs",
      "not checked before the update, for Azure answered 403 AuthorizationFailed: no: the names of key vaults",
    ]);
  });

  it("asks nobody where nothing is made, and fails nothing where nobody is signed on", async () => {
    let asked = 0;
    const refuse = () => {
      asked++;
      return Promise.reject(new NotSignedOn("there is no `az` on PATH"));
    };
    expect(
      await preflight({ stack: "dev", planned: [{ ...vault, made: false }], access: refuse }),
    ).to.deep.equal({
      problems: [],
      unchecked: [],
    });
    expect(asked).to.equal(0);
    const { problems, unchecked } = await preflight({ stack: "dev", planned: [vault], access: refuse });
    expect(problems).to.be.empty;
    expect(unchecked.join()).to.include("there is no `az` on PATH").and.include("the names of key vaults");
  });

  it("takes what is planned from a preview's events", () => {
    const event = (op: string, name: string, old?: Json, after?: Json) =>
      ({
        resourcePreEvent: {
          metadata: {
            op,
            urn: `urn:pulumi:dev::p::azure-native:keyvault:Vault::${name}`,
            type: "azure-native:keyvault:Vault",
            ...(old ? { old: { custom: true, inputs: old } } : {}),
            ...(after ? { new: { custom: true, inputs: after } } : {}),
          },
        },
      }) as unknown as EngineEvent;
    const events = [
      event("create", "a", undefined, { vaultName: "a" }),
      event("same", "b", { vaultName: "b" }, { vaultName: "b" }),
      event("create-replacement", "c", { vaultName: "c" }, { vaultName: "d" }),
      event("replace", "c", { vaultName: "c" }, { vaultName: "d" }),
      event("delete-replaced", "c", { vaultName: "c" }),
      event("delete", "e", { vaultName: "e" }),
    ];
    expect(
      plannedOf(events).map(({ name, made, inputs }) => [name, made, inputs["vaultName"]]),
    ).to.deep.equal([
      ["a", true, "a"],
      ["b", false, "b"],
      ["c", true, "d"],
    ]);
  });
});

describe("signing on to Azure", () => {
  const token = "s3cret-token";
  const az = () => Promise.resolve(JSON.stringify({ accessToken: token, subscription: "sub-1" }));

  it("asks as az does, and sends the token to Azure Resource Manager alone", async () => {
    const sent: { readonly url: string; readonly init: RequestInit }[] = [];
    const send = ((url: string, init: RequestInit) => {
      sent.push({ url, init });
      return Promise.resolve(new Response('{"value":[]}', { status: 200 }));
    }) as unknown as typeof fetch;
    const arm = await signOn({ environment: {}, az, send });
    expect(arm.subscriptionId).to.equal("sub-1");
    await arm.request("GET", "/subscriptions/sub-1/providers?api-version=1");
    expect(sent[0]!.url).to.equal("https://management.azure.com/subscriptions/sub-1/providers?api-version=1");
    expect((sent[0]!.init.headers as Record<string, string>)["authorization"]).to.equal(`Bearer ${token}`);
    expect(sent[0]!.init.redirect).to.equal("error");
    expect(JSON.stringify(arm)).to.not.include(token);
  });

  it("never tells a token or a secret, whatever fails", async () => {
    const send = (() =>
      Promise.reject(new TypeError(`fetch failed for ${token}`))) as unknown as typeof fetch;
    const arm = await signOn({ environment: {}, az, send });
    const { unchecked } = await preflight({
      stack: "dev",
      planned: everything,
      access: () => Promise.resolve(arm),
    });
    expect(unchecked).to.not.be.empty;
    expect(unchecked.join()).to.not.include(token);
    for (const [environment, output] of [
      [{}, `no JSON, but ${token}`],
      [{}, JSON.stringify({ accessToken: token })],
      [{ ARM_ENVIRONMENT: token }, ""],
      [{ AZURE_GENAI_GATEWAY_ARM_URL: `https://${token}.example.com` }, ""],
      [{ ARM_CLIENT_ID: "c", ARM_TENANT_ID: "t", ARM_SUBSCRIPTION_ID: "s" }, ""],
      [{ ARM_CLIENT_ID: "c", ARM_TENANT_ID: "t", ARM_CLIENT_SECRET: token }, ""],
    ] as const) {
      const error: unknown = await signOn({ environment, az: () => Promise.resolve(output) }).catch(
        (caught: unknown) => caught,
      );
      expect(error, JSON.stringify(environment)).to.be.instanceOf(NotSignedOn);
      expect(String(error)).to.not.include(token);
    }
  });

  it("follows no link to another host", async () => {
    const paths: string[] = [];
    const arm: ArmAccess = {
      subscriptionId: "s",
      request: (_method, path) => {
        paths.push(path);
        const nextLink = paths.length === 1 ? "https://evil.example.com/next?api-version=1" : undefined;
        return Promise.resolve({ status: 200, body: { value: [], nextLink } });
      },
    };
    await list(arm, "/first?api-version=1");
    expect(paths).to.deep.equal(["/first?api-version=1", "/next?api-version=1"]);
  });

  it("takes a stand-in on this machine, without a token", async () => {
    const server = await serveArm(new LocalCloud(), { takenNames: ["kv-x"] });
    try {
      const environment = { AZURE_GENAI_GATEWAY_ARM_URL: server.url };
      const { problems, unchecked } = await preflight({
        stack: "dev",
        planned: everything,
        access: () => signOn({ environment, az: () => Promise.reject(new Error("not asked")) }),
      });
      expect(unchecked).to.be.empty;
      expect(problems.map(({ subject }) => subject)).to.deep.equal(["vault"]);
    } finally {
      await server.close();
    }
  });
});
