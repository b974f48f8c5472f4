import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { makeCatalogue, packageCatalogue } from "../../../packages/catalogue";
import { readFileSync } from "node:fs";
import { configOf } from "./stackFile";

const prod = configOf(readFileSync("Pulumi.prod.yaml", "utf8"));
const gpt = (more: object = {}) => ({
  name: "gpt",
  model: "gpt-5.4",
  version: "2026-03-05",
  capacity: 50,
  ...more,
});
const payg = { name: "payg", kind: "payg", deployments: [gpt()] };
const ptu = (more: object, deployment: object = {}) => ({
  backends: [{ name: "ptu", kind: "ptu", deployments: [gpt(deployment)], ...more }, payg],
});
const found = (more: object, catalogue = packageCatalogue()) => {
  const { config, problems } = parseGatewayConfig({ ...prod, ...more }, undefined, catalogue);
  return {
    taken: config !== undefined,
    codes: problems
      .filter(({ code }) => /MODEL|REGION|PTU/.test(code))
      .map(({ severity, code, subject }) => `${severity} ${code} ${subject}`),
  };
};

describe("models, SKUs and regions in the config", () => {
  const rows: readonly (readonly [what: string, more: object, codes: readonly string[]])[] = [
    ["prod as it is", {}, []],
    [
      "regional PTUs where they are not sold",
      ptu({ sku: "ProvisionedManaged" }),
      ["warning CONFIG_MODEL_REGION backends[0].sku"],
    ],
    ["regional PTUs where they are", ptu({ sku: "ProvisionedManaged", location: "japaneast" }), []],
    [
      "a data zone in a region that is in none",
      { backends: [{ ...payg, sku: "DataZoneStandard", location: "uksouth" }] },
      ["warning CONFIG_MODEL_REGION backends[0].sku"],
    ],
    [
      "a model that was retired on the catalogue's day",
      { backends: [{ ...payg, deployments: [gpt({ model: "gpt-4o", version: "2024-11-20" })] }] },
      ["warning CONFIG_MODEL_RETIRED backends[0].deployments[0].version"],
    ],
    [
      "a model that retires later, on no day but the catalogue's",
      { backends: [{ ...payg, deployments: [gpt({ versionUpgradeOption: "NoAutoUpgrade" })] }] },
      [],
    ],
    [
      "a model that nobody knows",
      { backends: [{ ...payg, deployments: [gpt({ model: "my-model", version: "7" })] }] },
      ["warning CONFIG_MODEL_UNKNOWN backends[0].deployments[0].model"],
    ],
    [
      "a region that does not exist",
      { location: "swedncentral" },
      ["warning CONFIG_REGION_UNKNOWN location"],
    ],
    [
      "fewer PTUs than are sold",
      ptu({ sku: "GlobalProvisionedManaged" }, { capacity: 10 }),
      ["error CONFIG_PTU_BELOW_MINIMUM backends[0].deployments[0].capacity"],
    ],
    [
      "PTUs between two sizes",
      ptu({ sku: "GlobalProvisionedManaged" }, { capacity: 17 }),
      ["error CONFIG_PTU_STEP backends[0].deployments[0].capacity"],
    ],
    [
      "sizes whose step is not their minimum",
      ptu(
        { sku: "ProvisionedManaged", location: "uksouth" },
        { model: "o1", version: "2024-12-17", capacity: 50 },
      ),
      [
        "error CONFIG_PTU_STEP backends[0].deployments[0].capacity",
        "warning CONFIG_MODEL_RETIRED backends[0].deployments[0].version",
        "error CONFIG_DEPLOYMENT_MODEL backends[1].deployments[0].model",
      ],
    ],
  ];
  for (const [what, more, codes] of rows)
    it(`${what} => ${codes.join(", ") || "nothing"}`, () => {
      const result = found(more);
      expect(result.codes).to.deep.equal(codes);
      // What may run already is never refused here.
      expect(result.taken).to.equal(!codes.some((code) => code.startsWith("error")));
    });

  it("go by a catalogue of one's own", () => {
    const own = makeCatalogue([
      {
        file: "packages/catalogue/catalogue.yaml",
        text: readFileSync("packages/catalogue/catalogue.yaml", "utf8"),
      },
      {
        file: "catalogue.yaml",
        text: 'catalogue: 1\nasOf: 2026-11-01\ncurrency: USD\noffers:\n  asOf: 2026-11-01\n  source: https://example.com/\n  entries: { ProvisionedManaged: { gpt-5.4: { "2026-03-05": [swedencentral] } } }\n',
      },
    ]);
    expect(found(ptu({ sku: "ProvisionedManaged" }), own).codes).to.be.empty;
  });
});
