import { expect } from "chai";
import type { DeclaredResource } from "../../packages/common/resource";
import { evaluated, input, type Evaluated } from "./evaluated";

const stacks = ["dev", "test", "ptu", "prod"];

/** The role assignments of a role, by what they are on. */
function grants(stack: Evaluated, roleId: string): readonly DeclaredResource[] {
  return stack
    .all("authorization:RoleAssignment")
    .filter((one) => String(one.inputs["roleDefinitionId"]).endsWith(roleId));
}

/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const metricsPublisher = "3913510d-42f4-4e42-8a64-420c390055eb";

describe("who signs on to what, and how", function () {
  for (const name of stacks) {
    it(`${name}: Application Insights takes telemetry from the gateway's identity, which has its role first`, async () => {
      const stack = await evaluated(name);
      const component = stack.one("applicationinsights:Component");
      const identity = stack
        .all("managedidentity:UserAssignedIdentity")
        .find(({ id }) => id.includes("/id-"))!;
      const logger = stack
        .all("apimanagement:Logger")
        .find((one) => one.inputs["loggerType"] === "applicationInsights")!;
      expect(logger.inputs["credentials"]).to.deep.equal({
        connectionString: component.outputs["connectionString"],
        identityClientId: identity.outputs["clientId"],
      });
      expect(logger.secretInputs.some((path) => path.startsWith("credentials"))).to.equal(true);
      const [role, ...more] = grants(stack, metricsPublisher);
      expect(more).to.deep.equal([]);
      expect(role!.inputs["scope"]).to.equal(component.id);
      expect(role!.inputs["principalId"]).to.equal(identity.outputs["principalId"]);
      expect(stack.waits(logger, role!)).to.equal(true);
    });

    it(`${name}: no secret is written to the vault, and no named value is read from one`, async () => {
      const stack = await evaluated(name);
      expect(stack.all("keyvault:Secret")).to.deep.equal([]);
      for (const value of stack.all("apimanagement:NamedValue"))
        expect(value.inputs, value.name).to.not.have.property("keyVault");
    });

    it(`${name}: telemetry, models and hubs take no keys`, async () => {
      const stack = await evaluated(name);
      const flags: readonly (readonly [type: string, path: string])[] = [
        ["applicationinsights:Component", "disableLocalAuth"],
        ["operationalinsights:Workspace", "features.disableLocalAuth"],
        ["cognitiveservices:Account", "properties.disableLocalAuth"],
        ["eventhub:Namespace", "disableLocalAuth"],
      ];
      for (const [type, path] of flags)
        for (const one of stack.all(type)) expect(input(one, path), `${one.name}.${path}`).to.equal(true);
    });

    it(`${name}: API Management has an identity that a vault's firewall lets through, beside the gateway's`, async () => {
      const stack = await evaluated(name);
      const service = stack.one("apimanagement:ApiManagementService");
      expect(input(service, "identity.type")).to.equal("SystemAssigned, UserAssigned");
      expect(Object.keys(input(service, "identity.userAssignedIdentities") as object)).to.have.length(1);
    });
  }
});

describe("what is written twice", function () {
  /** azure-native's name of an input, and that of the template; all that a component is given. */
  const names: Readonly<Record<string, string>> = {
    location: "location",
    kind: "kind",
    tags: "tags",
    resourceName: "name",
    applicationType: "properties.Application_Type",
    flowType: "properties.Flow_Type",
    requestSource: "properties.Request_Source",
    ingestionMode: "properties.IngestionMode",
    workspaceResourceId: "properties.WorkspaceResourceId",
    disableLocalAuth: "properties.DisableLocalAuth",
    publicNetworkAccessForIngestion: "properties.publicNetworkAccessForIngestion",
    publicNetworkAccessForQuery: "properties.publicNetworkAccessForQuery",
  };

  it("says the same both times, so that neither takes away what the other has set", async () => {
    const stack = await evaluated("ptu");
    const component = stack.one("applicationinsights:Component");
    const opting = stack.all("resources:Deployment").find(({ name }) => name.endsWith("-metric-dimensions"))!;
    const [written, ...more] = input(opting, "properties.template.resources") as DeclaredResource["inputs"][];
    expect(more).to.deep.equal([]);
    const { resourceGroupName, ...given } = component.inputs;
    expect(opting.inputs["resourceGroupName"]).to.equal(resourceGroupName);
    expect(Object.keys(given).sort()).to.deep.equal(Object.keys(names).sort());
    for (const [own, theirs] of Object.entries(names)) {
      const found = theirs
        .split(".")
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], written);
      expect(found, own).to.deep.equal(given[own]);
    }
    expect(Object.keys(written!["properties"] as object)).to.include("CustomMetricsOptedInType");
    expect(stack.waits(opting, component)).to.equal(true);
  });
});

describe("alerts", function () {
  it("compare with the words of Azure's log alerts", async () => {
    // https://learn.microsoft.com/rest/api/monitor/scheduled-query-rules/create-or-update#conditionoperator
    const words = ["Equals", "GreaterThan", "GreaterThanOrEqual", "LessThan", "LessThanOrEqual"];
    const rules = (await evaluated("prod")).all("monitor:ScheduledQueryRule");
    expect(rules).to.not.be.empty;
    for (const rule of rules)
      for (const { operator } of input(rule, "criteria.allOf") as { operator: string }[])
        expect(words, rule.name).to.include(operator);
  });
});

describe("subscriptions", function () {
  it("are written one after another, and after their product", async () => {
    const stack = await evaluated("ptu");
    const subscriptions = stack.all("apimanagement:Subscription");
    expect(subscriptions.length).to.be.at.least(3);
    for (const [index, one] of subscriptions.entries()) {
      const product = stack.all("apimanagement:Product").find(({ id }) => id === one.inputs["scope"])!;
      expect(stack.waits(one, product), one.name).to.equal(true);
      for (const other of subscriptions.slice(index + 1))
        expect(stack.waits(other, one), `${other.name}, ${one.name}`).to.equal(true);
    }
  });
});
