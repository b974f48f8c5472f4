import { readFileSync } from "node:fs";
import { expect } from "chai";
import { formatQuestion, formatResult } from "../../../packages/cli/automation/commands/format";
import { costOf, formatCost, type CostedResource } from "../../../packages/cli/automation/plan/cost";
import { makeCatalogue, packageCatalogue } from "../../../packages/catalogue";
import { evaluated } from "../../components/evaluated";

const costOfStack = async (stack: string) => costOf((await evaluated(stack)).deployment.resources);
const resource = (type: string, inputs: object, name = "it"): CostedResource => ({
  type: `azure-native:${type}`,
  name,
  inputs: { ...inputs },
});

/** List prices in US dollars as their pages have them, written down once more: not read from the catalogue. */
const hour = {
  apimDeveloper: 0.0658,
  apimPremium: 3.829,
  gateway: 0.443,
  capacityUnit: 0.0144,
  throughputUnit: 0.03,
  endpoint: 0.01,
  address: 0.005,
  ptuGlobal: 1,
  ptuDataZone: 1.1,
};
const month = { zone: 0.5, query: 1.5, metric: 0.1, healthCheck: 0.36 + 1 };

describe("what the stacks cost", function () {
  // Evaluating a program takes seconds on a machine that does other things.
  // Counted by hand in the stacks' files and in the architecture, not in what the program declares.
  const sums: Record<string, number> = {
    dev: 730 * (hour.apimDeveloper + hour.throughputUnit + 3 * hour.endpoint + hour.address) + 3 * month.zone,
    test:
      730 *
        (15 * hour.ptuGlobal +
          hour.apimPremium +
          (hour.gateway + 2 * 10 * hour.capacityUnit) +
          hour.throughputUnit +
          5 * hour.endpoint +
          2 * hour.address) +
      8 * month.zone,
    ptu:
      730 *
        (45 * hour.ptuGlobal +
          hour.apimDeveloper +
          (hour.gateway + 2 * 10 * hour.capacityUnit) +
          hour.throughputUnit +
          5 * hour.endpoint +
          2 * hour.address) +
      8 * month.zone,
    prod:
      730 *
        ((100 + 50) * hour.ptuDataZone +
          2 * 3 * hour.apimPremium +
          2 * (hour.gateway + 3 * 10 * hour.capacityUnit) +
          2 * 2 * hour.throughputUnit +
          7 * hour.endpoint +
          4 * hour.address) +
      9 * month.zone +
      5 * month.query +
      2 * month.metric +
      2 * month.healthCheck,
  };
  for (const [stack, sum] of Object.entries(sums))
    it(`${stack}: ${sum.toFixed(2)} a month`, async () => {
      const cost = await costOfStack(stack);
      expect(cost.month).to.be.closeTo(sum, 0.005);
      expect(cost.hour).to.be.closeTo(sum / 730, 1e-6);
      // Nothing of a stack of ours may be left without a price.
      expect(cost.unpriced).to.be.empty;
    });

  it("is under a hundred dollars for dev, besides tokens", async () => {
    expect((await costOfStack("dev")).month).to.be.below(100);
  });

  it("accounts for every resource: priced, by use, free or not priced", async () => {
    const { deployment } = await evaluated("prod");
    const { fixed, usage, unpriced, free } = costOf(deployment.resources);
    const custom = deployment.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
    const named = new Set([...fixed, ...usage, ...unpriced].map(({ name }) => name));
    expect(named.size + free.reduce((sum, { count }) => sum + count, 0)).to.equal(custom.length);
  });
});

