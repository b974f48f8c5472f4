import { HttpHeaders, type HttpRequest, type HttpResponse } from "@azure-genai-gateway/common/http";
import { newUuid } from "@azure-genai-gateway/common/random";
import { isHandshake } from "@azure-genai-gateway/common/webSocket";
import { authenticate } from "./authenticate";
import { failByOutage } from "../answers/faults";
import { faultTexts } from "./faultTexts";
import { createLedger, type LedgerEntry } from "../answers/ledger";
import { createLimits, isProvisioned } from "./limits/admission";
import { modelFacts } from "../tokens/models";
import type { RequestBody } from "./operation";
import { PromptCache } from "./promptCache";
import { Realtime } from "./realtime";
import { replay, type Recording } from "./recordings";
import { findRoute, type Route } from "./routing/routes";
import { operations } from "./routing/operations";
import type { BatchWork } from "./batches/batchStore";
import { answerLine, attempt, isBatch, type Call, type Running, type Serving } from "./serve";
import { AccountState } from "./state";
import type {
  DeploymentBehaviour,
  Outage,
  SimulatedAccount,
  SimulatedAccountOptions,
  SimulatedDeployment,
} from "./types";
import { jsonOf, textOf } from "./wire/body";
import { ServiceError, invalidRequest } from "./wire/errors";
import { formOf } from "./wire/form";

const DEFAULT_UTILIZATION_WINDOW = 10_000;

/** Refusals of a provisioned deployment that go on to its spillover deployment. */
const SPILLS = new Set([429, 500, 503]);

/**
 * An Azure OpenAI account without sockets: it answers requests as the service does on the wire
 * (https://learn.microsoft.com/azure/foundry/openai/reference), with limits, latency, usage and errors, and keeps a
 * ledger of what it served. Keys are refused unless `keys` says that local auth is on.
 */
export function createSimulatedAccount(options: SimulatedAccountOptions): SimulatedAccount {
  const { clock, random } = options;
  const windowMs = options.utilizationWindowMs ?? DEFAULT_UTILIZATION_WINDOW;
  const ledger = createLedger();
  let ofAll: DeploymentBehaviour = {};
  const seed = Math.floor(random.next() * 2 ** 32);
  const startedAt = clock.now();
  const made = (deployment: SimulatedDeployment): Running => ({
    deployment,
    facts: modelFacts(deployment.model),
    limits: createLimits(deployment, clock, windowMs),
    cache: new PromptCache(clock),
    behaviour: { ...deployment.behaviour, ...ofAll },
  });
  const running =
    options.open && options.deployments.length === 0
      ? new OpenDeployments(made, options.names)
      : new Map<string, Running>();
  for (const deployment of options.deployments) running.set(deployment.name.toLowerCase(), made(deployment));
  const serving: Serving = {
    clock,
    random,
    seed,
    tokens: options.tokens,
    state: new AccountState(`${options.subdomain} ${seed}`),
    origin: `https://${options.subdomain}.openai.azure.com`,
  };
  const realtime = new Realtime(running, serving, unknownDeployment);
  let outage: Outage | undefined;

  function named(name: string): Running {
    const target = running.get(name.toLowerCase());
    if (target) return target;
    throw new Error(`Account ${options.subdomain} has no deployment ${name}`);
  }

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const entry = ledger.open(clock.now(), request.headers);
    const common: Record<string, string> = {
      "apim-request-id": newUuid(random),
      "x-request-id": newUuid(random),
      "x-ms-region": options.region,
    };
    let response: HttpResponse;
    try {
      response = await answer(request, entry, common);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      entry.complete = true;
      response = error.toResponse();
    }
    entry.status = response.status;
    for (const [name, value] of Object.entries(common)) response.headers.set(name, value);
    return response;
  }

  async function answer(
    request: HttpRequest,
    entry: LedgerEntry,
    common: Record<string, string>,
  ): Promise<HttpResponse> {
    if (outage !== undefined) failByOutage(outage, faultTexts);
    authenticate(request.headers, options);
    const url = new URL(request.url);
    if (isHandshake(request)) return realtime.handshake(request, url, entry, common);
    const route = findRoute(request, url);
    if ("plain" in route) return plainAnswer(route, request, url, entry);
    const { operation } = route;
    entry.operation = operation.name;
    const recorded = options.recordings?.find(request);
    if (recorded) return again(recorded, request, entry, route.deployment);
    const call = readCall(route, request, entry);
    const name = route.deployment ?? deploymentOf(call.body);
    const target =
      running instanceof OpenDeployments ? running.called(name) : running.get(name.toLowerCase());
    entry.deployment = target?.deployment.name ?? name;
    if (!target) throw unknownDeployment();
    common["x-ms-deployment-name"] = target.deployment.name;
    const spill = running.get(spilloverOf(target, request.headers)?.toLowerCase() ?? "");
    try {
      return await attempt(target, call, serving);
    } catch (error) {
      if (!spill || !(error instanceof ServiceError) || !SPILLS.has(error.status)) throw error;
      entry.deployment = common["x-ms-deployment-name"] = spill.deployment.name;
      common["x-ms-spillover-from-deployment"] = target.deployment.name;
      return attempt(spill, call, serving);
    }
  }

  function again(recorded: Recording, request: HttpRequest, entry: LedgerEntry, deployment = "") {
    entry.deployment = running.get(deployment.toLowerCase())?.deployment.name ?? deployment;
    return replay(recorded, request, clock, (complete) => (entry.complete = complete));
  }

  async function plainAnswer(
    { plain, params }: Extract<Route, { plain: unknown }>,
    request: HttpRequest,
    url: URL,
    entry: LedgerEntry,
  ): Promise<HttpResponse> {
    entry.operation = plain.name;
    const response = await plain.run({
      state: serving.state,
      params,
      query: url.searchParams,
      json: () => (request.body.length === 0 ? {} : jsonOf(request, textOf(request))),
      form: () => formOf(request),
      now: Math.floor(clock.now() / 1_000),
      newId: () => newUuid(random).replaceAll("-", ""),
      work,
      models: listed(),
      signal: request.signal,
    });
    entry.complete = true;
    return response;
  }

  const work: BatchWork = {
    state: serving.state,
    seconds: () => Math.floor(clock.now() / 1_000),
    after: (ms, action) => void clock.after(ms, action),
    newId: () => newUuid(random).replaceAll("-", ""),
    isBatch: (name) => {
      const target = running.get(name.toLowerCase());
      return target && isBatch(target.deployment.sku);
    },
    answer(path, body) {
      const target = named(String(body.model));
      const operation = operations.find((one) => one.path === path)!;
      const entry = ledger.open(clock.now(), new HttpHeaders());
      Object.assign(entry, {
        operation: `batch ${operation.name}`,
        deployment: target.deployment.name,
        complete: true,
      });
      try {
        const text = JSON.stringify(body);
        const answered = answerLine(target, { entry, operation, text, body }, serving);
        entry.status = 200;
        return { status: 200, body: answered };
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        entry.status = error.status;
        return { status: error.status, body: error.toBody() };
      }
    },
  };

  function listed() {
    const created = Math.floor(startedAt / 1_000);
    return [...running.values()].map(({ deployment }) => ({
      id: deployment.name,
      object: "model" as const,
      created,
      owned_by: "azure-openai",
    }));
  }

  return {
    subdomain: options.subdomain,
    region: options.region,
    handle,
    ledger,
    get deployments() {
      return [...running.values()].map(({ deployment }) => deployment.name);
    },
    configure(name, behaviour) {
      const target = named(name);
      target.behaviour = { ...target.behaviour, ...behaviour };
    },
    configureAll(behaviour) {
      ofAll = { ...ofAll, ...behaviour };
      for (const target of running.values()) target.behaviour = { ...target.behaviour, ...behaviour };
    },
    deployment: (name) => named(name).deployment,
    utilization: (name) => named(name).limits.utilization?.(),
    behaviourOf: (name) => named(name).behaviour,
    setOutage(next) {
      outage = next;
      if (next === "refused") realtime.breakOff();
    },
    get outage() {
      return outage;
    },
  };
}

