export { printPolicy } from "./print";
export { readPolicy, type ReadOptions, type ReadResult } from "./readPolicy";
export type { PolicyAttribute, PolicyNode, PolicyText } from "./tree";
