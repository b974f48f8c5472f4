import { GenAiGateway, readStackConfig } from "./components";

const { raw, source } = readStackConfig();
const gateway = new GenAiGateway("genai", { config: raw, source });

export const gatewayUrl = gateway.gatewayUrl;
export const apiPaths = gateway.apiPaths;
export const productIds = gateway.productIds;
export const subscriptionKeys = gateway.subscriptionKeys;
export const secondaryKeys = gateway.secondaryKeys;
export const publicName = gateway.publicName;
export const certificate = gateway.certificate;
export const eventHubNames = gateway.eventHubNames;
export const eventHubNamespaces = gateway.eventHubNamespaces;
export const privateEndpoints = gateway.privateEndpoints;
export const hub = gateway.hub;
export const backendPlan = gateway.backendPlan;
