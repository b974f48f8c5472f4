export { openPolicies } from "./openPolicies";
export {
  mergeCoverage,
  type Coverage,
  type CoveredBranch,
  type CoveredFile,
  type CoveredLine,
} from "./coverage";
export type {
  BackendCall,
  CallCost,
  CallOptions,
  CallResult,
  HostHandler,
  HostRequest,
  HostResponse,
  InlinePolicy,
  OpenPoliciesOptions,
  PolicyGateway,
} from "./types";
