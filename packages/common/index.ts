/** All of the package at once; most take a module by its name (`@azure-genai-gateway/common/clock`). */
export * from "./certificate/der";
export * from "./certificate/selfSigned";
export * from "./clock";
export * from "./http";
export * from "./modelVersion";
export * from "./nearestWord";
export * from "./problem";
export * from "./random";
export * from "./refusals";
export * from "./region";
export * from "./resource";
export * from "./stopper";
export * from "./timerHeap";
export * from "./webSocket";
export * from "./yaml";
