export { createSimulatedAccount } from "./account";
export { findModel, knownModels, modelFacts, type ModelFacts } from "./models";
export { isProvisioned } from "./limits/admission";
export * from "./types";
