import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "@azure-genai-gateway/common/clock";
import type { HttpHandler, HttpRequest, HttpResponse } from "@azure-genai-gateway/common/http";
import { type Problem, ProblemsError } from "@azure-genai-gateway/common/problem";
import { type Random, systemRandom } from "@azure-genai-gateway/common/random";
import { regionName } from "@azure-genai-gateway/common/region";
import type { ProviderSettings } from "./providers";
import { accountAt, Accounts, type OpenAccounts } from "./accounts";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import type { EventHubNamespace } from "../event-hub/namespace";
import { declaredHubs } from "../event-hub/declaredHubs";
import { openEventHubs } from "./eventHubs";
import { aiServices, type AiServiceSettings } from "./aiServices";
import { type GuardService, guardServices, type GuardSettings } from "./guardServices";
import { DebugSessions } from "../gateway/debug/sessions";
import { createGateway, type LocalGateway } from "../gateway/createGateway";
import { TokenIssuer } from "../gateway/identity/tokens";
import type { McpFaults } from "../gateway/mcp/tools";
import type { CallTraceRecord } from "../gateway/pipeline/trace";
import type { Call, GatewaySinks } from "../gateway/policy";
import { fanOut, RecordingSinks } from "../gateway/sinks";
import { logAnalyticsHost } from "../log-analytics";
import { logAnalyticsOf } from "./logAnalytics";
import { GatewayCache } from "../gateway/state/cache";
import { GatewayCounters } from "../gateway/state/counters";
import { createInProcessTransport } from "../http/inProcess";
import { type Redirect, redirecting } from "../http/redirects";
import { createIngress } from "../ingress/createIngress";
import { cutIdleStreams } from "../ingress/idleStreams";
import { entranceScheme } from "../ingress/model";
import type { Recordings, SimulatedAccount } from "../openai";
import { withSecretStandIns } from "../resources/namedValues";
import { readTrafficManager } from "../regions/readTrafficManager";
import { createRegion, type LocalRegion } from "../regions/region";
import { LocalTrafficManager } from "../regions/trafficManager";
import { createTokenCounter } from "../tokens";
import type { Transport } from "../http/transport";

export interface LocalStackOptions {
  /** Default the machine's clock. */
  readonly clock?: Clock;
  /** Default Math.random; a seeded one makes runs repeat exactly. */
  readonly random?: Random;
  /** How the gateway reaches hosts; default the simulated accounts, called in process. */
  readonly transport?: Transport;
  /** Calls that go to other addresses than they are for. */
  readonly redirects?: readonly Redirect[];
  /** Accounts that take whatever comes: see AccountsOptions. Default none. */
  readonly openAccounts?: OpenAccounts;
  /** Of providers of models other than Azure OpenAI. */
  readonly providers?: ProviderSettings;
  /** What API Management has been seen to get wrong with MCP servers. Default nothing. */
  readonly mcpFaults?: McpFaults;
  /** Further hosts that policies may call (send-request), by host name. */
  readonly hosts?: Readonly<Record<string, HttpHandler>>;
  /** Of the declared accounts that guardrails ask. */
  readonly guards?: GuardSettings;
  /** Of the services of Azure AI behind the gateway that are no models. */
  readonly aiServices?: AiServiceSettings;
  /** Hears of every event, metric and log row besides the recorder. */
  readonly sinks?: Partial<GatewaySinks>;
  /** How many records of each kind are kept; default all. */
  readonly recordCapacity?: number;
  /** Told what every policy did to each call; costs time. */
  readonly onTrace?: (record: CallTraceRecord) => void;
  /**
   * Asked at the start of each call whether it is to be traced for {@link onTrace}, by the operation's id ("" where there
   * is none); default all calls are.
   */
  readonly isTraced?: (operationId: string) => boolean;
  /** Told of each call before its first policy runs. */
  readonly onCall?: (call: Call) => void;
  /** Told of each request that leaves the gateway, and of what will come back. */
  readonly onSend?: (request: HttpRequest, answer: Promise<HttpResponse>) => void;
  readonly onDefect?: (error: unknown) => void;
  /** The API Management service to run, by name; default the first. */
  readonly service?: string;
  /** See SimulatedAccountOptions. */
  readonly utilizationWindowMs?: number;
  /**
   * Units of the service in each of its regions, which requests reach in turn; default 1. As on Azure each counts limits
   * and trips breakers by itself, and those of one region share a cache: N of them let up to N times a limit through.
   */
  readonly instances?: number;
  /** Answers of real accounts to replay; see SimulatedAccountOptions. */
  readonly recordings?: Recordings;
  /** Where the events of Event Hubs are kept over restarts; default in memory only, gone with the process. */
  readonly eventsDirectory?: string;
}

