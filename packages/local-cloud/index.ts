export { azureProvider } from "./azure/azureProvider";
export type { EvaluateOptions } from "./engine/evaluateProgram";
export { evaluateProgram } from "./engine/evaluateProgram";
export type { EvaluationEvent } from "./engine/monitor";
export type { InlineProgram } from "./engine/program";
export type { CreatedResource, InvokeResult, LocalProvider, ResourceRequest } from "./provider";
export type { DeclaredResource, Deployment, StackOutput } from "@azure-genai-gateway/common/resource";
export type { ReadStackConfigOptions, StackConfig } from "./config/readStackConfig";
export { readStackConfig, secretVariable } from "./config/readStackConfig";
