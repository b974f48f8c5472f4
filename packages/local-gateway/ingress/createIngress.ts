import type { Clock } from "@azure-genai-gateway/common/clock";
import {
  BrokenConnection,
  type HttpHandler,
  HttpHeaders,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { Stopper } from "@azure-genai-gateway/common/stopper";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { splitUrl } from "../http/url";
import {
  type IngressListener,
  type IngressModel,
  type IngressRedirect,
  type IngressRoute,
  readIngress,
} from "./model";
import { rewriteRequest, rewriteResponseHeaders } from "./rewrite";

export interface IngressOptions {
  readonly resources: readonly DeclaredResource[];
  readonly clock: Clock;
  /** API Management. */
  readonly gateway: HttpHandler;
  /** Names and addresses by which backend pools mean API Management, in lower case. */
  readonly gatewayHosts: ReadonlySet<string>;
  /** Where the Application Gateway stands; default anywhere. */
  readonly region?: string;
}

/**
 * What stands before API Management: the declared Application Gateway, which rewrites headers and routes by path; or
 * nothing, when none is declared, and requests go straight on.
 */
export function createIngress(options: IngressOptions): HttpHandler {
  const model = readIngress(options.resources, options.region);
  return model ? (request) => pass(request, model, options) : options.gateway;
}

async function pass(
  request: HttpRequest,
  model: IngressModel,
  options: IngressOptions,
): Promise<HttpResponse> {
  if (model.maxBodyBytes !== undefined && request.body.length > model.maxBodyBytes) {
    return page(413, "Request Entity Too Large");
  }
  const { scheme } = authority(splitUrl(request.url).origin);
  const listener = model.listeners.find((one) => one.scheme === undefined || one.scheme === scheme);
  if (!listener) throw new BrokenConnection(`Nothing listens for ${scheme} at ${model.name}`);
  let route = routeFor(listener, request);
  const rewritten = rewriteRequest(request, route.rewrite);
  if (rewritten.reroute) route = routeFor(listener, rewritten.request);
  if (route.redirect) {
    const headers = new HttpHeaders({ Location: location(route.redirect, request) });
    return { ...page(route.redirect.status, "Redirect"), headers };
  }
  // A pool without API Management in it is a sinkhole: nothing healthy stands behind it.
  if (!leadsToGateway(route, options.gatewayHosts)) return page(502, "Bad Gateway");
  const answer = await send(forwarded(request, rewritten.request, model, route), route.timeoutMs, options);
  rewriteResponseHeaders(request, answer.headers, route.rewrite);
  return answer;
}

function location(
  { url, scheme, includesPath, includesQuery }: IngressRedirect,
  request: HttpRequest,
): string {
  const { origin, path, query } = splitUrl(request.url);
  const target = url ?? `${scheme ?? "https"}://${authority(origin).host}`;
  const withPath = includesPath ? target.replace(/\/$/, "") + path : target;
  return includesQuery && query ? `${withPath}?${query}` : withPath;
}

function routeFor(listener: IngressListener, request: HttpRequest): IngressRoute {
  const path = splitUrl(request.url).path.toLowerCase();
  const found = listener.pathRoutes.find(({ paths }) =>
    paths.some((pattern) => matches(pattern.toLowerCase(), path)),
  );
  return found?.route ?? listener.defaultRoute;
}

/** A path rule's star stands at its end and takes anything. */
function matches(pattern: string, path: string): boolean {
  return pattern.endsWith("*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

function leadsToGateway(route: IngressRoute, hosts: ReadonlySet<string>): boolean {
  const known = (host: string | undefined) => host !== undefined && hosts.has(host.toLowerCase());
  return route.addresses.some(known) || (route.addresses.length > 0 && known(route.hostName));
}

/** https://learn.microsoft.com/azure/application-gateway/how-application-gateway-works#modifications-to-the-request */
function forwarded(
  original: HttpRequest,
  rewritten: HttpRequest,
  model: IngressModel,
  route: IngressRoute,
): HttpRequest {
  const { headers } = rewritten;
  const { origin, path, query } = splitUrl(rewritten.url);
  const { scheme, host } = authority(splitUrl(original.url).origin);
  if (original.clientAddress) headers.append("X-Forwarded-For", original.clientAddress);
  headers.set("X-Forwarded-Proto", scheme);
  headers.set("X-Original-Host", host);
  const target = route.hostName === undefined ? origin : `https://${route.hostName}`;
  headers.set("Host", authority(target).host);
  return {
    ...rewritten,
    url: query ? `${target}${path}?${query}` : target + path,
    headers,
    // API Management sees the Application Gateway, never the client itself.
    clientAddress: model.address ?? original.clientAddress,
  };
}

function authority(origin: string): { readonly scheme: string; readonly host: string } {
  const [scheme = "https", host = ""] = origin.split("://");
  return { scheme, host };
}

/** Waits for the answer to begin as long as the backend settings allow, then hangs up with 504. */
function send(request: HttpRequest, timeoutMs: number, options: IngressOptions): Promise<HttpResponse> {
  const hangUp = new Stopper();
  const onAbort = () => hangUp.abort(request.signal?.reason);
  if (request.signal?.aborted) onAbort();
  else request.signal?.addEventListener("abort", onAbort, { once: true });
  return new Promise((resolve, reject) => {
    const cancel = options.clock.after(timeoutMs, () => {
      hangUp.abort(new Error("The application gateway's request timeout"));
      resolve(page(504, "Gateway Time-out"));
    });
    options.gateway({ ...request, signal: hangUp.signal }).then(
      (answer) => {
        cancel();
        resolve(answer);
      },
      (error: unknown) => {
        cancel();
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

/** Application Gateway's own pages are HTML; this one has their shape, and a text of its own. */
function page(status: number, title: string): HttpResponse {
  return {
    status,
    headers: new HttpHeaders({ "Content-Type": "text/html" }),
    body: Buffer.from(
      `<html><head><title>${status} ${title}</title></head><body>${status} ${title}</body></html>`,
    ),
  };
}
