import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import * as eventhub from "@pulumi/azure-native/eventhub";
import { LocalCloud } from "../../packages/local-cloud/account/localCloud";
import { inputChanges } from "../../packages/local-cloud/azure/inputs/changes";
import { checkInputs, unknownValue } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { hasInput } from "../../packages/local-cloud/azure/inputs/hasInput";
import {
  digestOf,
  knownModules,
  moduleTypes,
  resourceInputs,
} from "../../packages/local-cloud/azure/inputs/inputTypes";
import { knownTypes } from "../../packages/local-cloud/azure/resourceTypes";
import { request } from "./request";
import { evaluated, evaluatedProgram, input } from "../components/evaluated";
import { inputSlips } from "./slips/inputs";
import { changed } from "./slips/inputs/change";
import { soundInputs } from "./slips/inputs/soundInputs";

const backend = "azure-native:apimanagement:Backend";
const sound = soundInputs["apimanagement:Backend"]!;
const faults = (inputs: Record<string, unknown>, type = backend) =>
  checkInputs(type, inputs).map(({ property, reason }) => `${property} ${reason}`);
const faultsAt = (type: string, path: string, value: unknown) =>
  faults(changed(soundInputs[type]!, path, value), `azure-native:${type}`);

/** Microsoft's last package for Redis (`@azure/arm-redisenterprisecache`) is older than what azure-native sends by years. */
const withoutTypes = ["redisenterprise:RedisEnterprise", "redisenterprise:Database"];

describe("checking inputs against Azure's types", () => {
  for (const stack of ["dev", "test", "ptu", "prod", "hub"])
    it(`finds nothing wrong with stack ${stack}, of which it knows every type but Redis`, async function () {
      const { deployment } = await evaluated(stack);
      const own = deployment.resources.filter(({ type }) => type.startsWith("azure-native:"));
      expect(
        own.flatMap(({ name, type, inputs }) => faults(inputs, type).map((fault) => `${name}: ${fault}`)),
      ).to.be.empty;
      const untyped = own
        .map(({ type }) => type.slice("azure-native:".length))
        .filter((type) => !resourceInputs(type));
      expect(untyped.filter((type) => !withoutTypes.includes(type))).to.be.empty;
    });

  /** What a stack with other providers has that no other has: type, where, what somebody may write there instead. */
  const ofProviders: readonly (readonly [type: string, path: string, wrong: unknown])[] = [
    ["cognitiveservices:Account", "kind", 5],
    ["cognitiveservices:Deployment", "properties.model", { fromat: "Anthropic", name: "claude-sonnet-5" }],
    ["apimanagement:NamedValue", "keyVault", { secretIdentifer: "https://kv.vault.azure.net/secrets/key" }],
    ["apimanagement:Backend", "credentials", { headers: { "x-api-key": ["{{key}}"] } }],
    ["apimanagement:Backend", "credentials", { header: { "x-api-key": "{{key}}" } }],
    ["apimanagement:Api", "subscriptionKeyParameterNames", { headerName: "x-api-key" }],
  ];
  for (const [type, path, wrong] of ofProviders)
    it(`finds ${JSON.stringify(wrong)} as ${path} of each ${type} of the stack hub that has it`, async () => {
      const { deployment } = await evaluated("hub");
      const having = deployment.resources.filter(
        (one) => one.type === `azure-native:${type}` && input(one, path) !== undefined,
      );
      expect(having).not.to.be.empty;
      for (const { inputs, name } of having)
        expect(faults(changed(inputs, path, wrong), `azure-native:${type}`), name).not.to.be.empty;
    });

  it("finds nothing wrong with what the slips spoil", () => {
    for (const [type, inputs] of Object.entries(soundInputs))
      expect(faults(inputs, `azure-native:${type}`), type).to.be.empty;
  });

  for (const { type, slip, change, error, source } of inputSlips)
    it(`${type}: ${slip} (${source})`, () => {
      const found = faultsAt(type, ...change);
      expect(found).to.have.length(1);
      expect(found[0]).to.include(error);
    });

  it("tells everything at once", () => {
    const { serviceName: _serviceName, ...rest } = sound;
    expect(
      faults({
        ...rest,
        name: "b",
        weight: 3,
        url: 5,
        tls: { validateCertificateChain: "yes" },
        pool: { services: [{ priority: 1 }] },
      }),
    ).to.have.members([
      "serviceName is required",
      "name is read-only: Azure sets it",
      "weight is not a property of apimanagement:Backend",
      "url takes a string, not a number",
      "tls.validateCertificateChain takes a boolean, not a string",
      "pool.services[0].id is required",
    ]);
  });

  it("lets unknown values pass, wherever they stand", () => {
    expect(faults({ ...sound, url: unknownValue, tls: unknownValue, protocol: unknownValue })).to.be.empty;
    for (const path of [
      "criteria",
      "criteria.odataType",
      "criteria.allOf[0].operator",
      "severity",
      "scopes[0]",
    ])
      expect(faultsAt("monitor:MetricAlert", path, unknownValue), path).to.be.empty;
  });

  it("never shows a value, whatever is wrong with it", () => {
    const secret = "s3cret".repeat(100);
    for (const [type, path, value] of [
      ["apimanagement:Subscription", "primaryKey", secret],
      ["apimanagement:Subscription", "state", secret],
      ["apimanagement:NamedValue", "displayName", `${secret} ${secret}`],
      ["apimanagement:NamedValue", "value", [secret]],
      ["apimanagement:Logger", "credentials", { name: [secret] }],
      ["apimanagement:Backend", "circuitBreaker.rules[0].tripDuration", secret],
      ["keyvault:Vault", "properties.tenantId", secret],
    ] as const) {
      const found = faultsAt(type, path, value);
      expect(found, path).to.not.be.empty;
      expect(found.join(), path).to.not.include("s3cret");
    }
  });

  it("lets pass what a template's newer API version may have got, and checks the rest", () => {
    const path = "properties.template.resources[0]";
    const newer = changed(soundInputs["resources:Deployment"]!, `${path}.apiVersion`, "2030-01-01");
    const type = "azure-native:resources:Deployment";
    expect(faults(changed(newer, `${path}.properties.brandNew`, 1), type)).to.be.empty;
    expect(faults(changed(newer, `${path}.properties.value`, 1), type)).to.deep.equal([
      `${path}.properties.value takes a string, not a number`,
    ]);
  });

  it("says nothing about types that there is no table of", () => {
    expect(faults({ anything: 1 }, "azure-native:web:StaticSite")).to.be.empty;
    expect(faults({ anything: 1 }, "random:index/randomUuid:RandomUuid")).to.be.empty;
  });
});

