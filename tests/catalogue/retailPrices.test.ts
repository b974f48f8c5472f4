import { expect } from "chai";
import {
  makeCatalogue,
  packageCatalogue,
  readRetailPrices,
  updatedCatalogue,
} from "../../packages/catalogue";
import { meterRules } from "../../packages/catalogue/retailRules";
import { readFileSync } from "node:fs";

interface Row {
  readonly product: string;
  readonly meter: string;
  readonly unit: string;
  readonly price: number;
  readonly region?: string;
  readonly more?: object;
}
const item = ({ product, meter, unit, price, region = "swedencentral", more = {} }: Row) => ({
  currencyCode: "USD",
  tierMinimumUnits: 0,
  retailPrice: price,
  unitPrice: price,
  armRegionName: region,
  effectiveStartDate: "2026-06-01T00:00:00Z",
  meterName: meter,
  productName: product,
  skuName: meter,
  serviceName: "whatever",
  unitOfMeasure: unit,
  type: "Consumption",
  ...more,
});
const today = "2026-11-28";
const read = (value: unknown) =>
  readRetailPrices(
    typeof value === "string" ? value : JSON.stringify(value),
    "prices.json",
    packageCatalogue(),
    today,
  );
const readRows = (...rows: readonly Row[]) =>
  read({ Items: rows.map(item), NextPageLink: null, Count: rows.length });
const shown = (...rows: readonly Row[]) => {
  const { found, unmapped } = readRows(...rows);
  return [
    ...found.map(({ block, path, price }) => `${[block, ...path].join(" ")} = ${price}`),
    ...unmapped.map(({ why }) => `not taken: ${why}`),
  ];
};

