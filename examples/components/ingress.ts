import { Ingress, Network, planSubnets } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const shared = inGroup(group());
const addressSpace = "10.2.0.0/16";
const network = new Network("network", {
  ...shared,
  virtualNetworkName: "vnet-example",
  addressSpace,
  subnets: planSubnets(addressSpace, {}, []),
});

/** Application Gateway with a firewall and a certificate of its own, in front of an API Management in the network. */
const ingress = new Ingress("ingress", {
  ...shared,
  gatewayName: "agw-example-4f2a",
  subnetId: network.subnetIds.applicationGateway!,
  capacity: { min: 1, max: 3 },
  zones: ["1", "2", "3"],
  apiManagementHost: "apim-example-4f2a.azure-api.net",
  answerTimeoutSeconds: 300,
  apiPaths: ["openai"],
});

export const url = ingress.url;
