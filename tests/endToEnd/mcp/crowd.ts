import { randomUUID } from "node:crypto";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { z } from "zod";
import type { GatewayConfigInput } from "../../../components";
import { VirtualClock } from "../../../packages/common/clock";
import { HttpHeaders, readBody, type HttpHandler, type HttpRequest } from "../../../packages/common/http";
import { seededRandom } from "../../../packages/common/random";
import { createLocalStack, type LocalStack } from "../../../packages/local-gateway/stack/stack";
import { devConfig } from "../devStack";
import { toolCall } from "./clients";
import { mcpDeployment, ordersHost, OrdersApi, ordersServer } from "./mcpStack";

/**
 * An MCP server of the official SDK in this process, whose sessions remember: what a session is told, it alone can tell
 * again. What the gateway passes messages on to.
 */
class RememberingServer {
  private readonly sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();

  /** @param json whether answers come as JSON and not as streams of events */
  constructor(private readonly json: boolean) {}

  get sessionCount(): number {
    return this.sessions.size;
  }

  readonly handle: HttpHandler = async (request) => {
    const id = request.headers.get("Mcp-Session-Id");
    const transport = id === undefined ? await this.begin() : this.sessions.get(id);
    if (!transport) return { status: 404, headers: new HttpHeaders(), body: Buffer.alloc(0) };
    const { status, headers, body } = await transport.handleRequest(
      new Request(request.url, {
        method: request.method,
        headers: [...request.headers].map(([name, value]): [string, string] => [name, String(value)]),
        ...(request.method === "POST" ? { body: Buffer.from(request.body) } : {}),
      }),
    );
    return { status, headers: new HttpHeaders(Object.fromEntries(headers)), body: body ?? Buffer.alloc(0) };
  };

  private async begin(): Promise<WebStandardStreamableHTTPServerTransport> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      enableJsonResponse: this.json,
      onsessioninitialized: (session) => void this.sessions.set(session, transport),
      onsessionclosed: (session) => void this.sessions.delete(session),
    });
    const server = new McpServer({ name: "memory", version: "1.0.0" });
    const said = (text: string) => ({ content: [{ type: "text" as const, text }] });
    let told = "";
    server.registerTool("remember", { inputSchema: { text: z.string() } }, ({ text }) => said((told = text)));
    server.registerTool("recall", {}, () => said(told));
    server.registerTool("scarce", {}, () => said("taken"));
    await server.connect(transport);
    return transport;
  }
}

/** Two products of two subscriptions each, and three servers: passed through as streams and as JSON, and made from an API. */
const subscriptions = ["one-a", "one-b", "two-a", "two-b"] as const;
const servers = ["streams", "plain", "orders"] as const;
/** Calls that a subscription may make of the one tool that is scarce, in a minute; of each server. */
export const scarce = 7;
const scarceTool = { streams: "scarce", plain: "scarce", orders: "delete_order" } as const;

/** Who is there in a crowd of so many: each subscription at each server, with its members. */
export function seats(sessions: number): readonly { readonly name: string; readonly members: number }[] {
  const counts = new Map<string, number>();
  for (let index = 0; index < sessions; index++) add(counts, seatOf(index));
  return [...counts].map(([name, members]) => ({ name, members }));
}

const seatOf = (index: number) =>
  `${servers[index % servers.length]!} ${subscriptions[index % subscriptions.length]!}`;

const config: Partial<GatewayConfigInput> = {
  products: (["one", "two"] as const).map((name, index) => ({
    ...devConfig.products[index]!,
    name,
    displayName: name,
    subscriptions: [{ name: `${name}-a` }, { name: `${name}-b` }],
  })),
  mcpServers: [
    { name: "streams", from: { url: "https://streams.example.com/mcp" }, perTool: { scarce } },
    { name: "plain", from: { url: "https://plain.example.com/mcp" }, perTool: { scarce } },
    { ...ordersServer, perTool: { delete_order: scarce } },
  ],
};

interface Member {
  readonly index: number;
  readonly subscription: (typeof subscriptions)[number];
  readonly server: (typeof servers)[number];
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
}

/** What came of so many sessions that were open at once. */
export interface CrowdReport {
  /** Of each session that got what is not its own, opened another's, or went on after its end: what it was. */
  readonly wrong: readonly string[];
  /** Calls of the scarce tools that were made, by server and subscription. */
  readonly taken: ReadonlyMap<string, number>;
  /** Usage events of tools' calls, by tool and status. */
  readonly events: ReadonlyMap<string, number>;
  /** Sessions that the servers behind the gateway still have. */
  readonly left: number;
}

/** The gateway with its servers, which crowds of sessions come to, one after another. */
export class Crowd {
  private readonly events = new Map<string, number>();
  private round = 0;

  private constructor(
    readonly stack: LocalStack,
    private readonly keys: Readonly<Record<string, string>>,
    private readonly clock: VirtualClock,
    private readonly behind: readonly RememberingServer[],
  ) {}

  /** Under a clock that stands still while a crowd is there: a minute's limit holds for all of its calls. */
  static async start(): Promise<Crowd> {
    const { deployment, keys } = await mcpDeployment(config);
    const clock = new VirtualClock();
    const [streams, plain] = [new RememberingServer(false), new RememberingServer(true)];
    const stack = createLocalStack(deployment, {
      clock,
      random: seededRandom(3),
      hosts: {
        "streams.example.com": streams.handle,
        "plain.example.com": plain.handle,
        [ordersHost]: (request) => new OrdersApi().handle(request),
      },
      recordCapacity: 10,
      sinks: {
        eventHub: ({ body }) => {
          const { kind, tool, status } = JSON.parse(body) as { kind: string; tool: string; status: number };
          if (kind === "mcp") add(crowd.events, `${tool} ${status}`);
        },
      },
    });
    const crowd = new Crowd(stack, keys, clock, [streams, plain]);
    return crowd;
  }

