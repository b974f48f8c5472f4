import type { Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  jsonResponse,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { newUuid, seededRandom, type Random } from "@azure-genai-gateway/common/random";
import { hashOf } from "../../answers/answerText";
import { failBefore, failByOutage } from "../../answers/faults";
import { giveStream, giveWhole, type Giving } from "../../answers/give";
import { DEFAULT_LATENCY, drawnLatency } from "../../answers/latency";
import { charge, createLedger, type LedgerEntry } from "../../answers/ledger";
import type { AccountLedger, DeploymentBehaviour, Fault, Outage } from "../../answers/types";
import type { ModelFacts } from "../../tokens/models";
import type { TokenCounter } from "../../tokens/tokenCounter";
import type { Access, CallContext, DialectOf, Incoming, Plan, Route } from "./dialect";
import { Limits, type RateLimits } from "./limits";
import { Refusal } from "./refusal";

export interface ProviderOptions {
  /** The host that it answers at: api.anthropic.com. */
  readonly host: string;
  /** Of the provider's own or of Azure; default none. */
  readonly region?: string;
  readonly access: Access;
  readonly clock: Clock;
  readonly random: Random;
  readonly tokens: TokenCounter;
  /** Limits of models, by name; default those of the provider's wire format. */
  readonly limits?: Readonly<Record<string, RateLimits>>;
}

/** A provider of models without sockets; a ledger keeps what it served, as an Azure OpenAI account's does. */
export interface PlayedProvider {
  /** The host, which stands for it where accounts have their subdomain. */
  readonly subdomain: string;
  readonly region: string;
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly ledger: AccountLedger;
  /** Models that were called or configured. */
  readonly deployments: readonly string[];
  /** What is known of a model. Throws for one that the provider does not have. */
  deployment(model: string): ProvidedModel;
  /** Changes how a model answers from the next call on. Throws for one that the provider does not have. */
  configure(model: string, behaviour: DeploymentBehaviour): void;
  /** The same for all models, those included that nobody has called. */
  configureAll(behaviour: DeploymentBehaviour): void;
  behaviourOf(model: string): DeploymentBehaviour;
  /** Undefined: nothing here is sold by the unit. */
  utilization(model: string): number | undefined;
  setOutage(outage: Outage | undefined): void;
  readonly outage: Outage | undefined;
}

/** One that runs in this engine. */
export interface SimulatedProvider extends PlayedProvider {
  /** Limits of a model from the next call on. Throws for one that the provider does not have. */
  limit(model: string, limits: RateLimits): void;
}

/** A provider's model in the shape of a deployment. */
export interface ProvidedModel {
  readonly name: string;
  readonly model: string;
  readonly modelVersion: string;
  readonly sku: string;
  /** Thousands of tokens per minute; 0 where they are not limited. */
  readonly capacity: number;
  readonly requestsPerMinute?: number;
}

interface Running {
  readonly facts: ModelFacts;
  readonly limits: Limits;
  behaviour: DeploymentBehaviour;
}

/** More than anybody calls; names of models come from callers. */
const MOST_MODELS = 200;

/** Plays a provider: one engine for limits, faults, pace and ledger; what is on the wire is the dialect's. */
export function createSimulatedProvider(dialectOf: DialectOf, options: ProviderOptions): SimulatedProvider {
  const { clock, random, tokens, host } = options;
  const dialect = dialectOf(clock);
  const ledger = createLedger();
  const seed = Math.floor(random.next() * 2 ** 32);
  const running = new Map<string, Running>();
  let outage: Outage | undefined;
  let ofAll: DeploymentBehaviour = {};

  function find(name: string): Running | undefined {
    const known = running.get(name);
    if (known) return known;
    const facts = dialect.model(name);
    if (!facts || running.size >= MOST_MODELS) return undefined;
    const limits = new Limits(clock, options.limits?.[name] ?? dialect.defaultLimits);
    const made = { facts, limits, behaviour: { ...ofAll } };
    running.set(name, made);
    return made;
  }

  function named(name: string): Running {
    const found = find(name);
    if (found) return found;
    throw new Error(`${host} has no model ${name}`);
  }

  function target(name: string): Running {
    const found = find(name);
    if (found) return found;
    throw dialect.unknownModel(name);
  }

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const entry = ledger.open(clock.now(), request.headers);
    const id = newUuid(random).replaceAll("-", "");
    let response: HttpResponse;
    try {
      response = await answer(request, entry, id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      entry.complete = true;
      response = dialect.refused(error, id);
    }
    entry.status = response.status;
    for (const [name, value] of Object.entries(dialect.headers(id))) response.headers.set(name, value);
    return response;
  }

  async function answer(request: HttpRequest, entry: LedgerEntry, id: string): Promise<HttpResponse> {
    if (outage !== undefined) failByOutage(outage, dialect);
    const incoming: Incoming = { request, url: new URL(request.url) };
    dialect.authenticate(incoming, options.access, clock.now());
    const route = dialect.route(incoming);
    entry.operation = route.name;
    if ("answer" in route) {
      const body = route.answer({
        ...{ tokens, id, now: clock.now() },
        models: listed(),
        facts: (model) => target(model).facts,
      });
      entry.complete = true;
      return body instanceof Uint8Array ? raw(body) : jsonResponse(200, body);
    }
    entry.deployment = route.model;
    return serve(target(route.model), route, incoming, entry, id);
  }

  async function serve(
    model: Running,
    route: Extract<Route, { plan: unknown }>,
    incoming: Incoming,
    entry: LedgerEntry,
    id: string,
  ): Promise<HttpResponse> {
    const { request } = incoming;
    const { fault } = model.behaviour;
    const failing = fault !== undefined && (fault.share ?? 1) > random.next() ? fault : undefined;
    if (failing) await fail(failing, request, entry);
    const context: CallContext = {
      ...{ facts: model.facts, behaviour: model.behaviour, tokens, id, incoming, now: clock.now() },
      latency: drawnLatency(model.behaviour.latency ?? DEFAULT_LATENCY, random),
      random: seededRandom(seed ^ hashOf(route.text)),
      filtersAnswer: failing?.kind === "contentFilter",
    };
    const plan = route.plan(context);
    entry.streamed = plan.streamed;
    const admission = model.limits.admit({ requests: 1, ...plan.needs });
    if (!admission.admitted)
      throw dialect.limited(admission.kind, admission.retryAfterMs, admission.states, route.model);
    record(entry, plan);
    const giving: Giving = {
      ...{ clock, request, entry, failing, latency: context.latency, answer: plan.make() },
      settle: () => admission.settle(plan.took?.(entry.completionTokens) ?? {}),
    };
    const headers = dialect.limitHeaders(admission.states, clock.now());
    if (!plan.streamed)
      return giveWhole(giving, (body) => jsonResponse(200, body, { ...headers, ...giving.answer.headers }));
    const type = plan.streamType ?? "text/event-stream; charset=utf-8";
    return giveStream(
      giving,
      new HttpHeaders({ "Content-Type": type, ...headers, ...giving.answer.headers }),
    );
  }

  async function fail(fault: Fault, request: HttpRequest, entry: LedgerEntry): Promise<void> {
    try {
      await failBefore(fault, request, clock, dialect);
    } catch (error) {
      if (request.signal?.aborted) entry.status = 499;
      throw error;
    }
  }

  function listed(): readonly ModelFacts[] {
    const others = dialect.listed.filter((name) => !running.has(name));
    return [...running.values()].map(({ facts }) => facts).concat(others.map((name) => dialect.model(name)!));
  }

  return {
    ...{ subdomain: host, region: options.region ?? "", handle, ledger },
    get deployments() {
      return [...running.keys()];
    },
    deployment(name) {
      const { requests, tokens: both, inputTokens } = named(name).limits.perMinute;
      const capacity = Math.floor((both ?? inputTokens ?? 0) / 1_000);
      return {
        name,
        model: name,
        modelVersion: "",
        sku: "PayAsYouGo",
        capacity,
        requestsPerMinute: requests,
      };
    },
    configure(name, behaviour) {
      const model = named(name);
      model.behaviour = { ...model.behaviour, ...behaviour };
    },
    configureAll(behaviour) {
      ofAll = { ...ofAll, ...behaviour };
      for (const model of running.values()) model.behaviour = { ...model.behaviour, ...behaviour };
    },
    behaviourOf: (name) => named(name).behaviour,
    limit: (name, limits) => named(name).limits.change(limits),
    utilization: () => undefined,
    setOutage(next) {
      outage = next;
    },
    get outage() {
      return outage;
    },
  };
}

function record(entry: LedgerEntry, plan: Plan): void {
  entry.promptTokens = plan.promptTokens;
  entry.cachedTokens = plan.cachedTokens ?? 0;
  entry.cacheWriteTokens = plan.cacheWriteTokens ?? 0;
  charge(entry, plan.charged);
}

function raw(body: Uint8Array): HttpResponse {
  return { status: 200, headers: new HttpHeaders({ "Content-Type": "application/octet-stream" }), body };
}
