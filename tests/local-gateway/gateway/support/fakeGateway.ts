import { noTrace } from "../../../../packages/local-gateway/gateway/pipeline/trace";
import { VirtualClock } from "../../../../packages/common/clock";
import { HttpHeaders, type HttpRequest, type HttpResponse } from "../../../../packages/common/http";
import { seededRandom } from "../../../../packages/common/random";
import { GatewayCall } from "../../../../packages/local-gateway/gateway/pipeline/call";
import {
  type CallCompletion,
  type GatewayServices,
  PolicyFailure,
  type PolicyStep,
} from "../../../../packages/local-gateway/gateway/policy";
import { GatewayResponse } from "../../../../packages/local-gateway/gateway/response";
import { RecordingSinks } from "../../../../packages/local-gateway/gateway/sinks";
import { GatewayCache } from "../../../../packages/local-gateway/gateway/state/cache";
import { GatewayCounters } from "../../../../packages/local-gateway/gateway/state/counters";

/** A gateway without APIs: what policies need of one, all of it in memory. A word is a token. */
export class FakeGateway {
  readonly clock = new VirtualClock();
  readonly sinks = new RecordingSinks();
  readonly counters = new GatewayCounters(this.clock);
  readonly cache = new GatewayCache(this.clock);
  readonly sent: HttpRequest[] = [];
  /** Answers what policies send. */
  answer: (request: HttpRequest) => Promise<HttpResponse> = () =>
    Promise.resolve({ status: 200, headers: new HttpHeaders(), body: Buffer.from("answered") });
  private calls = 0;

  call(request: Partial<Omit<HttpRequest, "body">> & { body?: unknown } = {}): GatewayCall {
    const { body, ...rest } = request;
    const call = new GatewayCall(
      {
        method: "POST",
        url: "https://gateway.test/openai/chat",
        headers: new HttpHeaders(),
        clientAddress: "10.0.0.7",
        ...rest,
        body: Buffer.from(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body)),
      },
      `request-${++this.calls}`,
      this.services(),
      { serviceName: "apim", serviceId: "apim", region: "Sweden Central", gatewayId: "managed" },
      noTrace,
      () => undefined,
    );
    call.context.request.base = "https://backend.test";
    return call;
  }

  private services(): GatewayServices {
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== "").length;
    return {
      clock: this.clock,
      random: seededRandom(1),
      transport: {
        send: (request) => {
          this.sent.push(request);
          return this.answer(request);
        },
      },
      cache: this.cache,
      counters: this.counters,
      sinks: this.sinks,
      tokens: {
        count: words,
        countPrompt: (body) => words((body as { prompt?: string }).prompt ?? ""),
      },
      identityToken: (resource, clientId) => {
        if (clientId === "unknown") {
          throw new PolicyFailure({
            source: "",
            reason: "ManagedIdentityTokenFailure",
            message: "no identity",
          });
        }
        return `token-for-${resource}-as-${clientId ?? "system"}`;
      },
      forward: () => Promise.reject(new Error("nothing is forwarded here")),
      logger: (id) => (id === "usage" ? { id, kind: "azureEventHub", target: "usage-hub" } : undefined),
      fragment: () => undefined,
    };
  }
}

/** Runs a step and gives the refusal that it throws. */
export async function refusal(step: PolicyStep, call: GatewayCall): Promise<PolicyFailure> {
  try {
    await step.run(call);
  } catch (error) {
    if (error instanceof PolicyFailure) return error;
    throw error;
  }
  throw new Error("The step refused nothing");
}

/** Ends a call as the pipeline does: the answer's head goes out, then its body passes. */
export function finish(
  call: GatewayCall,
  answer: { status?: number; body?: unknown; completion?: Partial<CallCompletion> } = {},
): GatewayResponse {
  const { status = 200, body, completion } = answer;
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const response = new GatewayResponse(status, undefined, new HttpHeaders(), bytes);
  call.response = response;
  for (const action of call.afterPoliciesActions) action();
  const passed = { status, complete: true, completionText: "", bytes: 0, ...completion };
  for (const action of call.afterBodyActions) action(passed);
  return response;
}

export function usage(promptTokens: number, completionTokens: number) {
  const totalTokens = promptTokens + completionTokens;
  return { promptTokens, completionTokens, totalTokens, cachedTokens: 0, reasoningTokens: 0 };
}
