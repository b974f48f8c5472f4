import { sleep, type Clock } from "@azure-genai-gateway/common/clock";
import {
  HttpHeaders,
  jsonResponse,
  type HttpRequest,
  type HttpResponse,
} from "@azure-genai-gateway/common/http";
import { newUuid, seededRandom, type Random } from "@azure-genai-gateway/common/random";
import type { TokenCounter } from "../tokens/tokenCounter";
import { hashOf } from "./answerText";
import { brokenBody, failBefore, withBrokenFrame } from "./faults";
import { Job } from "./job";
import { drawnLatency } from "./latency";
import { charge, type LedgerEntry } from "./ledger";
import type { Admitted, Limits } from "./limits/admission";
import type { ModelFacts } from "../tokens/models";
import { RawAnswer, type Made, type OperationContext, type Plan, type RequestBody } from "./operation";
import type { PromptCache } from "./promptCache";
import type { OperationRoute } from "./routing/operations";
import type { AccountState } from "./state";
import type { DeploymentBehaviour, Fault, Latency, SimulatedDeployment } from "./types";
import { ServiceError } from "./wire/errors";
import { pacedStream, type Frame } from "./wire/pacedStream";

export const DEFAULT_LATENCY: Latency = { firstTokenMs: 20, perTokenMs: 1 };

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

interface Service {
  readonly clock: Clock;
  readonly request: HttpRequest;
  readonly entry: LedgerEntry;
  readonly plan: Plan;
  readonly made: Made;
  readonly latency: Latency;
  readonly admission: Admitted;
  readonly failing: Fault | undefined;
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
      await failBefore(failing, request, clock);
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
  const service = { clock, request, entry, plan, made, latency: context.latency, admission, failing };
  if (made.inBackground) return background(service, made.inBackground);
  return plan.streamed ? stream(service) : whole(service);
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

async function whole({ clock, request, entry, plan, made, latency, admission, failing }: Service) {
  const { firstTokenMs, perTokenMs } = latency;
  const begun = clock.now();
  try {
    await sleep(clock, firstTokenMs + made.completionTokens * perTokenMs, request.signal);
    entry.completionTokens = made.completionTokens;
    entry.reasoningTokens = made.reasoningTokens;
    entry.complete = true;
    charge(entry, made.charged);
  } catch (error) {
    // The model stops when the caller hangs up; what it had made by then is spent.
    const worked = clock.now() - begun - firstTokenMs;
    const generated = perTokenMs > 0 ? Math.floor(Math.max(0, worked) / perTokenMs) : 0;
    entry.completionTokens = Math.min(made.completionTokens, generated);
    entry.reasoningTokens = Math.min(made.reasoningTokens, entry.completionTokens);
    entry.status = 499;
    throw error;
  } finally {
    settle(admission, plan, entry);
  }
  const response = answerOf(made.body(), admission);
  made.finished?.();
  return failing?.kind === "malformed"
    ? { ...response, body: brokenBody(response.body as Uint8Array) }
    : response;
}

function answerOf(answer: unknown, { headers }: Admitted): HttpResponse {
  if (!(answer instanceof RawAnswer)) return jsonResponse(200, answer, { ...headers });
  const all = new HttpHeaders({ "Content-Type": answer.contentType, ...headers });
  return { status: 200, headers: all, body: answer.bytes };
}

/** What a call charges as its frames are given. */
function charging({ entry, plan, made, admission }: Service) {
  return {
    onFrame(frame: Frame) {
      entry.completionTokens += frame.tokens;
      entry.reasoningTokens += frame.reasoning ?? 0;
    },
    onEnd(complete: boolean) {
      entry.complete = complete;
      if (complete) {
        charge(entry, made.charged);
        made.finished?.();
      }
      settle(admission, plan, entry);
    },
  };
}

function settle(admission: Admitted, { promptTokens }: Plan, entry: LedgerEntry): void {
  const { cachedTokens, completionTokens } = entry;
  admission.settle({ promptTokens, cachedTokens, completionTokens });
}

function stream(service: Service): HttpResponse {
  const { clock, request, made, admission, failing } = service;
  const cutAfter = failing?.kind === "cut" ? failing.afterChunks : undefined;
  const frames =
    failing?.kind === "malformed" ? withBrokenFrame(made.frames(), failing.afterChunks ?? 0) : made.frames();
  const body = pacedStream(frames, {
    clock,
    signal: request.signal,
    ...(cutAfter === undefined ? {} : { cutAfter }),
    ...charging(service),
  });
  return { status: 200, headers: streamHeaders(admission), body };
}

/** Starts the work and lets the caller go, or watch. */
function background(service: Service, begin: (job: Job) => unknown): HttpResponse {
  const { clock, request, plan, made, admission } = service;
  const job = new Job(made.frames(), { clock, ...charging(service) });
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
