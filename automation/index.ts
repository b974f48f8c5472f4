/** Deploying gateways from scripts, over Pulumi's Automation API: what the command line does, as functions. */
export { deployExitCodes } from "./commands/exitCodes";
export { refusedSteps, type RefusedStep } from "./deploy/guard";
export { runStacks, type RunStacksOptions, type Say } from "./deploy/runStacks";
export type { SoftDeleted } from "./deploy/softDeleted";
export {
  destroyStack,
  previewStack,
  stackOutputs,
  upStack,
  type OutputsOptions,
  type StackOptions,
  type StackResult,
  type UpOptions,
} from "./deploy/stackOperations";
export type { Step } from "./deploy/steps";
export {
  costOf,
  formatCost,
  type Cost,
  type CostedResource,
  type CostItem,
  type CostLine,
  type UsageLine,
} from "./plan/cost";
export { planDeployment, type DeploymentPlan, type PlanOptions } from "./plan/planDeployment";
export { checkRules, rules, type CheckedResource, type Rule } from "./rules/rules";
export { checkStack, type CheckOptions } from "./commands/checkCommand";
