import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import {
  addMonths,
  dateOf,
  describeAge,
  isDay,
  loadCatalogue,
  makeCatalogue,
  oldBlocks,
  packageCatalogue,
  provisionedSize,
  regionOf,
  resourcePriceOf,
  reviewCatalogue,
  tokenPriceOf,
  type Catalogue,
} from "../../packages/catalogue";
import { monthsBetween } from "../../packages/catalogue/days";
import { formatProblem, ProblemsError } from "../../packages/common/problem";

const packaged = readFileSync("packages/catalogue/catalogue.yaml", "utf8");
const head = "catalogue: 1\nasOf: 2026-11-01\ncurrency: USD\n";
const over = (text: string): Catalogue =>
  makeCatalogue([
    { file: "packages/catalogue/catalogue.yaml", text: packaged },
    { file: "catalogue.yaml", text: head + text },
  ]);

function problemsOf(text: string): readonly string[] {
  try {
    makeCatalogue([
      { file: "packages/catalogue/catalogue.yaml", text: packaged },
      { file: "own.yaml", text },
    ]);
    return [];
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    return error.problems.map(formatProblem);
  }
}

describe("a catalogue's file", () => {
  const page = "source: https://example.com/prices";
  const mistakes: Record<string, readonly [text: string, problem: RegExp]> = {
    "a key that does not exist": [`${head}price: {}\n`, /^own\.yaml:4:1 error CATALOGUE_UNKNOWN_KEY price:/],
    "a key of an entry that does not exist": [
      `${head}ptuHours:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    GlobalProvisionedManaged: { price: 1, prize: 2 }\n`,
      /^own\.yaml:8:43 error CATALOGUE_UNKNOWN_KEY ptuHours\.entries\.GlobalProvisionedManaged\.prize:/,
    ],
    "another currency": [
      head.replace("USD", "EUR"),
      /^own\.yaml:3:11 error CATALOGUE_INVALID currency: Write USD/,
    ],
    "a day that is none": [
      head.replace("2026-11-01", "2026-02-30"),
      /^own\.yaml:2:7 error CATALOGUE_INVALID asOf: Write a day/,
    ],
    "a price below nothing": [
      `${head}ptuHours:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    GlobalProvisionedManaged: { price: -1 }\n`,
      /^own\.yaml:8:40 error CATALOGUE_INVALID ptuHours\.entries\.GlobalProvisionedManaged\.price: Write 0 or more/,
    ],
    "a block without its page": [
      `${head}ptuHours:\n  asOf: 2026-11-01\n  entries: {}\n`,
      /^own\.yaml:5:3 error CATALOGUE_INVALID ptuHours\.source: Write the page/,
    ],
    "a SKU whose tokens nobody sells": [
      `${head}tokens:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    acme-1: { acme: { input: 1 }, GlobalStandart: { input: 1 } }\n`,
      /^own\.yaml:8:\d+ error CATALOGUE_INVALID tokens\.entries\.acme-1\.GlobalStandart: Write GlobalStandard, .* or the name of a provider/,
    ],
    "a SKU that does not exist": [
      `${head}ptuHours:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    GlobalProvisoned: { price: 1 }\n`,
      /^own\.yaml:8:\d+ error CATALOGUE_\w+ ptuHours\.entries/,
    ],
    "a region that does not exist": [
      `${head}offers:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    Standard:\n      gpt-5.4: { "2026-03-05": [swedencentral, atlantis] }\n`,
      /^own\.yaml:9:48 error CATALOGUE_UNKNOWN_REGION .*There is no region atlantis/,
    ],
    "a set that does not exist": [
      `${head}offers:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    Standard:\n      gpt-5.4: { "2026-03-05": ["@mars"] }\n`,
      /^own\.yaml:9:33 error CATALOGUE_UNKNOWN_REGION .*There is no set of regions mars/,
    ],
    "an entry without a price": [
      `${head}resources:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    privateEndpoint: { per: hour }\n`,
      /^own\.yaml:8:22 error CATALOGUE_INVALID resources\.entries\.privateEndpoint: Write price, or regions/,
    ],
    "a model twice, in other letters": [
      `${head}tokens:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    gpt-5.4: {}\n    GPT-5.4: {}\n`,
      /^own\.yaml:9:5 error CATALOGUE_TWICE tokens\.entries\.GPT-5\.4:/,
    ],
    "prices of long prompts that are lower": [
      `${head}tokens:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    m:\n      gemini: { input: 2, longPrompt: { above: 9, input: 1 } }\n`,
      /^own\.yaml:9:15 error CATALOGUE_INVALID tokens\.entries\.m\.gemini: Write prices of long prompts/,
    ],
    "a tier that there is none of": [
      `${head}tokens:\n  asOf: 2026-11-01\n  ${page}\n  entries:\n    m:\n      gemini: { input: 2, tiers: { slow: { input: 1 } } }\n`,
      /^own\.yaml:9:\d+ error CATALOGUE_\w+ tokens\.entries\.m\.gemini\.tiers/,
    ],
    "no YAML": ["catalogue: [\n", /^own\.yaml:\d+:\d+ error CATALOGUE_SYNTAX/],
    "an alias to nothing": [
      `${head}regionSets: *nowhere\n`,
      /^own\.yaml:\d+:\d+ error CATALOGUE_SYNTAX .*nowhere/,
    ],
    nothing: ["", /^own\.yaml:1:1 error CATALOGUE_INVALID/],
  };
  for (const [what, [text, problem]] of Object.entries(mistakes))
    it(`with ${what} is refused by file, line and column`, () => {
      expect(problemsOf(text)[0]).to.match(problem);
    });

  it("is told all its mistakes at once", () => {
    expect(problemsOf("catalogue: 2\nasOf: yesterday\ncurrency: GBP\nmodel: {}\n")).to.have.length(4);
  });

  it("without an entry changes nothing but the date", () => {
    const catalogue = over("");
    expect(catalogue.tokens).to.deep.equal(packageCatalogue().tokens);
    expect(dateOf(catalogue)).to.equal("2026-11-01");
  });
});