export interface LocalStack {
  /** The public entrance: Traffic Manager, the Application Gateway, or API Management, whatever is declared first of these. */
  readonly handle: HttpHandler;
  /** How clients are to call it: as the declared listeners have it, `https` where API Management stands alone. */
  readonly scheme: "http" | "https";
  /** The same for clients who are in a region, or nearest to it. */
  handleFrom(region: string): HttpHandler;
  /** Where the gateway stands, the first location first. */
  readonly regions: readonly LocalRegion[];
  /** Regions that clients are sent to now, by name. */
  readonly online: readonly string[];
  /**
   * Takes a whole region away, its gateway and its accounts: connections to them are refused, and calls under way through
   * its gateway break off.
   * @throws ProblemsError REGION_UNKNOWN
   */
  loseRegion(name: string): void;
  restoreRegion(name: string): void;
  /** The first instance. */
  readonly gateway: LocalGateway;
  readonly instances: readonly LocalGateway[];
  /** What each instance counts. */
  readonly counters: readonly GatewayCounters[];
  /** By subdomain, in lower case; providers other than Azure by their host. */
  readonly accounts: ReadonlyMap<string, SimulatedAccount>;
  /** The accounts that guardrails ask, and services that are no models, by host. */
  readonly services: ReadonlyMap<string, GuardService>;
  /** Who stands for a host of Azure's: an account, a service, the query API of Log Analytics, or one of the options' hosts. */
  answererOf(hostname: string): HttpHandler | undefined;
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
  const perRegion = Math.max(1, options.instances ?? 1);
  /** By place: a region that a new declaration adds gets counters when it is first built. */
  const counters: GatewayCounters[] = [];
  const countersAt = (index: number) => (counters[index] ??= new GatewayCounters(clock));
  const caches = new Map<string, GatewayCache>();
  const cacheOf = (region: string) => {
    const cache = caches.get(region) ?? new GatewayCache(clock);
    caches.set(region, cache);
    return cache;
  };
  // The same function for as long as the stack runs: whoever serves it does so on one port.
  const logs: HttpHandler = (request) => current.logs!(request);
  const answererOf = (hostname: string) =>
    options.hosts?.[hostname] ??
    current.services.get(hostname.toLowerCase())?.handle ??
    (hostname.toLowerCase() === logAnalyticsHost && current.logs ? logs : undefined) ??
    accountAt(hostname, current.accounts.byName)?.handle;
  const { utilizationWindowMs, recordings } = options;
  const open = options.openAccounts ?? "none";
  const { providers } = options;
  const ofAccounts = { identity, clock, random, tokens, utilizationWindowMs, recordings, open, providers };
  const ofGateways = {
    service: options.service,
    clock,
    random,
    transport: observed(
      redirecting(options.transport ?? createInProcessTransport(answererOf, clock), options.redirects ?? []),
      options.onSend,
    ),
    sinks: fanOut(recorded, hubs.sinks, options.sinks ?? {}),
    debug: new DebugSessions(clock),
    mcpFaults: options.mcpFaults,
    tokens,
    identity,
    onTrace: options.onTrace,
    isTraced: options.isTraced,
    onCall: options.onCall,
    onDefect: options.onDefect,
  };

