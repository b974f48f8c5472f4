import * as network from "@pulumi/azure-native/network";
import { TrafficManager } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

const rg = group();
const address = new network.PublicIPAddress("ip", {
  ...inGroup(rg),
  publicIpAddressName: "pip-example",
  sku: { name: "Standard" },
  publicIPAllocationMethod: "Static",
  dnsSettings: { domainNameLabel: "example-4f2a" },
});

/** Traffic Manager in front of the public addresses of several regions. */
const trafficManager = new TrafficManager("entrance", {
  resourceGroupName: rg.name,
  profileName: "traf-example-4f2a",
  routing: "Performance",
  dnsTtlSeconds: 30,
  endpoints: [{ name: "swedencentral", publicIpId: address.id }],
});

export const fqdn = trafficManager.fqdn;