describe("inputs that Azure's types refuse", () => {
  const inputs = { ...soundInputs["eventhub:Namespace"]!, minimumTlsVersion: "1.3" };

  it("stop the embedded engine: `start`, `check` and `plan`", async () => {
    const run = evaluatedProgram(() => {
      new eventhub.Namespace("hub", inputs as unknown as eventhub.NamespaceArgs);
    });
    await run.then(
      () => expect.fail("was taken"),
      (error: Error) =>
        expect(error.message).to.include(
          "AZURE_INPUT hub [azure-native:eventhub:Namespace]: minimumTlsVersion takes",
        ),
    );
  });

  it("stop a create and an update of the local cloud", async () => {
    const cloud = new LocalCloud();
    await cloud.create(
      request("resources:ResourceGroup", { resourceGroupName: "rg", location: "westeurope" }, "rg"),
    );
    const refused = async (answer: Promise<unknown>) =>
      answer.then(
        () => "taken",
        (error: Error) => error.message,
      );
    expect(await refused(cloud.create(request("eventhub:Namespace", inputs, "hub")))).to.include(
      "minimumTlsVersion",
    );
    const { id } = await cloud.create(
      request("eventhub:Namespace", soundInputs["eventhub:Namespace"]!, "hub"),
    );
    expect(await refused(cloud.update(id, request("eventhub:Namespace", inputs, "hub")))).to.include(
      "minimumTlsVersion",
    );
  });
});

