import { readFileSync } from "node:fs";
import { expect } from "chai";
import { formatProblem } from "../../../packages/common/problem";
import { parseGatewayConfig, requireGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack, readStackFile } from "./stackFile";

/** The dev stack with one text replaced by another; fails when it is not there, so that a test cannot go stale. */
function changed(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    expect(text).to.include(from);
    return text.replace(from, to);
  }, devStack);
}

function problemsOf(...changes: readonly (readonly [string, string])[]) {
  return readStackFile(changed(...changes)).problems;
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split("\n").length;
}

describe("parseGatewayConfig", () => {
  it("keeps a deployment answering after its version retires, where the config says nothing else", () => {
    const { config } = parseGatewayConfig(configOf(devStack));
    const options = config!.backends.flatMap(({ deployments }) =>
      deployments.map(({ versionUpgradeOption }) => versionUpgradeOption),
    );
    expect(new Set(options)).to.deep.equal(new Set(["OnceCurrentVersionExpired"]));
  });

  // https://learn.microsoft.com/azure/api-management/forward-request-policy: more than 240 may not be honoured.
  for (const [seconds, taken] of [
    [240, true],
    [241, false],
    [3600, false],
  ] as const)
    it(`a wait of ${seconds} s for a backend is ${taken ? "taken" : "refused"}`, () => {
      const apis = { azureOpenAi: { backendTimeoutSeconds: seconds } };
      const { problems } = parseGatewayConfig({ ...configOf(devStack), apis });
      const refused = problems.some(({ subject }) => subject === "apis.azureOpenAi.backendTimeoutSeconds");
      expect(refused).to.equal(!taken);
    });

  for (const stack of ["dev", "test", "ptu", "prod"])
    it(`takes the ${stack} stack`, () => {
      const { config, problems } = readStackFile(readFileSync(`Pulumi.${stack}.yaml`, "utf8"));
      const errors = problems.filter(({ severity }) => severity === "error");
      expect(errors.map(formatProblem)).to.deep.equal([]);
      expect(config?.environment).to.equal(stack);
    });

  it("puts the defaults in, and takes its own result again unchanged", () => {
    const { config } = readStackFile(devStack);
    expect(config!.network.addressSpace).to.equal("10.2.0.0/16");
    expect(config!.apis.azureOpenAi.usage).to.deep.equal({
      eventHub: true,
      applicationInsights: true,
      llmLog: true,
    });
    expect(parseGatewayConfig(config).config).to.deep.equal(config);
  });

  it("names file, line, column, key and the next step", () => {
    const text = changed(["weight: 2", "weight: 101"]);
    const { config, problems } = readStackFile(text);
    expect(config).to.equal(undefined);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.include({
      code: "CONFIG_WEIGHT_RANGE",
      severity: "error",
      subject: "backends[1].weight",
      hint: "Write 1 to 100",
    });
    expect(problems[0]!.place).to.deep.equal({
      file: "Pulumi.dev.yaml",
      line: lineOf(text, "weight: 101"),
      column: 15,
    });
  });

  it("points at an unknown key itself and says what was meant", () => {
    const text = changed(["weight: 2", "wieght: 2"]);
    const [problem, ...rest] = readStackFile(text).problems;
    expect(rest).to.deep.equal([]);
    expect(problem).to.include({ code: "CONFIG_UNKNOWN_KEY", hint: "Did you mean weight?" });
    expect(problem!.subject).to.equal("backends[1].wieght");
    expect(problem!.place).to.include({ line: lineOf(text, "wieght"), column: 7 });
  });

  it("lists the keys where none is near", () => {
    const [problem] = problemsOf(["sku: Developer", "sku: Developer\n    zzz: 1"]);
    expect(problem).to.include({ code: "CONFIG_UNKNOWN_KEY", subject: "apiManagement.zzz" });
    expect(problem!.hint).to.include("publisherEmail");
  });

  const single: readonly (readonly [string, string, string, string, string])[] = [
    ["a weight of 0", "weight: 2", "weight: 0", "CONFIG_WEIGHT_RANGE", "backends[1].weight"],
    ["a wrong type", "weight: 2", 'weight: "2"', "CONFIG_WRONG_TYPE", "backends[1].weight"],
    [
      "a PTU without capacity",
      ", capacity: 45",
      "",
      "CONFIG_PTU_WITHOUT_CAPACITY",
      "backends[0].deployments[0].capacity",
    ],
    [
      "a PTU of 0",
      "capacity: 45",
      "capacity: 0",
      "CONFIG_PTU_WITHOUT_CAPACITY",
      "backends[0].deployments[0].capacity",
    ],
    [
      "a PTU below the minimum",
      "capacity: 45",
      "capacity: 10",
      "CONFIG_PTU_BELOW_MINIMUM",
      "backends[0].deployments[0].capacity",
    ],
    [
      "PTUs between steps",
      "capacity: 45",
      "capacity: 47",
      "CONFIG_PTU_STEP",
      "backends[0].deployments[0].capacity",
    ],
    [
      "a PTU with a PAYG SKU",
      "kind: ptu",
      "kind: ptu\n      sku: Standard",
      "CONFIG_SKU_KIND",
      "backends[0].sku",
    ],
    [
      "a PAYG with a PTU SKU",
      "kind: payg",
      "kind: payg\n      sku: ProvisionedManaged",
      "CONFIG_SKU_KIND",
      "backends[1].sku",
    ],
    [
      "two backends of one name",
      "name: payg-2",
      "name: payg-1",
      "CONFIG_DUPLICATE_BACKEND",
      "backends[2].name",
    ],
    [
      "two products of one name",
      "name: trial\n",
      "name: Premium\n",
      "CONFIG_DUPLICATE_PRODUCT",
      "products[2].name",
    ],
    [
      "two subscriptions of one name",
      "name: trial-user",
      "name: premium-team",
      "CONFIG_DUPLICATE_SUBSCRIPTION",
      "products[2].subscriptions[0].name",
    ],
    [
      "a product API Management has",
      "name: trial\n",
      "name: starter\n",
      "CONFIG_BUILT_IN_NAME",
      "products[2].name",
    ],
    [
      "a product with an unknown API",
      "displayName: Trial",
      "displayName: Trial\n      apis: [azureOpenAI]",
      "CONFIG_UNKNOWN_API",
      "products[2].apis[0]",
    ],
    [
      "a reserve of all the capacity",
      "reservedTokensPerMinute: 100000",
      "reservedTokensPerMinute: 600000",
      "CONFIG_RESERVED_TOKENS",
      "apis.azureOpenAi.priority.reservedTokensPerMinute",
    ],
    [
      "zones of the Developer SKU",
      "sku: Developer",
      'sku: Developer\n    zones: ["1"]',
      "CONFIG_ZONES_SKU",
      "apiManagement.zones",
    ],
    [
      "units of the Developer SKU",
      "sku: Developer",
      "sku: Developer\n    capacity: 2",
      "CONFIG_CAPACITY_SKU",
      "apiManagement.capacity",
    ],
    ["a name that Azure refuses", "name: ptu-1", "name: PTU_1", "CONFIG_INVALID_FORMAT", "backends[0].name"],
    ["an unknown kind", "kind: ptu", "kind: pty", "CONFIG_INVALID_VALUE", "backends[0].kind"],
    [
      "a missing value",
      "    publisherName: GenAI platform team\n",
      "",
      "CONFIG_REQUIRED",
      "apiManagement.publisherName",
    ],
    [
      "one deployment name for two models",
      'model: gpt-5.4, version: "2026-03-05", capacity: 200',
      'model: gpt-5.2, version: "2025-12-11", capacity: 200',
      "CONFIG_DEPLOYMENT_MODEL",
      "backends[1].deployments[0].model",
    ],
  ];
  for (const [what, from, to, code, key] of single)
    it(`refuses ${what}`, () => {
      const problems = problemsOf([from, to]);
      expect(problems.map((problem) => [problem.code, problem.subject])).to.deep.equal([[code, key]]);
      expect(problems[0]!.hint, "the next step").to.not.equal(undefined);
      expect(problems[0]!.place?.line).to.be.greaterThan(1);
    });

  it("refuses a PTU deployment that nothing can spill to", () => {
    const [problem] = problemsOf(["{ name: gpt-5.4, model: gpt-5.4", "{ name: only-ptu, model: gpt-5.4"]);
    expect(problem).to.include({ code: "CONFIG_SPILL_NOWHERE", subject: "backends[0].deployments[0].name" });
  });

  const withSubnets = (subnets: string): readonly [string, string] => [
    "  azure-genai-gateway:apiManagement:",
    `  azure-genai-gateway:network:\n    subnets:\n${subnets}\n  azure-genai-gateway:apiManagement:`,
  ];

  it("refuses subnets that overlap, and subnets outside the network", () => {
    const problems = problemsOf(
      withSubnets(
        [
          "      applicationGateway: 10.2.4.0/23",
          "      privateEndpoints: 10.2.5.0/24",
          "      deploy: 10.3.8.0/24",
        ].join("\n"),
      ),
    );
    expect(problems.map(({ code, subject }) => [code, subject])).to.deep.equal([
      ["CONFIG_SUBNETS_OVERLAP", "network.subnets.privateEndpoints"],
      ["CONFIG_SUBNET_OUTSIDE", "network.subnets.deploy"],
    ]);
  });

  it("reports everything at once, in the order of the file", () => {
    const text = changed(
      withSubnets("      applicationGateway: 10.2.4.0/23\n      privateEndpoints: 10.2.5.0/24"),
      [", capacity: 45", ""],
      ["weight: 2", "weight: 0"],
      ["name: payg-2", "name: payg-1"],
      ["weight: 1", "weight: 101"],
      ["displayName: Trial", "displayNmae: Trial"],
      ["workload: genai", "workload: 7"],
    );
    const { problems } = readStackFile(text);
    expect(problems.map(({ code }) => code)).to.deep.equal([
      "CONFIG_WRONG_TYPE",
      "CONFIG_SUBNETS_OVERLAP",
      "CONFIG_PTU_WITHOUT_CAPACITY",
      "CONFIG_WEIGHT_RANGE",
      "CONFIG_DUPLICATE_BACKEND",
      "CONFIG_WEIGHT_RANGE",
      "CONFIG_REQUIRED",
      "CONFIG_UNKNOWN_KEY",
    ]);
    const lines = problems.map(({ place }) => place!.line);
    expect(lines).to.deep.equal([...lines].sort((left, right) => left - right));
  });

  it("says what is missing from no config at all, without a place", () => {
    const { problems } = parseGatewayConfig({});
    expect(problems.map(({ code }) => code)).to.include("CONFIG_REQUIRED");
    expect(problems.map(({ subject }) => subject)).to.include.members(["location", "backends", "products"]);
    expect(problems.every(({ place }) => place === undefined)).to.equal(true);
  });

  it("does not trip over a config of the wrong shape", () => {
    for (const raw of [undefined, null, 7, "text", [], { backends: "x", products: [1, null], apis: [] }])
      expect(parseGatewayConfig(raw).problems).to.not.be.empty;
  });

  it("throws all problems as one error where a config is required", () => {
    const raw = { ...configOf(devStack), environment: "PRODUCTION", protect: "yes" };
    expect(() => requireGatewayConfig(raw)).to.throw(/environment[^]*protect/);
  });

  for (const [range, told] of [
    ["10.2.0.5/16", "Write 10.2.0.0/16: Azure takes the first address of a range"],
    ["172.31.255.255/9", "Write 172.0.0.0/9: Azure takes the first address of a range"],
    ["10.2.0.0/33", "Write an IPv4 range such as 10.2.4.0/24"],
  ] as const)
    it(`refuses ${range} as a network's range, which Azure refuses`, () => {
      const text = `${devStack}  azure-genai-gateway:network: { addressSpace: ${range} }\n`.replace(
        /\n {2}azure-genai-gateway:network:\n(?: {4}.*\n)+/,
        "\n",
      );
      const { problems } = readStackFile(text);
      const [problem] = problems.filter(({ severity }) => severity === "error");
      expect([problem?.subject, problem?.hint]).to.deep.equal(["network.addressSpace", told]);
    });
});
