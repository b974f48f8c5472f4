import { readFileSync } from "node:fs";
import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as resources from "@pulumi/azure-native/resources";

/** Anybody's program: no accounts, nothing exported, a file read from the folder that it runs in. */
const group = new resources.ResourceGroup("rg", { resourceGroupName: "rg" });
const service = new apimanagement.ApiManagementService("apim", {
  resourceGroupName: group.name,
  serviceName: "apim-plain",
  publisherEmail: "a@contoso.example",
  publisherName: "Contoso",
  sku: { name: "Developer", capacity: 1 },
});
const of = { resourceGroupName: group.name, serviceName: service.name };
const api = new apimanagement.Api("orders", {
  ...of,
  apiId: "orders",
  path: "orders",
  displayName: "Orders",
  protocols: ["https"],
  subscriptionRequired: false,
  serviceUrl: "https://orders.contoso.example/api",
});
new apimanagement.ApiOperation("get", {
  ...of,
  apiId: api.name,
  operationId: "get",
  displayName: "get",
  method: "GET",
  urlTemplate: "/{id}",
  templateParameters: [{ name: "id", type: "string", required: true }],
});
new apimanagement.ApiPolicy("policy", {
  ...of,
  apiId: api.name,
  policyId: "policy",
  format: "rawxml",
  value: readFileSync("policy.xml", "utf8"),
});
