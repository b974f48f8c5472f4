import { expect } from "chai";
import { LocalCloud } from "../../../packages/local-cloud/account/localCloud";
import { checkResources } from "../../../packages/local-cloud/azure/checkResources";
import { allRules } from "../../../packages/local-cloud/azure/rules";
import { deleteRules } from "../../../packages/local-cloud/azure/rules/deletes";
import { lockRules } from "../../../packages/local-cloud/azure/rules/locks";
import type { DeclaredResource } from "../../../packages/common/resource";
import { apiManagement, apiManagementSlips } from "./apiManagement";
import { applicationGateway, applicationGatewaySlips } from "./applicationGateway";
import { type Base, programOf, type Slip } from "./base";
import { data, dataSlips } from "./data";
import { monitoring, monitoringSlips } from "./monitoring";
import { network, networkSlips } from "./network";
import { tiers, tierSlips } from "./tiers";

const tables: readonly (readonly [string, Base, readonly Slip[]])[] = [
  ["API Management", apiManagement, apiManagementSlips],
  ...Object.entries(tiers).map(([name, base]) => [name, base, tierSlips[name] ?? []] as const),
  ["networks", network, networkSlips],
  ["Application Gateway", applicationGateway, applicationGatewaySlips],
  ["accounts, vaults, Event Hubs, rights", data, dataSlips],
  ["monitoring, Traffic Manager, templates", monitoring, monitoringSlips],
];

const codesOf = (resources: readonly DeclaredResource[]) => checkResources(resources).map(({ code, message, subject }) => `${code} ${subject}: ${message}`);

/** The same, one after another, in a cloud that remembers. */
async function arriving(resources: readonly DeclaredResource[]): Promise<string> {
  const cloud = new LocalCloud();
  for (const resource of resources)
    try {
      await cloud.create({ ...resource, project: "slips", stack: "dev" });
    } catch (error) {
      return (error as Error).message;
    }
  return "accepted";
}

describe("slips that Azure refuses", () => {
  for (const [title, base, slips] of tables) {
    describe(title, () => {
      it("takes the sound program, at once and one by one", async () => {
        expect(codesOf(programOf(base))).to.deep.equal([]);
        expect(await arriving(programOf(base))).to.equal("accepted");
      });
      for (const slip of slips) {
        const [words, , , code] = slip;
        it(words, async () => {
          const found = codesOf(programOf(base, slip));
          expect(found.map((text) => text.split(" ")[0])).to.include(code);
          // One slip is one mistake: nothing but its own code, and what follows from it.
          expect(new Set(found.map((text) => text.split(" ")[0])).size, found.join("\n")).to.be.at.most(2);
          if (code.startsWith("AZURE_NOT")) return;
          expect(await arriving(programOf(base, slip))).to.match(/Status=4\d\d/);
        });
      }
    });
  }

  it("are more than a hundred and fifty, each with its source", () => {
    const slips = tables.flatMap(([, , rows]) => rows);
    expect(slips.length).to.be.at.least(150);
    for (const [words, , , , source] of slips) expect(source, words).to.match(/^(https:\/\/|azure-|azurerm|bicep|rest-api)/);
    const words = tables.flatMap(([title, , rows]) => rows.map(([text]) => `${title} ${text}`));
    expect(new Set(words).size).to.equal(words.length);
  });

  it("cover every rule: each has a slip that finds it, and a page", () => {
    const fired = new Set<unknown>();
    for (const rule of allRules) {
      expect(rule.source, rule.code).to.match(/^https:\/\//);
      for (const type of rule.types) expect(type).to.equal(type.toLowerCase());
    }
    for (const rule of [...deleteRules, ...lockRules]) expect(rule.source, rule.code).to.match(/^https:\/\//);
    const originals = allRules.map((rule) => ({ rule, check: rule.check.bind(rule) }));
    for (const { rule, check } of originals)
      (rule as { check: typeof rule.check }).check = function* (subject, context) {
        for (const finding of check(subject, context)) {
          fired.add(rule);
          yield finding;
        }
      };
    try {
      for (const [, base, slips] of tables) for (const slip of slips) checkResources(programOf(base, slip));
    } finally {
      for (const { rule, check } of originals) (rule as { check: typeof rule.check }).check = check;
    }
    const silent = allRules.filter((rule) => !fired.has(rule)).map(({ code, types, source }) => `${code} ${types[0]} ${source}`);
    expect(silent).to.deep.equal([]);
  });
});
