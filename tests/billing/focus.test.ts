import { expect } from "chai";
import { ProblemsError } from "../../packages/common/problem";
import { exportFocus, focusColumns, parseCsv, type FocusOptions } from "../../packages/billing";
import { inFolder, jsonLines, readTables } from "./rows";

/** https://focus.finops.org/focus-specification/v1-2/: feature level "Mandatory", and which of them may be null. */
const mandatory: Readonly<Record<string, "null" | "never null">> = {
  BilledCost: "never null",
  BillingAccountId: "never null",
  BillingAccountName: "null",
  BillingCurrency: "never null",
  BillingPeriodEnd: "never null",
  BillingPeriodStart: "never null",
  ChargeCategory: "never null",
  ChargeClass: "null",
  ChargeDescription: "null",
  ChargePeriodEnd: "never null",
  ChargePeriodStart: "never null",
  ContractedCost: "never null",
  EffectiveCost: "never null",
  InvoiceIssuerName: "never null",
  ListCost: "never null",
  // Not for usage, which all lines are.
  PricingQuantity: "never null",
  PricingUnit: "never null",
  ProviderName: "never null",
  PublisherName: "never null",
  ServiceCategory: "never null",
  ServiceName: "never null",
};

const base = readTables()[0]!.events[0]!;
const events = [
  { ...base, requestId: "a", time: "2026-12-31T23:59:59.999Z", region: "swedencentral" },
  { ...base, requestId: "b", useCase: "sales/bot/prod", businessUnit: "sales, west", costCenter: '47"11' },
  { ...base, requestId: "c", status: 429, backend: "", costMicros: 0, promptTokens: 0, completionTokens: 0 },
  { ...base, requestId: "d", provider: "bedrock", costMicros: 1234567 },
  { ...base, requestId: "e", provider: "acme", product: null, costMicros: null },
];

const exported = (options: Partial<FocusOptions> = {}) =>
  inFolder({ "a.jsonl": jsonLines(events) }, async (folder) => {
    const text = await exportFocus({ ...options, events: [folder] });
    const [header, ...rows] = parseCsv(text).rows;
    return rows.map(({ cells }) => Object.fromEntries(header!.cells.map((name, at) => [name, cells[at]!])));
  });

describe("the bill as FOCUS 1.2", () => {
  it("has the mandatory columns, and no null where none may be", async () => {
    expect(focusColumns.mandatory).to.have.members(Object.keys(mandatory));
    for (const row of await exported())
      for (const [name, may] of Object.entries(mandatory)) {
        expect(row, name).to.have.property(name);
        if (may === "never null") expect(row[name], name).to.not.equal("");
      }
  });

  it("has dates and numbers in its formats, and periods whose ends are outside", async () => {
    for (const row of await exported()) {
      for (const name of Object.keys(row).filter((one) => /Period(Start|End)$/.test(one)))
        expect(row[name]).to.match(/^\d{4}-\d\d-\d\dT00:00:00Z$/);
      for (const name of Object.keys(row).filter((one) => /Cost$|Quantity$/.test(one)))
        expect(row[name]).to.match(/^\d+(\.\d+)?$/);
      expect(row["ChargePeriodStart"]! >= row["BillingPeriodStart"]!).to.equal(true);
      expect(row["ChargePeriodEnd"]! <= row["BillingPeriodEnd"]!).to.equal(true);
    }
    const [last] = (await exported()).slice(-1);
    expect(last).to.include({
      BillingPeriodStart: "2026-12-01T00:00:00Z",
      BillingPeriodEnd: "2027-01-01T00:00:00Z",
      ChargePeriodStart: "2026-12-31T00:00:00Z",
      ChargePeriodEnd: "2027-01-01T00:00:00Z",
      RegionId: "swedencentral",
    });
  });

  it("names who sells, whose the charge is, and what it costs; calls without use and cost are in no line", async () => {
    const rows = await exported();
    expect(rows.length).to.equal(4);
    const by = (provider: string) => rows.filter(({ ProviderName }) => ProviderName === provider);
    expect(by("AWS")[0]).to.include({
      ServiceName: "Amazon Bedrock",
      BilledCost: "1.234567",
      PricingQuantity: "110",
      SubAccountId: "chat",
      SubAccountType: "Product",
    });
    expect(by("acme")[0]).to.include({ x_CallsWithoutPrice: "1", BilledCost: "0", SubAccountType: "" });
    const contract = by("Microsoft").find(({ Tags }) => Tags!.includes("useCase"))!;
    expect(JSON.parse(contract["Tags"]!)).to.deep.equal({
      product: "chat",
      useCase: "sales/bot/prod",
      businessUnit: "sales, west",
      costCenter: '47"11',
    });
  });

  it("in another currency is the exact product, and keeps the dollars", async () => {
    const [row] = (await exported({ currency: "EUR", rate: "0.923456" })).filter(
      ({ ProviderName }) => ProviderName === "AWS",
    );
    // 1.234567 * 0.923456
    expect(row).to.include({
      BillingCurrency: "EUR",
      BilledCost: "1.140068303552",
      PricingCurrency: "USD",
      PricingCurrencyEffectiveCost: "1.234567",
    });
  });

  for (const [options, told] of [
    [{ currency: "EUR" }, ["what one is in EUR is not said"]],
    [{ currency: "euro", rate: "0.9" }, ['"euro" is no code']],
    [{ currency: "USD", rate: "0.9" }, ["A US dollar is one US dollar"]],
    [{ currency: "eur", rate: "-1" }, ['"eur" is no code', 'rate "-1" is none']],
    [{ currency: "EUR", rate: "0.12345678" }, ['rate "0.12345678" is none']],
  ] as const)
    it(`${JSON.stringify(options)} is refused`, async () => {
      const failure = await exported(options).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ProblemsError);
      const { problems } = failure as ProblemsError;
      expect(problems.length).to.equal(told.length);
      for (const [index, part] of told.entries()) expect(problems[index]!.message).to.include(part);
    });
});
