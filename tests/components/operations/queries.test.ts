import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { planBackends } from "../../../components/backendPlan";
import { requireGatewayConfig } from "../../../components/config";
import {
  alertQueries,
  askedAlertQueries,
  queryParameters,
  readQuery,
  usageQueries,
  panelQuery,
  sharedPart,
} from "../../../components/operations/queries";
import { panels } from "../../../components/operations/panels";
import { productsQuery } from "../../../components/operations/workbook";
import { chosen } from "../../kql/chosen";
import { kqlErrors, kqlMistakes } from "../../kql/parseKql";
import { evaluated } from "../evaluated";

const config = requireGatewayConfig({
  location: "westeurope",
  environment: "dev",
  workload: "genai",
  apiManagement: { sku: "Developer", publisherName: "A", publisherEmail: "a@example.com" },
  backends: [
    {
      name: "a",
      kind: "payg",
      deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
    },
  ],
  products: [
    { name: "plain", displayName: "Plain" },
    {
      name: "priced",
      displayName: "Priced",
      budget: { dollars: 5, promptPerMillion: 1.25, completionPerMillion: 10 },
    },
  ],
});
const plan = planBackends(config.backends, { location: config.location });
const parameters = queryParameters(config, plan.breaker, plan);

/** https://learn.microsoft.com/azure/azure-monitor/reference/tables/apimanagementgatewaylogs and its neighbours */
const azureTables = {
  ApiManagementGatewayLogs:
    "(TimeGenerated: datetime, CorrelationId: string, Method: string, Url: string, ResponseCode: int, BackendId: string, ApiId: string, ProductId: string, ApimSubscriptionId: string, TotalTime: long, LastErrorReason: string)",
  ApiManagementGatewayLlmLog:
    "(TimeGenerated: datetime, CorrelationId: string, DeploymentName: string, ModelName: string, PromptTokens: int, CompletionTokens: int, TotalTokens: int, SequenceNumber: int)",
  AppTraces: "(TimeGenerated: datetime, Message: string, SeverityLevel: int, Properties: dynamic)",
};

describe("the queries of alerts and workbook", function () {
  // The parser takes a second to load.

  it("are the files that there are", () => {
    const files = (folder: string) =>
      readdirSync(resolve("queries", folder))
        .map((file) => join(folder, file))
        .sort();
    expect(files("alerts")).to.deep.equal(
      [...alertQueries, ...askedAlertQueries].map((name) => join("alerts", `${name}.kql`)).sort(),
    );
    expect(files("workbook")).to.deep.equal(
      [sharedPart, ...panels.map(({ query }) => query)].map((name) => join("workbook", `${name}.kql`)).sort(),
    );
    expect(files("usage")).to.deep.equal(usageQueries.map((name) => join("usage", `${name}.kql`)).sort());
  });

  for (const name of alertQueries)
    it(`alerts/${name} is KQL`, () => expect(kqlErrors(readQuery("alerts", name, parameters))).to.be.empty);
  for (const { query } of panels)
    it(`workbook/${query} is KQL`, () =>
      expect(kqlErrors(panelQuery(query, parameters, chosen()))).to.be.empty);

  it("of the workbook name nothing that Azure's tables lack, by Kusto's own analysis", () => {
    for (const { query } of panels) {
      const text = panelQuery(query, parameters, chosen());
      expect(kqlMistakes(text, azureTables), query).to.deep.equal([]);
      expect(kqlMistakes(text.replace("LastErrorReason", "LastErrorReasons"), azureTables), query).not.to.be
        .empty;
    }
    expect(kqlMistakes(productsQuery(config.products), azureTables)).to.deep.equal([]);
  });

  for (const name of usageQueries)
    it(`usage/${name} is KQL`, () => expect(kqlErrors(readQuery("usage", name, parameters))).to.be.empty);

  it("would be told if it were not", () => {
    expect(kqlErrors("AppMetrics\n| wher Name == 1")).to.include("2: Query operator expected.");
  });

  it("take thresholds from the config, the breaker's from its plan, and prices from budgets", () => {
    expect(readQuery("alerts", "refused", parameters)).to.include("> 0.05");
    expect(readQuery("alerts", "breaker-open", parameters))
      .to.include("30 * 1s")
      .and.include("Failures >= 3");
    expect(panelQuery("usage", parameters))
      .to.include('"priced", "payg,1.25,10/"')
      .and.include('"payg,1.25,10/", "gpt-5.4", "a", 1.25, 10, 1000000000, 1.25, 10')
      .and.include('"", "gpt-5.4", "a", 2.5, 15, 272000, 5, 22.5')
      .and.not.include("plain");
    expect(() => readQuery("alerts", "refused", {})).to.throw("refusedShare");
  });

  it("make a workbook everywhere, and alerts where there is somebody to write to", async () => {
    const dev = await evaluated("ptu");
    expect(dev.all("applicationinsights:Workbook")).to.have.length(1);
    expect(dev.all("monitor:ScheduledQueryRule")).to.be.empty;
    const prod = await evaluated("prod");
    expect(prod.all("monitor:ScheduledQueryRule")).to.have.length(alertQueries.length);
    expect(prod.all("monitor:MetricAlert").map(({ name }) => name)).to.deep.equal([
      "genai-operations-alert-utilization-ptu-1",
      "genai-operations-alert-utilization-ptu-2",
    ]);
    const [group] = prod.all("monitor:ActionGroup");
    for (const rule of prod.all("monitor:ScheduledQueryRule"))
      expect(rule.inputs["actions"]).to.deep.equal({ actionGroups: [group!.id] });
  });
});
