import { expect } from "chai";
import { assessDeployment, packageCatalogue, type AssessedDeployment } from "../../packages/catalogue";

const base: AssessedDeployment = {
  model: "gpt-5.4",
  version: "2026-03-05",
  sku: "GlobalStandard",
  location: "swedencentral",
  versionUpgradeOption: "OnceCurrentVersionExpired",
};
const judge = (change: Partial<AssessedDeployment>, today: string) =>
  assessDeployment(packageCatalogue(), { ...base, ...change }, today);

describe("what the catalogue has against a deployment", () => {
  // Retirements by the schedule of 2026-07-07; offers by the tables of 2026-04-30.
  const rows: readonly (readonly [
    change: Partial<AssessedDeployment>,
    today: string,
    codes: readonly string[],
  ])[] = [
    [{}, "2026-09-04", []],
    [{}, "2026-09-05", ["warning MODEL_RETIRES_SOON"]],
    [{ versionUpgradeOption: "NoAutoUpgrade" }, "2026-09-04", []],
    [{ versionUpgradeOption: "NoAutoUpgrade" }, "2026-09-05", ["warning MODEL_NO_UPGRADE"]],
    [{}, "2027-03-04", ["warning MODEL_RETIRES_SOON"]],
    [{}, "2027-03-05", ["error MODEL_RETIRED"]],
    [{ versionUpgradeOption: "NoAutoUpgrade" }, "2028-01-01", ["error MODEL_RETIRED"]],
    [{ model: "gpt-4o", version: "2024-11-20" }, "2026-10-01", ["error MODEL_RETIRED"]],
    [{ model: "GPT-5.4" }, "2026-08-01", []],
    [{ model: "gpt-5.4o" }, "2026-08-01", ["warning MODEL_UNKNOWN"]],
    [{ model: "my-own-model" }, "2026-08-01", ["warning MODEL_UNKNOWN"]],
    [{ version: "2026-03-06" }, "2026-08-01", ["warning MODEL_VERSION_UNKNOWN"]],
    // Nothing is known of its versions: nothing is said.
    [{ model: "gpt-35-turbo", version: "0125" }, "2026-08-01", []],
    [{ sku: "ProvisionedManaged" }, "2026-08-01", ["warning MODEL_REGION"]],
    [{ sku: "ProvisionedManaged", location: "Japan East" }, "2026-08-01", []],
    [{ sku: "DataZoneStandard", location: "uksouth" }, "2026-08-01", ["warning MODEL_REGION"]],
    [{ sku: "DataZoneStandard" }, "2026-08-01", []],
    [
      { sku: "GlobalProvisionedManaged", model: "gpt-5-nano", version: "2025-08-07" },
      "2026-07-01",
      ["warning MODEL_SKU"],
    ],
    // The region is unknown, which is told elsewhere, or the account is another program's.
    [{ sku: "ProvisionedManaged", location: "atlantis" }, "2026-08-01", []],
    [{ sku: "ProvisionedManaged", location: undefined }, "2026-08-01", []],
    // A SKU that the catalogue does not hold.
    [{ sku: "GlobalBatch" }, "2026-08-01", []],
    [
      { model: "gpt-4o", version: "2024-11-20", sku: "Standard", location: "westeurope" },
      "2026-11-28",
      ["error MODEL_RETIRED", "warning MODEL_REGION"],
    ],
  ];
  for (const [change, today, codes] of rows)
    it(`${JSON.stringify(change)} on ${today}: ${codes.join(", ") || "nothing"}`, () => {
      expect(judge(change, today).map(({ severity, code }) => `${severity} ${code}`)).to.deep.equal(codes);
    });

  it("says what to do instead", () => {
    const hint = (change: Partial<AssessedDeployment>, today = "2026-08-01") => judge(change, today)[0]!.hint;
    expect(hint({ model: "gpt-5.44" })).to.equal("Did you mean gpt-5.4?");
    expect(hint({ version: "2026-03-06" })).to.equal("It has 2026-03-05");
    expect(hint({ model: "o3-mini", version: "2025-01-31" }, "2026-12-01")).to.include("move to o4-mini");
    expect(hint({ sku: "ProvisionedManaged" })).to.equal(
      "Sold in swedencentral: GlobalStandard, GlobalProvisionedManaged, DataZoneStandard, DataZoneProvisionedManaged; " +
        "Regions with ProvisionedManaged: australiaeast, japaneast",
    );
  });
});
