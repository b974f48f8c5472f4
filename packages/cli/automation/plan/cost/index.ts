export { costOf, hoursAMonth } from "./costOf";
export { formatCost, summarizeCost } from "./formatCost";
export type { Cost, CostedResource, CostItem, CostLine, UsageLine } from "./types";