describe("what a resource costs", () => {
  const deployment = (sku: string, capacity: number, model: string) =>
    resource("cognitiveservices:Deployment", {
      sku: { name: sku, capacity },
      properties: { model: { name: model } },
    });
  const endpoint = (endpointType: string) =>
    resource("trafficmanager:Endpoint", { endpointType, profileName: "p" });
  const rule = (evaluationFrequency: string, more: object = {}) =>
    resource("monitor:ScheduledQueryRule", { evaluationFrequency, ...more });
  const gateway = (scale: object) =>
    resource("network:ApplicationGateway", { sku: { name: "WAF_v2" }, ...scale });

  /** US dollars a month; texts of what is paid by use, and of what is not priced. */
  const rows: readonly (readonly [
    what: string,
    resource: CostedResource,
    month: number,
    others: readonly (string | RegExp)[],
  ])[] = [
    [
      "a unit of Developer",
      resource("apimanagement:ApiManagementService", { sku: { name: "Developer" } }),
      48.034,
      [],
    ],
    [
      "units in two regions",
      resource("apimanagement:ApiManagementService", {
        sku: { name: "Premium", capacity: 2 },
        additionalLocations: [{ location: "francecentral", sku: { name: "Premium", capacity: 1 } }],
      }),
      3 * 3.829 * 730,
      [],
    ],
    [
      "Consumption",
      resource("apimanagement:ApiManagementService", { sku: { name: "Consumption", capacity: 0 } }),
      0,
      ["$3.50 for a million calls"],
    ],
    [
      "a tier without a price",
      resource("apimanagement:ApiManagementService", { sku: { name: "Isolated", capacity: 1 } }),
      0,
      ["the catalogue has no price apiManagement.Isolated"],
    ],
    [
      "a SKU that a preview does not know yet",
      resource("apimanagement:ApiManagementService", {
        sku: { name: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" },
      }),
      0,
      ["its SKU is not known before the deployment"],
    ],
    [
      "a gateway of two to four instances",
      gateway({ autoscaleConfiguration: { minCapacity: 2, maxCapacity: 4 } }),
      (0.443 + 20 * 0.0144) * 730,
      ["$0.0144 for an hour for each capacity unit above that, up to 40"],
    ],
    [
      "a gateway that may have none",
      gateway({ autoscaleConfiguration: { minCapacity: 0, maxCapacity: 1 } }),
      0.443 * 730,
      [/up to 10$/],
    ],
    [
      "a gateway of fixed size",
      resource("network:ApplicationGateway", { sku: { name: "WAF_v2", capacity: "3" } }),
      (0.443 + 30 * 0.0144) * 730,
      [],
    ],
    [
      "a namespace that grows",
      resource("eventhub:Namespace", {
        sku: { name: "Standard", capacity: 2 },
        isAutoInflateEnabled: true,
        maximumThroughputUnits: 5,
      }),
      2 * 0.03 * 730,
      ["$0.028 for a million events", "$0.03 for an hour for each throughput unit above that, up to 5"],
    ],
    ["a premium namespace", resource("eventhub:Namespace", { sku: { name: "Premium" } }), 1.2327 * 730, []],
    ["an Event Hub", resource("eventhub:EventHub", {}), 0, []],
    [
      "an Event Hub with Capture",
      resource("eventhub:EventHub", { captureDescription: { enabled: true } }),
      0,
      [/^Capture/],
    ],
    ["regional PTUs", deployment("ProvisionedManaged", 50, "gpt-4.1"), 50 * 2 * 730, []],
    [
      "tokens",
      deployment("DataZoneStandard", 100, "gpt-5.4"),
      0,
      ["gpt-5.4, DataZoneStandard, per token: $2.75 per million in, $0.275 cached, $16.50 out"],
    ],
    [
      "tokens of embeddings",
      deployment("GlobalStandard", 100, "text-embedding-3-large"),
      0,
      ["text-embedding-3-large, GlobalStandard, per token: $0.13 per million in"],
    ],
    [
      "a model without a price",
      deployment("GlobalStandard", 1, "gpt-99"),
      0,
      [/no price of tokens of gpt-99 under/],
    ],
    [
      "a SKU without a price",
      deployment("DataZoneBatch", 1, "gpt-5.4"),
      0,
      [/no price of tokens of gpt-5.4 under Data/],
    ],
    ["an account", resource("cognitiveservices:Account", { sku: { name: "S0" } }), 0, []],
    ["a private zone", resource("privatedns:PrivateZone", {}), 0.5, ["$0.40 for a million queries"]],
    [
      "a workspace",
      resource("operationalinsights:Workspace", { retentionInDays: 31 }),
      0,
      ["$2.30 for a GB of logs"],
    ],
    [
      "a workspace that keeps logs, where they cost more",
      resource("operationalinsights:Workspace", { retentionInDays: 90, location: "East US 2" }),
      0,
      ["$0.10 for a GB and month of logs kept longer than 31 days, here 90", "$2.76 for a GB of logs"],
    ],
    ["a query every minute", rule("PT1M"), 3, []],
    ["a query every ten minutes", rule("PT10M"), 1, []],
    ["a query every hour", rule("PT1H"), 0.5, []],
    ["a query that is switched off", rule("PT5M", { enabled: false }), 0, []],
    ["a query of unknown frequency", rule(""), 0, [/how often it runs/]],
    [
      "an alert on two metrics of two resources",
      resource("monitor:MetricAlert", { scopes: ["a", "b"], criteria: { allOf: [{}, {}] } }),
      0.4,
      [],
    ],
    ["an Azure endpoint", endpoint("AzureEndpoints"), 0.36, []],
    [
      "an endpoint elsewhere",
      endpoint("Microsoft.Network/trafficManagerProfiles/externalEndpoints"),
      0.54,
      [],
    ],
    ["a nested endpoint", endpoint("NestedEndpoints"), 0, [/no price of endpoints of type NestedEndpoints/]],
    [
      "a type of a version of its own",
      { ...resource("", {}), type: "azure-native:network/v20240501:PrivateEndpoint" },
      7.3,
      [/GB of traffic/],
    ],
    [
      "a type that nobody knows",
      resource("cache:Redis", {}),
      0,
      [/neither in the catalogue nor known to be free/],
    ],
    [
      "another provider's",
      { type: "azuread:index/application:Application", name: "it", inputs: {} },
      0,
      [/neither in the catalogue nor known to be free/],
    ],
    [
      "a template of API Management's children",
      resource("resources:Deployment", {
        properties: {
          template: { resources: [{ type: "Microsoft.ApiManagement/service/policyFragments" }] },
        },
      }),
      0,
      [],
    ],
    [
      "a template that makes a service",
      resource("resources:Deployment", {
        properties: { template: { resources: [{ type: "Microsoft.ApiManagement/service" }] } },
      }),
      0,
      [/makes Microsoft.ApiManagement\/service, which/],
    ],
    [
      "a template that makes a self-hosted gateway",
      resource("resources:Deployment", {
        properties: { template: { resources: [{ type: "Microsoft.ApiManagement/service/gateways" }] } },
      }),
      0,
      [/gateways/],
    ],
    ["a template that is not known", resource("resources:Deployment", {}), 0, [/is not known/]],
    ["a component", { type: "mine:index:Thing", name: "it", inputs: {}, custom: false }, 0, []],
    ["Pulumi's own", { type: "pulumi:pulumi:Stack", name: "it", inputs: {} }, 0, []],
    ["a password", { type: "random:index/randomPassword:RandomPassword", name: "it", inputs: {} }, 0, []],
  ];
  for (const [what, one, expected, others] of rows)
    it(`${what}: ${expected.toFixed(2)} a month${others.length > 0 ? ` and ${others.join(" and ")}` : ""}`, () => {
      const { month: total, usage, unpriced } = costOf([one]);
      expect(total).to.be.closeTo(expected, 0.0005);
      const texts = [...usage.map((line) => line.what), ...unpriced.map(({ why }) => why)];
      expect(texts).to.have.length(others.length);
      for (const [index, other] of others.entries())
        if (typeof other === "string") expect(texts[index]).to.equal(other);
        else expect(texts[index]).to.match(other);
    });

  it("is more for an endpoint that is checked every ten seconds", () => {
    const profile = (interval: number) =>
      resource("trafficmanager:Profile", {
        profileName: "p",
        monitorConfig: { intervalInSeconds: interval },
      });
    expect(costOf([profile(10), endpoint("AzureEndpoints")]).month).to.be.closeTo(1.36, 1e-9);
    expect(costOf([profile(30), endpoint("AzureEndpoints")]).month).to.be.closeTo(0.36, 1e-9);
  });

  it("is by a catalogue of one's own where there is one", () => {
    const own = makeCatalogue([
      {
        file: "packages/catalogue/catalogue.yaml",
        text: readFileSync("packages/catalogue/catalogue.yaml", "utf8"),
      },
      {
        file: "catalogue.yaml",
        text: "catalogue: 1\nasOf: 2026-11-01\ncurrency: USD\nptuHours:\n  asOf: 2026-11-01\n  source: https://example.com/\n  entries: { GlobalProvisionedManaged: { price: 0.3 } }\n",
      },
    ]);
    const cost = costOf([deployment("GlobalProvisionedManaged", 15, "gpt-5.4")], own);
    expect(cost.hour).to.be.closeTo(4.5, 1e-9);
    expect([cost.pricesFrom, cost.pricesTo]).to.deep.equal(["2026-11-01", "2026-11-01"]);
    expect(costOf([], packageCatalogue())).to.include({ hour: 0, month: 0 });
  });

  it("is shown by resource before anything is changed, and in a line with what a preview says", () => {
    const result = {
      stack: "mine",
      operation: "up",
      result: "succeeded",
      steps: [],
      planned: true,
      refused: [],
      violations: [],
      inPlace: [],
      errors: [],
      warnings: [],
      seconds: 1,
      cost: costOf([deployment("GlobalProvisionedManaged", 15, "gpt-5.4")]),
    } as const;
    expect(formatQuestion([result])).to.match(
      /^mine: up\n {2}Stack mine costs \$10,950\.00 a month[^]*15 PTUs of gpt-5\.4, GlobalProvisionedManaged\n/,
    );
    expect(formatResult(result)).to.include(
      "  costs $10,950.00 a month and what is paid by use, at list prices of 2026-07-27\n",
    );
  });

  it("is told with its date, what is not priced, and what no page confirmed", () => {
    const text = formatCost(
      "mine",
      costOf([
        deployment("DataZoneProvisionedManaged", 15, "gpt-5.4"),
        deployment("GlobalStandard", 1, "gpt-5.4"),
        resource("cache:Redis", {}, "cache"),
      ]),
    );
    expect(text).to.include(
      "Stack mine costs $12,045.00 a month (730 hours), $16.50 an hour, and what is paid by use.",
    );
    expect(text).to.include("List prices of 2026-07-27 in US dollars");
    expect(text).to.match(
      /^ +\$16\.5000 +\$12,045\.00 +it +15 PTUs of gpt-5\.4, DataZoneProvisionedManaged \*$/m,
    );
    expect(text).to.include("Not priced, so not in the sum:\n  cache [azure-native:cache:Redis]:");
    expect(text).to.include("* a figure that no page at hand confirmed");
  });
});
