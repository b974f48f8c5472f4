export { type ContentSafetyOptions, createContentSafety } from "./service";
export { usualRules } from "./rules";
export type { Category, ContentSafetyRuleSet, HarmfulText } from "./rules";
