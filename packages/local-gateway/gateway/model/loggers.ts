import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName } from "../../resources/armId";
import { asRecord, property, textOf } from "../../resources/inputs";
import { type NamedValueModel, substituteNamedValues } from "../../resources/namedValues";
import type { LoggerModel } from "./types";

/** Loggers by id, in lower case. https://learn.microsoft.com/azure/api-management/api-management-howto-log-event-hubs */
export function readLoggers(
  declared: readonly DeclaredResource[],
  namedValues: ReadonlyMap<string, NamedValueModel>,
): ReadonlyMap<string, LoggerModel> {
  const loggers = new Map<string, LoggerModel>();
  for (const resource of declared) {
    const id = armName(resource.id);
    const credentials = asRecord(resource.inputs["credentials"]) ?? {};
    const credential = (name: string) => substituteNamedValues(textOf(credentials[name]) ?? "", namedValues);
    const kind = textOf(property(resource, "loggerType"));
    if (kind === "azureEventHub") {
      const entityPath = /EntityPath=([^;]+)/i.exec(credential("connectionString"))?.[1];
      const endpoint = credential("endpointAddress") || credential("connectionString");
      const namespace = /([\w-]+)\.servicebus\./i.exec(endpoint)?.[1];
      loggers.set(id.toLowerCase(), { id, kind, target: credential("name") || entityPath || "", namespace });
    } else if (kind === "applicationInsights") {
      loggers.set(id.toLowerCase(), { id, kind, target: textOf(property(resource, "resourceId")) ?? id });
    }
  }
  return loggers;
}
