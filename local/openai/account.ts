import { isUtf8 } from "node:buffer";
import { sleep } from "../../common/clock";
import { HttpHeaders, jsonResponse, type HttpRequest, type HttpResponse } from "../../common/http";
import { newUuid, seededRandom } from "../../common/random";
import { isHandshake } from "../../common/webSocket";
import { hashOf } from "./answerText";
import { authenticate } from "./authenticate";
import { ServiceError, invalidRequest } from "./errors";
import { brokenBody, failBefore, failByOutage, withBrokenFrame } from "./faults";
import { drawnLatency } from "./latency";
import { createLedger, type LedgerEntry } from "./ledger";
import { createLimits, isProvisioned, type Admitted, type Limits } from "./limits/admission";
import { modelFacts, type ModelFacts } from "./models";
import type { Made, OperationContext, Plan, RequestBody } from "./operation";
import { pacedStream } from "./pacedStream";
import { PromptCache } from "./promptCache";
import { notRealtime, RealtimeSessions, realtimeRoute } from "./realtime";
import { replay, type Recording } from "./recordings";
import { ResponseStore } from "./responseStore";
import { findRoute, type OperationRoute, type Route } from "./routes";
import type {
  DeploymentBehaviour,
  Fault,
  Latency,
  Outage,
  SimulatedAccount,
  SimulatedAccountOptions,
  SimulatedDeployment,
} from "./types";
import { isRecord } from "./validate";

const DEFAULT_LATENCY: Latency = { firstTokenMs: 20, perTokenMs: 1 };
const DEFAULT_UTILIZATION_WINDOW = 10_000;

/** Refusals of a provisioned deployment that go on to its spillover deployment. */
const SPILLS = new Set([429, 500, 503]);

/** A request that is known to be for some deployment. */
interface Call {
  readonly request: HttpRequest;
  readonly entry: LedgerEntry;
  readonly operation: OperationRoute;
  readonly text: string;
  readonly body: RequestBody;
}

interface Running {
  readonly deployment: SimulatedDeployment;
  readonly facts: ModelFacts;
  readonly limits: Limits;
  readonly cache: PromptCache;
  behaviour: DeploymentBehaviour;
}

/**
 * An Azure OpenAI account without sockets: it answers requests as the service does on the wire
 * (https://learn.microsoft.com/azure/foundry/openai/reference), with limits, latency, usage and errors, and keeps a
 * ledger of what it served. Keys are refused unless `keys` says that local auth is on.
 */
