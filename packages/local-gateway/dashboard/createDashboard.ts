import { packageCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  jsonResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ClientAccess } from "../stack/access";
import { createManagementApi } from "../gateway/debug/managementApi";
import { controlHandler } from "../openai";
import type { LocalStack } from "../stack/stack";
import { asset } from "./assets";
import { chat } from "./chat";
import { events } from "./events";
import { exported } from "./exports";
import { TRACES, type Feed } from "./feed";
import { refusal, secure } from "./guard";
import { regionControl } from "./regionControl";
import { stateOf } from "./state";
import { TRACES_PER_SECOND } from "./traceTurns";
import { matching, readView, type View } from "./view";

export interface DashboardOptions {
  /** Asked anew each time, so that a stack that was swapped is shown. */
  readonly stack: () => LocalStack;
  /** Must have been among the sinks of the stack, and its onTrace. */
  readonly feed: Feed;
  /** Default the machine's. */
  readonly clock?: Clock;
  /** What clients need, to be shown; default nothing is. */
  readonly access?: () => ClientAccess;
  /** Prices. Default: the package's list prices. */
  readonly catalogue?: Catalogue;
}

/**
 * A page that shows live what a local gateway does, for loopback only: requests with their traces, tokens, utilisation,
 * breakers, limits and cost, a form to chat as any subscription, faults to switch on. Beside it the two calls of Azure
 * Resource Manager that debug tokens need.
 */
export function createDashboard({
  stack,
  feed,
  clock = systemClock,
  catalogue = packageCatalogue(),
  access,
}: DashboardOptions): HttpHandler {
  const snapshot = (view: View) => stateOf(stack(), feed, clock.now(), catalogue, view);
  const manage = createManagementApi(() => stack().gateway);

  /** What a view is asked of, by path. */
  const lookedAt = new Map<string, (view: View, request: HttpRequest) => HttpResponse>([
    ["/api/state", (view) => jsonResponse(200, snapshot(view))],
    ["/api/requests.csv", (view) => exported(matching(feed.requests(), view, clock.now()), "csv")],
    ["/api/requests.json", (view) => exported(matching(feed.requests(), view, clock.now()), "json")],
    [
      "/api/events",
      (view, { signal }) => ({
        status: 200,
        headers: new HttpHeaders({ "Content-Type": "text/event-stream" }),
        body: events({
          clock,
          signal,
          snapshot: () => snapshot(view),
          onChange: (listener) => feed.onChange(listener),
        }),
      }),
    ],
  ]);

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname.startsWith("/subscriptions/")) return manage(request);
    if (pathname === "/api/chat")
      return request.method === "POST" ? chat(request, stack()) : notAllowed("POST");
    if (pathname.startsWith("/api/faults/")) {
      const url = request.url.replace("/api/faults/", "/faults/");
      return controlHandler(stack().accounts)({ ...request, url });
    }
    if (pathname.startsWith("/api/regions/")) return regionControl(request, stack());
    if (request.method !== "GET" && request.method !== "HEAD") return notAllowed("GET");
    // Apart from the state, which goes out every second: keys are given to who asks for them.
    if (pathname === "/api/access")
      return jsonResponse(200, access?.() ?? { apis: [], keys: [], eventHubs: [] });
    if (pathname.startsWith("/api/requests/"))
      return requestOf(feed, pathname.slice("/api/requests/".length));
    const looked = lookedAt.get(pathname);
    if (looked) {
      const view = readView(searchParams);
      return "range" in view ? looked(view, request) : jsonResponse(400, { error: { message: told(view) } });
    }
    return asset(pathname) ?? notFound("There is nothing at this path.");
  }

  return async (request) => {
    const response = refusal(request) ?? (await answer(request));
    secure(response.headers);
    return response;
  };
}

/** One call: its line of the list and its trace, as far as either is kept. */
function requestOf(feed: Feed, id: string): HttpResponse {
  const [request, trace] = [feed.request(id), feed.trace(id)];
  if (!request && !trace) return notFound("There is no such call among those that are kept.");
  return jsonResponse(200, { request, trace, ...(trace ? {} : { notTraced }) });
}

const notTraced = `There is no trace of this call. The last ${TRACES} are kept; of more than ${TRACES_PER_SECOND} calls of an operation in a second some are traced. Send the call again, when there are fewer.`;

function told(problems: readonly Problem[]): string {
  return problems.map(({ message, hint }) => `${message}: ${hint ?? ""}`).join("; ");
}

function notFound(message: string): HttpResponse {
  return jsonResponse(404, { error: { message } });
}

function notAllowed(method: string): HttpResponse {
  return jsonResponse(405, { error: { message: `The path takes ${method}.` } }, { Allow: method });
}
