import {
  jsonResponse,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";

/** Only what the page itself consists of: nothing inline, nothing from elsewhere, in nobody's frame. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function secure(headers: HttpHeaders): void {
  headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "no-referrer");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  headers.set("Cache-Control", "no-store");
}

const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/**
 * Keeps other web sites' pages out, which a browser on this machine may have open: a name that was made to point here
 * (DNS rebinding) is refused, and so is a change that another origin asks for.
 */
export function refusal({ method, headers }: HttpRequest): HttpResponse | undefined {
  const host = headers.get("Host") ?? "";
  if (!loopbackHost.test(host)) return forbidden("Call the dashboard as 127.0.0.1 or localhost.");
  if (method === "GET" || method === "HEAD") return undefined;
  const origin = headers.get("Origin");
  const fetchSite = headers.get("Sec-Fetch-Site");
  // Programs other than browsers send neither.
  if (
    origin !== undefined
      ? origin !== `http://${host}`
      : fetchSite !== undefined && fetchSite !== "same-origin"
  )
    return forbidden("Another origin may not change anything here.");
  const type = headers.get("Content-Type");
  if (method !== "DELETE" && type?.split(";")[0]?.trim().toLowerCase() !== "application/json")
    return jsonResponse(415, { error: { message: "Send application/json." } });
  return undefined;
}

function forbidden(message: string): HttpResponse {
  return jsonResponse(403, { error: { message } });
}
