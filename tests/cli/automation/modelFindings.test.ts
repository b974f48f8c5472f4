import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { CostedResource } from "../../../packages/cli/automation/plan/cost";
import { modelFindings } from "../../../packages/cli/automation/plan/modelFindings";
import { placesIn } from "../../../packages/cli/automation/plan/stackPlaces";
import { packageCatalogue } from "../../../packages/catalogue";
import { formatProblem } from "../../../packages/common/problem";

const account = (name: string, location: string): CostedResource => ({
  type: "azure-native:cognitiveservices:Account",
  name,
  inputs: { accountName: name, location },
});
const deployment = (
  accountName: string,
  sku: string,
  model = "gpt-5.4",
  version = "2026-03-05",
): CostedResource => ({
  type: "azure-native:cognitiveservices:Deployment",
  name: `${accountName}-${model}`,
  inputs: {
    accountName,
    sku: { name: sku, capacity: 15 },
    properties: { model: { name: model, version }, versionUpgradeOption: "OnceCurrentVersionExpired" },
  },
});
const find = (resources: readonly CostedResource[], today = "2026-08-01") =>
  modelFindings(resources, { catalogue: packageCatalogue(), today }).map(
    ({ severity, code, subject }) => `${severity} ${code} ${subject}`,
  );

describe("what the catalogue has against declared resources", () => {
  const sweden = account("a", "swedencentral");
  const france = account("b", "France Central");
  const rows: Record<string, readonly [resources: readonly CostedResource[], found: readonly string[]]> = {
    nothing: [[sweden, deployment("a", "GlobalStandard")], []],
    "a region that does not sell it": [
      [sweden, deployment("a", "ProvisionedManaged")],
      ["warning MODEL_REGION a-gpt-5.4"],
    ],
    "the same of two, told once": [
      [
        sweden,
        deployment("a", "ProvisionedManaged"),
        { ...deployment("a", "ProvisionedManaged"), name: "again" },
      ],
      ["warning MODEL_REGION a-gpt-5.4, again"],
    ],
    "an account that is not declared": [[deployment("elsewhere", "ProvisionedManaged")], []],
    "a region that does not exist": [
      [account("a", "swedencentrall"), deployment("a", "GlobalStandard")],
      ["error REGION_UNKNOWN a"],
    ],
    "what is global": [[account("a", "global")], []],
    "zones in a region without": [
      [
        {
          type: "azure-native:network:PublicIPAddress",
          name: "ip",
          inputs: { location: "westus", zones: ["1"] },
        },
      ],
      ["warning REGION_WITHOUT_ZONES ip"],
    ],
    "zones in a region with them": [
      [
        {
          type: "azure-native:network:PublicIPAddress",
          name: "ip",
          inputs: { location: "westus3", zones: ["1"] },
        },
      ],
      [],
    ],
    "two accounts with one global quota": [
      [sweden, france, deployment("a", "GlobalStandard"), deployment("b", "GlobalStandard")],
      ["warning QUOTA_SHARED a-gpt-5.4"],
    ],
    "two accounts with one data zone's quota": [
      [sweden, france, deployment("a", "DataZoneStandard"), deployment("b", "DataZoneStandard")],
      ["warning QUOTA_SHARED a-gpt-5.4"],
    ],
    "two accounts in two data zones": [
      [
        sweden,
        account("b", "eastus2"),
        deployment("a", "DataZoneStandard"),
        deployment("b", "DataZoneStandard"),
      ],
      [],
    ],
    "two accounts with two SKUs": [
      [sweden, france, deployment("a", "GlobalStandard"), deployment("b", "DataZoneStandard")],
      [],
    ],
    "two accounts with two models": [
      [
        sweden,
        france,
        deployment("a", "GlobalStandard"),
        deployment("b", "GlobalStandard", "gpt-5.1", "2025-11-13"),
      ],
      [],
    ],
    "PTUs, whose quota is a region's": [
      [
        sweden,
        france,
        deployment("a", "GlobalProvisionedManaged"),
        deployment("b", "GlobalProvisionedManaged"),
      ],
      [],
    ],
  };
  for (const [what, [resources, found]] of Object.entries(rows))
    it(`${what}: ${found.join(", ") || "fine"}`, () => expect(find(resources)).to.deep.equal(found));

  it("refuses what is retired on the day, and says that the catalogue is old", () => {
    expect(find([sweden, deployment("a", "GlobalStandard")], "2027-06-01")).to.deep.equal([
      "error MODEL_RETIRED a-gpt-5.4",
      "warning CATALOGUE_OLD undefined",
    ]);
  });

  it("knows where a deployment stands in the stack's file, whatever keys are above it", () => {
    const folder = mkdtempSync(join(tmpdir(), "places-"));
    try {
      writeFileSync(
        join(folder, "Pulumi.dev.yaml"),
        'config:\n  mine:models:\n    - { model: other, version: "1" }\n    - model: gpt-5.4\n      version: "2026-03-05"\n',
      );
      const problems = modelFindings([sweden, deployment("a", "GlobalStandard")], {
        catalogue: packageCatalogue(),
        today: "2027-03-05",
        placeOf: placesIn(folder, "dev"),
      });
      expect(formatProblem(problems[0]!)).to.match(/Pulumi\.dev\.yaml:5:16 error MODEL_RETIRED a-gpt-5\.4: /);
      expect(placesIn(folder, "prod")({ ...problems[0]!, model: "x" } as never, "model")).to.equal(undefined);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
