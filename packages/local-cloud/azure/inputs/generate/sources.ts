/**
 * Where Azure's types are read from: Microsoft's own SDKs, made from Azure's published specifications, and not by the
 * makers of azure-native. By azure-native's module; of several packages that one serves a type whose API version is the
 * one that azure-native sends, or the nearest. Newer versions of azure-native send newer API versions: then these rise.
 */
export const sources: Readonly<Record<string, readonly string[]>> = {
  apimanagement: ["@azure/arm-apimanagement@10.0.0"],
  applicationinsights: ["@azure/arm-appinsights@5.0.0-beta.8"],
  authorization: ["@azure/arm-authorization@9.0.0", "@azure/arm-locks@2.1.0"],
  cognitiveservices: ["@azure/arm-cognitiveservices@7.7.0"],
  eventhub: ["@azure/arm-eventhub@5.2.0"],
  keyvault: ["@azure/arm-keyvault@3.2.0"],
  managedidentity: ["@azure/arm-msi@2.1.0"],
  monitor: ["@azure/arm-monitor@7.0.0", "@azure/arm-monitor@8.0.0"],
  network: ["@azure/arm-network@33.5.0"],
  operationalinsights: ["@azure/arm-operationalinsights@9.0.0"],
  privatedns: ["@azure/arm-privatedns@3.2.0", "@azure/arm-privatedns@4.0.0"],
  resources: ["@azure/arm-resources@6.0.0"],
  trafficmanager: ["@azure/arm-trafficmanager@6.1.0"],
};

/**
 * What Azure's specifications say and its services do not do, by `module:input`; the pattern is left out.
 * A namespace has 6 to 50 characters, and its pattern asks for 8 to 52
 * (https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsofteventhub).
 */
export const wrongPatterns: ReadonlySet<string> = new Set(["eventhub:namespaceName"]);
