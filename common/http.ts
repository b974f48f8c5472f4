/** HTTP messages as the gateway, the ingress and the simulated accounts pass them to each other. */

/** Header names compare without case and keep the case they were set with; a name may have many values. */
export class HttpHeaders {
  private readonly entries = new Map<string, { name: string; values: string[] }>();

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

  /** All values joined by a comma, as HTTP folds them; undefined when the header is absent. */
  get(name: string): string | undefined {
    return this.entries.get(name.toLowerCase())?.values.join(",");
  }

  getAll(name: string): readonly string[] {
    return this.entries.get(name.toLowerCase())?.values ?? [];
  }

  has(name: string): boolean {
    return this.entries.has(name.toLowerCase());
  }

  set(name: string, value: string | readonly string[]): void {
    this.entries.set(name.toLowerCase(), { name, values: typeof value === "string" ? [value] : [...value] });
  }

  append(name: string, value: string): void {
    const entry = this.entries.get(name.toLowerCase());
    if (entry) entry.values.push(value);
    else this.entries.set(name.toLowerCase(), { name, values: [value] });
  }

  delete(name: string): void {
    this.entries.delete(name.toLowerCase());
  }

  /** `[name, values]` in the order the headers were first set. */
  *[Symbol.iterator](): IterableIterator<readonly [string, readonly string[]]> {
    for (const { name, values } of this.entries.values()) yield [name, values];
  }

  /** Name, value, name, value, ...: the form that node:http and undici take without copying. */
  toRaw(): string[] {
    const raw: string[] = [];
    for (const { name, values } of this.entries.values()) for (const value of values) raw.push(name, value);
    return raw;
  }

  clone(): HttpHeaders {
    const copy = new HttpHeaders();
    for (const [key, { name, values }] of this.entries) copy.entries.set(key, { name, values: [...values] });
    return copy;
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
  signal?: AbortSignal;
}

/** Bytes at hand, or bytes still to come. An iterable body is read once, and returned (closed) when not read to its end. */
export type HttpBody = Uint8Array | AsyncIterable<Uint8Array>;

export interface HttpResponse {
  status: number;
  reason?: string;
  headers: HttpHeaders;
  body: HttpBody;
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
