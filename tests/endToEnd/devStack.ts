import type * as pulumi from "@pulumi/pulumi";
import { sleep, VirtualClock } from "../../packages/common/clock";
import {
  HttpHeaders,
  readBody,
  type HttpHandler,
  type HttpRequest,
  type HttpResponse,
} from "../../packages/common/http";
import { seededRandom } from "../../packages/common/random";
import { GenAiGateway, type BackendPlan, type GatewayConfigInput } from "../../components";
import type { Deployment } from "../../packages/common/resource";
import type { StopSignal } from "../../packages/common/stopper";
import type { SimulatedAccount } from "../../packages/local-gateway/openai";
import { accountAt } from "../../packages/local-gateway/stack/accounts";
import {
  createLocalStack,
  type LocalStack,
  type LocalStackOptions,
} from "../../packages/local-gateway/stack/stack";
import { configOf, devStack } from "../components/config/stackFile";
import { evaluated, evaluatedProgram, type Evaluated } from "../components/evaluated";

/** The dev stack's backends; `payg-1` has more deployments. */
export const moreDeployments = (
  ...more: GatewayConfigInput["backends"][number]["deployments"]
): GatewayConfigInput["backends"] =>
  devConfig.backends.map((backend) =>
    backend.name === "payg-1" ? { ...backend, deployments: [...backend.deployments, ...more] } : backend,
  );

export const chatPath = "/openai/deployments/gpt-5.4/chat/completions?api-version=2024-10-21";
export const embeddingsPath = "/openai/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21";

/** A usage event as the Event Hub gets it. */
export interface UsageEvent {
  readonly requestId: string;
  readonly product: string | null;
  readonly subscription: string | null;
  /** Of calls with a token. */
  readonly caller?: { readonly app: string; readonly tenant: string; readonly user: string };
  readonly deployment: string;
  /** In stacks that have any. */
  readonly alias?: string | null;
  readonly cachedTokens: number;
  readonly backend: string;
  readonly backendKind: string | null;
  readonly attempts: number;
  readonly spilled: boolean;
  readonly streamed: boolean;
  readonly status: number;
  readonly tokensFrom: "response" | "estimate" | "none";
  readonly promptTokens: number;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  /** Of estimates: the most that can have been written. */
  readonly completionBound?: number;
  /** Millionths of a US dollar; null where nobody knows a price. */
  readonly costMicros: number | null;
  readonly priceFrom: string | null;
  readonly cost?: Readonly<Record<string, number>>;
  /** Of estimates. */
  readonly prices?: { readonly prompt: number; readonly completion: number };
}

export interface CallResult {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
  readonly json: () => { error?: { code: string; message: string }; usage?: { total_tokens: number } };
}

/** @param ask sends the request on, or another in its place. */
type Between = (
  request: HttpRequest,
  ask: (other?: HttpRequest) => Promise<HttpResponse>,
) => Promise<HttpResponse>;

/** The declared dev stack with its own policies, under a clock that only the test moves. */
export class DevStack {
  private constructor(
    readonly deployment: Deployment,
    readonly local: LocalStack,
    readonly clock: VirtualClock,
  ) {}

  /**
   * @param changed config in place of the dev stack's own, evaluated as the program would.
   * @param between stands before the accounts: hears of every request to one, and may change its answer.
   * @param more further hosts that policies call.
   * @param services what the services know that guardrails ask, and what answers in place of all of them
   */
  static async start(
    changed?: GatewayConfigInput,
    between?: Between,
    more: Readonly<Record<string, HttpHandler>> = {},
    services: {
      readonly guards?: LocalStackOptions["guards"];
      readonly aiServices?: LocalStackOptions["aiServices"];
      readonly instead?: HttpHandler | undefined;
      readonly onSend?: LocalStackOptions["onSend"];
    } = {},
  ): Promise<DevStack> {
    const { deployment } = changed ? await evaluatedConfig(changed) : await evaluated("ptu");
    return DevStack.of(deployment, between, more, services);
  }

  /** @param deployment as the dev stack's, with the outputs `backendPlan` and `subscriptionKeys` */
  static of(
    deployment: Deployment,
    between?: Between,
    more: Readonly<Record<string, HttpHandler>> = {},
    services: {
      readonly guards?: LocalStackOptions["guards"];
      readonly aiServices?: LocalStackOptions["aiServices"];
      readonly instead?: HttpHandler | undefined;
      readonly onSend?: LocalStackOptions["onSend"];
    } = {},
  ): DevStack {
    const clock = new VirtualClock();
    const { backends, providers } = deployment.outputs["backendPlan"]!.value as pulumi.Unwrap<BackendPlan>;
    const hosts = !between
      ? {}
      : Object.fromEntries(
          [...backends, ...(providers?.backends ?? [])].map(({ host }) => [
            host,
            (request: HttpRequest) =>
              between(request, (other = request) => accountAt(host, local.accounts)!.handle(other)),
          ]),
        );
    const { guards = {}, aiServices = {}, instead, onSend } = services;
    const asked = instead ? guardHosts(deployment).map((host) => [host, instead] as const) : [];
    const local = createLocalStack(deployment, {
      clock,
      random: seededRandom(7),
      hosts: { ...hosts, ...more, ...Object.fromEntries(asked) },
      guards,
      aiServices,
      onSend,
    });
    return new DevStack(deployment, local, clock);
  }