  /** Everything that a declaration decides; what runs on and on (counters, cache, sinks) is shared. */
  function build({ resources: declared }: Deployment, before?: Running): Running {
    const resources = withSecretStandIns(declared);
    const services = new Map([
      ...guardServices(resources, identity, options.guards, before?.services),
      ...aiServices(resources, identity, { clock, random, settings: options.aiServices }, before?.services),
    ]);
    const accounts = new Accounts(resources, ofAccounts, before?.accounts, new Set(services.keys()));
    const logs = logAnalyticsOf(resources, identity, recorded);
    const instances: LocalGateway[] = [];
    const handles = new Map<string, HttpHandler>();
    const gatewayAt = (region: string | undefined) => {
      const index = instances.length;
      const gateway = createGateway({
        ...ofGateways,
        resources,
        region,
        cache: cacheOf(regionName(region ?? "")),
        counters: countersAt(index),
        before: before?.instances[index],
      });
      instances.push(gateway);
      return gateway;
    };
    const first = gatewayAt(undefined);
    const { region: home, additionalRegions, hosts: gatewayHosts } = first.service;
    for (const [place, region] of [home, ...additionalRegions].entries()) {
      const missing = Array.from({ length: place === 0 ? perRegion - 1 : perRegion });
      const own = missing.map(() => gatewayAt(place === 0 ? undefined : region));
      const units = inTurn((place === 0 ? [first, ...own] : own).map(({ handle }) => handle));
      const gateway = cutIdleStreams(units, clock);
      // Where there is one region, its ingress may be declared with or without a location.
      const where = additionalRegions.length > 0 ? region : undefined;
      handles.set(
        regionName(region),
        createIngress({ resources, clock, gateway, gatewayHosts, region: where }),
      );
    }
    const regions = [...handles.keys()].map((name) => regionOf(name));
    const model = readTrafficManager(resources);
    const trafficManager = model && new LocalTrafficManager(model, regions, clock);
    const scheme = entranceScheme(resources, additionalRegions.length > 0 ? home : undefined);
    return { accounts, services, logs, instances, handles, regions, trafficManager, scheme };
  }

  const known = new Map<string, LocalRegion>();
  /** A region outlives what is declared in it: what is lost stays lost when a new declaration comes. */
  function regionOf(name: string): LocalRegion {
    const region = known.get(name) ?? createRegion(name, () => current.handles.get(name)!, clock);
    known.set(name, region);
    return region;
  }

  function handleFrom(region: string | undefined): HttpHandler {
    const { trafficManager, regions, handles } = current;
    // With one region there is nothing to choose, and what cannot be lost needs no watching.
    if (regions.length === 1) return handles.get(regions[0]!.name)!;
    if (trafficManager) return trafficManager.handlerFrom(region);
    return (regions.find(({ name }) => name === region) ?? regions[0]!).handle;
  }

  function changeRegion(name: string, change: "lose" | "restore"): void {
    const region = current.regions.find((one) => one.name === regionName(name));
    if (!region || current.regions.length === 1) throw regionUnknown(name, current.regions);
    region[change]();
    for (const account of current.accounts.byName.values())
      if (regionName(account.region) === region.name)
        account.setOutage(change === "lose" ? "refused" : undefined);
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
    handle: (request) => handleFrom(undefined)(request),
    get scheme() {
      return current.scheme;
    },
    handleFrom: (region) => (request) => handleFrom(regionName(region))(request),
    get regions() {
      return current.regions;
    },
    get online() {
      return current.trafficManager?.online ?? current.regions.map(({ name }) => name);
    },
    loseRegion: (name) => changeRegion(name, "lose"),
    restoreRegion: (name) => changeRegion(name, "restore"),
    get gateway() {
      return current.instances[0]!;
    },
    get instances() {
      return current.instances;
    },
    get accounts() {
      return current.accounts.byName;
    },
    get services() {
      return current.services;
    },
    answererOf,
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
  readonly services: ReadonlyMap<string, GuardService>;
  /** The query API of Log Analytics; undefined where no workspace is declared. */
  readonly logs: HttpHandler | undefined;
  /** Region by region, the first location's first. */
  readonly instances: readonly LocalGateway[];
  /** What stands behind each region's entrance. */
  readonly handles: ReadonlyMap<string, HttpHandler>;
  readonly regions: readonly LocalRegion[];
  readonly trafficManager: LocalTrafficManager | undefined;
  readonly scheme: "http" | "https";
}

function regionUnknown(name: string, regions: readonly LocalRegion[]): ProblemsError {
  return new ProblemsError("No region was lost or restored", [
    {
      code: "REGION_UNKNOWN",
      severity: "error",
      message:
        regions.length === 1
          ? "The stack stands in one region: without it there is nothing"
          : `The gateway does not stand in "${name}"`,
      hint:
        regions.length === 1
          ? "Add additionalLocations, or give its accounts a fault"
          : `Name one of: ${regions.map((region) => region.name).join(", ")}`,
    },
  ]);
}

function observed(transport: Transport, onSend: LocalStackOptions["onSend"]): Transport {
  if (!onSend) return transport;
  return {
    send(request, timeoutMs) {
      const answer = transport.send(request, timeoutMs);
      onSend(request, answer);
      return answer;
    },
  };
}

function inTurn(handlers: readonly HttpHandler[]): HttpHandler {
  if (handlers.length === 1) return handlers[0]!;
  let next = 0;
  return (request) => handlers[next++ % handlers.length]!(request);
}
