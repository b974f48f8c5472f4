import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

const group = "/subscriptions/s/resourceGroups/g";
const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet`;
const zone = (name: string) => `${group}/providers/Microsoft.Network/privateDnsZones/${name}`;
const id = "11111111-2222-3333-4444-aaaaaaaaaaaa";
const existing = {
  apiManagementId: `${group}/providers/Microsoft.ApiManagement/service/apim`,
  apiManagementIdentity: { principalId: id },
  virtualNetworkId: network,
};
const account = { accountId: `${group}/providers/Microsoft.CognitiveServices/accounts/oai` };

type Config = Record<string, unknown>;
const dev = configOf(devStack);
const service = (more: object, own: object = existing) => ({
  existing: own,
  apiManagement: { ...(dev["apiManagement"] as object), ...more },
});
const backend = (more: object) => ({
  backends: (dev["backends"] as object[]).map((one, index) => (index === 1 ? { ...one, ...more } : one)),
});
const problems = (more: Config) =>
  parseGatewayConfig({ ...dev, ...more }).problems.map(
    ({ code, severity, subject }) => `${severity === "error" ? "" : "warning "}${code} ${subject}`,
  );

describe("checks between keys", () => {
  const rows: readonly (readonly [what: string, more: Config, problems: readonly string[]])[] = [
    ["an existing service", { existing }, []],
    [
      "an existing service as an output",
      { existing: { ...existing, apiManagementId: pulumi.output(existing.apiManagementId) } },
      [],
    ],
    [
      "units of an existing service",
      service({ capacity: 1 }),
      ["CONFIG_EXISTING_SERVICE apiManagement.capacity"],
    ],
    [
      "host name and mode of an existing service that is an output",
      service(
        {
          virtualNetworkType: "Internal",
          customDomain: {
            hostName: "a.example.com",
            keyVaultSecretId: "https://kv.vault.azure.net/secrets/a",
          },
        },
        { ...existing, apiManagementId: pulumi.output("x") },
      ),
      [
        "CONFIG_EXISTING_SERVICE apiManagement.customDomain",
        "CONFIG_EXISTING_SERVICE apiManagement.virtualNetworkType",
      ],
    ],
    [
      "the sender of an existing service's mails",
      service({ notificationSenderEmail: "a@example.com" }),
      ["CONFIG_EXISTING_SERVICE apiManagement.notificationSenderEmail"],
    ],
    [
      "regions of an existing service",
      {
        ...service({ sku: "Premium" }),
        additionalLocations: [{ location: "francecentral", addressSpace: "10.3.0.0/16" }],
      },
      ["CONFIG_EXISTING_SERVICE additionalLocations"],
    ],
    ["an existing account", backend({ existing: account }), []],
    ["an existing account in another region", backend({ existing: account, location: "francecentral" }), []],
    [
      "the kind of an existing account",
      backend({ existing: account, accountKind: "AIServices" }),
      ["CONFIG_EXISTING_ACCOUNT backends[1].accountKind"],
    ],
    [
      "the SKU of deployments that are there",
      backend({ existing: account, sku: "DataZoneStandard" }),
      ["CONFIG_EXISTING_ACCOUNT backends[1].sku"],
    ],
    [
      "the SKU of deployments that the stack makes in an existing account",
      backend({ existing: { ...account, deployments: "declared" }, sku: "DataZoneStandard" }),
      [],
    ],
    [
      "a subnet of another network",
      {
        existing: {
          virtualNetworkId: network,
          subnetIds: {
            deploy: `${network}2/subnets/a`,
            privateEndpoints: `${network.toUpperCase().replace("/SUBSCRIPTIONS", "/subscriptions")}/subnets/b`,
          },
        },
      },
      ["CONFIG_SUBNET_ELSEWHERE existing.subnetIds.deploy"],
    ],
    [
      "zones that were swapped",
      {
        existing: {
          privateDnsZoneIds: {
            openAi: zone("privatelink.openai.azure.us"),
            keyVault: zone("privatelink.servicebus.windows.net"),
            eventHub: pulumi.output(zone("privatelink.vaultcore.azure.net")),
          },
        },
      },
      ["CONFIG_ZONE_NAME existing.privateDnsZoneIds.keyVault"],
    ],
    [
      "alerts of a budget that go to nobody",
      { products: [{ name: "one", displayName: "One", budget: { dollars: 5, alerts: {} } }], alerts: {} },
      ["CONFIG_BUDGET_ALERTS_NOBODY products[0].budget.alerts"],
    ],
    [
      "alerts of a budget that go to whoever is on duty",
      {
        products: [{ name: "one", displayName: "One", budget: { dollars: 5, alerts: {} } }],
        alerts: { emails: ["a@example.com"] },
      },
      [],
    ],
    [
      "alerts of one budget that has addresses for all",
      {
        products: [
          {
            ...{ name: "one", displayName: "One", budget: { dollars: 5, alerts: {} } },
            subscriptionBudget: { dollars: 5, alerts: { emails: ["a@example.com"], percent: [90] } },
          },
        ],
        alerts: {},
      },
      [],
    ],
    [
      "sums over a share of the calls",
      {
        products: [
          { name: "one", displayName: "One", budget: { dollars: 5, alerts: { emails: ["a@example.com"] } } },
        ],
        monitoring: { samplingPercentage: 50 },
        usage: { ownView: true },
      },
      [
        "CONFIG_SUMS_SAMPLED monitoring.samplingPercentage",
        "CONFIG_SUMS_SAMPLED monitoring.samplingPercentage",
      ],
    ],
    [
      "a share of the calls where nothing is added up",
      { monitoring: { samplingPercentage: 50 }, usage: { ownView: true } },
      [],
    ],
    [
      "alerts of what goes wrong that go to nobody",
      {
        products: [{ name: "one", displayName: "One", alertCategories: { throttling: true } }],
        alerts: { categories: {} },
      },
      [
        "CONFIG_ALERT_CATEGORIES_NOBODY alerts.categories",
        "CONFIG_ALERT_CATEGORIES_NOBODY products[0].alertCategories",
      ],
    ],
    [
      "fewer units at most than to begin with",
      { eventHub: { capacity: 4, maximumThroughputUnits: 3 } },
      ["CONFIG_CAPACITY_ORDER eventHub.maximumThroughputUnits"],
    ],
    ["as many units at most as to begin with", { eventHub: { capacity: 4, maximumThroughputUnits: 4 } }, []],
    [
      "a receiver that is named twice",
      {
        eventHub: {
          dataReceivers: [
            { principalId: id },
            { principalId: pulumi.output(id) },
            { principalId: id.toUpperCase() },
          ],
        },
      },
      ["CONFIG_DUPLICATE_RECEIVER eventHub.dataReceivers[2].principalId"],
    ],
    ["a lock alone", { lock: "CanNotDelete" }, ["warning CONFIG_LOCK_WITHOUT_PROTECT lock"]],
    ["a lock with protection", { lock: "CanNotDelete", protect: true }, []],
    ["tags that differ in case", { tags: { Team: "a", team: "b" } }, ["CONFIG_DUPLICATE_TAG tags.team"]],
    ["a tag with a slash", { tags: { "cost/center": "a" } }, ["CONFIG_TAG_NAME tags.cost/center"]],
    ["a tag without a name", { tags: { "": "a" } }, ["CONFIG_TAG_NAME tags."]],
    [
      "51 tags",
      { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`t${index}`, "a"])) },
      ["CONFIG_TAGS tags"],
    ],
  ];
  for (const [what, more, expected] of rows)
    it(`${what} => ${expected.join(", ") || "nothing"}`, () => {
      expect(problems(more)).to.deep.equal(expected);
    });
});
