import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "../common/clock";
import type { HttpHandler } from "../common/http";
import type { Problem } from "../common/problem";
import { type Random, systemRandom } from "../common/random";
import { accountAt, Accounts } from "./accounts";
import type { Deployment } from "./cloud/resource";
import { serveEventHub, type EventHubServer } from "./event-hub/amqp/server";
import type { EventHubNamespace } from "./event-hub/namespace";
import { declaredHubs } from "./event-hub/declaredHubs";
import { openEventHubs } from "./eventHubs";
import { DebugSessions } from "./gateway/debug/sessions";
import { createGateway, type LocalGateway } from "./gateway/createGateway";
import { TokenIssuer } from "./gateway/identity/tokens";
import type { CallTraceRecord } from "./gateway/pipeline/trace";
import type { GatewaySinks } from "./gateway/policy";
import { fanOut, RecordingSinks } from "./gateway/sinks";
import { GatewayCache } from "./gateway/state/cache";
import { GatewayCounters } from "./gateway/state/counters";
import { createLocalTransport } from "./http/client";
import { createInProcessTransport } from "./http/inProcess";
import { type HttpServer, serveHttp } from "./http/server";
import { createIngress } from "./ingress/createIngress";
import type { Recordings, SimulatedAccount } from "./openai";
import { createTokenCounter } from "./tokens";
import type { Transport } from "./transport";

export interface LocalStackOptions {
  /** Default the machine's clock. */
  readonly clock?: Clock;
  /** Default Math.random; a seeded one makes runs repeat exactly. */
  readonly random?: Random;
  /** How the gateway reaches hosts; default the simulated accounts, called in process. */
  readonly transport?: Transport;
  /** Further hosts that policies may call (send-request), by host name. */
  readonly hosts?: Readonly<Record<string, HttpHandler>>;
  /** Hears of every event, metric and log row besides the recorder. */
  readonly sinks?: Partial<GatewaySinks>;
  /** How many records of each kind are kept; default all. */
  readonly recordCapacity?: number;
  /** Told what every policy did to each call; costs time. */
  readonly onTrace?: (record: CallTraceRecord) => void;
  readonly onDefect?: (error: unknown) => void;
  /** The API Management service to run, by name; default the first. */
  readonly service?: string;
  /** See SimulatedAccountOptions. */
  readonly utilizationWindowMs?: number;
  /**
   * Units of the service, which requests reach in turn; default 1. As on Azure each counts limits and trips breakers
   * by itself, and they share the cache: N of them let up to N times a limit through.
   */
  readonly instances?: number;
  /** Answers of real accounts to replay; see SimulatedAccountOptions. */
  readonly recordings?: Recordings;
  /** Where the events of Event Hubs are kept over restarts; default in memory only, gone with the process. */
  readonly eventsDirectory?: string;
}

export interface LocalStack {
  /** The public entrance: the declared Application Gateway, or API Management where there is none. */
  readonly handle: HttpHandler;
  /** The first instance. */
  readonly gateway: LocalGateway;
  readonly instances: readonly LocalGateway[];
  /** What each instance counts. */
  readonly counters: readonly GatewayCounters[];
  /** By subdomain, in lower case. */
  readonly accounts: ReadonlyMap<string, SimulatedAccount>;
  readonly recorded: RecordingSinks;
  /** The declared Event Hubs namespaces, by name in lower case: what log-to-eventhub wrote can be read there. */
  readonly eventHubs: ReadonlyMap<string, EventHubNamespace>;
  readonly warnings: readonly Problem[];
  /**
   * Takes what a program declares now in place of what it declared before. Calls under way end as they began; counters,
   * cache, open breakers, records and unchanged accounts go on. Event hubs stay those of the start.
   * @param ready awaited before the change, with the accounts that there will be.
   * @throws ProblemsError with everything that is wrong; then nothing has changed.
   */
  swap(
    deployment: Deployment,
    ready?: (accounts: ReadonlyMap<string, SimulatedAccount>) => Promise<void>,
  ): Promise<void>;
  /** Closes what is kept on disk. Calls still under way lose their events from then on. */
  closeEventHubs(): Promise<void>;
}

/**
 * Runs what a program declared: ingress, gateway and simulated Azure OpenAI accounts, wired in process.
 * @throws ProblemsError with everything that is wrong with the declared policies and API Management resources.
 */
