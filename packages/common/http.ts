import type { StopSignal } from "./stopper";
import type { WebSocketEnd } from "./webSocket";

/** HTTP messages as the gateway, the ingress and the simulated accounts pass them to each other. */

/** Header names compare without case and keep the case they were set with; a name may have many values. */
export class HttpHeaders {
  // Side by side and searched in a line: a message has a dozen headers, and a Map of objects takes three times as long.
  private keys: string[] = [];
  private names: string[] = [];
  /** Never changed in place: a copy of the headers has the same ones. */
  private lists: (readonly string[])[] = [];
  /** Counts the changes, for those who keep a copy until the next one. */
  version = 0;

  constructor(
    init?:
      Iterable<readonly [string, string]> | Readonly<Record<string, string | readonly string[] | undefined>>,
  ) {
    if (!init) return;
    const pairs = Symbol.iterator in init ? init : Object.entries(init);
    for (const [name, value] of pairs as Iterable<
      readonly [string, string | readonly string[] | undefined]
    >) {
      if (value === undefined) continue;
      for (const one of typeof value === "string" ? [value] : value) this.append(name, one);
    }
  }

  /** From name, value, name, value, ...: the form in which node:http gives them. */
  static fromRaw(raw: readonly string[]): HttpHeaders {
    const headers = new HttpHeaders();
    for (let index = 0; index + 1 < raw.length; index += 2) headers.append(raw[index]!, raw[index + 1]!);
    return headers;
  }

  /** All values joined by a comma, as HTTP folds them; undefined when the header is absent. */
  get(name: string): string | undefined {
    const at = this.keys.indexOf(name.toLowerCase());
    if (at < 0) return undefined;
    const list = this.lists[at]!;
    return list.length === 1 ? list[0] : list.join(",");
  }

  getAll(name: string): readonly string[] {
    const at = this.keys.indexOf(name.toLowerCase());
    return at < 0 ? [] : this.lists[at]!;
  }

  has(name: string): boolean {
    return this.keys.includes(name.toLowerCase());
  }

  set(name: string, value: string | readonly string[]): void {
    const key = name.toLowerCase();
    const list = typeof value === "string" ? [value] : [...value];
    const at = this.keys.indexOf(key);
    if (at < 0) this.add(key, name, list);
    else {
      this.names[at] = name;
      this.lists[at] = list;
      this.version += 1;
    }
  }

  append(name: string, value: string): void {
    const key = name.toLowerCase();
    const at = this.keys.indexOf(key);
    if (at < 0) this.add(key, name, [value]);
    else {
      this.lists[at] = [...this.lists[at]!, value];
      this.version += 1;
    }
  }

  delete(name: string): void {
    const at = this.keys.indexOf(name.toLowerCase());
    if (at < 0) return;
    this.keys.splice(at, 1);
    this.names.splice(at, 1);
    this.lists.splice(at, 1);
    this.version += 1;
  }

  /** `[name, values]` in the order the headers were first set. */
  *[Symbol.iterator](): IterableIterator<readonly [string, readonly string[]]> {
    const { names, lists } = this;
    for (let at = 0; at < names.length; at += 1) yield [names[at]!, lists[at]!];
  }

  /**
   * Name, value, name, value, ...: the form that node:http and undici take without copying.
   * @param except names to leave out, in lower case.
   */
  toRaw(except?: ReadonlySet<string>): string[] {
    const raw: string[] = [];
    const { keys, names, lists } = this;
    for (let at = 0; at < keys.length; at += 1) {
      if (except?.has(keys[at]!)) continue;
      for (const value of lists[at]!) raw.push(names[at]!, value);
    }
    return raw;
  }

  clone(): HttpHeaders {
    const copy = new HttpHeaders();
    copy.keys = this.keys.slice();
    copy.names = this.names.slice();
    copy.lists = this.lists.slice();
    return copy;
  }

  private add(key: string, name: string, list: readonly string[]): void {
    this.keys.push(key);
    this.names.push(name);
    this.lists.push(list);
    this.version += 1;
  }
}

export interface HttpRequest {
  method: string;
  /** Absolute: scheme, host, path and query. */
  url: string;
  headers: HttpHeaders;
  /** Requests are always read whole: policies may read and send them again. */
  body: Uint8Array;
  /** The caller's address, for context.Request.IpAddress. */
  clientAddress?: string;
  /** Aborted when the caller hangs up; whoever serves the request must then stop. */
  signal?: StopSignal;
}

/** Bytes at hand, or bytes still to come. An iterable body is read once, and returned (closed) when not read to its end. */
export type HttpBody = Uint8Array | AsyncIterable<Uint8Array>;

export interface HttpResponse {
  status: number;
  reason?: string;
  headers: HttpHeaders;
  body: HttpBody;
  /** Of a 101 to a WebSocket's handshake: the asker's end of the connection. Whoever drops the answer closes it. */
  webSocket?: WebSocketEnd;
}

/** Whatever answers requests: the ingress, the gateway, a simulated account. Rejects only for a broken connection. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpResponse>;

export const emptyBody = new Uint8Array(0);

/** Reads a body to its end. */
export async function readBody(body: HttpBody): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** A JSON answer with its content type set. */
export function jsonResponse(status: number, value: unknown, headers?: Record<string, string>): HttpResponse {
  return {
    status,
    headers: new HttpHeaders({ "Content-Type": "application/json", ...headers }),
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** Thrown by a handler that breaks its connection on purpose, with no answer: nobody's defect. */
export class BrokenConnection extends Error {
  constructor(message = "The connection broke off") {
    super(message);
    this.name = "BrokenConnection";
  }
}
