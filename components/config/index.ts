export type * from "./input";
export * from "./parse";
export { apiNames, gatewayConfigSchema } from "./schema";
export type * from "./schema";
export type { ConfigSource } from "./source";
export * from "./stack";
