export {
  ApiManagement,
  ExistingApiManagement,
  type ApiManagementArgs,
  type EventHubReference,
  type ExistingApiManagementArgs,
  type GatewayIdentity,
  type LoggersArgs,
  type NamedByPolicies,
  type ServiceLocation,
  type ServiceNetwork,
} from "./apiManagement";
export {
  planBackends,
  type BackendPlan,
  type PlannableBackend,
  type PlannedBackend,
  type PlannedBreaker,
  type PlanOptions,
} from "./backendPlan";
export * from "./config";
export { UsageEventHub, type DataReceiver, type UsageEventHubArgs } from "./eventHub";
export { GenAiApi, type GenAiApiArgs } from "./genAiApi";
export { GenAiGateway, type GenAiGatewayArgs } from "./genAiGateway";
export { Identity, type IdentityArgs } from "./identity";
export { Ingress, type IngressArgs, type OwnCertificate } from "./ingress";
export { GatewayKeyVault, type GatewayKeyVaultArgs } from "./keyVault";
export { Monitoring, type MonitoringArgs } from "./monitoring";
export { Network, type NetworkArgs } from "./network";
export {
  OpenAiAccount,
  type ExistingAccountArgs,
  type ModelDeploymentArgs,
  type OpenAiAccountArgs,
} from "./openAi";
export { Operations, type OperationsArgs } from "./operations";
export type { AuthKind, ProviderApiDefinition, ProviderDefinition } from "./providers";
export type { PrivateAccess } from "./privateEndpoint";
export { planSubnets, type SubnetPlan } from "./subnetPlan";
export type { Tags } from "./tags";
export * from "./useCase";
export { TrafficManager, type TrafficManagerArgs } from "./trafficManager";
