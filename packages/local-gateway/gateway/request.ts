import type { HttpHeaders, HttpRequest } from "@azure-genai-gateway/common/http";
import type { HostBody, HostRequest } from "@azure-genai-gateway/policy-language/expressions/host";
import type { Call } from "./policy";
import { joinUrl, splitUrl } from "../http/url";

/** context.Request: what the client sent, as policies have changed it so far. */
export class CallRequest implements HostRequest {
  method: string;
  /** As the client sent it. */
  readonly originalMethod: string;
  readonly originalUrl: string;
  readonly ipAddress: string;
  readonly headers: HttpHeaders;
  readonly body: HostBody;
  matchedParameters: ReadonlyMap<string, string> = new Map();
  /** Where the request goes: a URL that may have a path of its own. */
  base = "";
  /** Behind the base, with its leading slash; encoded. */
  path = "/";
  /** Encoded, without its question mark. */
  query = "";
  /** Undefined once a policy has consumed it. */
  content: Uint8Array | undefined;
  private sent = false;

  constructor(source: HttpRequest) {
    this.method = source.method;
    this.originalMethod = source.method;
    this.originalUrl = source.url;
    this.ipAddress = source.clientAddress ?? "";
    // Policies change headers; the caller may send its own again.
    this.headers = source.headers.clone();
    this.content = source.body;
    this.body = new RequestBody(this);
  }

  setBody(bytes: Uint8Array): void {
    this.content = bytes;
    this.sent = false;
  }

  /** What an attempt to forward sends; undefined once an attempt has let the body stream away. */
  get unsent(): Uint8Array | undefined {
    return this.sent ? undefined : this.content;
  }

  /**
   * The body has gone out without being kept (buffer-request-body is false): a second attempt has none.
   * https://azure.github.io/jpazpaas/2020/11/04/apim-content-length-mismatch.html
   * Expressions find it where a policy had read it before, for then it was in memory. [That last is inferred.]
   */
  streamed(): void {
    this.sent = true;
  }

  /**
   * What expressions see: the backend's URL as it is by now. Before there is a backend, of an API without a service URL, it
   * has the gateway's own scheme and host. [That last is inferred: path and query can be read in any API, so it is never null.]
   * https://github.com/MicrosoftDocs/azure-docs/issues/16317
   */
  get url(): string {
    return joinUrl(this.base || splitUrl(this.originalUrl).origin, this.path, this.query);
  }

  /** Where a copy of the request goes; without a host as long as there is no backend. */
  get target(): string {
    return joinUrl(this.base, this.path, this.query);
  }

  set url(value: string) {
    const base = this.base.replace(/\/$/, "");
    if (base && (value.startsWith(`${base}/`) || value.startsWith(`${base}?`) || value === base)) {
      const rest = splitUrl(`x://x${value.slice(base.length)}`);
      this.path = rest.path;
      this.query = rest.query;
    } else {
      ({ origin: this.base, path: this.path, query: this.query } = splitUrl(value));
    }
  }
}

class RequestBody implements HostBody {
  private read = false;

  constructor(private readonly request: CallRequest) {}

  bytes(): Uint8Array | undefined {
    const { unsent, content } = this.request;
    if (unsent) this.read = true;
    return this.read ? content : unsent;
  }

  consume(): void {
    this.request.content = undefined;
  }
}

/** The request behind a call of this gateway, whose path and query policies change apart from its base. */
export function requestOf(call: Call): CallRequest {
  const { request } = call.context;
  if (request instanceof CallRequest) return request;
  throw new TypeError("This call was not made by the local gateway");
}
