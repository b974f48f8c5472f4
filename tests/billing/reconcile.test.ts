import { join } from "node:path";
import { expect } from "chai";
import { decimalText, readInvoice, reconcile } from "../../packages/billing";
import { modelOfMeter, packageCatalogue } from "../../packages/catalogue";
import { ProblemsError } from "../../packages/common/problem";
import { inFolder, jsonLines, readTables } from "./rows";

const account = (name: string) =>
  `/subscriptions/1/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/${name}`;
const vm = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm";

/** Columns of an Enterprise Agreement's export, some of them. */
const ea = [
  "InvoiceSectionName,Date,MeterCategory,MeterName,Quantity,CostInBillingCurrency,ResourceId,BillingCurrencyCode",
  `x,11/15/2026,Foundry Models,gpt 5.4 Inp glbl Tokens,1,10.5,${account("payg-1")},USD`,
  `"x, y",11/15/2026,Foundry Models,gpt 5.4 Outp glbl Tokens,1,4.25,${account("PAYG-1")},USD`,
  `x,11/16/2026,Foundry Models,gpt 4.1 mini Inp glbl Tokens,1,0.000001,${account("payg-1")},USD`,
  `x,11/16/2026,Foundry Models,Provisioned Managed Global Unit,360,360,${account("ptu-1")},USD`,
  `x,11/16/2026,Foundry Models,Custom Speech Hours,1,7,${account("speech")},USD`,
  `x,11/16/2026,Virtual Machines,D2 v5,1,100,${vm},USD`,
  `x,11/16/2026,Foundry Models,gpt 5.4 cchd Inp glbl Tokens,1,-0.5,${account("other")},USD`,
].join("\r\n");
const mca =
  `invoiceId,date,meterName,costInBillingCurrency,billingCurrency,costInUsd,ResourceId\n` +
  `1,11/15/2026,gpt 5.4 Inp glbl Tokens,9,EUR,10.5,${account("payg-1")}\n`;
const focus =
  `BilledCost,BillingCurrency,ChargePeriodStart,ResourceId,x_SkuMeterName,x_BilledCostInUsd\n` +
  `9,EUR,2026-11-15T00:00Z,${account("payg-1").toLowerCase()},gpt 5.4 Inp glbl Tokens,10.5\n`;
const focus12 =
  `BilledCost,BillingCurrency,ChargePeriodStart,ResourceId,SkuMeter\n` +
  `9,EUR,2026-11-15T00:00:00Z,${account("payg-1")},gpt 5.4 Inp glbl Tokens\n`;

const base = readTables()[0]!.events[0]!;
const events = [
  { ...base, requestId: "a", costMicros: 14_000_000 },
  {
    ...base,
    requestId: "b",
    time: "2026-11-16T00:00:00.000Z",
    model: "gpt-4.1-mini-2025-04-14",
    costMicros: 1,
  },
  { ...base, requestId: "c", backendKind: "ptu", costMicros: 5_000_000 },
  { ...base, requestId: "d", provider: "anthropic", costMicros: 77 },
  { ...base, requestId: "e", costMicros: null },
  { ...base, requestId: "f", time: "2026-11-17T00:00:00.000Z", costMicros: 9 },
];
const catalogue = packageCatalogue();
const of = (meter: string) => modelOfMeter(meter, catalogue);
const texts = <Sums extends object>(sums: Sums) =>
  Object.fromEntries(
    Object.entries(sums).map(([name, value]) => [
      name,
      typeof value === "bigint" ? decimalText(value) : (value as unknown),
    ]),
  );

async function problemsOf(text: string, rate?: string) {
  return inFolder({ "cost.csv": text }, async (folder) => {
    try {
      return readInvoice(join(folder, "cost.csv"), rate);
    } catch (error) {
      expect(error).to.be.instanceOf(ProblemsError);
      return (error as ProblemsError).problems.map(
        ({ code, place, message }) => `${code} ${place?.line}: ${message}`,
      );
    } finally {
      await Promise.resolve();
    }
  });
}

