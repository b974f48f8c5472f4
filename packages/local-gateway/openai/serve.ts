import type { Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  jsonResponse,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { newUuid, seededRandom, type Random } from "@azure-genai-gateway/common/random";
import type { TokenCounter } from "../tokens/tokenCounter";
import { hashOf } from "../answers/answerText";
import { failBefore } from "../answers/faults";
import { faultTexts } from "./faultTexts";
import { charging, giveStream, giveWhole, type Giving } from "../answers/give";
import { Job } from "./job";
import { DEFAULT_LATENCY, drawnLatency } from "../answers/latency";
import { charge, type LedgerEntry } from "../answers/ledger";
import type { Admitted, Limits } from "./limits/admission";
import type { ModelFacts } from "../tokens/models";
import { RawAnswer, type Made, type OperationContext, type Plan, type RequestBody } from "./operation";
import type { PromptCache } from "./promptCache";
import type { OperationRoute } from "./routing/operations";
import type { AccountState } from "./state";
import type { DeploymentBehaviour, Fault, SimulatedDeployment } from "./types";
import { ServiceError } from "./wire/errors";

/** A deployment while the account runs. */
export interface Running {
  readonly deployment: SimulatedDeployment;
  readonly facts: ModelFacts;
  readonly limits: Limits;
  readonly cache: PromptCache;
  behaviour: DeploymentBehaviour;
}

/** A request that is known to be for some deployment. */
export interface Call {
  readonly request: HttpRequest;
  readonly entry: LedgerEntry;
  readonly operation: OperationRoute;
  /** What the answer is drawn from. */
  readonly text: string;
  readonly body: RequestBody;
}

/** What every deployment of an account shares. */
export interface Serving {
  readonly clock: Clock;
  readonly random: Random;
  readonly seed: number;
  readonly tokens: TokenCounter;
  readonly state: AccountState;
  readonly origin: string;
}

interface Service extends Giving {
  readonly plan: Plan;
  readonly answer: Made;
  readonly admission: Admitted;
}

/** Has one deployment answer; throws its refusal. */
export async function attempt(target: Running, call: Call, serving: Serving): Promise<HttpResponse> {
  const { request, entry, operation, text, body } = call;
  const { clock, random } = serving;
  checkModel(operation, target);
  // [I]: the wording; that a batch deployment takes no other calls is documented.
  if (isBatch(target.deployment.sku))
    throw new ServiceError(
      400,
      "OperationNotSupported",
      "This deployment is for batches and takes no other requests.",
    );
  const fault = target.behaviour.fault;
  const failing = fault !== undefined && (fault.share ?? 1) > random.next() ? fault : undefined;
  if (failing) {
    try {
      await failBefore(failing, request, clock, faultTexts);
    } catch (error) {
      if (request.signal?.aborted) entry.status = 499;
      throw error;
    }
  }
  const context = contextOf(target, text, failing, serving);
  const plan = operation.run(body, context);
  entry.streamed = plan.streamed;
  const cachedTokens = plan.promptText ? target.cache.cachedTokens(plan.promptText, plan.promptTokens) : 0;
  const admission = target.limits.admit({ ...plan, cachedTokens });
  if (!admission.admitted)
    throw new ServiceError(429, "429", admission.message, {}, { ...admission.headers });
  entry.promptTokens = plan.promptTokens;
  entry.cachedTokens = cachedTokens;
  charge(entry, plan.charged);
  const made = plan.make(cachedTokens);
  const service: Service = {
    clock,
    request,
    entry,
    plan,
    answer: made,
    latency: context.latency,
    admission,
    failing,
    settle: () => settle(admission, plan, entry),
  };
  if (made.inBackground) return background(service, made.inBackground);
  if (plan.streamed) return giveStream(service, streamHeaders(admission));
  return giveWhole(service, (body) => answerOf(body, admission));
}

function contextOf(
  target: Running,
  text: string,
  failing: Fault | undefined,
  { clock, random, tokens, seed, state, origin }: Serving,
): OperationContext {
  return {
    ...target,
    latency: drawnLatency(target.behaviour.latency ?? DEFAULT_LATENCY, random),
    tokens,
    random: seededRandom(seed ^ hashOf(text)),
    id: newUuid(random).replaceAll("-", ""),
    created: Math.floor(clock.now() / 1_000),
    state,
    origin,
    filtersAnswer: failing?.kind === "contentFilter",
  };
}

/** Has a deployment answer a line of a batch: outside its limits and its latency, and charged like any call. */
export function answerLine(
  target: Running,
  { entry, operation, text, body }: Omit<Call, "request">,
  serving: Serving,
): unknown {
  checkModel(operation, target);
  if (body.stream === true)
    throw new ServiceError(400, "invalid_request", "Batches take no streamed requests.", { param: "stream" });
  const plan = operation.run(body, contextOf(target, text, undefined, serving));
  const made = plan.make(0);
  entry.promptTokens = plan.promptTokens;
  entry.completionTokens = made.completionTokens;
  entry.reasoningTokens = made.reasoningTokens;
  charge(entry, plan.charged);
  charge(entry, made.charged);
  made.finished?.();
  return made.body();
}

function answerOf(answer: unknown, { headers }: Admitted): HttpResponse {
  if (!(answer instanceof RawAnswer)) return jsonResponse(200, answer, { ...headers });
  const all = new HttpHeaders({ "Content-Type": answer.contentType, ...headers });
  return { status: 200, headers: all, body: answer.bytes };
}

function settle(admission: Admitted, { promptTokens }: Plan, entry: LedgerEntry): void {
  const { cachedTokens, completionTokens } = entry;
  admission.settle({ promptTokens, cachedTokens, completionTokens });
}

/** Starts the work and lets the caller go, or watch. */
function background(service: Service, begin: (job: Job) => unknown): HttpResponse {
  const { clock, request, plan, answer, admission } = service;
  const job = new Job(answer.frames(), { clock, ...charging(service) });
  const begun = begin(job);
  job.start();
  if (!plan.streamed) return answerOf(begun, admission);
  return { status: 200, headers: streamHeaders(admission), body: job.follow(0, request.signal) };
}

function streamHeaders({ headers }: Admitted): HttpHeaders {
  return new HttpHeaders({ "Content-Type": "text/event-stream; charset=utf-8", ...headers });
}

/** SKUs of deployments that only batches call: https://learn.microsoft.com/azure/foundry/openai/how-to/batch */
export function isBatch(sku: string): boolean {
  return sku.endsWith("Batch");
}

function checkModel(operation: OperationRoute, { facts }: Running): void {
  if (operation.kinds.includes(facts.kind)) return;
  throw new ServiceError(
    400,
    "OperationNotSupported",
    `The ${operation.serviceName} operation does not work with the specified model, ${facts.name}. Please choose different model and try again.`,
  );
}
