import { expect } from "chai";
import { readLlmLogs } from "../../../../local/gateway/model/llmLogs";
import { declared, group, serviceId } from "../support";

const service = { id: serviceId, name: "apim" };
const setting = (logs: unknown) =>
  declared("monitor:DiagnosticSetting", `${serviceId}/providers/Microsoft.Insights/diagnosticSettings/all`, {
    resourceUri: serviceId,
    workspaceId: `${group}/providers/Microsoft.OperationalInsights/workspaces/log`,
    logs,
  });
const llmCategory = [
  { category: "GatewayLogs", enabled: true },
  { category: "GatewayLlmLogs", enabled: true },
];
const template = (resources: unknown, parameters: unknown = {}) =>
  declared("resources:Deployment", `${group}/providers/Microsoft.Resources/deployments/diagnostics`, {
    properties: {
      mode: "Incremental",
      template: { resources, parameters: { api: { defaultValue: "x" } } },
      parameters,
    },
  });
const properties = { largeLanguageModel: { logs: "enabled" }, loggerId: "azuremonitor" };
const diagnostic = (name: string, type = "Microsoft.ApiManagement/service/apis/diagnostics") => ({
  type,
  name,
  properties,
});

describe("readLlmLogs", () => {
  it("needs the diagnostic and the category, each by itself doing nothing", () => {
    const inTemplate = template([diagnostic("apim/chat/azuremonitor")]);
    expect(readLlmLogs(service, [inTemplate, setting(llmCategory)])("Chat")).to.equal(true);
    expect(readLlmLogs(service, [inTemplate, setting(llmCategory)])("other")).to.equal(false);
    expect(readLlmLogs(service, [inTemplate])("chat")).to.equal(false);
    expect(readLlmLogs(service, [setting(llmCategory)])("chat")).to.equal(false);
    expect(
      readLlmLogs(service, [inTemplate, setting([{ categoryGroup: "allLogs", enabled: true }])])("chat"),
    ).to.equal(false);
    expect(
      readLlmLogs(service, [inTemplate, setting([{ category: "GatewayLlmLogs", enabled: false }])])("chat"),
    ).to.equal(false);
  });

  it("follows names that the template computes, and nested resources", () => {
    const computed = template(
      [
        diagnostic("[concat(variables('none'), 'a')]"),
        diagnostic("[format('{0}/{1}/azuremonitor', 'apim', parameters('api'))]"),
      ],
      { api: { value: "chat" } },
    );
    expect(readLlmLogs(service, [computed, setting(llmCategory)])("chat")).to.equal(true);
    const nested = template({
      api: {
        type: "Microsoft.ApiManagement/service/apis",
        name: "apim/chat",
        resources: [{ type: "diagnostics", name: "azuremonitor", properties }],
      },
    });
    expect(readLlmLogs(service, [nested, setting(llmCategory)])("chat")).to.equal(true);
  });

  it("takes a diagnostic of the whole service for every API, and none that is not azuremonitor", () => {
    const whole = template([diagnostic("apim/azuremonitor", "Microsoft.ApiManagement/service/diagnostics")]);
    expect(readLlmLogs(service, [whole, setting(llmCategory)])("any")).to.equal(true);
    const insights = template([diagnostic("apim/chat/applicationinsights")]);
    expect(readLlmLogs(service, [insights, setting(llmCategory)])("chat")).to.equal(false);
  });
});