describe("the tables of Azure's input types", () => {
  const modules = knownModules().map((module) => [module, moduleTypes(module)!] as const);

  it("are as the generator wrote them, of the azure-native that is installed; otherwise `npm run generate:inputs`", () => {
    const { version } = JSON.parse(
      readFileSync(require.resolve("@pulumi/azure-native/package.json"), "utf8"),
    ) as { version: string };
    for (const [module, types] of modules) {
      expect(types.digest, module).to.equal(digestOf(types));
      expect(types.names, module).to.equal(`@pulumi/azure-native@${version}`);
    }
  });

  it("hold every type that the local cloud knows but those of Redis", () => {
    expect(knownTypes.filter((name) => !resourceInputs(name))).to.have.members(withoutTypes);
  });

  it("are of the API version that azure-native sends, but for these", () => {
    const others = modules.flatMap(([module, { resources }]) =>
      Object.entries(resources).flatMap(([type, { sent, apiVersion }]) =>
        sent === apiVersion ? [] : `${module}:${type} ${sent} by ${apiVersion}`,
      ),
    );
    expect(others).to.have.members([
      // Microsoft's packages skip from 2022-10-01 to 2025-07-01, and from 2021-04-01 to 2024-11-01.
      "operationalinsights:Workspace 2023-09-01 by 2022-10-01",
      "resources:Deployment 2024-03-01 by 2024-11-01",
      "resources:ResourceGroup 2024-03-01 by 2024-11-01",
    ]);
  });

  it("differ from azure-native's declarations in these places alone", () => {
    expect(
      modules.flatMap(([module, { differences }]) =>
        differences.map((difference) => `${module} ${difference}`),
      ),
    ).to.have.members([
      // Agents came to Entra after 2022-04-01, and hooks of agents to content filters after 2025-06-01.
      "authorization RoleAssignment.properties.principalType: not Azure's, of enum authorization.PrincipalType: AgentUser, AgentServicePrincipal",
      "cognitiveservices RaiPolicy.properties.contentFilters[].action: Azure's type has none",
      "cognitiveservices RaiPolicy.properties.contentFilters[].source: not Azure's, of enum cognitiveservices.RaiPolicyContentSource: PreToolCall, PostToolCall, PreRun, PostRun",
      "cognitiveservices RaiPolicy.properties.customBlocklists[].source: not Azure's, of enum cognitiveservices.RaiPolicyContentSource: PreToolCall, PostToolCall, PreRun, PostRun",
      "cognitiveservices RaiPolicy.properties.safetyProviders: Azure's type has none",
      // The two disagree on the shape; neither is checked.
      "cognitiveservices Account.properties.networkInjections: array here, object there",
      // azure-native merges two enums of one name.
      "monitor ScheduledQueryRule.properties.criteria.allOf[].operator: not Azure's, of enum monitor.ConditionOperator: gt, lt, gte, lte, eq, ne, in, notin, startswith, notstartswith, contains, notcontains",
      "network PrivateEndpoint.properties.subnet.serviceGateway: Azure's type has none",
      "resources Deployment.properties.parameters{}.expression: Azure's type has none",
      "resources Deployment.properties.parameters{}.type: Azure's type has none",
    ]);
  });
});

describe("paths of inputs", () => {
  for (const [name, path, expected] of [
    ["cognitiveservices:Account", "properties.networkAcls.ipRules.value", true],
    ["cognitiveservices:Account", "customSubDomainName", false],
    ["network:VirtualNetwork", "virtualNetworkName", true],
    ["network:VirtualNetwork", "subnets.addressPrefix", true],
    ["network:VirtualNetwork", "properties", false],
    ["network:PublicIPAddress", "publicIPAllocationMethod", true],
    ["eventhub:Namespace", "serviceBusEndpoint", false],
    ["web:StaticSite", "name", false],
  ] as const)
    it(`${name} ${expected ? "has" : "does not have"} ${path}`, () => {
      expect(hasInput(name, path)).to.equal(expected);
    });
});

describe("constants of azure-native that Azure's types do not know", () => {
  const strange = knownModules().flatMap((module) =>
    moduleTypes(module)!.differences.flatMap((difference) => {
      const [, name = "", values = ""] = /of enum ([\w.]+): (.*)$/.exec(difference) ?? [];
      return name === "" ? [] : { name, values: values.split(", ") };
    }),
  );
  const files = readdirSync("components", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file, readFileSync(`components/${file}`, "utf8")] as const);

  for (const { name, values } of strange)
    it(`are not used: ${name}`, async () => {
      const [module = "", type = ""] = name.split(".");
      const imported = (await import(`@pulumi/azure-native/${module}/index.js`)) as Record<
        string,
        Record<string, string>
      >;
      const constants = imported[type]!;
      for (const [file, text] of files)
        for (const [, member = ""] of text.matchAll(new RegExp(`\\b${type}\\.(\\w+)`, "g")))
          expect(values, `${file}: ${type}.${member}`).to.not.include(constants[member]);
    });
});

describe("changes of inputs", () => {
  it("are told by path, and which of them replace the resource", () => {
    const before = { ...sound, tls: undefined };
    const after = { ...before, serviceName: "t", url: "https://b.example.com" };
    expect(inputChanges(backend, before, after).changed).to.have.members(["url", "serviceName"]);
    expect(inputChanges(backend, before, after).replaces).to.deep.equal(["serviceName"]);
    expect(inputChanges(backend, before, after, ["url"]).changed).to.deep.equal(["serviceName"]);
    expect(inputChanges(backend, before, { ...before })).to.deep.equal({ changed: [], replaces: [] });
    const endpoint = { privateEndpointName: "e", subnet: { id: "/one" }, tags: {} };
    const moved = { privateEndpointName: "e", subnet: { id: "/two" }, tags: { a: "b" } };
    expect(inputChanges("azure-native:network:PrivateEndpoint", endpoint, moved)).to.deep.equal({
      changed: ["subnet.id", "tags.a"],
      replaces: ["subnet.id"],
    });
  });
});
