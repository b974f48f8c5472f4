import { expect } from "chai";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { localSubscription } from "../../packages/local-cloud/azure/seeded";
import { deploymentName } from "../../components/genAiApi/armTemplates";
import {
  azureName,
  namesOf,
  roleAssignmentName,
  type NameKind,
  type NameParts,
} from "../../components/naming";
import { evaluatedProgram } from "./evaluated";

/** Longest name and allowed form by kind, as Azure's naming rules have them. */
const rules: Readonly<Record<NameKind, { longest: number; form: RegExp }>> = {
  resourceGroup: { longest: 90, form: /^[\w().-]*[\w()-]$/ },
  virtualNetwork: { longest: 64, form: /^[A-Za-z0-9][\w.-]*\w$/ },
  identity: { longest: 128, form: /^[A-Za-z0-9][\w-]{2,}$/ },
  logAnalytics: { longest: 63, form: /^[A-Za-z0-9][A-Za-z0-9-]{2,}[A-Za-z0-9]$/ },
  applicationInsights: { longest: 255, form: /^[^%&\\?/]*[^%&\\?/. ]$/ },
  privateLinkScope: { longest: 255, form: /^[\w().-]*[\w()-]$/ },
  keyVault: { longest: 24, form: /^[A-Za-z](?:-?[A-Za-z0-9])+$/ },
  openAi: { longest: 63, form: /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/ },
  contentSafety: { longest: 63, form: /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/ },
  language: { longest: 63, form: /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/ },
  redis: { longest: 60, form: /^[A-Za-z0-9](?:-?[A-Za-z0-9])*$/ },
  eventHubNamespace: { longest: 50, form: /^[A-Za-z][A-Za-z0-9-]{4,}[A-Za-z0-9]$/ },
  apiManagement: { longest: 50, form: /^[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/ },
  applicationGateway: { longest: 63, form: /^[A-Za-z0-9][\w.-]*\w$/ },
  webApplicationFirewall: { longest: 128, form: /^[A-Za-z][\w-]*$/ },
  publicIp: { longest: 80, form: /^[A-Za-z0-9][\w.-]*\w$/ },
  trafficManager: { longest: 63, form: /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/ },
  actionGroup: { longest: 260, form: /^[^:<>+/&%\\?|]*[^:<>+/&%\\?| .]$/ },
  alert: { longest: 260, form: /^[^*#&+:<>?@%{}\\/]*[^*#&+:<>?@%{}\\/ .]$/ },
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

/** The names that the program gives, as it would on another Azure subscription, stack or in another component. */
async function gatewayNames(seed: string | undefined, components: readonly string[]) {
  const names = { workload: "genai", environment: "dev" };
  const { deployment } = await evaluatedProgram(() => {
    const root = new pulumi.ComponentResource("test:index:Root", "root");
    return Object.fromEntries(
      components.map((component) => {
        const nameOf = namesOf({ ...names, seed, component }, root);
        return [component, [nameOf("keyVault"), nameOf("openAi", "payg-1")]];
      }),
    );
  });
  return Object.fromEntries(
    Object.entries(deployment.outputs).map(([component, { value }]) => [component, value as string[]]),
  );
}

describe("namesOf", () => {
  it("gives two gateways of one program names of their own, and the same ones on every run", async () => {
    const names = await gatewayNames(undefined, ["genai", "other"]);
    expect(new Set(Object.values(names).flat()).size).to.equal(4);
    expect(await gatewayNames(undefined, ["genai", "other"])).to.deep.equal(names);
  });

  it("has the subscription in the seed", async () => {
    const names = await gatewayNames(undefined, ["genai"]);
    const seed = `${localSubscription}/organization/azure-genai-gateway/ptu/genai`;
    const parts = { workload: "genai", environment: "dev", seed };
    expect(names["genai"]).to.deep.equal([
      azureName("keyVault", parts),
      azureName("openAi", parts, "payg-1"),
    ]);
  });

  // Recorded from the dev stack as it was when the seed was organization, project and stack.
  it("keeps the names of a stack made before, with its old seed", async () => {
    const names = await gatewayNames("organization/azure-genai-gateway/dev", ["genai"]);
    expect(names["genai"]).to.deep.equal(["kv-genai-dev-d0faff", "oai-genai-payg-1-dev-1214de"]);
  });
});

describe("deploymentName", () => {
  it("is one that Azure takes, and tells apart what would be cut to the same", () => {
    const long = "a".repeat(70);
    expect(deploymentName("genai-api-fragment-answer")).to.equal("genai-api-fragment-answer");
    expect(deploymentName(`${long}1`)).not.to.equal(deploymentName(`${long}2`));
    expect(deploymentName("a b")).not.to.equal(deploymentName("a-b"));
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 100 }), (name) => {
        expect(deploymentName(name)).to.match(/^[A-Za-z0-9_.()-]{1,64}$/);
      }),
    );
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
