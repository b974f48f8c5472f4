import { HttpHeaders, readBody, type HttpHandler } from "../../packages/common/http";
import type { DevStack } from "./devStack";

/** A part of an answer that the tests read. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
  readonly json: {
    readonly id: string;
    readonly data: readonly { readonly id: string }[];
    readonly error: {
      readonly message: string;
      readonly code: string;
      readonly param: string | null;
      readonly type: string;
    };
    readonly metadata: Readonly<Record<string, string>>;
    readonly output: readonly Readonly<Record<string, unknown>>[];
    readonly status: string;
  };
}

/** One subscription's calls of one stack. */
export class Caller {
  /** @param handle which gateway takes the calls */
  constructor(
    private readonly stack: DevStack,
    readonly subscription: string,
    private readonly prefix = "/openai/v1",
    private readonly handle: HttpHandler = stack.local.handle,
  ) {}

  /** One call to its end. A stream's id is read from its first event. */
  call(method: string, path: string, body?: unknown): Promise<StoredAnswer> {
    return this.stack.clock.run(this.whole(method, path, body));
  }

  private async whole(method: string, path: string, body: unknown): Promise<StoredAnswer> {
    const version = this.prefix === "/openai" ? "api-version=2025-04-01-preview" : "";
    const response = await this.handle({
      method,
      url: `https://genai.example.com${this.prefix}${path}${version && (path.includes("?") ? "&" : "?") + version}`,
      headers: new HttpHeaders({
        "api-key": this.stack.key(this.subscription),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      }),
      body: Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)),
      clientAddress: "203.0.113.9",
    });
    const text = Buffer.from(await readBody(response.body)).toString();
    return { status: response.status, headers: response.headers, text, json: parsed(text) };
  }

  respond(more: object, model = "gpt-5.4"): Promise<StoredAnswer> {
    return this.call("POST", "/responses", { model, input: "Hello", max_output_tokens: 60, ...more });
  }
}

function parsed(text: string): StoredAnswer["json"] {
  if (text.startsWith("{")) return JSON.parse(text) as StoredAnswer["json"];
  const first = /^data: (\{.*\})$/m.exec(text);
  if (!first) return {} as StoredAnswer["json"];
  return (JSON.parse(first[1]!) as { response: StoredAnswer["json"] }).response;
}