  key(subscription: string): string {
    const keys = this.deployment.outputs["subscriptionKeys"]!.value as Record<string, string>;
    const key = keys[subscription];
    if (key === undefined) throw new Error(`No subscription ${subscription}`);
    return key;
  }

  /** The simulated account behind a backend. */
  account(backend: string): SimulatedAccount {
    const { backends } = this.deployment.outputs["backendPlan"]!.value as pulumi.Unwrap<BackendPlan>;
    const host = backends.find(({ id }) => id === backend)?.host;
    const account = this.local.accounts.get(host?.split(".")[0] ?? "");
    if (!account) throw new Error(`No account behind ${backend}`);
    return account;
  }

  /** Calls that a backend answered with 200, and with 429. */
  served(backend: string): { readonly ok: number; readonly refused: number } {
    const { calls } = this.account(backend).ledger;
    return {
      ok: calls.filter(({ status }) => status === 200).length,
      refused: calls.filter(({ status }) => status === 429).length,
    };
  }

  usage(): UsageEvent[] {
    return this.local.recorded.eventHubEvents.map(({ body }) => JSON.parse(body) as UsageEvent);
  }

  send(
    path: string,
    body: unknown,
    headers: Record<string, string>,
    signal?: StopSignal,
  ): Promise<HttpResponse> {
    return this.local.handle({
      ...(signal ? { signal } : {}),
      method: "POST",
      url: `https://gateway.example${path}`,
      headers: new HttpHeaders({ "Content-Type": "application/json", ...headers }),
      body:
        body instanceof Uint8Array
          ? body
          : Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
      clientAddress: "203.0.113.9",
    });
  }

  /** One call to its end, time passing as it needs. */
  call(path: string, body: unknown, headers: Record<string, string>): Promise<CallResult> {
    return this.clock.run(this.whole(path, body, headers));
  }

  private async whole(path: string, body: unknown, headers: Record<string, string>): Promise<CallResult> {
    const response = await this.send(path, body, headers);
    const text = Buffer.from(await readBody(response.body)).toString();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as never,
    };
  }

  /**
   * Users who call, wait a second, and call again, for `duration` ms of the clock.
   * @returns how many of their calls ended with each status
   */
  async users(
    count: number,
    duration: number,
    call: { readonly path: string; readonly body: unknown; readonly headers: Record<string, string> },
  ): Promise<ReadonlyMap<number, number>> {
    const statuses = new Map<number, number>();
    const end = this.clock.now() + duration;
    const user = async (index: number) => {
      // Users do not arrive in step.
      await sleep(this.clock, (index * 1000) / count);
      while (this.clock.now() < end) {
        const { status } = await this.whole(call.path, call.body, call.headers);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        await sleep(this.clock, 1000);
      }
    };
    await this.clock.run(Promise.all(Array.from({ length: count }, (_, index) => user(index))));
    return statuses;
  }
}

/** Hosts of the declared accounts of Content Safety and Language. */
function guardHosts({ resources }: Deployment): readonly string[] {
  return resources.flatMap(({ inputs }) => {
    const { kind, accountName } = inputs as { kind?: unknown; accountName?: unknown };
    return kind === "ContentSafety" || kind === "TextAnalytics"
      ? [`${String(accountName)}.cognitiveservices.azure.com`]
      : [];
  });
}

export const devConfig = configOf(devStack) as unknown as GatewayConfigInput;

/** The dev stack with files and batch jobs, which are their owners'; jobs run on deployments of a batch SKU alone. */
export const devConfigWithFiles: GatewayConfigInput = {
  ...devConfig,
  apis: { azureOpenAi: { files: "owned" }, openAiV1: { files: "owned" } },
  backends: [
    ...devConfig.backends,
    {
      name: "batch-1",
      kind: "payg",
      sku: "GlobalBatch",
      deployments: [{ name: "night", model: "gpt-5.4", version: "2026-03-05", capacity: 50 }],
    },
  ],
};

const evaluations = new Map<string, Promise<Evaluated>>();

/** Of one config many stacks are started, and a deployment never changes. */
export function evaluatedConfig(config: GatewayConfigInput): Promise<Evaluated> {
  const key = JSON.stringify(config);
  const known = evaluations.get(key);
  if (known) return known;
  const made = evaluatedProgram(() => {
    const { subscriptionKeys, backendPlan } = new GenAiGateway("genai", { config });
    return { subscriptionKeys, backendPlan };
  });
  evaluations.set(key, made);
  return made;
}

/** A chat body of roughly `tokens` prompt tokens. */
export function chat(tokens: number, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    model: "gpt-5.4",
    messages: [{ role: "user", content: "word ".repeat(tokens).trim() }],
    max_completion_tokens: 10,
    ...more,
  };
}
