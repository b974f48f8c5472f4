import { HttpHeaders, readBody, type HttpRequest } from "../../../packages/common/http";
import type { Random } from "../../../packages/common/random";
import type { GatewayConfigInput } from "../../../components";
import { devConfig, DevStack } from "../devStack";
import { ordersHost, OrdersApi, ordersServer } from "../mcp/mcpStack";
import { apps, audience, Issuer, people, tenant } from "../tokenStack";
import { Leaks } from "./leaks";

const files = { files: "owned" as const };
const vault = (name: string) => ({
  apiKey: { keyVaultSecretId: `https://kv-shared.vault.azure.net/secrets/${name}` },
});

/**
 * Tenants with keys, of which two have two teams each, and two users of one application without any: nothing of one is
 * ever another's, within a product or across. What the first tenant writes is masked, and put back.
 */
export const townConfig: GatewayConfigInput = {
  ...devConfig,
  apis: { azureOpenAi: files, openAiV1: files },
  backends: [
    ...devConfig.backends,
    {
      name: "batch-1",
      kind: "payg",
      sku: "GlobalBatch",
      deployments: [{ name: "night", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
    },
    {
      name: "claude-direct",
      provider: "anthropic",
      kind: "external",
      auth: vault("anthropic-key"),
      deployments: [{ name: "claude", model: "claude-sonnet-5" }],
    },
    {
      name: "google",
      provider: "gemini",
      kind: "external",
      auth: vault("gemini-key"),
      deployments: [{ name: "gemini", model: "gemini-2.5-flash" }],
    },
  ],
  entra: { tenants: [tenant], audiences: [audience] },
  guardrails: [
    {
      name: "masked",
      contentSafety: {},
      pii: { categories: [], regex: [{ pattern: "zq[a-z]+-[a-z]q\\d+qz", category: "Canary" }] },
    },
  ],
  mcpServers: [ordersServer],
  services: [
    { name: "knowledge", kind: "search", endpoint: "https://srch.search.windows.net", indexes: ["hotels"] },
    {
      name: "papers",
      kind: "documentIntelligence",
      endpoint: "https://papers.cognitiveservices.azure.com",
      models: ["prebuilt-read"],
    },
  ],
  products: [
    {
      name: "one",
      displayName: "One",
      guardrails: "masked",
      subscriptionTokensPerMinute: 2_000_000,
      subscriptions: [{ name: "one-a" }, { name: "one-b" }],
    },
    { name: "two", displayName: "Two", budget: { dollars: 100_000 }, subscriptions: [{ name: "two-a" }] },
    // Nobody counts what jobs spend, so they are for products without limits.
    {
      name: "three",
      displayName: "Three",
      semanticCache: { embeddings: "text-embedding-3-small" },
      subscriptions: [{ name: "three-a" }, { name: "three-b" }],
    },
    {
      name: "users",
      displayName: "Users",
      semanticCache: { embeddings: "text-embedding-3-small" },
      identity: {
        mode: "entra",
        applications: [apps.coding],
        perUser: { tokensPerMinute: 2_000_000, budget: { dollars: 100_000 } },
      },
    },
  ],
};

/** Who calls, and what shows the gateway who it is. */
export interface Caller {
  readonly name: string;
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
}

/** Something that is kept for a caller, by its id. */
export interface Thing {
  readonly kind: string;
  readonly id: string;
  readonly owner: Caller;
}

/** One call: what is asked for, and whose it is where it names something. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly named?: Thing;
  /** What an answer of 2xx has made: its kind. */
  readonly makes?: string;
}

/** Makes a call of a kind for a caller; undefined where nothing is there yet that it could name. */
export type Operation = (town: Town, caller: Caller) => Call | undefined;

/** The local stack, all who call, and what each of them has. */
export class Town {
  readonly leaks = new Leaks();
  readonly things: Thing[] = [];
  /** Calls by operation, whose thing it was, and status. */
  readonly seen = new Map<string, number>();
  private count = 0;

  private constructor(
    readonly stack: DevStack,
    readonly callers: readonly Caller[],
    readonly random: Random,
  ) {}

  static async start(random: Random, config: GatewayConfigInput = townConfig): Promise<Town> {
    const bodies: ((request: HttpRequest) => void)[] = [];
    const orders = new OrdersApi();
    const issuer = await Issuer.start();
    const stack = await DevStack.start(
      config,
      (request, ask) => {
        for (const look of bodies) look(request);
        return ask();
      },
      { [ordersHost]: orders.handle, "login.microsoftonline.com": issuer.handle },
    );
    const withKeys = ["one-a", "one-b", "two-a", "three-a", "three-b"].map((name) => ({
      name,
      headers: () => Promise.resolve({ "api-key": stack.key(name) }),
    }));
    const withTokens = Object.entries({ "user-a": people.ann, "user-b": people.bob }).map(([name, oid]) => ({
      name,
      headers: async () => ({
        Authorization: `Bearer ${await issuer.token(stack, { azp: apps.coding, oid })}`,
      }),
    }));
    const callers = [...withKeys, ...withTokens];
    const town = new Town(stack, callers, random);
    bodies.push((request) => town.leaks.sent(request));
    return town;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.random.next() * list.length)]!;
  }

  /** A text that only this caller has ever sent. */
  canary(caller: Caller): string {
    return this.leaks.canary(caller.name, (this.count += 1));
  }

  /** A thing of this kind, whose ever; every second time one of the caller's own. */
  any(kind: string, caller: Caller): Thing | undefined {
    const all = this.things.filter((thing) => thing.kind === kind);
    const own = all.filter(({ owner }) => owner === caller);
    return this.pick(own.length > 0 && this.random.next() < 0.5 ? own : all);
  }

  /**
   * One call to its end, and all that is to be said against its answer.
   * @param shows the caller's own headers, as they are now
   */
  async call(
    operation: string,
    caller: Caller,
    call: Call,
    shows: Readonly<Record<string, string>>,
  ): Promise<void> {
    const request = { ...call, body: bytesOf(call.body) };
    const response = await this.stack.local.handle({
      method: call.method,
      url: `https://gateway.example${call.path}`,
      headers: new HttpHeaders({
        ...(call.body === undefined || call.body instanceof Uint8Array
          ? {}
          : { "Content-Type": "application/json" }),
        ...shows,
        ...call.headers,
      }),
      body: request.body,
      clientAddress: "203.0.113.9",
    });
    const text = Buffer.from(await readBody(response.body)).toString();
    const isOwn = call.named === undefined ? "" : call.named.owner === caller ? " own" : " another's";
    const key = `${operation}${isOwn} ${response.status}`;
    this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
    const headers = [...response.headers].map(([name, values]) => `${name}: ${values.join(",")}`).join("\n");
    this.leaks.answered(operation, caller, call, response.status, `${headers}\n\n${text}`);
    this.leaks.calls.set(response.headers.get("x-gateway-request-id") ?? "", caller.name);
    if (call.makes !== undefined && response.status < 300) {
      // What an analysis finds is named by its address.
      const place = response.headers.get("operation-location");
      const id = place?.replace(/^https:\/\/[^/]+/, "") ?? /"id"\s*:\s*"([^"]+)"/.exec(text)?.[1];
      if (id !== undefined) this.keep({ kind: call.makes, id, owner: caller });
    }
    if (call.method === "DELETE" && response.status < 300) this.forget(call.named);
  }

  private keep(thing: Thing): void {
    this.things.push(thing);
    // What is old is asked for no more, so that there is always something of everybody's that is new.
    if (this.things.length > 600) this.things.splice(0, 100);
  }

  private forget(thing: Thing | undefined): void {
    const at = this.things.findIndex((one) => one === thing);
    if (at >= 0) this.things.splice(at, 1);
  }
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body));
}