  /** The gateway itself as what the SDK's client calls the network by. */
  private readonly fetch = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const request: HttpRequest = {
      method: init.method ?? "GET",
      url: String(url),
      headers: new HttpHeaders(Object.fromEntries(new Headers(init.headers))),
      body: typeof init.body === "string" ? Buffer.from(init.body) : Buffer.alloc(0),
      clientAddress: "203.0.113.9",
      ...(init.signal ? { signal: init.signal } : {}),
    };
    const { status, headers, body } = await this.stack.handle(request);
    const bare = status === 204 || status === 205 || status === 304;
    const streamed = /event-stream/.test(headers.get("Content-Type") ?? "");
    return new Response(
      bare
        ? null
        : streamed
          ? streamOf(body as AsyncIterable<Uint8Array>)
          : Buffer.from(await readBody(body)),
      { status, headers: [...headers].map(([name, value]): [string, string] => [name, String(value)]) },
    );
  };

  /** Opens so many sessions at once, has all of them work side by side, try each other's, and end. */
  async come(sessions: number): Promise<CrowdReport> {
    this.round++;
    this.events.clear();
    const wrong: string[] = [];
    const taken = new Map<string, number>();
    const members = await Promise.all(Array.from({ length: sessions }, (_, index) => this.enter(index)));
    const all = (step: (member: Member) => Promise<void>) =>
      Promise.all(
        members.map((member) =>
          step(member).catch((error: unknown) => void wrong.push(`${nameOf(member)}: ${String(error)}`)),
        ),
      );
    await all((member) => this.work(member, wrong));
    await all((member) => this.recall(member, wrong));
    await all((member) => this.take(member, taken));
    await all((member) => this.intrude(member, members, wrong));
    await all((member) => this.leave(member, wrong));
    await this.clock.advance(120_000);
    const left = this.behind.reduce((sum, { sessionCount }) => sum + sessionCount, 0);
    return { wrong, taken, events: new Map(this.events), left };
  }

  private async enter(index: number): Promise<Member> {
    const subscription = subscriptions[index % subscriptions.length]!;
    const server = servers[index % servers.length]!;
    const client = new Client({ name: `member-${index}`, version: "1.0.0" });
    const transport = new StreamableHTTPClientTransport(new URL(`https://gateway.example/${server}/mcp`), {
      requestInit: { headers: { "api-key": this.keys[subscription]! } },
      fetch: this.fetch,
    });
    await client.connect(transport);
    return { index, subscription, server, client, transport };
  }

  private secretOf({ index }: Member): string {
    return `round ${this.round} member ${index}`;
  }

  private async work(member: Member, wrong: string[]): Promise<void> {
    const secret = this.secretOf(member);
    const isOrders = member.server === "orders";
    const expected = isOrders ? `GET /v2/orders/${encodeURIComponent(secret)}` : secret;
    const answer = await call(
      member,
      isOrders ? "get_order" : "remember",
      isOrders ? { id: secret } : { text: secret },
    );
    const got = isOrders ? (JSON.parse(answer) as { line: string }).line : answer;
    if (got !== expected) wrong.push(`${nameOf(member)} was answered ${answer}`);
  }

  private async recall(member: Member, wrong: string[]): Promise<void> {
    if (member.server === "orders") return;
    const told = await call(member, "recall");
    if (told !== this.secretOf(member)) wrong.push(`${nameOf(member)} was told: ${told}`);
  }

  private async take(member: Member, taken: Map<string, number>): Promise<void> {
    const name = scarceTool[member.server];
    const given = member.server === "orders" ? { id: "1" } : {};
    const refused = await call(member, name, given).then(
      () => undefined,
      (error: { code?: number }) => error.code ?? 0,
    );
    if (refused === undefined) add(taken, seatOf(member.index));
    else if (refused !== -32029) throw new Error(`${name}: ${refused}`);
  }

  /** By its own key into the session of somebody of another subscription, at the same server. */
  private async intrude(member: Member, members: readonly Member[], wrong: string[]): Promise<void> {
    const other = members[(member.index + servers.length) % members.length]!;
    if (other.server !== member.server || other.subscription === member.subscription) return;
    const own = other.transport.sessionId!;
    // As the client has it, and as the server behind has it.
    for (const session of [own, own.slice(own.indexOf(".") + 1)]) {
      const status = await this.post(
        member,
        session,
        toolCall(member.server === "orders" ? "list_orders" : "recall"),
      );
      if (status !== 404) wrong.push(`${nameOf(member)} got ${status} in a session of ${nameOf(other)}`);
    }
  }

  private async leave(member: Member, wrong: string[]): Promise<void> {
    const session = member.transport.sessionId!;
    await member.transport.terminateSession();
    const status = await this.post(member, session, { jsonrpc: "2.0", id: 1, method: "ping" });
    if (status !== 404) wrong.push(`${nameOf(member)} got ${status} after its end`);
    await member.client.close();
  }

  private async post({ server, subscription }: Member, session: string, body: object): Promise<number> {
    const { status, body: sent } = await this.fetch(`https://gateway.example/${server}/mcp`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json, text/event-stream",
        "Mcp-Session-Id": session,
        "api-key": this.keys[subscription]!,
      },
      body: JSON.stringify(body),
    });
    await sent?.cancel();
    return status;
  }
}

const nameOf = ({ index, server, subscription }: Member) => `member ${index} (${server}, ${subscription})`;

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

async function call({ client }: Member, name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { content } = await client.callTool({ name, arguments: given });
  return (content as { text: string }[])[0]!.text;
}

function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const bytes = body[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const next = await bytes.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await bytes.return?.();
    },
  });
}
