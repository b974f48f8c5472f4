export type { LogRows } from "./ownMonth";
export { createLogAnalytics, logAnalyticsHost, type LogAnalyticsOptions } from "./service";
