import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { GenAiGateway } from "../../components";
import { parseGatewayConfig } from "../../components/config";
import { sizeNames } from "../../components/config/schema/size";
import { withSize } from "../../components/config/sizes";
import { packageCatalogue } from "../../packages/catalogue";
import { costOf } from "../../packages/cli/automation/plan/cost";
import { checkRules } from "../../packages/cli/automation/rules/rules";
import { checkResources } from "../../packages/local-cloud/azure/checkResources";
import { checkInputs } from "../../packages/local-cloud/azure/inputs/checkInputs";
import { evaluatedProgram, input, type Evaluated } from "./evaluated";
import { saidOf, smallConfig } from "./smallConfig";

const config = (more: object) =>
  smallConfig("StandardV2", {
    location: "swedencentral",
    // The size says which tier.
    apiManagement: { publisherName: "A", publisherEmail: "a@example.com" },
    ...more,
  });
const problems = (more: object) => saidOf(config(more));
const parsed = (more: object) => parseGatewayConfig(config(more)).config!;
const service = (more: object) => ({ apiManagement: { ...config({}).apiManagement, ...more } });

describe("sizes", function () {
  /** What each is for, by what Azure sells: https://learn.microsoft.com/azure/api-management/api-management-features */
  const expected = {
    trial: { sku: { name: "Developer", capacity: 1 }, ingress: 0, problems: ["CONFIG_KEY_AS_API_KEY"] },
    team: { sku: { name: "StandardV2", capacity: 1 }, ingress: 1, problems: [] },
    enterprise: { sku: { name: "Premium", capacity: 3 }, ingress: 1, problems: [] },
  } as const;
  const page = readFileSync("docs/cost.md", "utf8");
  /** Rows of the table in docs/configure.md: what is promised, by its first column. */
  const promised = new Map(
    [
      ...readFileSync("docs/configure.md", "utf8").matchAll(
        /^\| (`?)([^|`]+)\1 \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm,
      ),
    ].map(([, , row, ...cells]) => [row, cells]),
  );

  /** The same rows, of what a size declares. */
  function declared(stack: Evaluated): Readonly<Record<string, string>> {
    const [entrance] = stack.all("network:ApplicationGateway");
    const scale = (which: string) => String(entrance && input(entrance, `autoscaleConfiguration.${which}`));
    const namespace = stack.one("eventhub:Namespace");
    const units = String(input(namespace, "sku.capacity"));
    const most = namespace.inputs["maximumThroughputUnits"] as number | undefined;
    const partitions = Number(stack.one("eventhub:EventHub").inputs["partitionCount"]);
    const { protect } = stack.one("apimanagement:ApiManagementService");
    const locked = stack.all("authorization:ManagementLockByScope").length > 0;
    return {
      ingress: entrance ? `${scale("minCapacity")} to ${scale("maxCapacity")} instances` : "none",
      eventHub: [
        most ? `${units}, up to ${most} by itself` : `${units} throughput unit`,
        ...(partitions === 4 ? [] : [`${partitions} partitions`]),
      ].join("; "),
      "logs kept": `${String(stack.one("operationalinsights:Workspace").inputs["retentionInDays"])} days`,
      protected: protect ? `\`protect\`${locked ? " and Azure's locks" : ""}` : "no",
    };
  }

  for (const size of sizeNames)
    it(`${size} is what Azure takes, has what docs/configure.md says, and costs what docs/cost.md does`, async () => {
      expect(parseGatewayConfig(config({ size })).problems.map(({ code }) => code)).to.deep.equal([
        ...expected[size].problems,
      ]);
      const stack = await evaluatedProgram(
        () => void new GenAiGateway("genai", { config: config({ size }) }),
      );
      const { resources } = stack.deployment;
      for (const resource of resources)
        expect(checkInputs(resource.type, resource.inputs), resource.name).to.be.empty;
      expect(checkResources(resources)).to.be.empty;
      expect(checkRules("dev", resources)).to.be.empty;
      expect(stack.one("apimanagement:ApiManagementService").inputs["sku"]).to.deep.equal(expected[size].sku);
      expect(stack.all("network:ApplicationGateway")).to.have.length(expected[size].ingress);
      expect(
        stack.all("cognitiveservices:Deployment").map((one) => String(input(one, "sku.name"))),
        "no size has PTUs",
      ).to.deep.equal(["GlobalStandard"]);
      for (const [row, found] of Object.entries(declared(stack)))
        expect(promised.get(row)![sizeNames.indexOf(size)]!.replace(/^no;.*/, "no"), row).to.equal(found);
      const month = Math.round(costOf(resources, packageCatalogue()).month);
      expect(page).to.include(`| \`${size}\` | $${month.toLocaleString("en-US")} |`);
    });

  it("none is the default", () => {
    expect(problems(service({ sku: "Developer" }))).to.deep.equal([]);
    expect(problems({})).to.deep.equal(["error CONFIG_REQUIRED apiManagement.sku"]);
    expect(parseGatewayConfig(config({})).problems[0]!.hint).to.match(/size: trial, team, enterprise/);
    expect(problems({ size: "huge" })).to.deep.equal([
      "error CONFIG_INVALID_VALUE size",
      "error CONFIG_REQUIRED apiManagement.sku",
    ]);
  });

  it("what the stack says wins, key by key", () => {
    const { ingress, apiManagement, protect, monitoring } = parsed({
      size: "enterprise",
      protect: false,
      lock: "None",
      monitoring: { retentionDays: 180 },
      ingress: { capacity: { max: 5 } },
      ...service({ capacity: 6 }),
    });
    expect(ingress.capacity).to.deep.equal({ min: 3, max: 5 });
    expect(apiManagement).to.include({ sku: "Premium", capacity: 6 });
    expect(apiManagement.zones).to.deep.equal(["1", "2", "3"]);
    expect([protect, monitoring.retentionDays]).to.deep.equal([false, 180]);
  });

  it("another tier takes nothing that belongs to the size's own", () => {
    expect(problems({ size: "team", ...service({ sku: "Developer" }) })).to.deep.equal([]);
    expect(problems({ size: "enterprise", ...service({ sku: "PremiumV2" }) })).to.deep.equal([]);
    expect(parsed({ size: "enterprise", ...service({ sku: "PremiumV2" }) }).apiManagement.zones).to.equal(
      undefined,
    );
  });

  it("names no zones where a region has none", () => {
    const catalogue = packageCatalogue();
    const bare = [...catalogue.regions].find(([, { zones }]) => !zones)![0];
    for (const size of sizeNames) {
      const found = problems({ size, location: bare });
      expect(
        found.filter((problem) => problem.startsWith("error")),
        `${size} in ${bare}`,
      ).to.deep.equal([]);
    }
  });

  it("an existing service keeps its units, zones and access", () => {
    const group = "/subscriptions/s/resourceGroups/g/providers";
    const existing = {
      apiManagementId: `${group}/Microsoft.ApiManagement/service/apim`,
      apiManagementIdentity: { principalId: "11111111-2222-3333-4444-aaaaaaaaaaaa" },
      virtualNetworkId: `${group}/Microsoft.Network/virtualNetworks/vnet`,
    };
    for (const size of ["team", "enterprise"] as const)
      expect(problems({ size, existing }).filter((problem) => problem.startsWith("error"))).to.deep.equal([]);
  });

  it("never takes away or changes what a config says (property)", () => {
    const given = fc.record(
      {
        size: fc.constantFrom(...sizeNames, "none", undefined),
        location: fc.constantFrom("swedencentral", "nowhere", 5),
        protect: fc.boolean(),
        ingress: fc.record(
          { enabled: fc.boolean(), zones: fc.subarray(["1", "2", "3"]), capacity: fc.anything() },
          { requiredKeys: [] },
        ),
        apiManagement: fc.oneof(
          fc.record(
            { sku: fc.constantFrom("Developer", "Premium"), capacity: fc.nat() },
            { requiredKeys: [] },
          ),
          fc.anything(),
        ),
        eventHub: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const isMap = (value: unknown): value is Record<string, unknown> =>
      typeof value === "object" && value !== null && !Array.isArray(value);
    const kept = (before: unknown, after: unknown): void => {
      if (before === undefined) return;
      if (isMap(before) && isMap(after)) for (const key of Object.keys(before)) kept(before[key], after[key]);
      else expect(after).to.deep.equal(before);
    };
    fc.assert(
      fc.property(given, (raw) => {
        const before = structuredClone(raw);
        const after = withSize(raw, packageCatalogue());
        expect(raw, "the config itself is left alone").to.deep.equal(before);
        kept(before, after);
      }),
    );
  });
});
