import { expect } from "chai";
import { GenAiGateway } from "../../components";
import type { GatewayConfigInput } from "../../components/config";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { checkResources } from "../../packages/local-cloud/azure/checkResources";
import { LocalCloud } from "../../packages/local-cloud/account/localCloud";
import { updateStack, type StackState } from "../../packages/local-cloud/account/updateStack";
import type { DeclaredResource } from "../../packages/common/resource";
import { evaluatedProgram, input, type Evaluated } from "./evaluated";
import { saidOf, smallConfig } from "./smallConfig";

type Json = Readonly<Record<string, unknown>>;

const config = (more: object = {}) => smallConfig("StandardV2", more);
const service = (more: object) => ({ ...config().apiManagement, ...more });
const sku = (name: string, more: object = {}) => ({ apiManagement: service({ sku: name, ...more }) });
const gateway = (given: GatewayConfigInput) =>
  evaluatedProgram(() => void new GenAiGateway("genai", { config: given }));
const problems = (more: object) => saidOf(config(more));

/** Azure's own types, and the rules of its services. */
function expectSound(stack: Evaluated): void {
  for (const resource of stack.deployment.resources)
    expect(checkInputs(resource.type, resource.inputs), resource.name).to.be.empty;
  expect(checkResources(stack.deployment.resources)).to.be.empty;
}

const named = (stack: Evaluated, type: string, end: string): DeclaredResource =>
  stack.all(type).find(({ name }) => name.endsWith(end))!;
const zonesOf = (stack: Evaluated) =>
  stack.all("privatedns:PrivateZone").map((zone) => String(zone.inputs["privateZoneName"]));

const there = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-there/providers";

