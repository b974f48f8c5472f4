import { HttpHeaders, readBody, type HttpHandler, type HttpResponse } from "@azure-genai-gateway/common/http";
import { budgetSpent, readBudget } from "./budget";
import { ownMonth, readOwnMonth, type LogRows } from "./ownMonth";

/** Host of the query API. https://learn.microsoft.com/azure/azure-monitor/logs/api/access-api */
export const logAnalyticsHost = "api.loganalytics.azure.com";

export interface LogAnalyticsOptions {
  /** What the gateway has logged so far. */
  readonly rows: LogRows;
  /** Whether a token may read the workspace of this id. */
  readonly mayRead: (token: string, workspaceId: string) => boolean;
}

/**
 * Log Analytics' query API over what this gateway has logged. It runs no KQL: it answers the queries that the gateway's own
 * policies ask, a caller's month and what a budget has spent, and refuses any other with 400, which Azure would answer.
 */
export function createLogAnalytics({ rows, mayRead }: LogAnalyticsOptions): HttpHandler {
  return async (request) => {
    const id = /^https:\/\/[^/]+\/v1\/workspaces\/([^/?]+)\/query$/i.exec(request.url)?.[1];
    if (request.method !== "POST" || id === undefined)
      return answer(404, problem("PathNotFoundError", "The requested path does not exist"));
    const token = /^Bearer (.+)$/i.exec(request.headers.get("Authorization") ?? "")?.[1];
    if (token === undefined)
      return answer(401, problem("AuthorizationRequiredError", "Valid authentication was not provided"));
    if (!mayRead(token, id))
      return answer(
        403,
        problem(
          "InsufficientAccessError",
          "The provided credentials have insufficient access to perform the requested operation",
        ),
      );
    const table = answerTo(Buffer.from(await readBody(request.body)).toString("utf8"), rows);
    if (typeof table === "string") return answer(400, problem("BadArgumentError", table));
    return answer(200, { tables: [{ name: "PrimaryResult", ...table }] });
  };
}

interface Table {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
}

const longs = (...names: readonly string[]) => names.map((name) => ({ name, type: "long" }));

/** What a request asks for, or why it is none of ours. */
function answerTo(body: string, rows: LogRows): Table | string {
  let asked: { readonly query?: unknown; readonly timespan?: unknown };
  try {
    asked = JSON.parse(body) as typeof asked;
  } catch {
    return "The request is no JSON";
  }
  const { query, timespan } = asked;
  if (typeof query !== "string") return "The request has no query";
  const [from, to] = typeof timespan === "string" ? timespan.split("/").map((text) => Date.parse(text)) : [];
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to))
    return "The request has no timespan of two times";
  const month = readOwnMonth(query, from, to);
  if (month)
    return {
      columns: [
        { name: "Deployment", type: "string" },
        ...longs("Calls", "Prompt", "Completion", "Micros", "Unpriced"),
      ],
      rows: ownMonth(month, rows),
    };
  const budget = readBudget(query, from, to);
  if (budget) return { columns: longs("Micros", "Level"), rows: budgetSpent(budget, rows.traces) };
  return "This Log Analytics runs no KQL: it knows the queries of queries/usage/own-month.kql and budget.kql alone";
}

const problem = (code: string, message: string) => ({ error: { code, message } });

function answer(status: number, body: unknown): HttpResponse {
  return {
    status,
    headers: new HttpHeaders({ "Content-Type": "application/json; charset=utf-8" }),
    body: Buffer.from(JSON.stringify(body)),
  };
}
