import type { HttpRequest, HttpResponse } from "@azure-genai-gateway/common/http";

/** How a backend call failed before there was an answer. Names follow the errorReasons of backend circuit breakers. */
export class TransportError extends Error {
  constructor(
    readonly reason: "Timeout" | "BackendConnectionFailure" | "ClientConnectionFailure",
    message: string,
  ) {
    super(message);
    this.name = "TransportError";
  }
}

/** Sends a request towards a backend by its absolute URL. Rejects with {@link TransportError} only. */
export interface Transport {
  /** @param timeoutMs until the response's headers are here. */
  send(request: HttpRequest, timeoutMs: number): Promise<HttpResponse>;
}

/** What is said of a backend's address that is none, such as one that lacks its scheme. */
export function notAnAddress(url: string): string {
  return `"${url.slice(0, 200)}" is no address that could be called`;
}
