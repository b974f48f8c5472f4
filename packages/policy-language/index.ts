export { compilePolicy, policyReferences } from "./document";
export type {
  CompiledDocument,
  CompiledElement,
  PolicyBinding,
  PolicyCompilation,
  PolicyReference,
  PolicyReferences,
  PolicySection,
  ReadPolicyOptions,
} from "./document";
export { policyCodes, type PolicyCode } from "./reader/problemCodes";
