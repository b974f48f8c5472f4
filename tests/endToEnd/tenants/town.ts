import { HttpHeaders, readBody, type HttpRequest } from "../../../packages/common/http";
import type { Random } from "../../../packages/common/random";
import type { ContractInput, GatewayConfigInput } from "../../../components";
import { both, contractStack, hubStack } from "../../components/useCase/onBoard";
import { DevStack } from "../devStack";
import { ordersHost, OrdersApi } from "../mcp/mcpStack";
import { apps, Issuer, people } from "../tokenStack";
import { townConfig, townContracts } from "./config";
import { Leaks } from "./leaks";
import { stamped } from "./pictures";

/** Who calls, and what shows the gateway who it is. */
export interface Caller {
  readonly name: string;
  /** What events and the caller's own usage say to have called; null of calls by token alone. */
  readonly subscription: string | null;
  /** Of contracts. */
  readonly businessUnit?: string;
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
  /** Whether the answer is the caller's own usage. */
  readonly isUsage?: boolean;
}

/** Makes a call of a kind for a caller; undefined where nothing is there yet that it could name. */
export type Operation = (town: Town, caller: Caller) => Call | undefined;

/** The local stack, all who call, and what each of them has. */
export class Town {
  readonly leaks = new Leaks();
  readonly things: Thing[] = [];
  /** Calls by operation, whose thing it was, and status. */
  readonly seen = new Map<string, number>();
  /** What each caller has done at least once, but with what is another's. */
  readonly served = new Set<string>();
  private count = 0;

  private constructor(
    readonly stack: DevStack,
    readonly callers: readonly Caller[],
    readonly random: Random,
  ) {}

  static async start(
    random: Random,
    config: GatewayConfigInput = townConfig,
    contracts: readonly ContractInput[] = townContracts,
  ): Promise<Town> {
    const bodies: ((request: HttpRequest) => void)[] = [];
    const orders = new OrdersApi();
    const issuer = await Issuer.start();
    const gateway = await hubStack(config);
    const stack = DevStack.of(
      both(gateway, await contractStack(gateway, contracts)),
      (request, ask) => {
        for (const look of bodies) look(request);
        return stamped(request, ask());
      },
      { [ordersHost]: orders.handle, "login.microsoftonline.com": issuer.handle },
    );
    const town = new Town(stack, callersOf(stack, issuer), random);
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

  /** A thing of this kind, whose ever; more often than not one of the caller's own. */
  any(kind: string, caller: Caller): Thing | undefined {
    const all = this.things.filter((thing) => thing.kind === kind);
    const own = all.filter(({ owner }) => owner === caller);
    return this.pick(own.length > 0 && this.random.next() < 0.6 ? own : all);
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
    if (call.isUsage && response.status === 200)
      this.leaks.told(caller, JSON.parse(text), this.stack.local.recorded.eventHubEvents.length);
    const isOwn = call.named === undefined ? "" : call.named.owner === caller ? " own" : " another's";
    const key = `${operation}${isOwn} ${response.status}`;
    this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
    if (response.status < 300 && isOwn !== " another's") this.served.add(`${operation} by ${caller.name}`);
    const headers = [...response.headers].map(([name, values]) => `${name}: ${values.join(",")}`).join("\n");
    this.leaks.answered(operation, caller, call, response.status, `${headers}\n\n${text}`);
    this.leaks.calls.set(response.headers.get("x-gateway-request-id") ?? "", caller);
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

/** All who call: five by key, two by token, and those of the contracts by key or by both. */
function callersOf(stack: DevStack, issuer: Issuer): Caller[] {
  const bearer = async (azp: string, oid: string) => ({
    Authorization: `Bearer ${await issuer.token(stack, { azp, oid })}`,
  });
  const persons = Object.entries({ a: people.ann, b: people.bob });
  const withKeys = ["one-a", "one-b", "two-a", "three-a", "three-b"].map((name) => ({
    name,
    subscription: name,
    headers: () => Promise.resolve({ "api-key": stack.key(name) }),
  }));
  const withTokens = persons.map(([name, oid]) => ({
    name: `user-${name}`,
    subscription: null,
    headers: () => bearer(apps.coding, oid),
  }));
  const ofContract = (businessUnit: string, useCase: string) => ({
    businessUnit,
    subscription: `MULTI-${businessUnit}-${useCase}-dev-SUB-01`,
    key: { "api-key": stack.key(`${businessUnit}/${useCase}/dev`) },
  });
  const withContracts = Object.entries({ "deal-a": "hr", "deal-b": "law" }).map(([name, unit]) => {
    const { key, ...facts } = ofContract(unit, "deal");
    return { name, ...facts, headers: () => Promise.resolve(key) };
  });
  const { key, ...staff } = ofContract("it", "staff");
  const withBoth = persons.map(([name, oid]) => ({
    name: `staff-${name}`,
    ...staff,
    headers: async () => ({ ...key, ...(await bearer(apps.chat, oid)) }),
  }));
  return [...withKeys, ...withTokens, ...withContracts, ...withBoth];
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body));
}
