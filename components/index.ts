export {
  ApiManagement,
  type ApiManagementArgs,
  type GatewayIdentity,
  type ServiceLocation,
  type ServiceNetwork,
} from "./apiManagement";
export { planBackends, type BackendPlan, type PlannedBackend } from "./backendPlan";
export * from "./config";
export { UsageEventHub, type UsageEventHubArgs } from "./eventHub";
export { GenAiApi, type GenAiApiArgs } from "./genAiApi";
export { GenAiGateway, type GenAiGatewayArgs } from "./genAiGateway";
export { Identity, type IdentityArgs } from "./identity";
export { Ingress, type IngressArgs } from "./ingress";
export { GatewayKeyVault, type GatewayKeyVaultArgs } from "./keyVault";
export { Monitoring, type MonitoringArgs } from "./monitoring";
export { Network, type NetworkArgs } from "./network";
export { OpenAiAccount, type OpenAiAccountArgs } from "./openAi";
export { Operations, type OperationsArgs } from "./operations";
export { TrafficManager, type TrafficManagerArgs } from "./trafficManager";
export { planSubnets, type SubnetPlan } from "./subnetPlan";
