import { HttpHeaders, readBody, type HttpHandler, type HttpResponse } from "@azure-genai-gateway/common/http";
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
 * Log Analytics' query API over what this gateway has logged. It runs no KQL: it answers the one query that the gateway's own
 * policy asks, a subscription's month, and refuses any other with 400, which Azure would answer.
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
    const asked = readOwnMonth(Buffer.from(await readBody(request.body)).toString("utf8"));
    if (typeof asked === "string") return answer(400, problem("BadArgumentError", asked));
    return answer(200, {
      tables: [
        {
          name: "PrimaryResult",
          columns: [
            { name: "Deployment", type: "string" },
            ...["Calls", "Prompt", "Completion", "Micros", "Unpriced"].map((name) => ({
              name,
              type: "long",
            })),
          ],
          rows: ownMonth(asked, rows),
        },
      ],
    });
  };
}

const problem = (code: string, message: string) => ({ error: { code, message } });

function answer(status: number, body: unknown): HttpResponse {
  return {
    status,
    headers: new HttpHeaders({ "Content-Type": "application/json; charset=utf-8" }),
    body: Buffer.from(JSON.stringify(body)),
  };
}
