import { expect } from "chai";
import fc from "fast-check";
import { azureName, roleAssignmentName, type NameKind, type NameParts } from "../../components/naming";

/** Longest name and allowed form by kind, as Azure's naming rules have them. */
const rules: Readonly<Record<NameKind, { longest: number; form: RegExp }>> = {
  resourceGroup: { longest: 90, form: /^[\w().-]*[\w()-]$/ },
  virtualNetwork: { longest: 64, form: /^[A-Za-z0-9][\w.-]*\w$/ },
  identity: { longest: 128, form: /^[A-Za-z0-9][\w-]{2,}$/ },
  logAnalytics: { longest: 63, form: /^[A-Za-z0-9][A-Za-z0-9-]{2,}[A-Za-z0-9]$/ },
  applicationInsights: { longest: 255, form: /^[^%&\\?/]*[^%&\\?/. ]$/ },
  keyVault: { longest: 24, form: /^[A-Za-z](?:-?[A-Za-z0-9])+$/ },
  openAi: { longest: 63, form: /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/ },
  eventHubNamespace: { longest: 50, form: /^[A-Za-z][A-Za-z0-9-]{4,}[A-Za-z0-9]$/ },
  apiManagement: { longest: 50, form: /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/ },
  applicationGateway: { longest: 63, form: /^[A-Za-z0-9][\w.-]*\w$/ },
  webApplicationFirewall: { longest: 128, form: /^[A-Za-z][\w-]*$/ },
  publicIp: { longest: 80, form: /^[A-Za-z0-9][\w.-]*\w$/ },
  trafficManager: { longest: 63, form: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/ },
};

const parts: fc.Arbitrary<NameParts> = fc.record({
  workload: fc.stringMatching(/^[a-z](-?[a-z0-9]){0,11}$/).filter((text) => text.length <= 12),
  environment: fc.stringMatching(/^[a-z](-?[a-z0-9]){0,7}$/).filter((text) => text.length <= 8),
  seed: fc.string(),
});
const which = fc.option(fc.stringMatching(/^[a-z](-?[a-z0-9]){0,23}$/), { nil: undefined });

describe("azureName", () => {
  for (const kind of Object.keys(rules) as NameKind[])
    it(`keeps to Azure's rules for ${kind}`, () => {
      fc.assert(
        fc.property(parts, which, (from, one) => {
          const name = azureName(kind, from, one);
          expect(name.length).to.be.at.most(rules[kind].longest);
          expect(name).to.match(rules[kind].form);
          expect(azureName(kind, from, one)).to.equal(name);
        }),
      );
    });

  it("tells apart what was cut to the same text", () => {
    const from = { workload: "workloadname", environment: "producti", seed: "acme/project/prod" };
    const first = azureName("keyVault", from, "a-very-long-name-1");
    const second = azureName("keyVault", from, "a-very-long-name-2");
    expect(first).not.to.equal(second);
    expect(azureName("openAi", { ...from, seed: "other" })).not.to.equal(azureName("openAi", from));
  });
});

describe("roleAssignmentName", () => {
  it("is a version 5 UUID, the same whatever the case of the ids", () => {
    const name = roleAssignmentName("/subscriptions/A", "B-C", "role");
    expect(name).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(roleAssignmentName("/SUBSCRIPTIONS/a", "b-c", "role")).to.equal(name);
    expect(roleAssignmentName("/subscriptions/A", "B-C", "other")).not.to.equal(name);
  });
});
