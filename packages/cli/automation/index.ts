/** Deploying gateways from scripts, over Pulumi's Automation API: what the command line does, as functions. */
export { type ArmAccess, type ArmAnswer } from "./azure/arm";
export { signOn, NotSignedOn, type SignOnOptions } from "./azure/signOn";
export { deployExitCodes } from "./commands/exitCodes";
export { refusedSteps, type RefusedStep } from "./deploy/guard";
export { importResources, type Imported, type ImportOptions } from "./deploy/importResource";
export type { InPlaceStep } from "./deploy/inPlace";
export type {
  ChangeOptions,
  DestroyOptions,
  OutputsOptions,
  StackOptions,
  StackResult,
  UpOptions,
} from "./deploy/options";
export { runStacks, type RunStacksOptions, type Say } from "./deploy/runStacks";
export type { SoftDeleted } from "./deploy/softDeleted";
export { destroyStack, previewStack, stackOutputs, upStack } from "./deploy/stackOperations";
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