describe("prices from Azure's Retail Prices API", () => {
  const openAi = "Azure OpenAI";
  const gpt5 = "Azure OpenAI GPT5";
  const rows: readonly (readonly [row: Row, result: string | RegExp])[] = [
    // Resources, with and without a region.
    [
      { product: "API Management", meter: "Developer Unit", unit: "1 Hour", price: 0.07 },
      "resources apiManagement.Developer hour swedencentral = 0.07",
    ],
    [
      { product: "API Management", meter: "Premium v2 Unit", unit: "1 Hour", price: 4 },
      "resources apiManagement.PremiumV2 hour swedencentral = 4",
    ],
    [
      { product: "Application Gateway WAF v2", meter: "Standard Fixed Cost", unit: "1/Hour", price: 0.5 },
      "resources applicationGateway.WAF_v2.fixed hour swedencentral = 0.5",
    ],
    [
      {
        product: "Virtual Network Private Link",
        meter: "Standard Private Endpoint",
        unit: "1 Hour",
        price: 0.01,
        region: "Global",
      },
      "resources privateEndpoint hour = 0.01",
    ],
    [
      { product: "Azure DNS", meter: "Private Zone", unit: "1/Month", price: 0.5, region: "" },
      "resources privateDnsZone month = 0.5",
    ],
    [
      { product: "Key Vault", meter: "Operations", unit: "10K", price: 0.03 },
      "resources keyVault.operations tenThousand swedencentral = 0.03",
    ],
    // Known meters that say something else than the rule expects.
    [
      { product: "API Management", meter: "Developer Unit", unit: "1 Day", price: 2 },
      "not taken: its unit is 1 Day, not 1 Hour or 1/Hour",
    ],
    [
      {
        product: "API Management",
        meter: "Developer Unit",
        unit: "1 Hour",
        price: 2,
        region: "usgovvirginia",
      },
      "not taken: the catalogue has no region usgovvirginia",
    ],
    // Others.
    [
      { product: "API Management", meter: "Secondary Unit", unit: "1 Hour", price: 2 },
      "not taken: no rule knows it",
    ],
    [
      { product: "Virtual Machines BS Series", meter: "B1s", unit: "1 Hour", price: 2 },
      "not taken: no rule knows it",
    ],
    // PTUs: the same meter under another vendor's product is another price.
    [
      { product: openAi, meter: "Provisioned Managed Global Unit", unit: "1/Hour", price: 1 },
      "ptuHours GlobalProvisionedManaged = 1",
    ],
    [
      { product: openAi, meter: "Provisioned Managed Data Zone Unit", unit: "1/Hour", price: 1.1 },
      "ptuHours DataZoneProvisionedManaged = 1.1",
    ],
    [
      { product: "Azure Llama Models", meter: "Provisioned Managed Global Unit", unit: "1/Hour", price: 9 },
      "not taken: no rule knows it",
    ],
    // Tokens, in the spellings of several years.
    [
      { product: gpt5, meter: "5.4 inp Gl 1M Tokens", unit: "1M", price: 2.5 },
      "tokens gpt-5.4 GlobalStandard input = 2.5",
    ],
    [
      { product: gpt5, meter: "5.4 opt Gl 1M Tokens", unit: "1M", price: 15 },
      "tokens gpt-5.4 GlobalStandard output = 15",
    ],
    [
      { product: gpt5, meter: "5.4 mini cd Inp Gl 1M Tokens", unit: "1M", price: 0.075 },
      "tokens gpt-5.4-mini GlobalStandard cachedInput = 0.075",
    ],
    [
      { product: gpt5, meter: "5.1 cd inp Dz 1M Tokens", unit: "1M", price: 0.1375 },
      "tokens gpt-5.1 DataZoneStandard cachedInput = 0.1375",
    ],
    [
      { product: gpt5, meter: "GPT 5 Nano Inpt Glbl 1M Tokens", unit: "1M", price: 0.05 },
      "tokens gpt-5-nano GlobalStandard input = 0.05",
    ],
    [
      { product: gpt5, meter: "5.5 ShortCo inp Gl 1M Tokens", unit: "1M", price: 5 },
      "tokens gpt-5.5 GlobalStandard input = 5",
    ],
    [
      { product: openAi, meter: "gpt 4.1 Inp glbl Tokens", unit: "1K", price: 0.002 },
      "tokens gpt-4.1 GlobalStandard input = 2",
    ],
    [
      { product: openAi, meter: "gpt 4.1 Outp Data Zone Tokens", unit: "1K", price: 0.0088 },
      "tokens gpt-4.1 DataZoneStandard output = 8.8",
    ],
    [
      { product: openAi, meter: "gpt 4.1 Inp regnl Tokens", unit: "1K", price: 0.0022 },
      "tokens gpt-4.1 Standard input = 2.2",
    ],
    [
      { product: openAi, meter: "gpt 4o 1120 Outp glbl Tokens", unit: "1K", price: 0.01 },
      "tokens gpt-4o GlobalStandard output = 10",
    ],
    [
      { product: openAi, meter: "gpt-4o-mini-0718-Inp-glbl Tokens", unit: "1K", price: 0.00015 },
      "tokens gpt-4o-mini GlobalStandard input = 0.15",
    ],
    [
      { product: "Azure OpenAI Reasoning", meter: "o4-mini 0416 Inp glbl Tokens", unit: "1K", price: 0.0011 },
      "tokens o4-mini GlobalStandard input = 1.1",
    ],
    [
      { product: openAi, meter: "text-embedding-3-small-glbl Tokens", unit: "1K", price: 0.00002 },
      "tokens text-embedding-3-small GlobalStandard input = 0.02",
    ],
    // What looks like one of ours and is not: never guessed.
    [
      { product: openAi, meter: "gpt 4o 0513 Inp glbl Tokens", unit: "1K", price: 0.005 },
      /not the newest of gpt-4o$/,
    ],
    [
      { product: openAi, meter: "gpt 4o 1120 Batch Inp glbl Tokens", unit: "1K", price: 0.00125 },
      "tokens gpt-4o GlobalStandard tiers batch input = 1.25",
    ],
    [
      { product: gpt5, meter: "5.4 pp cd inp Gl 1M Tokens", unit: "1M", price: 0.5 },
      "tokens gpt-5.4 GlobalStandard tiers priority cachedInput = 0.5",
    ],
    [
      { product: gpt5, meter: "5.5 LongCo opt DZ 1M Tokens", unit: "1M", price: 49 },
      "tokens gpt-5.5 DataZoneStandard longPrompt output = 49",
    ],
    [{ product: gpt5, meter: "5.4 Batch inp DZ 1M Tokens", unit: "1M", price: 1 }, /no batch of gpt-5.4/],
    [{ product: gpt5, meter: "5.4 pp LongCo inp Gl 1M Tokens", unit: "1M", price: 9 }, /several ways/],
    [{ product: gpt5, meter: "5.4 ft inp Gl 1M Tokens", unit: "1M", price: 9 }, /another way to buy/],
    [{ product: gpt5, meter: "5.4 inp Gl 1M Tokens", unit: "1 Hour", price: 5 }, /no price of tokens/],
    [{ product: gpt5, meter: "5.4 Gl 1M Tokens", unit: "1M", price: 5 }, /in or out/],
    [{ product: gpt5, meter: "5.4 inp 1M Tokens", unit: "1M", price: 5 }, /which SKU/],
    [{ product: gpt5, meter: "6.0 inp Gl 1M Tokens", unit: "1M", price: 5 }, /no such model/],
    [
      { product: gpt5, meter: "5.4 cd opt Gl 1M Tokens", unit: "1M", price: 5 },
      "not taken: no rule knows it",
    ],
    [{ product: openAi, meter: "gpt 4.1 strangely Inp glbl Tokens", unit: "1K", price: 5 }, /no such model/],
  ];
  for (const [row, result] of rows)
    it(`${row.product}, ${row.meter}, ${row.unit} is ${String(result)}`, () => {
      const results = shown(row);
      expect(results).to.have.length(1);
      if (typeof result === "string") expect(results[0]).to.equal(result);
      else expect(results[0]).to.match(result);
    });

  it("takes of several rows the one in force, in the first tier that costs something", () => {
    const logs = { product: "Log Analytics", meter: "Analytics Logs Data Ingestion", unit: "1 GB" };
    expect(
      shown(
        { ...logs, price: 0 },
        { ...logs, price: 2.99, more: { tierMinimumUnits: 5 } },
        { ...logs, price: 2.5, more: { tierMinimumUnits: 5, effectiveStartDate: "2020-01-01T00:00:00Z" } },
        { ...logs, price: 9, more: { tierMinimumUnits: 5, effectiveStartDate: "2027-01-01T00:00:00Z" } },
      ),
    ).to.deep.equal(["resources logAnalytics.ingestion gigabyte swedencentral = 2.99"]);
  });

  it("leaves out reservations and prices for development and test, and counts them", () => {
    const ptu = { product: openAi, meter: "Provisioned Managed Global Unit", unit: "1/Hour", price: 260 };
    const reading = readRows(
      { ...ptu, more: { type: "Reservation" } },
      { ...ptu, more: { type: "DevTestConsumption" } },
    );
    expect([reading.found, reading.unmapped, reading.leftOut]).to.deep.equal([[], [], 2]);
  });

  it("takes neither of two prices for one entry", () => {
    const meter = { product: openAi, meter: "gpt 4.1 Inp regnl Tokens", unit: "1K" };
    expect(
      shown(
        { ...meter, price: 0.0022, region: "eastus" },
        { ...meter, price: 0.0024, region: "northeurope" },
      ),
    ).to.deep.equal(["not taken: two prices for gpt-4.1.Standard.input: 2.2 and 2.4"]);
    const same = { ...meter, price: 0.0022 };
    expect(shown({ ...same, region: "eastus" }, { ...same, region: "westus" })).to.deep.equal([
      "tokens gpt-4.1 Standard input = 2.2",
    ]);
  });

  const files: Record<string, readonly [value: unknown, codes: readonly string[]]> = {
    "no JSON": ["<html>", ["RETAIL_FORM"]],
    "other JSON": [{ items: [] }, ["RETAIL_FORM"]],
    "rows without a price, and below nothing, all of them": [
      {
        Items: [
          { meterName: "x" },
          item({ product: "Key Vault", meter: "Operations", unit: "10K", price: 1 }),
          item({ product: "Key Vault", meter: "Operations", unit: "10K", price: -1 }),
          7,
        ],
      },
      ["RETAIL_FORM", "RETAIL_FORM", "RETAIL_FORM"],
    ],
    "another currency": [
      {
        Items: [
          item({
            product: "Key Vault",
            meter: "Operations",
            unit: "10K",
            price: 1,
            more: { currencyCode: "EUR" },
          }),
        ],
      },
      ["RETAIL_CURRENCY"],
    ],
    "a page of several": [
      { Items: [], NextPageLink: "https://example.com/?skip=100" },
      ["RETAIL_MORE_PAGES"],
    ],
    "all pages": [[{ Items: [], NextPageLink: "https://example.com/?skip=100" }, { Items: [] }], []],
    "a plain list of rows": [
      [item({ product: "Key Vault", meter: "Operations", unit: "10K", price: 1 })],
      [],
    ],
  };
  for (const [what, [value, codes]] of Object.entries(files))
    it(`reads ${what}: ${codes.join(", ") || "fine"}`, () => {
      expect(read(value).problems.map(({ code }) => code)).to.deep.equal(codes);
    });

  it("has rules for entries that the catalogue has, in the catalogue's units", () => {
    for (const { entry, per } of meterRules)
      expect(packageCatalogue().resources.get(entry)?.per, entry).to.equal(per);
    expect(new Set(meterRules.map(({ product, meter }) => `${product}\n${meter}`)).size).to.equal(
      meterRules.length,
    );
  });
});

