import { Network, planSubnets } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const addressSpace = "10.2.0.0/16";

/** A virtual network with subnets, security groups and private DNS zones of Azure OpenAI, Key Vault and Event Hubs. */
const network = new Network("network", {
  ...inGroup(group()),
  virtualNetworkName: "vnet-example",
  addressSpace,
  subnets: planSubnets(addressSpace, {}, []),
});

export const virtualNetworkId = network.virtualNetworkId;