/** Deployments of which nobody has said which there are: one is there as soon as it is called. */
class OpenDeployments extends Map<string, Running> {
  constructor(
    private readonly made: (deployment: SimulatedDeployment) => Running,
    private readonly names: RegExp | undefined,
  ) {
    super();
  }

  override get(key: string): Running | undefined {
    return super.get(key) ?? this.called(key);
  }

  /** By the name as it is written in a call, which answers then have too. */
  called(name: string): Running | undefined {
    const key = name.toLowerCase();
    const known = super.get(key);
    if (known || !(this.names ?? /^[\w.-]{1,64}$/).test(key) || this.size >= 100) return known;
    const facts = modelFacts(key);
    const running = this.made({
      name: key,
      model: this.names ? name : facts.name,
      modelVersion: "",
      sku: "GlobalStandard",
      capacity: 10_000,
    });
    this.set(key, running);
    return running;
  }
}

function readCall(
  { operation }: Extract<Route, { operation: unknown }>,
  request: HttpRequest,
  entry: LedgerEntry,
): Call {
  if (operation.takes === "form") {
    const body = formOf(request);
    const words = Object.entries(body).filter(([, value]) => typeof value === "string");
    return { request, entry, operation, text: JSON.stringify(words), body };
  }
  const text = textOf(request);
  return { request, entry, operation, text, body: jsonOf(request, text) };
}

/** Where the calls go that a deployment does not take: the request says, or else the deployment. */
function spilloverOf({ deployment }: Running, headers: HttpHeaders): string | undefined {
  if (!isProvisioned(deployment.sku)) return undefined;
  return headers.get("x-ms-spillover-deployment") ?? deployment.spilloverDeploymentName;
}

function deploymentOf({ model }: RequestBody): string {
  if (typeof model === "string" && model !== "") return model;
  throw invalidRequest("missing_required_parameter", "Missing required parameter: 'model'.", "model");
}

function unknownDeployment(): ServiceError {
  return new ServiceError(
    404,
    "DeploymentNotFound",
    "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.",
  );
}
