export { applyFixes } from "./fix";
export { lintPolicy, reviewPolicy, type LintOptions, type RuleLevel } from "./lintPolicy";
export { FolderLint, templateCode, type FolderDocument } from "./lintFolder";
export { withoutPlaceholders } from "./placeholders";
export type { Fix, LintProblem, Rule } from "./rule";
export { rules } from "./rules";
export { documentName, documentRoot, isPolicyFile } from "../policyFiles";
