import { packageCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import { systemClock, type Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  jsonResponse,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import type { ClientAccess } from "../stack/access";
import { createManagementApi } from "../gateway/debug/managementApi";
import { controlHandler } from "../openai";
import type { LocalStack } from "../stack/stack";
import { asset } from "./assets";
import { chat } from "./chat";
import { events } from "./events";
import { REQUESTS, type Feed } from "./feed";
import { refusal, secure } from "./guard";
import { regionControl } from "./regionControl";
import { stateOf } from "./state";
import { TRACES_PER_SECOND } from "./traceTurns";

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
  const snapshot = () => stateOf(stack(), feed, clock.now(), catalogue);
  const manage = createManagementApi(() => stack().gateway);

  async function answer(request: HttpRequest): Promise<HttpResponse> {
    const { pathname } = new URL(request.url);
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
    if (pathname === "/api/state") return jsonResponse(200, snapshot());
    if (pathname === "/api/events")
      return {
        status: 200,
        headers: new HttpHeaders({ "Content-Type": "text/event-stream" }),
        body: events({
          clock,
          signal: request.signal,
          snapshot,
          onChange: (listener) => feed.onChange(listener),
        }),
      };
    if (pathname.startsWith("/api/requests/")) {
      const trace = feed.trace(pathname.slice("/api/requests/".length));
      return trace ? jsonResponse(200, trace) : notFound(notTraced);
    }
    return asset(pathname) ?? notFound("There is nothing at this path.");
  }

  return async (request) => {
    const response = refusal(request) ?? (await answer(request));
    secure(response.headers);
    return response;
  };
}

const notTraced = `There is no trace of this call. The last ${REQUESTS} are kept; of more than ${TRACES_PER_SECOND} calls of an operation in a second some are traced. Send the call again, when there are fewer.`;

function notFound(message: string): HttpResponse {
  return jsonResponse(404, { error: { message } });
}

function notAllowed(method: string): HttpResponse {
  return jsonResponse(405, { error: { message: `The path takes ${method}.` } }, { Allow: method });
}
