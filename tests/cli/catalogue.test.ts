import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "../../packages/cli/main";

const page = (...items: object[]) => JSON.stringify({ Items: items });
const item = (
  productName: string,
  meterName: string,
  unitOfMeasure: string,
  retailPrice: number,
  more = {},
) => ({
  productName,
  meterName,
  unitOfMeasure,
  retailPrice,
  armRegionName: "swedencentral",
  currencyCode: "USD",
  type: "Consumption",
  effectiveStartDate: "2026-01-01T00:00:00Z",
  ...more,
});

describe("azure-genai-gateway catalogue", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "catalogue-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function call(...args: string[]) {
    let out = "";
    let error = "";
    const code = await run(["catalogue", ...args, "--cwd", folder], {
      out: (text) => void (out += text),
      error: (text) => void (error += text),
      readInput: () => "",
      write: (file, text) => writeFileSync(file, text),
    });
    return { code, out, error };
  }
  function file(name: string, text: string): string {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  }

  it("check ends with 0 while the figures are young, and tells what is retired and not confirmed", async () => {
    const { code, out } = await call("check", "--today", "2026-09-30");
    expect(code).to.equal(0);
    expect(out).to.match(/^Catalogue of 2026-10-06/);
    expect(out)
      .to.include("o1 2024-12-17 since 2026-09-16")
      .and.include("ptuHours DataZoneProvisionedManaged");
    expect((await call("check", "--today", "2026-09-30", "--strict")).code).to.equal(1);
  });

  it("check ends with 1 when they are old", async () => {
    const { code, out } = await call("check", "--today", "2026-11-28");
    expect(code).to.equal(1);
    expect(out).to.include("warning CATALOGUE_OLD offers: The figures are of 2026-04-30, 6 months old");
    const { out: json } = await call("check", "--today", "2026-11-28", "--json");
    expect((JSON.parse(json) as { blocks: object }).blocks).to.include({ offers: "2026-04-30" });
  });

  it("check tells what is wrong with the folder's own file, and where", async () => {
    file("catalogue.yaml", "catalogue: 1\nasOf: soon\ncurrency: USD\n");
    const { code, error } = await call("check");
    expect(code).to.equal(1);
    expect(error).to.match(/catalogue\.yaml:2:7 error CATALOGUE_INVALID asOf: Write a day/);
  });

  it("check refuses a day that is none, and a file that is not there", async () => {
    expect((await call("check", "--today", "tomorrow")).code).to.equal(2);
    const { code, error } = await call("check", "--catalogue", "nowhere.yaml");
    expect([code, error.includes("CATALOGUE_NO_FILE")]).to.deep.equal([1, true]);
  });

  it("update writes what it could map, lists what it could not, and check reads it", async () => {
    const from = file(
      "prices.json",
      page(
        item("API Management", "Developer Unit", "1 Hour", 0.08),
        item("API Management", "Unheard of", "1 Hour", 1),
        item("Azure OpenAI", "Provisioned Managed Regional Unit", "1/Hour", 2.5),
      ),
    );
    const { code, out } = await call("update", "--from", from, "--today", "2026-11-28");
    expect(code).to.equal(0);
    expect(out).to.include("resources apiManagement.Developer hour swedencentral: 0.0658 -> 0.08");
    expect(out).to.include("ptuHours ProvisionedManaged: 2 -> 2.5");
    expect(out).to.include("Not taken (1):\n  API Management, Unheard of: no rule knows it");
    expect(readFileSync(join(folder, "catalogue.yaml"), "utf8")).to.include("asOf: 2026-11-28");
    const again = await call("update", "--from", from, "--today", "2026-11-28", "--dry-run", "--json");
    const { written, changes } = JSON.parse(again.out) as {
      written: boolean;
      changes: { before: number; after: number }[];
    };
    expect(written).to.equal(false);
    expect(changes.every(({ before, after }) => before === after)).to.equal(true);
  });

  const refused: Record<string, readonly [text: string, problem: string]> = {
    "another currency": [
      page(item("Key Vault", "Operations", "10K", 1, { currencyCode: "EUR" })),
      "RETAIL_CURRENCY",
    ],
    "another form": ["[1, 2]", "RETAIL_FORM"],
    "nothing that it knows": [page(item("Redis", "C1", "1 Hour", 1)), "0 prices; nothing is written"],
  };
  for (const [what, [text, problem]] of Object.entries(refused))
    it(`update writes nothing for a file with ${what}`, async () => {
      const { code, out } = await call("update", "--from", file("prices.json", text));
      expect(code).to.equal(1);
      expect(out).to.include(problem);
      expect(() => readFileSync(join(folder, "catalogue.yaml"))).to.throw("ENOENT");
    });

  it("update needs a file that is there", async () => {
    expect((await call("update")).code).to.equal(2);
    const { code, error } = await call("update", "--from", join(folder, "nowhere.json"));
    expect([code, error.includes("RETAIL_NO_FILE")]).to.deep.equal([1, true]);
  });
});
