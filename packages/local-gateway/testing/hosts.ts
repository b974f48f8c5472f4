import { type Clock, sleep } from "@azure-genai-gateway/common/clock";
import {
  type HttpHandler,
  HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { TransportError } from "../http/transport";
import { checkAnswer } from "./checkInput";
import type { HostHandler, HostRequest, HostResponse } from "./types";

/** Counts the handlers that are at work: virtual time stands still until they have answered. */
export class Handlers {
  working = 0;
  private readonly mistakes: unknown[] = [];

  constructor(private readonly clock: Clock) {}

  /**
   * What a function answered that is no response fails the test: to the policies it could only look like a backend that
   * answers otherwise, and the test would be of something else.
   * @throws ProblemsError
   */
  throwMistake(): void {
    if (this.mistakes.length > 0) throw this.mistakes.splice(0)[0];
  }

  /** A host behind which the test's own function stands. */
  host(name: string, handler: HostHandler): HttpHandler {
    let index = 0;
    return async (request) => {
      this.working++;
      let answer: HostResponse;
      try {
        answer = (await handler(hostRequest(request, index++))) ?? {};
      } catch (error) {
        throw new TransportError(
          "BackendConnectionFailure",
          error instanceof Error ? error.message : String(error),
        );
      } finally {
        this.working--;
      }
      try {
        checkAnswer(name, answer);
      } catch (error) {
        this.mistakes.push(error);
        throw new TransportError("BackendConnectionFailure", "The test's function answered no response");
      }
      if (answer.delayMs) await sleep(this.clock, answer.delayMs, request.signal);
      return responseOf(answer);
    };
  }
}

/** A request as tests read it. */
export function hostRequest(request: HttpRequest, index: number): HostRequest {
  const { pathname, searchParams } = new URL(request.url);
  const body = Buffer.from(request.body).toString("utf8");
  return withJson({
    method: request.method,
    url: request.url,
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: plainHeaders(request.headers),
    body,
    index,
  });
}

/** Adds `json`, read when it is asked for; a copy of the object does not ask. */
export function withJson<T extends { readonly body: string }>(message: T): T & { readonly json: unknown } {
  return Object.defineProperty(message, "json", {
    get: () => parseBody(message.body),
    enumerable: false,
  }) as T & { readonly json: unknown };
}

export function plainHeaders(headers: HttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries([...headers].map(([name, values]) => [name.toLowerCase(), values.join(",")]));
}

/** @throws Error that shows the body, for that is what a failing test needs */
function parseBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new Error(`The body is no JSON: ${body.slice(0, 500)}`);
  }
}

function responseOf({ status = 200, reason, headers, body, events }: HostResponse): HttpResponse {
  const sent = new HttpHeaders(headers);
  if (events !== undefined) {
    if (!sent.has("Content-Type")) sent.set("Content-Type", "text/event-stream");
    return { status, reason, headers: sent, body: stream(events) };
  }
  const isText = typeof body === "string" || body instanceof Uint8Array || body === undefined;
  if (!isText && !sent.has("Content-Type")) sent.set("Content-Type", "application/json");
  const bytes =
    body instanceof Uint8Array
      ? body
      : Buffer.from(isText ? ((body as string | undefined) ?? "") : JSON.stringify(body));
  return { status, reason, headers: sent, body: bytes };
}

async function* stream(events: readonly unknown[]): AsyncGenerator<Uint8Array> {
  for (const event of events)
    yield Buffer.from(`data: ${typeof event === "string" ? event : JSON.stringify(event)}\n\n`);
}
