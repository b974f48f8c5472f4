export { UseCaseCommons } from "./commons";
export {
  parseContract,
  readContract,
  requireContracts,
  type ContractFile,
  type ContractReading,
} from "./contract/read";
export type { Contract, ContractInput } from "./contract/schema";
export type { GivenHub, PlannedHub } from "./hub";
export { hubFormat, type Hub, type HubInput } from "./hubSchema";
export { hubOfStack } from "./hubOfStack";
export { declareContracts, type Asked, type ContractsOutputs } from "./program";
export { UseCase, type UseCaseArgs } from "./useCase";