describe("the private endpoint of API Management", function () {
  const closed = { privateEndpoint: true, publicNetworkAccess: "Disabled" };
  for (const more of [{ sku: "StandardV2" }, { sku: "PremiumV2", virtualNetworkType: "External" }])
    it(`${more.sku}: is there before the gateway is closed, and the gateway before anything is on it`, async () => {
      const stack = await gateway(config({ apiManagement: service({ ...more, ...closed }) }));
      expectSound(stack);
      const endpoint = named(stack, "network:PrivateEndpoint", "apim-pe");
      expect(input(endpoint, "privateLinkServiceConnections.0.groupIds")).to.deep.equal(["Gateway"]);
      const group = named(stack, "network:PrivateDnsZoneGroup", "apim-pe-dns");
      expect(String(input(group, "privateDnsZoneConfigs.0.privateDnsZoneId"))).to.match(
        /\/privateDnsZones\/privatelink\.azure-api\.net$/,
      );
      // The name itself would hide every other service of the domain from the network.
      expect(zonesOf(stack).filter((zone) => zone.endsWith("azure-api.net"))).to.deep.equal([
        "privatelink.azure-api.net",
      ]);
      const declared = stack.one("apimanagement:ApiManagementService");
      expect(declared.inputs).not.to.have.property("publicNetworkAccess");
      const closing = named(stack, "resources:Deployment", "apim-public-access");
      for (const earlier of [declared, endpoint, group]) expect(stack.waits(closing, earlier)).to.equal(true);
      const entities = stack.deployment.resources.filter(
        ({ type }) =>
          type.startsWith("azure-native:apimanagement:") && !type.endsWith(":ApiManagementService"),
      );
      expect(entities.length).to.be.greaterThan(20);
      for (const entity of [...entities, stack.one("network:ApplicationGateway")])
        expect(stack.waits(entity, closing), entity.name).to.equal(true);
    });

  it("the second write says all that the first one said", async () => {
    const stack = await gateway(
      config({
        apiManagement: service({
          ...closed,
          capacity: 2,
          notificationSenderEmail: "b@example.com",
          customDomain: {
            hostName: "genai.example.com",
            keyVaultSecretId: "https://kv-there.vault.azure.net/secrets/genai",
            grantCertificateAccess: false,
          },
        }),
        tags: { team: "genai" },
      }),
    );
    const {
      resourceGroupName: _group,
      serviceName,
      ...first
    } = stack.one("apimanagement:ApiManagementService").inputs;
    const [second] = input(
      named(stack, "resources:Deployment", "apim-public-access"),
      "properties.template.resources",
    ) as readonly Json[];
    const { name, type, apiVersion: _version, properties, ...rest } = second!;
    expect({ name, type }).to.deep.equal({ name: serviceName, type: "Microsoft.ApiManagement/service" });
    const { publicNetworkAccess, ...same } = properties as Json;
    expect(publicNetworkAccess).to.equal("Disabled");
    expect({ ...rest, ...same }).to.deep.equal(first);
  });

  it("nothing opens it again, and one that is open again is closed", async () => {
    const given = config({ apiManagement: service(closed) });
    const cloud = new LocalCloud();
    const up = (before?: StackState) =>
      updateStack({
        ...{ project: "shop", stack: "dev", config: {}, cloud },
        program: () => void new GenAiGateway("genai", { config: given }),
        ...(before ? { before } : {}),
      });
    const isService = ({ type }: DeclaredResource) =>
      type === "azure-native:apimanagement:ApiManagementService";
    /** What was done to the service, and to what closes it, once Azure has told this of the service. */
    const after = async ({ resources }: StackState, inputs: Json, outputs: Json = inputs) => {
      const refreshed = resources.map((one) =>
        isService(one)
          ? { ...one, inputs: { ...one.inputs, ...inputs }, outputs: { ...one.outputs, ...outputs } }
          : one,
      );
      const { steps, state, error } = await up({ resources: refreshed });
      expect(error).to.equal(undefined);
      return {
        state,
        done: steps.flatMap(({ kind, urn }) =>
          urn.endsWith("::genai-apim") || urn.endsWith("::genai-apim-public-access") ? [kind] : [],
        ),
      };
    };
    const first = await up();
    expect(first.error).to.equal(undefined);
    // What `pulumi refresh` writes into the state of a service that the second write has closed.
    const second = await after(first.state, { publicNetworkAccess: "Disabled" });
    expect(second.done).to.deep.equal(["same", "same"]);
    // Somebody has made the service anew under its name, and Azure makes services open.
    const third = await after(second.state, {}, { createdAtUtc: "2026-01-01T00:00:00Z" });
    expect(third.done).to.deep.equal(["same", "update"]);
  });

  it("open as well: says so, that a closed one can be opened again", async () => {
    const stack = await gateway(config({ apiManagement: service({ privateEndpoint: true }) }));
    expectSound(stack);
    expect(stack.one("apimanagement:ApiManagementService").inputs).to.include({
      publicNetworkAccess: "Enabled",
    });
    expect(named(stack, "resources:Deployment", "apim-public-access")).to.equal(undefined);
  });

  it("a zone that is there is used, in whatever subscription, and none is declared", async () => {
    const id =
      "/subscriptions/00000000-0000-0000-0000-0000000000ff/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.azure-api.net";
    const stack = await gateway(
      config({
        apiManagement: service(closed),
        existing: { privateDnsZoneIds: { apiManagement: id } },
      }),
    );
    expect(zonesOf(stack)).not.to.include("privatelink.azure-api.net");
    const group = named(stack, "network:PrivateDnsZoneGroup", "apim-pe-dns");
    expect(input(group, "privateDnsZoneConfigs.0.privateDnsZoneId")).to.equal(id);
  });

  it("leads to a service that is there, whose settings are left alone", async () => {
    const network = `${there}/Microsoft.Network/virtualNetworks/vnet`;
    const apim = `${there}/Microsoft.ApiManagement/service/apim-there`;
    const stack = await gateway(
      config({
        apiManagement: service({ privateEndpoint: true }),
        existing: {
          apiManagementId: apim,
          apiManagementIdentity: { principalId: "11111111-1111-1111-1111-111111111111" },
          virtualNetworkId: network,
          subnetIds: { privateEndpoints: `${network}/subnets/endpoints` },
        },
        ingress: { enabled: false },
      }),
    );
    const endpoint = named(stack, "network:PrivateEndpoint", "apim-pe");
    expect(input(endpoint, "privateLinkServiceConnections.0.privateLinkServiceId")).to.equal(apim);
    expect(stack.all("apimanagement:ApiManagementService")).to.be.empty;
    expect(named(stack, "resources:Deployment", "apim-public-access")).to.equal(undefined);
  });

  const rows: readonly (readonly [what: string, more: object, expected: readonly string[]])[] = [
    ["closed behind the ingress", sku("StandardV2", closed), []],
    [
      "closed, without an ingress",
      { ...sku("StandardV2", closed), ingress: { enabled: false } },
      ["warning CONFIG_KEY_AS_API_KEY ingress.enabled", "warning CONFIG_INSIDE_ONLY ingress.enabled"],
    ],
    [
      "open beside the ingress",
      sku("StandardV2", { privateEndpoint: true }),
      ["warning CONFIG_PUBLIC_GATEWAY apiManagement.sku"],
    ],
    [
      "closed without an endpoint",
      sku("StandardV2", { publicNetworkAccess: "Disabled" }),
      ["error CONFIG_CLOSED_WITHOUT_ENDPOINT apiManagement.publicNetworkAccess"],
    ],
    [
      "Developer, which stands in the network",
      sku("Developer", closed),
      ["error CONFIG_PRIVATE_ENDPOINT_SKU apiManagement.privateEndpoint"],
    ],
    [
      "Premium, External",
      sku("Premium", { ...closed, virtualNetworkType: "External" }),
      ["error CONFIG_PRIVATE_ENDPOINT_SKU apiManagement.privateEndpoint"],
    ],
    [
      "PremiumV2 inside of the network",
      sku("PremiumV2", closed),
      ["error CONFIG_PRIVATE_ENDPOINT_SKU apiManagement.privateEndpoint"],
    ],
    [
      "no network",
      { ...sku("StandardV2", closed), network: { private: false }, ingress: { enabled: false } },
      [
        "error CONFIG_WITHOUT_NETWORK apiManagement.privateEndpoint",
        "warning CONFIG_KEY_AS_API_KEY ingress.enabled",
        "warning CONFIG_PUBLIC_ACCESS network.private",
      ],
    ],
  ];
  for (const [what, more, expected] of rows)
    it(`is told: ${what}`, () => expect(problems(more)).to.have.members([...expected]));
});

