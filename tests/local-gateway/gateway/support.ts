import { VirtualClock } from "../../../packages/common/clock";
import {
  emptyBody,
  type HttpHandler,
  HttpHeaders,
  type HttpResponse,
  jsonResponse,
  readBody,
} from "../../../packages/common/http";
import { seededRandom } from "../../../packages/common/random";
import { type DeclaredResource, withoutOptions } from "../../../packages/common/resource";
import {
  createGateway,
  type GatewayOptions,
  type LocalGateway,
} from "../../../packages/local-gateway/gateway/createGateway";
import { TokenIssuer } from "../../../packages/local-gateway/gateway/identity/tokens";
import type {
  GatewayLogRow,
  GatewaySinks,
  LlmLogRow,
  MessageEvent,
} from "../../../packages/local-gateway/gateway/policy";
import { createInProcessTransport } from "../../../packages/local-gateway/http/inProcess";

export const group = "/subscriptions/0000/resourceGroups/rg";
export const serviceId = `${group}/providers/Microsoft.ApiManagement/service/apim`;

/** A resource as an engine would have recorded it; `path` stands behind the service's id unless it is a whole id. */
export function declared(type: string, path: string, inputs: Record<string, unknown> = {}): DeclaredResource {
  const id = path.startsWith("/") ? path : `${serviceId}/${path}`;
  return {
    ...withoutOptions,
    urn: `urn:pulumi:dev::test::azure-native:${type}::${id}`,
    type: `azure-native:${type}`,
    name: id.slice(id.lastIndexOf("/") + 1),
    id,
    inputs,
    outputs: inputs,
    secretOutputs: [],
  };
}

export const service = (inputs: Record<string, unknown> = {}) =>
  declared("apimanagement:ApiManagementService", serviceId, { location: "swedencentral", ...inputs });

export const api = (id: string, inputs: Record<string, unknown> = {}) =>
  declared("apimanagement:Api", `apis/${id}`, {
    path: id,
    displayName: id,
    serviceUrl: "https://backend.test/base",
    subscriptionRequired: false,
    ...inputs,
  });

export const operation = (apiId: string, id: string, method: string, urlTemplate: string) =>
  declared("apimanagement:ApiOperation", `apis/${apiId}/operations/${id}`, {
    displayName: id,
    method,
    urlTemplate,
  });

const document = (value: string) => ({ format: "rawxml", value });

export const apiPolicy = (apiId: string, xml: string) =>
  declared("apimanagement:ApiPolicy", `apis/${apiId}/policies/policy`, document(xml));

export const globalPolicy = (xml: string) =>
  declared("apimanagement:Policy", "policies/policy", document(xml));

export const fragment = (id: string, xml: string) =>
  declared("apimanagement:PolicyFragment", `policyFragments/${id}`, document(xml));

export const backend = (id: string, inputs: Record<string, unknown> = {}) =>
  declared("apimanagement:Backend", `backends/${id}`, {
    protocol: "http",
    url: `https://${id}.test`,
    ...inputs,
  });

export interface Recorded {
  readonly gatewayLog: GatewayLogRow[];
  readonly llmLog: LlmLogRow[];
  readonly traces: Parameters<GatewaySinks["trace"]>[0][];
  readonly messages: MessageEvent[];
}

export interface Bench {
  readonly clock: VirtualClock;
  readonly gateway: LocalGateway;
  readonly recorded: Recorded;
  /** Requests that reached a backend, as `host METHOD path?query`. */
  readonly reached: string[];
  call(path: string, init?: CallInit): Promise<Answer>;
}

export interface CallInit {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface Answer extends HttpResponse {
  readonly text: string;
}

/** A gateway over the resources, under a virtual clock, with backends by host name; each echoes what it got by default. */
export function bench(
  resources: readonly DeclaredResource[],
  backends: Readonly<Record<string, HttpHandler>> = {},
  options: Partial<GatewayOptions> = {},
): Bench {
  const clock = new VirtualClock();
  const recorded: Recorded = { gatewayLog: [], llmLog: [], traces: [], messages: [] };
  const reached: string[] = [];
  const transport = createInProcessTransport((hostname) => {
    const handler = backends[hostname] ?? echo;
    return (request) => {
      const { host, pathname, search } = new URL(request.url);
      reached.push(`${host} ${request.method} ${pathname}${search}`);
      return handler(request);
    };
  }, clock);
  const cached = new Map<string, unknown>();
  const gateway = createGateway({
    resources,
    clock,
    random: seededRandom(1),
    transport,
    sinks: {
      eventHub: () => undefined,
      metric: () => undefined,
      trace: (event) => void recorded.traces.push(event),
      message: (event) => void recorded.messages.push(event),
      llmLog: (row) => void recorded.llmLog.push(row),
      gatewayLog: (row) => void recorded.gatewayLog.push(row),
    },
    cache: {
      get: (key) => cached.get(key),
      set: (key, value) => void cached.set(key, value),
      delete: (key) => void cached.delete(key),
    },
    counters: {
      slidingPeek: () => ({ used: 0, retryAfterMs: 0 }),
      slidingAdd: () => undefined,
      fixedPeek: () => 0,
      fixedAdd: () => undefined,
    },
    tokens: { count: (text) => text.split(" ").length, countPrompt: () => 7 },
    identity: new TokenIssuer(clock, "test"),
    onDefect: (error) => {
      throw error;
    },
    ...options,
  });
  return {
    clock,
    gateway,
    recorded,
    reached,
    async call(path, init = {}) {
      const answer = await clock.run(
        gateway.handle({
          method: init.method ?? "GET",
          url: `https://apim.azure-api.net${path}`,
          headers: new HttpHeaders(init.headers ?? {}),
          body: init.body === undefined ? emptyBody : Buffer.from(init.body),
          signal: init.signal,
        }),
      );
      const body = await clock.run(readBody(answer.body));
      return { ...answer, text: Buffer.from(body).toString("utf8") };
    },
  };
}

const echo: HttpHandler = (request) =>
  Promise.resolve(
    jsonResponse(200, {
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(
        [...request.headers].map(([name, values]) => [name.toLowerCase(), values.join(",")]),
      ),
      body: Buffer.from(request.body).toString("utf8"),
    }),
  );

export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const echoed = (answer: Answer) => JSON.parse(answer.text) as Echo;
