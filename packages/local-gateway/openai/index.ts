export { createSimulatedAccount } from "./account";
export { controlHandler, parseFault } from "./faultControl";
export { findModel, knownModels, modelFacts, type ModelFacts } from "../tokens/models";
export { recordAnswers, Recordings } from "./recordings";
export { isProvisioned } from "./limits/admission";
export * from "./types";