describe("the private link scope of Azure Monitor", function () {
  /** https://learn.microsoft.com/azure/azure-monitor/fundamentals/private-link-configure#review-endpoints-dns-settings */
  const zones = [
    "privatelink.monitor.azure.com",
    "privatelink.oms.opinsights.azure.com",
    "privatelink.ods.opinsights.azure.com",
    "privatelink.agentsvc.azure-automation.net",
    "privatelink.blob.core.windows.net",
  ];
  const monitoring = {
    publicNetworkAccessForIngestion: "Disabled",
    publicNetworkAccessForQuery: "Disabled",
    privateLink: { ingestionAccessMode: "PrivateOnly" },
  };
  const developer = { apiManagement: service({ sku: "Developer" }) };
  const linkedIn = (stack: Evaluated) =>
    stack
      .all("monitor:PrivateLinkScopedResource")
      .map(({ inputs }) => String(inputs["linkedResourceId"]).split("/").at(-2));

  it("is the stack's own: workspace and component in it, closed, and reached by five zones", async () => {
    const stack = await gateway(config({ ...developer, monitoring }));
    expectSound(stack);
    const scope = stack.one("monitor:PrivateLinkScope");
    expect(scope.inputs).to.deep.include({
      location: "global",
      accessModeSettings: { ingestionAccessMode: "PrivateOnly", queryAccessMode: "Open" },
    });
    expect(linkedIn(stack)).to.deep.equal(["workspaces", "components"]);
    const closed = { publicNetworkAccessForIngestion: "Disabled", publicNetworkAccessForQuery: "Disabled" };
    expect(stack.one("operationalinsights:Workspace").inputs).to.include(closed);
    const component = stack.one("applicationinsights:Component");
    expect(component.inputs).to.include(closed);
    // The second writer of the component would open it again.
    const template = named(stack, "resources:Deployment", "metric-dimensions");
    expect(input(template, "properties.template.resources.0.properties")).to.include(closed);
    const group = named(stack, "network:PrivateDnsZoneGroup", "scope-pe-dns");
    expect(
      (group.inputs["privateDnsZoneConfigs"] as readonly Json[]).map(({ privateDnsZoneId }) =>
        String(privateDnsZoneId).split("/").at(-1),
      ),
    ).to.deep.equal(zones);
    expect(zonesOf(stack)).to.include.members(zones);
    expect(stack.all("privatedns:VirtualNetworkLink").length).to.equal(zonesOf(stack).length);
  });

  it("comes before whoever sends telemetry, and its endpoint after what it leads to", async () => {
    const stack = await gateway(config({ ...developer, monitoring }));
    const endpoint = named(stack, "network:PrivateEndpoint", "scope-pe");
    const links = stack.all("monitor:PrivateLinkScopedResource");
    expect(stack.waits(links[1]!, links[0]!), "one write into the scope at a time").to.equal(true);
    for (const link of links) expect(stack.waits(endpoint, link)).to.equal(true);
    const logger = named(stack, "apimanagement:Logger", "application-insights");
    for (const earlier of [endpoint, named(stack, "network:PrivateDnsZoneGroup", "scope-pe-dns")])
      expect(stack.waits(logger, earlier)).to.equal(true);
  });

  it("is somebody else's: both are added to it, and neither endpoint nor zone is declared", async () => {
    const stack = await gateway(
      config({
        ...developer,
        monitoring: { publicNetworkAccessForIngestion: "Disabled" },
        existing: {
          privateLinkScopeId: `${there}/Microsoft.Insights/privateLinkScopes/ampls-hub`,
          logAnalyticsWorkspaceId: `${there}/Microsoft.OperationalInsights/workspaces/log-hub`,
        },
      }),
    );
    for (const { inputs } of stack.all("monitor:PrivateLinkScopedResource"))
      expect(inputs).to.include({ resourceGroupName: "rg-there", scopeName: "ampls-hub" });
    expect(linkedIn(stack)).to.deep.equal(["workspaces", "components"]);
    expect(stack.all("monitor:PrivateLinkScope")).to.be.empty;
    expect(zonesOf(stack)).not.to.include.members(zones);
    expect(named(stack, "network:PrivateEndpoint", "scope-pe")).to.equal(undefined);
    // What is not said to be closed stays open.
    expect(stack.one("applicationinsights:Component").inputs).to.include({
      publicNetworkAccessForIngestion: "Disabled",
      publicNetworkAccessForQuery: "Enabled",
    });
  });

  it("in another subscription stops the program, with what to do instead", async () => {
    const elsewhere = there.replace("4000-8000-000000000001", "4000-8000-0000000000ff");
    const given = config({
      ...developer,
      existing: { privateLinkScopeId: `${elsewhere}/Microsoft.Insights/privateLinkScopes/ampls-hub` },
    });
    const error = await gateway(given).then(
      () => undefined,
      (reason: Error) => reason.message,
    );
    expect(error).to.include("EXISTING_SUBSCRIPTION existing.privateLinkScopeId");
    expect(error).to.include("have whoever runs the scope add both to it");
  });

  it("that is not asked for leaves workspace and component as they were", async () => {
    const stack = await gateway(config(developer));
    expect(stack.one("operationalinsights:Workspace").inputs).not.to.have.any.keys(
      "publicNetworkAccessForIngestion",
      "publicNetworkAccessForQuery",
    );
    expect(stack.all("monitor:PrivateLinkScopedResource")).to.be.empty;
  });

  const scopeId = `${there}/Microsoft.Insights/privateLinkScopes/ampls-hub`;
  const rows: readonly (readonly [what: string, more: object, expected: readonly string[]])[] = [
    ["a scope of one's own", { ...developer, monitoring }, []],
    [
      "closed, and in no scope",
      { ...developer, monitoring: { publicNetworkAccessForQuery: "Disabled" } },
      ["warning CONFIG_CLOSED_WITHOUT_SCOPE monitoring.publicNetworkAccessForQuery"],
    ],
    [
      "closed, in a scope that is there",
      {
        ...developer,
        monitoring: { publicNetworkAccessForIngestion: "Disabled" },
        existing: { privateLinkScopeId: scopeId },
      },
      [],
    ],
    [
      "access modes of a scope that is there",
      { ...developer, monitoring: { privateLink: {} }, existing: { privateLinkScopeId: scopeId } },
      ["error CONFIG_EXISTING_SCOPE monitoring.privateLink"],
    ],
    [
      "too few addresses",
      { ...developer, monitoring, network: { subnets: { privateEndpoints: "10.2.5.0/28" } } },
      ["error CONFIG_SUBNET_TOO_SMALL network.subnets.privateEndpoints"],
    ],
    [
      "a zone of another name",
      {
        ...developer,
        existing: { privateDnsZoneIds: { ods: `${there}/Microsoft.Network/privateDnsZones/${zones[1]}` } },
      },
      ["error CONFIG_ZONE_NAME existing.privateDnsZoneIds.ods"],
    ],
    [
      "a zone in another cloud",
      {
        ...developer,
        existing: {
          privateDnsZoneIds: {
            keyVault: `${there}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.usgovcloudapi.net`,
            blob: `${there}/Microsoft.Network/privateDnsZones/privatelink.blob.core.usgovcloudapi.net`,
          },
        },
      },
      [],
    ],
    [
      "a service outside of the network, and a team's own month",
      {
        ...sku("StandardV2", { privateEndpoint: true, publicNetworkAccess: "Disabled" }),
        monitoring,
        usage: { ownView: true },
      },
      [
        "warning CONFIG_INGESTION_UNPROVEN monitoring.publicNetworkAccessForIngestion",
        "warning CONFIG_OWN_VIEW_CLOSED monitoring.publicNetworkAccessForQuery",
      ],
    ],
    [
      "no network",
      {
        ...developer,
        monitoring: { privateLink: {} },
        network: { private: false },
        ingress: { enabled: false },
      },
      [
        "error CONFIG_WITHOUT_NETWORK monitoring.privateLink",
        "warning CONFIG_KEY_AS_API_KEY ingress.enabled",
        "warning CONFIG_PUBLIC_ACCESS network.private",
      ],
    ],
  ];
  for (const [what, more, expected] of rows)
    it(`is told: ${what}`, () => expect(problems(more)).to.have.members([...expected]));
});
