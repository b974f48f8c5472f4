export { type ContentSafetyOptions, createContentSafety } from "./service";
export type { Category, ContentSafetyRuleSet, HarmfulText } from "./rules";