describe("a catalogue that is updated", () => {
  it("loses no other price of an entry, and confirms what it has a price of", () => {
    const { found: priced } = readRows(
      { product: "Azure OpenAI GPT5", meter: "5.4 Batch opt Gl 1M Tokens", unit: "1M", price: 7 },
      { product: "Azure OpenAI GPT5", meter: "5.4 LongCo inp Gl 1M Tokens", unit: "1M", price: 6 },
      { product: "Azure OpenAI GPT5", meter: "5.4 inp Gl 1M Tokens", unit: "1M", price: 3 },
    );
    const { text, changes } = updatedCatalogue(undefined, "own.yaml", priced, packageCatalogue(), today);
    expect(changes.map(({ entry, before, after }) => [entry, before, after])).to.deep.equal([
      ["tokens gpt-5.4 GlobalStandard tiers batch output", 7.5, 7],
      ["tokens gpt-5.4 GlobalStandard longPrompt input", 5, 6],
      ["tokens gpt-5.4 GlobalStandard input", 2.5, 3],
    ]);
    const packaged = {
      file: "package.yaml",
      text: readFileSync("packages/catalogue/catalogue.yaml", "utf8"),
    };
    const own = makeCatalogue([packaged, { file: "own.yaml", text }])
      .tokens.get("gpt-5.4")!
      .get("GlobalStandard")!;
    const { longPrompt, tiers } = own;
    expect(own).to.include({ input: 3, cachedInput: 0.25, output: 15, asOf: today });
    expect(longPrompt).to.include({ above: 272_000, input: 6, cachedInput: 0.5, output: 22.5, asOf: today });
    expect(longPrompt).not.to.have.property("unverified");
    expect(tiers!.batch).to.include({ input: 1.25, output: 7, asOf: today });
    expect(tiers!.priority).to.include({ input: 5, output: 30, unverified: true });
  });

  const packaged = {
    file: "packages/catalogue/catalogue.yaml",
    text: readFileSync("packages/catalogue/catalogue.yaml", "utf8"),
  };
  const { found } = readRows(
    { product: "API Management", meter: "Developer Unit", unit: "1 Hour", price: 0.07 },
    { product: "Azure DNS", meter: "Private Zone", unit: "1/Month", price: 0.6, region: "" },
    { product: "Azure OpenAI", meter: "Provisioned Managed Global Unit", unit: "1/Hour", price: 1.2 },
    { product: "Azure OpenAI GPT5", meter: "5.4 inp Gl 1M Tokens", unit: "1M", price: 3 },
  );
  const updated = (text?: string) =>
    updatedCatalogue(text, "catalogue.yaml", found, packageCatalogue(), today);
  const over = (text: string) => makeCatalogue([packaged, { file: "catalogue.yaml", text }]);

  it("has the new prices, dated today, and all else as it was", () => {
    const { text, changes } = updated();
    expect(changes).to.deep.equal([
      { entry: "resources apiManagement.Developer hour swedencentral", before: 0.0658, after: 0.07 },
      { entry: "resources privateDnsZone month", before: 0.5, after: 0.6 },
      { entry: "ptuHours GlobalProvisionedManaged", before: 1, after: 1.2 },
      { entry: "tokens gpt-5.4 GlobalStandard input", before: 2.5, after: 3 },
    ]);
    const { resources, ptuHours, tokens } = over(text);
    expect(resources.get("apiManagement.Developer")!.regions.get("swedencentral")).to.include({
      price: 0.07,
      asOf: today,
    });
    expect(resources.get("apiManagement.Developer")).to.include({ price: 0.0658, asOf: "2026-10-06" });
    expect(resources.get("privateDnsZone")).to.include({ price: 0.6, asOf: today });
    expect(ptuHours.get("GlobalProvisionedManaged")).to.include({ price: 1.2, asOf: today });
    expect(tokens.get("gpt-5.4")!.get("GlobalStandard")).to.include({
      input: 3,
      cachedInput: 0.25,
      output: 15,
      asOf: today,
    });
  });

  it("keeps what a person wrote, comments too, and is the same when updated again", () => {
    const own =
      "# Ours.\ncatalogue: 1\nasOf: 2026-09-01\ncurrency: USD\nresources:\n  asOf: 2026-09-01\n  source: https://example.com/contract\n  entries:\n    # Agreed in May.\n    privateEndpoint: { price: 0.008, per: hour }\n";
    const { text } = updated(own);
    expect(text).to.include("# Ours.").and.include("# Agreed in May.").and.include("asOf: 2026-09-01");
    const { resources } = over(text);
    expect(resources.get("privateEndpoint")).to.include({ price: 0.008, asOf: "2026-09-01" });
    expect(resources.get("privateDnsZone")).to.include({ price: 0.6, asOf: today });
    expect(updated(text).text).to.equal(text);
  });

  it("is not written over a file that cannot be read", () => {
    expect(() => updated("catalogue: 1\n")).to.throw("CATALOGUE_INVALID");
  });
});
