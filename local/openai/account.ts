import { sleep } from "../../common/clock";
import { jsonResponse, type HttpHeaders, type HttpRequest, type HttpResponse } from "../../common/http";
import { HttpHeaders as Headers } from "../../common/http";
import { newUuid, seededRandom } from "../../common/random";
import { hashOf } from "./answerText";
import { ServiceError, invalidRequest, promptFiltered } from "./errors";
import { createLedger, type LedgerEntry } from "./ledger";
import { createLimits, type Admitted, type Limits } from "./limits/admission";
import { modelFacts, type ModelFacts } from "./models";
import type { Made, OperationContext, Plan, RequestBody } from "./operation";
import { pacedStream } from "./pacedStream";
import { PromptCache } from "./promptCache";
import { findRoute, type OperationRoute } from "./routes";
import type {
  DeploymentBehaviour,
  Fault,
  Latency,
  SimulatedAccount,
  SimulatedAccountOptions,
  SimulatedDeployment,
} from "./types";
import { isRecord } from "./validate";

const DEFAULT_LATENCY: Latency = { firstTokenMs: 20, perTokenMs: 1 };
const DEFAULT_UTILIZATION_WINDOW = 10_000;

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
 * ledger of what it served. Local auth is off, so keys are refused and only Bearer tokens are taken.
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
    const url = new URL(request.url);
    authenticate(request.headers, options.acceptsToken);
    const route = findRoute(request, url);
    if (route.kind === "models") {
      entry.operation = "models";
      entry.complete = true;
      return listModels(route.model);
    }
    const { operation } = route;
    entry.operation = operation.name;
    const text = Buffer.from(request.body).toString("utf8");
    const body = parse(text);
    const name = route.deployment ?? deploymentOf(body);
    entry.deployment = name;
    const target = running.get(name.toLowerCase());
    if (!target) throw unknownDeployment();
    common["x-ms-deployment-name"] = target.deployment.name;
    checkModel(operation, target);
    const fault = target.behaviour.fault;
    const failing = fault !== undefined && (fault.share ?? 1) > random.next() ? fault : undefined;
    if (failing) await failBefore(failing, request, entry);
    const context: OperationContext = {
      ...target,
      latency: target.behaviour.latency ?? DEFAULT_LATENCY,
      tokens: options.tokens,
      random: seededRandom(seed ^ hashOf(text)),
      id: newUuid(random).replaceAll("-", ""),
      created: Math.floor(clock.now() / 1_000),
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

  async function failBefore(fault: Fault, request: HttpRequest, entry: LedgerEntry): Promise<void> {
    if (fault.kind === "contentFilter") throw promptFiltered();
    if (fault.kind === "status") throw failure(fault.status, fault.retryAfterMs);
    if (fault.kind === "hang") {
      await new Promise((_resolve, reject) => {
        const give = () => reject(new Error("The caller gave up"));
        if (request.signal?.aborted) give();
        else request.signal?.addEventListener("abort", give, { once: true });
      }).finally(() => (entry.status = 499));
    }
    if (fault.kind === "cut" && fault.afterChunks === undefined) throw new Error("The connection broke off");
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

  async function whole({ request, entry, plan, made, context, admission, cachedTokens }: Serve) {
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
    return jsonResponse(200, made.body(), { ...admission.headers });
  }

  function stream({ request, entry, plan, made, admission, cachedTokens, failing }: Serve): HttpResponse {
    const cutAfter = failing?.kind === "cut" ? failing.afterChunks : undefined;
    const body = pacedStream(made.frames(), {
      clock,
      signal: request.signal,
      ...(cutAfter === undefined ? {} : { cutAfter }),
      onFrame(frame) {
        entry.completionTokens += frame.tokens;
      },
      onEnd(complete) {
        entry.complete = complete;
        if (complete) entry.reasoningTokens = made.reasoningTokens;
        admission.settle({
          promptTokens: plan.promptTokens,
          cachedTokens,
          completionTokens: entry.completionTokens,
        });
      },
    });
    const headers = new Headers({ "Content-Type": "text/event-stream; charset=utf-8", ...admission.headers });
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
    handle,
    ledger,
    configure(name, behaviour) {
      const target = running.get(name.toLowerCase());
      if (!target) throw new Error(`Account ${options.subdomain} has no deployment ${name}`);
      target.behaviour = { ...target.behaviour, ...behaviour };
    },
  };
}

function authenticate(headers: HttpHeaders, acceptsToken: (token: string) => boolean): void {
  const token = /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (token !== undefined) {
    if (acceptsToken(token)) return;
    throw new ServiceError(
      401,
      "401",
      "Unauthorized. Access token is missing, invalid, audience is incorrect (https://cognitiveservices.azure.com), or have expired.",
    );
  }
  if (headers.has("api-key"))
    throw new ServiceError(
      403,
      "AuthenticationTypeDisabled",
      "Key based authentication is disabled for this resource.",
    );
  throw new ServiceError(
    401,
    "401",
    "Access denied due to missing credentials. Provide a Microsoft Entra ID token for an identity that may use this resource.",
  );
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

function failure(status: number, retryAfterMs: number | undefined): ServiceError {
  const message =
    status === 429
      ? "The simulated deployment has been told to refuse this call."
      : "The simulated deployment has been told to fail this call.";
  const headers: Record<string, string> =
    retryAfterMs === undefined
      ? {}
      : {
          "retry-after-ms": String(retryAfterMs),
          "retry-after": String(Math.ceil(retryAfterMs / 1_000)),
        };
  return new ServiceError(
    status,
    status >= 500 ? "InternalServerError" : String(status),
    message,
    {},
    headers,
  );
}