export function createLocalStack(deployment: Deployment, options: LocalStackOptions = {}): LocalStack {
  const { clock = systemClock, random = systemRandom } = options;
  const tokens = createTokenCounter();
  const identity = new TokenIssuer(clock, randomUUID());
  const recorded = new RecordingSinks(options.recordCapacity);
  const onEventDefect =
    options.onDefect ?? ((error: unknown) => console.error("The local Event Hub failed:", error));
  const hubs = openEventHubs({
    resources: deployment.resources,
    clock,
    directory: options.eventsDirectory,
    onDefect: onEventDefect,
  });
  const counters = Array.from(
    { length: Math.max(1, options.instances ?? 1) },
    () => new GatewayCounters(clock),
  );
  const resolve = (hostname: string) =>
    options.hosts?.[hostname] ?? accountAt(hostname, current.accounts.byName)?.handle;
  const { utilizationWindowMs, recordings } = options;
  const ofAccounts = { identity, clock, random, tokens, utilizationWindowMs, recordings };
  const ofGateways = {
    service: options.service,
    clock,
    random,
    transport: options.transport ?? createInProcessTransport(resolve, clock),
    sinks: fanOut(recorded, hubs.sinks, options.sinks ?? {}),
    debug: new DebugSessions(clock),
    cache: new GatewayCache(clock),
    tokens,
    identity,
    onTrace: options.onTrace,
    onDefect: options.onDefect,
  };

  /** Everything that a declaration decides; what runs on and on (counters, cache, sinks) is shared. */
  function build({ resources }: Deployment, before?: Running): Running {
    const accounts = new Accounts(resources, ofAccounts, before?.accounts);
    const instances = counters.map((own, index) =>
      createGateway({ ...ofGateways, resources, counters: own, before: before?.instances[index] }),
    );
    const gateway = inTurn(instances.map(({ handle }) => handle));
    const gatewayHosts = instances[0]!.service.hosts;
    return { accounts, instances, handle: createIngress({ resources, clock, gateway, gatewayHosts }) };
  }

  let otherHubs: readonly Problem[] = [];
  let current: Running;
  try {
    current = build(deployment);
  } catch (error) {
    void hubs.close();
    throw error;
  }
  return {
    handle: (request) => current.handle(request),
    get gateway() {
      return current.instances[0]!;
    },
    get instances() {
      return current.instances;
    },
    get accounts() {
      return current.accounts.byName;
    },
    get warnings() {
      return [...current.instances[0]!.warnings, ...otherHubs];
    },
    counters,
    recorded,
    eventHubs: hubs.namespaces,
    async swap(next, ready) {
      const built = build(next, current);
      await ready?.(built.accounts.byName);
      built.accounts.adopt();
      current = built;
      otherHubs = sameHubs(deployment, next) ? [] : [hubsStay];
    },
    closeEventHubs: () => hubs.close(),
  };
}

const hubsStay: Problem = {
  code: "EVENT_HUBS_STAY",
  severity: "warning",
  message: "The declared event hubs have changed; the local ones stay as they were",
  hint: "Start again to have the new ones",
};

function sameHubs(one: Deployment, other: Deployment): boolean {
  const shape = ({ resources }: Deployment) => JSON.stringify(declaredHubs(resources));
  return shape(one) === shape(other);
}

interface Running {
  readonly accounts: Accounts;
  readonly instances: readonly LocalGateway[];
  readonly handle: HttpHandler;
}

function inTurn(handlers: readonly HttpHandler[]): HttpHandler {
  if (handlers.length === 1) return handlers[0]!;
  let next = 0;
  return (request) => handlers[next++ % handlers.length]!(request);
}

export interface ServeStackOptions extends Omit<LocalStackOptions, "clock" | "transport"> {
  /** Of the public entrance; default 0, any free port. */
  readonly port?: number;
}

export interface ServedStack extends LocalStack {
  /** Of the public entrance, without a trailing slash. */
  readonly url: string;
  /** Loopback URLs of the accounts, by subdomain. */
  readonly accountUrls: ReadonlyMap<string, string>;
  /** What clients of Event Hubs connect with, by namespace. */
  readonly eventHubConnectionStrings: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/**
 * The same on loopback ports, for real clients: the gateway calls the accounts over sockets, as on Azure.
 * @throws ProblemsError as createLocalStack does, and PORT_IN_USE.
 */
export async function serveLocalStack(
  deployment: Deployment,
  options: ServeStackOptions = {},
): Promise<ServedStack> {
  const ports = new Map<SimulatedAccount | HttpHandler, number>();
  const servers: HttpServer[] = [];
  const eventHubServers: EventHubServer[] = [];
  const transport = createLocalTransport((hostname) => {
    const server = options.hosts?.[hostname] ?? accountAt(hostname, stack.accounts);
    return server && ports.get(server);
  });
  const stack = createLocalStack(deployment, { ...options, transport });
  const onError = options.onDefect;
  const serve = async (handler: HttpHandler, port: number, scheme: "http" | "https" = "https") => {
    // Handlers see the scheme that Azure's clients use; TLS itself adds nothing to a run on one machine.
    const server = await serveHttp(handler, { host: "127.0.0.1", port, scheme, onError });
    servers.push(server);
    return server.port;
  };
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all(eventHubServers.map((server) => server.close()));
    await transport.close();
    await stack.closeEventHubs();
  };
  try {
    const accountUrls = new Map<string, string>();
    const serveAccounts = async (accounts: ReadonlyMap<string, SimulatedAccount>) => {
      for (const account of accounts.values()) {
        const port = ports.get(account) ?? (await serve(account.handle, 0));
        ports.set(account, port);
        accountUrls.set(account.subdomain, `http://127.0.0.1:${port}`);
      }
    };
    await serveAccounts(stack.accounts);
    for (const handler of Object.values(options.hosts ?? {})) ports.set(handler, await serve(handler, 0));
    const eventHubConnectionStrings = new Map<string, string>();
    for (const [name, namespace] of stack.eventHubs) {
      const server = await serveEventHub({ namespace, onDefect: onError });
      eventHubServers.push(server);
      eventHubConnectionStrings.set(name, server.connectionString);
    }
    const port = await serve(stack.handle, options.port ?? 0);
    // Not spread: what the stack has changes when it is swapped.
    const served = { url: `http://127.0.0.1:${port}`, accountUrls, eventHubConnectionStrings, close };
    const swap: LocalStack["swap"] = (next) => stack.swap(next, serveAccounts);
    return Object.assign(Object.create(stack) as LocalStack, served, { swap });
  } catch (error) {
    await close();
    throw error;
  }
}
