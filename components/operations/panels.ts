/** A panel that the workbook on Azure and the dashboard of the local gateway both have. */
export interface Panel {
  /** Of its query, queries/workbook/NAME.kql. */
  readonly query: WorkbookQuery;
  readonly title: string;
  readonly shows: string;
  /** How the workbook draws it: https://learn.microsoft.com/azure/azure-monitor/visualize/workbooks-visualizations */
  readonly as: "table" | "timechart";
  /** Where it is on the dashboard: the id of an element of its page. */
  readonly dashboard: string;
  /** How far back it looks whatever time is chosen: limits have periods of their own. Default: as is chosen. */
  readonly days?: number;
}

export type WorkbookQuery =
  "headline" | "traffic" | "usage" | "near-limits" | "refusals" | "requests" | "one-call";

/**
 * The panels, in their order. The workbook is made from this list; the dashboard, which knows nothing of this package, is
 * held against it by a test, and so is the table of docs/operate.md.
 */
export const panels: readonly Panel[] = [
  {
    query: "headline",
    title: "Headline figures",
    shows: "calls, errors, share of calls that spilled, p50 and p95, time to first token, tokens, cost",
    as: "table",
    dashboard: "headline",
  },
  {
    query: "traffic",
    title: "Traffic",
    shows: "calls and tokens over time, by backend",
    as: "timechart",
    dashboard: "traffic",
  },
  {
    query: "usage",
    title: "Usage",
    shows: "calls, refused, failed, tokens and cost by product, subscription, model or backend",
    as: "table",
    dashboard: "usage",
  },
  {
    query: "near-limits",
    title: "Near limits",
    shows: "budgets as money left, quotas and limits as tokens left",
    as: "table",
    dashboard: "near-limits",
    days: 31,
  },
  {
    query: "refusals",
    title: "Why calls were refused",
    shows: "one line a reason, with its status and count",
    as: "table",
    dashboard: "refusals",
  },
  {
    query: "requests",
    title: "Requests",
    shows: "the calls one by one, to search, filter and export",
    as: "table",
    dashboard: "requests",
  },
  {
    query: "one-call",
    title: "One call",
    shows: "all that is known of one call, by its request id",
    as: "table",
    dashboard: "trace",
  },
];