export function createSimulatedAccount(options: SimulatedAccountOptions): SimulatedAccount {
  const { clock, random } = options;
  const windowMs = options.utilizationWindowMs ?? DEFAULT_UTILIZATION_WINDOW;
  const ledger = createLedger();
  const seed = Math.floor(random.next() * 2 ** 32);
  const startedAt = clock.now();
  const running = new Map<string, Running>(
    options.deployments.map((deployment) => [
      deployment.name.toLowerCase(),
      {
        deployment,
        facts: modelFacts(deployment.model),
        limits: createLimits(deployment, clock, windowMs),
        cache: new PromptCache(clock),
        behaviour: deployment.behaviour ?? {},
      },
    ]),
  );

  const stored = new ResponseStore();
  const sessions = new RealtimeSessions();
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
    if (outage !== undefined) failByOutage(outage);
    authenticate(request.headers, options);
    if (isHandshake(request)) return talk(request, entry, common);
    const route = findRoute(request, new URL(request.url));
    if (route.kind !== "operation") {
      entry.operation = route.kind;
      const response = route.kind === "models" ? listModels(route.model) : storedResponse(route);
      entry.complete = true;
      return response;
    }
    const { operation } = route;
    entry.operation = operation.name;
    if (!isUtf8(request.body))
      throw invalidRequest("invalid_json", "The body of the request is not valid UTF-8.");
    const text = Buffer.from(request.body.buffer, request.body.byteOffset, request.body.length).toString(
      "utf8",
    );
    const recorded = options.recordings?.find(request);
    if (recorded) return again(recorded, request, entry, route.deployment);
    const call: Call = { request, entry, operation, text, body: parse(text) };
    const name = route.deployment ?? deploymentOf(call.body);
    const target = running.get(name.toLowerCase());
    entry.deployment = target?.deployment.name ?? name;
    if (!target) throw unknownDeployment();
    common["x-ms-deployment-name"] = target.deployment.name;
    const spill = running.get(spilloverOf(target, request.headers)?.toLowerCase() ?? "");
    try {
      return await attempt(target, call);
    } catch (error) {
      if (!spill || !(error instanceof ServiceError) || !SPILLS.has(error.status)) throw error;
      entry.deployment = common["x-ms-deployment-name"] = spill.deployment.name;
      common["x-ms-spillover-from-deployment"] = target.deployment.name;
      return attempt(spill, call);
    }
  }

  function again(recorded: Recording, request: HttpRequest, entry: LedgerEntry, deployment = "") {
    entry.deployment = running.get(deployment.toLowerCase())?.deployment.name ?? deployment;
    return replay(recorded, request, clock, (complete) => (entry.complete = complete));
  }

  /** Has one deployment answer; throws its refusal. */
  async function attempt(target: Running, call: Call): Promise<HttpResponse> {
    const { request, entry, operation, text, body } = call;
    checkModel(operation, target);
    const fault = target.behaviour.fault;
    const failing = fault !== undefined && (fault.share ?? 1) > random.next() ? fault : undefined;
    if (failing) {
      try {
        await failBefore(failing, request, clock);
      } catch (error) {
        if (request.signal?.aborted) entry.status = 499;
        throw error;
      }
    }
    const context: OperationContext = {
      ...target,
      latency: drawnLatency(target.behaviour.latency ?? DEFAULT_LATENCY, random),
      tokens: options.tokens,
      random: seededRandom(seed ^ hashOf(text)),
      id: newUuid(random).replaceAll("-", ""),
      created: Math.floor(clock.now() / 1_000),
      stored,
      filtersAnswer: failing?.kind === "contentFilter",
    };
    const plan = operation.run(body, context);
    entry.promptTokens = plan.promptTokens;
    entry.streamed = plan.streamed;
    const cachedTokens = plan.promptText ? target.cache.cachedTokens(plan.promptText, plan.promptTokens) : 0;
    const admission = target.limits.admit({ ...plan, cachedTokens });
    if (!admission.admitted)
      throw new ServiceError(429, "429", admission.message, {}, { ...admission.headers });
    entry.cachedTokens = cachedTokens;
    const made = plan.make(cachedTokens);
    const serve = { request, entry, plan, made, context, admission, cachedTokens, failing };
    return plan.streamed ? stream(serve) : whole(serve);
  }

  /** A realtime session. */
  async function talk(
    request: HttpRequest,
    entry: LedgerEntry,
    common: Record<string, string>,
  ): Promise<HttpResponse> {
    const { dialect, deployment } = realtimeRoute(new URL(request.url));
    Object.assign(entry, { operation: "realtime", deployment, streamed: true });
    const target = running.get(deployment.toLowerCase());
    if (!target) throw unknownDeployment();
    entry.deployment = common["x-ms-deployment-name"] = target.deployment.name;
    if (target.facts.kind !== "realtime") throw notRealtime();
    const { fault, latency = DEFAULT_LATENCY } = target.behaviour;
    const failing = fault !== undefined && (fault.share ?? 1) > random.next() ? fault : undefined;
    if (failing) await failBefore(failing, request, clock);
    const admission = target.limits.admit({ promptTokens: 0, cachedTokens: 0, maxTokens: 0 });
    if (!admission.admitted)
      throw new ServiceError(429, "429", admission.message, {}, { ...admission.headers });
    admission.settle({ promptTokens: 0, cachedTokens: 0, completionTokens: 0 });
    return sessions.begin(request, {
      dialect,
      clock,
      random,
      entry,
      limits: target.limits,
      latency: drawnLatency(latency, random),
      model: target.deployment.model,
      cachedTokens: (prompt, tokens) => target.cache.cachedTokens(prompt, tokens),
      cutAfter: failing?.kind === "cut" ? failing.afterChunks : undefined,
      generation: (drawn) => ({
        ...target,
        latency,
        tokens: options.tokens,
        random: drawn,
        id: newUuid(random).replaceAll("-", ""),
        created: Math.floor(clock.now() / 1_000),
        stored,
        filtersAnswer: failing?.kind === "contentFilter",
      }),
    });
  }

  function storedResponse(route: Extract<Route, { kind: "stored" }>): HttpResponse {
    if (route.items) return jsonResponse(200, stored.inputItems(route.id, route.query));
    return jsonResponse(200, route.remove ? stored.delete(route.id) : stored.get(route.id).response);
  }

  interface Serve {
    readonly request: HttpRequest;
    readonly entry: LedgerEntry;
    readonly plan: Plan;
    readonly made: Made;
    readonly context: OperationContext;
    readonly admission: Admitted;
    readonly cachedTokens: number;
    readonly failing: Fault | undefined;
  }

  async function whole({ request, entry, plan, made, context, admission, cachedTokens, failing }: Serve) {
    const { firstTokenMs, perTokenMs } = context.latency;
    const begun = clock.now();
    try {
      await sleep(clock, firstTokenMs + made.completionTokens * perTokenMs, request.signal);
      entry.completionTokens = made.completionTokens;
      entry.reasoningTokens = made.reasoningTokens;
      entry.complete = true;
    } catch (error) {
      // The model stops when the caller hangs up; what it had made by then is spent.
      const worked = clock.now() - begun - firstTokenMs;
      const generated = perTokenMs > 0 ? Math.floor(Math.max(0, worked) / perTokenMs) : 0;
      entry.completionTokens = Math.min(made.completionTokens, generated);
      entry.status = 499;
      throw error;
    } finally {
      admission.settle({
        promptTokens: plan.promptTokens,
        cachedTokens,
        completionTokens: entry.completionTokens,
      });
    }
    const response = jsonResponse(200, made.body(), { ...admission.headers });
    made.finished?.();
    return failing?.kind === "malformed"
      ? { ...response, body: brokenBody(response.body as Uint8Array) }
      : response;
  }

  function stream({ request, entry, plan, made, admission, cachedTokens, failing }: Serve): HttpResponse {
    const cutAfter = failing?.kind === "cut" ? failing.afterChunks : undefined;
    const frames =
      failing?.kind === "malformed"
        ? withBrokenFrame(made.frames(), failing.afterChunks ?? 0)
        : made.frames();
    const body = pacedStream(frames, {
      clock,
      signal: request.signal,
      ...(cutAfter === undefined ? {} : { cutAfter }),
      onFrame(frame) {
        entry.completionTokens += frame.tokens;
      },
      onEnd(complete) {
        entry.complete = complete;
        if (complete) {
          entry.reasoningTokens = made.reasoningTokens;
          made.finished?.();
        }
        admission.settle({
          promptTokens: plan.promptTokens,
          cachedTokens,
          completionTokens: entry.completionTokens,
        });
      },
    });
    const headers = new HttpHeaders({
      "Content-Type": "text/event-stream; charset=utf-8",
      ...admission.headers,
    });
    return { status: 200, headers, body };
  }

  function listModels(name: string | undefined): HttpResponse {
    const created = Math.floor(startedAt / 1_000);
    const all = [...running.values()].map(({ deployment }) => ({
      id: deployment.name,
      object: "model",
      created,
      owned_by: "azure-openai",
    }));
    if (name === undefined) return jsonResponse(200, { object: "list", data: all });
    const one = all.find(({ id }) => id.toLowerCase() === name.toLowerCase());
    if (!one) throw new ServiceError(404, "404", "Resource not found");
    return jsonResponse(200, one);
  }

  return {
    subdomain: options.subdomain,
    region: options.region,
    handle,
    ledger,
    deployments: [...running.values()].map(({ deployment }) => deployment.name),
    configure(name, behaviour) {
      const target = named(name);
      target.behaviour = { ...target.behaviour, ...behaviour };
    },
    deployment: (name) => named(name).deployment,
    utilization: (name) => named(name).limits.utilization?.(),
    behaviourOf: (name) => named(name).behaviour,
    setOutage(next) {
      outage = next;
      if (next === "refused") sessions.breakOff();
    },
    get outage() {
      return outage;
    },
  };
}

/** Where the calls go that a deployment does not take: the request says, or else the deployment. */
function spilloverOf({ deployment }: Running, headers: HttpHeaders): string | undefined {
  if (!isProvisioned(deployment.sku)) return undefined;
  return headers.get("x-ms-spillover-deployment") ?? deployment.spilloverDeploymentName;
}

function parse(text: string): RequestBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidRequest("invalid_json", "The body of the request could not be parsed as JSON.");
  }
  if (!isRecord(value))
    throw invalidRequest("invalid_json", "The body of the request must be a JSON object.");
  return value;
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

function checkModel(operation: OperationRoute, { facts }: Running): void {
  if (operation.kinds.includes(facts.kind)) return;
  throw new ServiceError(
    400,
    "OperationNotSupported",
    `The ${operation.serviceName} operation does not work with the specified model, ${facts.name}. Please choose different model and try again.`,
  );
}