describe("a project's own catalogue", () => {
  const block = (name: string, entries: string) =>
    `${name}:\n  asOf: 2026-11-01\n  source: https://example.com/contract\n  entries:\n${entries}`;

  it("takes the place of the package's entries one by one, with its own date and page", () => {
    const catalogue = over(block("ptuHours", "    GlobalProvisionedManaged: { price: 0.4 }\n"));
    expect(catalogue.ptuHours.get("GlobalProvisionedManaged")).to.deep.equal({
      price: 0.4,
      asOf: "2026-11-01",
      source: "https://example.com/contract",
      unverified: false,
    });
    expect(catalogue.ptuHours.get("ProvisionedManaged")).to.deep.equal(
      packageCatalogue().ptuHours.get("ProvisionedManaged"),
    );
    // A block is as old as the oldest of its figures.
    expect(catalogue.blocks.get("ptuHours")).to.equal("2026-07-27");
  });

  it("gives a region a price of its own and leaves the others", () => {
    const catalogue = over(
      block(
        "resources",
        "    privateEndpoint: { per: hour, regions: { swedencentral: 0.02, uksouth: { price: 0.03, asOf: 2026-10-30 } } }\n",
      ),
    );
    expect(resourcePriceOf(catalogue, "privateEndpoint", "Sweden Central")).to.include({
      price: 0.02,
      asOf: "2026-11-01",
      region: "swedencentral",
    });
    expect(resourcePriceOf(catalogue, "privateEndpoint", "uksouth")).to.include({
      price: 0.03,
      asOf: "2026-10-30",
    });
    expect(resourcePriceOf(catalogue, "privateEndpoint", "francecentral")).to.include({
      price: 0.01,
      asOf: "2026-10-06",
      region: "East US",
    });
  });

  it("brings models, sizes and regions that the package does not have", () => {
    const catalogue = over(
      block("regions", "    atlantis: { name: Atlantis, zones: false }\n") +
        block(
          "provisioned",
          "    gpt-7: { inputTpmPerPtu: 10, outputWeight: 2, global: { minimum: 5, step: 1 }, regional: { minimum: 10, step: 10 } }\n",
        ),
    );
    expect(regionOf(catalogue, "Atlantis")!.zones).to.equal(false);
    expect(provisionedSize(catalogue, "GPT-7", "DataZoneProvisionedManaged")).to.deep.equal({
      minimum: 5,
      step: 1,
    });
    expect(provisionedSize(catalogue, "gpt-7", "ProvisionedManaged")!.minimum).to.equal(10);
    expect(provisionedSize(catalogue, "gpt-8", "ProvisionedManaged")).to.equal(undefined);
  });

  it("is found in the project's folder or by name, and read anew when it has changed", () => {
    const folder = mkdtempSync(join(tmpdir(), "catalogue-"));
    const own = (price: number) => head + block("ptuHours", `    ProvisionedManaged: { price: ${price} }\n`);
    const priceIn = (file?: string) =>
      loadCatalogue({ directory: folder, file }).ptuHours.get("ProvisionedManaged")!.price;
    try {
      expect(priceIn()).to.equal(2);
      writeFileSync(join(folder, "catalogue.yaml"), own(3));
      writeFileSync(join(folder, "contract.yaml"), own(4));
      expect([priceIn(), priceIn("contract.yaml")]).to.deep.equal([3, 4]);
      writeFileSync(join(folder, "catalogue.yaml"), own(5));
      expect(priceIn()).to.equal(5);
      expect(() => priceIn("nowhere.yaml")).to.throw(ProblemsError, "CATALOGUE_NO_FILE");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the package's own catalogue", () => {
  const catalogue = packageCatalogue();

  it("has every block, none from after its own date", () => {
    expect([...catalogue.blocks.keys()]).to.have.length(8);
    for (const [block, asOf] of catalogue.blocks) expect(asOf <= dateOf(catalogue), block).to.equal(true);
  });

  it("speaks of the same models in all blocks", () => {
    const models = new Set(catalogue.models.keys());
    const named = [
      ...catalogue.provisioned.keys(),
      ...catalogue.versions.keys(),
      ...catalogue.tokens.keys(),
      ...[...catalogue.offers.values()].flatMap((offers) => [...offers.keys()]),
    ];
    expect(named.filter((name) => !models.has(name))).to.be.empty;
    for (const [sku, offers] of catalogue.offers)
      for (const [model, versions] of offers)
        for (const version of versions.keys())
          expect(catalogue.versions.get(model)?.has(version), `${sku} ${model} ${version}`).to.equal(true);
  });

  it("prices what is sold and not retired", () => {
    const { problems } = reviewCatalogue(catalogue, dateOf(catalogue));
    expect(problems.filter(({ code }) => code === "CATALOGUE_UNPRICED").map(formatProblem)).to.be.empty;
  });

  // Read by eye from the pages that the blocks name, not from the file.
  it("has what the pages say", () => {
    expect(tokenPriceOf(catalogue, "gpt-5.4", "GlobalStandard")).to.include({ input: 2.5, output: 15 });
    expect(catalogue.provisioned.get("o1")!.regional).to.deep.equal({ minimum: 25, step: 50 });
    const sold = (sku: string, model: string, version: string, region: string) =>
      catalogue.offers.get(sku)!.get(model)!.get(version)!.regions.has(region);
    expect(sold("ProvisionedManaged", "gpt-5.4", "2026-03-05", "swedencentral")).to.equal(false);
    expect(sold("ProvisionedManaged", "gpt-5.4", "2026-03-05", "japaneast")).to.equal(true);
    expect(sold("DataZoneStandard", "gpt-5.4", "2026-03-05", "uksouth")).to.equal(false);
    expect(sold("DataZoneStandard", "gpt-4o", "2024-08-06", "italynorth")).to.equal(false);
    expect(sold("DataZoneProvisionedManaged", "gpt-5.4", "2026-03-05", "centralus")).to.equal(false);
    expect(sold("Standard", "text-embedding-3-large", "1", "westeurope")).to.equal(false);
    expect(catalogue.offers.get("GlobalStandard")!.get("gpt-5.4")!.get("2026-03-05")!.regions.size).to.equal(
      28,
    );
  });
});

describe("a catalogue's age", () => {
  const months: readonly (readonly [from: string, to: string, months: number])[] = [
    ["2026-10-06", "2026-10-06", 0],
    ["2026-10-06", "2026-11-05", 0],
    ["2026-10-06", "2026-11-06", 1],
    ["2025-08-31", "2026-02-28", 6],
    ["2026-10-06", "2026-01-01", 0],
  ];
  for (const [from, to, expected] of months)
    it(`is ${expected} months from ${from} to ${to}`, () =>
      expect(monthsBetween(from, to)).to.equal(expected));

  it("counts months by their last day where they are short", () => {
    expect(addMonths("2026-08-31", 6)).to.equal("2027-02-28");
    expect(addMonths("2026-03-31", -1)).to.equal("2026-02-28");
    expect(["2026-02-29", "2024-02-29", "2026-1-1", "x"].map(isDay)).to.deep.equal([
      false,
      true,
      false,
      false,
    ]);
  });

  it("is old by the day after six months", () => {
    const catalogue = over("");
    const old = (today: string) => oldBlocks(catalogue, today).map(({ block }) => block);
    expect(old("2026-09-30")).to.be.empty;
    expect(old("2026-10-30")).to.deep.equal(["models"]);
    expect(old("2026-10-31")).to.deep.equal(["models", "offers"]);
    expect(describeAge(catalogue, "2026-10-31")).to.equal(
      "Catalogue of 2026-11-01, less than a month old; older than six months: models of 2026-03-31, offers of 2026-04-30",
    );
    expect(describeAge(packageCatalogue(), "2026-11-28")).to.match(
      /^Catalogue of 2026-10-06, 1 month old; older/,
    );
  });
});
