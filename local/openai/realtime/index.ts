import { emptyBody, HttpHeaders, type HttpRequest, type HttpResponse } from "../../../common/http";
import { tokensOf, webSocketPair } from "../../../common/webSocket";
import { ServiceError } from "../errors";
import { ga, preview, type Dialect } from "./dialects";
import { RealtimeSession, type SessionOptions } from "./session";

/** Where a handshake goes. */
export interface RealtimeRoute {
  readonly dialect: Dialect;
  readonly deployment: string;
}

/**
 * The deployment and form of the API that a handshake asks for. Throws what the service answers to others.
 * https://learn.microsoft.com/azure/foundry/openai/how-to/realtime-audio-websockets#connection-and-authentication
 */
export function realtimeRoute(url: URL): RealtimeRoute {
  const path = url.pathname.replace(/\/$/, "");
  const query = url.searchParams;
  const named = (name: string): string => {
    const value = query.get(name);
    if (value) return value;
    throw new ServiceError(400, "MissingParameter", `The query parameter '${name}' is required.`);
  };
  if (path === "/openai/v1/realtime") return { dialect: ga, deployment: named("model") };
  if (path !== "/openai/realtime") throw new ServiceError(404, "404", "Resource not found");
  if (!query.get("api-version"))
    throw new ServiceError(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  return { dialect: preview, deployment: named("deployment") };
}

/** What the service answers where the deployment's model does not talk; its own spelling of the code. */
export function notRealtime(): ServiceError {
  return new ServiceError(
    400,
    "OpperationNotSupported",
    "The realtime operation does not work with the specified model. Please choose different model and try again.",
  );
}

/** The open sessions of an account. */
export class RealtimeSessions {
  private readonly open = new Set<RealtimeSession>();

  begin(request: HttpRequest, options: SessionOptions): HttpResponse {
    const [ours, theirs] = webSocketPair();
    const session: RealtimeSession = new RealtimeSession(ours, options, () => this.open.delete(session));
    this.open.add(session);
    const headers = new HttpHeaders();
    const protocols = tokensOf(request.headers.get("Sec-WebSocket-Protocol"));
    if (protocols.includes("realtime")) headers.set("Sec-WebSocket-Protocol", "realtime");
    session.start();
    return { status: 101, headers, body: emptyBody, webSocket: theirs };
  }

  /** The account has gone: every connection breaks. */
  breakOff(): void {
    for (const session of [...this.open]) session.breakOff();
  }
}
