import { expect } from "chai";
import type { DeclaredResource } from "../../../../packages/common/resource";
import { expandTemplates } from "../../../../packages/local-gateway/gateway/model/expandTemplates";
import { readLlmLogs } from "../../../../packages/local-gateway/gateway/model/llmLogs";
import { declared, group, serviceId } from "../support";

const logs = (resources: readonly DeclaredResource[]) =>
  readLlmLogs({ id: serviceId, name: "apim" }, expandTemplates(resources));
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
    expect(logs([inTemplate, setting(llmCategory)])("Chat")).to.equal(true);
    expect(logs([inTemplate, setting(llmCategory)])("other")).to.equal(false);
    expect(logs([inTemplate])("chat")).to.equal(false);
    expect(logs([setting(llmCategory)])("chat")).to.equal(false);
    expect(logs([inTemplate, setting([{ categoryGroup: "allLogs", enabled: true }])])("chat")).to.equal(
      false,
    );
    expect(logs([inTemplate, setting([{ category: "GatewayLlmLogs", enabled: false }])])("chat")).to.equal(
      false,
    );
  });

  it("follows names that the template computes, and nested resources", () => {
    const computed = template(
      [
        diagnostic("[concat(variables('none'), 'a')]"),
        diagnostic("[format('{0}/{1}/azuremonitor', 'apim', parameters('api'))]"),
      ],
      { api: { value: "chat" } },
    );
    expect(logs([computed, setting(llmCategory)])("chat")).to.equal(true);
    const nested = template({
      api: {
        type: "Microsoft.ApiManagement/service/apis",
        name: "apim/chat",
        resources: [{ type: "diagnostics", name: "azuremonitor", properties }],
      },
    });
    expect(logs([nested, setting(llmCategory)])("chat")).to.equal(true);
  });

  it("takes a diagnostic of the whole service for every API, and none that is not azuremonitor", () => {
    const whole = template([diagnostic("apim/azuremonitor", "Microsoft.ApiManagement/service/diagnostics")]);
    expect(logs([whole, setting(llmCategory)])("any")).to.equal(true);
    const insights = template([diagnostic("apim/chat/applicationinsights")]);
    expect(logs([insights, setting(llmCategory)])("chat")).to.equal(false);
  });
});