describe("what the gateway has counted beside what Azure charges", () => {
  it("differs by model and day; PTUs, other meters, other resources and other accounts stand apart", () =>
    inFolder({ "events.jsonl": jsonLines(events), "cost.csv": ea }, async (folder) => {
      const made = await reconcile({
        events: [join(folder, "events.jsonl")],
        invoice: join(folder, "cost.csv"),
        modelOfMeter: of,
        accounts: ["payg-1", "ptu-1", "Speech"],
      });
      expect(made.lines.map(texts)).to.deep.equal([
        { day: "2026-11-15", model: "gpt-5.4", gateway: "14", azure: "14.75", difference: "0.75" },
        { day: "2026-11-16", model: "gpt-4.1-mini", gateway: "0.000001", azure: "0.000001", difference: "0" },
      ]);
      expect(texts(made)).to.include({
        from: "2026-11-15",
        to: "2026-11-17",
        provisioned: "360",
        onProvisioned: "5",
        unpriced: 1,
        leftOut: 2,
      });
      expect(texts(made.total)).to.deep.equal({
        gateway: "14.000001",
        azure: "14.750001",
        difference: "0.75",
      });
      expect(made.otherMeters.map(texts)).to.deep.equal([{ meter: "Custom Speech Hours", cost: "7" }]);
    }));

  for (const [name, text, rate] of [
    ["a Customer Agreement", mca],
    ["FOCUS 1.0", focus],
    ["FOCUS 1.2 without dollars, at a rate", focus12, "0.857143"],
  ] as const)
    it(`reads the export of ${name}`, () =>
      inFolder({ "cost.csv": `\uFEFF${text}` }, async (folder) => {
        const { lines, others } = readInvoice(join(folder, "cost.csv"), rate);
        expect(others).to.equal(0);
        expect(lines.length).to.equal(1);
        expect(lines[0]).to.include({
          day: "2026-11-15",
          account: "payg-1",
          meter: "gpt 5.4 Inp glbl Tokens",
        });
        // 9 / 0.857143 = 10.49999825000029...
        expect(decimalText(lines[0]!.cost)).to.equal(rate ? "10.49999825" : "10.5");
      }));

  for (const [text, told] of [
    [
      "",
      ["BILL_INVOICE_COLUMNS 1: There is no column date", "metername", "resourceid", "costinbillingcurrency"],
    ],
    ["Date,MeterName\n", ["There is no column resourceid or instanceid", "costinbillingcurrency"]],
    [
      `Date,MeterName,ResourceId,CostInBillingCurrency,BillingCurrency\n13/13/2026,m,${account("a")},1,USD\n11/01/2026,m,${account("a")},much,USD\n11/01/2026,m,${account("a")},1,EUR`,
      ['BILL_INVOICE_WRONG 2: "13/13/2026" is no day', '3: "much" is no cost', "4: The cost is in EUR"],
    ],
    ['Date,"MeterName\n', ["BILL_INVOICE_WRONG 1: A quotation does not end"]],
  ] as const)
    it(`${JSON.stringify(text.slice(0, 40))} is refused, all at once`, async () => {
      const problems = (await problemsOf(text)) as readonly string[];
      expect(problems.length).to.equal(told.length);
      for (const [index, part] of told.entries()) expect(problems[index]).to.include(part);
    });
});

/** Names as Azure's price list has them. */
describe("meters of Azure's invoice", () => {
  for (const [meter, answer] of [
    ["gpt 4.1 mini Inp glbl Tokens", "gpt-4.1-mini"],
    ["gpt 4.1 mini cchd Inp DZone Tokens", "gpt-4.1-mini"],
    ["gpt-4o-1120-Outp-regnl Tokens", "gpt-4o"],
    ["GPT 5 opt pp Glbl 1M Tokens", "gpt-5"],
    ["5.4 mini batch inp Data Zone Tokens", "gpt-5.4-mini"],
    ["gpt 4.1 ft outp glbl Tokens", "gpt-4.1"],
    ["Provisioned Managed Global Unit", "GlobalProvisionedManaged"],
    ["Custom Speech Hours", undefined],
    ["", undefined],
  ] as const)
    it(`${JSON.stringify(meter)} => ${answer}`, () => {
      const found = of(meter);
      expect(found?.kind === "provisioned" ? found.sku : found?.model).to.equal(answer);
    });
});
