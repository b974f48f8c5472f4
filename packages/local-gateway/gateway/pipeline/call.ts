import { type HttpRequest } from "@azure-genai-gateway/common/http";
import { neverStopped, type StopSignal } from "@azure-genai-gateway/common/stopper";
import type { PolicyBinding, PolicySection } from "@azure-genai-gateway/policy-language/document";
import type {
  HostApi,
  HostDeployment,
  HostError,
  HostProduct,
  HostResponse,
  HostUser,
  PolicyContext,
  PolicyValue,
} from "@azure-genai-gateway/policy-language/expressions/host";
import { textNow, valueNow, whenReady } from "../bindings";
import type { ApiModel, OperationModel } from "../model/types";
import type {
  BackendTarget,
  Call,
  CallCompletion,
  CallResponse,
  CallTrace,
  GatewayServices,
} from "../policy";
import { CallRequest } from "../request";
import { GatewayResponse } from "../response";
import type { Access } from "./authorize";

/** One request on its way, with the context that its expressions see. */
export class GatewayCall implements Call {
  readonly context: CallContext;
  readonly signal: StopSignal;
  section: PolicySection = "inbound";
  streamResponse = false;
  api?: ApiModel;
  operation?: OperationModel;
  readonly afterBackendActions: (() => void)[] = [];
  readonly afterPoliciesActions: (() => void)[] = [];
  readonly afterBodyActions: ((completion: CallCompletion) => void)[] = [];
  private currentBackend: BackendTarget = {};
  private currentResponse?: CallResponse;

  constructor(
    request: HttpRequest,
    requestId: string,
    readonly gateway: GatewayServices,
    deployment: HostDeployment,
    readonly trace: CallTrace,
    /** The URL of a declared backend; undefined for a pool, whose member is not known before the call goes out. */
    private readonly backendUrl: (id: string) => string | undefined,
  ) {
    this.signal = request.signal ?? neverStopped;
    this.context = new CallContext(new CallRequest(request), requestId, gateway, deployment, trace);
  }

  get response(): CallResponse | undefined {
    return this.currentResponse;
  }

  set response(response: CallResponse | undefined) {
    const before = this.currentResponse;
    // A body that is replaced will never be read; its connection must not wait for that.
    if (before !== response && before instanceof GatewayResponse) before.discard();
    this.currentResponse = response;
    this.context.response = response && asHostResponse(response);
  }

  get backend(): BackendTarget {
    return this.currentBackend;
  }

  set backend(target: BackendTarget) {
    this.currentBackend = target;
    const base = target.backendId === undefined ? target.baseUrl : this.backendUrl(target.backendId);
    if (base !== undefined) this.context.request.base = base;
  }

  async evaluate(binding: PolicyBinding): Promise<PolicyValue> {
    return whenReady(this, [binding], () => valueNow(this, binding));
  }

  async text(binding: PolicyBinding): Promise<string>;
  async text(binding: PolicyBinding | undefined): Promise<string | undefined>;
  async text(binding: PolicyBinding | undefined): Promise<string | undefined> {
    return binding && whenReady(this, [binding], () => textNow(this, binding));
  }

  afterBackend(action: () => void): void {
    this.afterBackendActions.push(action);
  }

  afterPolicies(action: () => void): void {
    this.afterPoliciesActions.push(action);
  }

  afterBody(action: (completion: CallCompletion) => void): void {
    this.afterBodyActions.push(action);
  }
}

/** Notes which variables are set. */
class WatchedVariables extends Map<string, PolicyValue> {
  constructor(private readonly noted: string[]) {
    super();
  }

  override set(name: string, value: PolicyValue): this {
    this.noted.push(name);
    return super.set(name, value);
  }
}

class CallContext implements PolicyContext {
  readonly timestamp: number;
  readonly variables: Map<string, PolicyValue>;
  /** Names of variables that have been set since the trace last looked; nobody notes them where there is no trace. */
  readonly variablesSet: string[] = [];
  api?: HostApi;
  operation?: { id: string; name: string; method: string; urlTemplate: string };
  product?: HostProduct;
  subscription?: { id: string; name: string; key: string; primaryKey: string; secondaryKey: string };
  user?: HostUser;
  response?: HostResponse;
  lastError?: HostError;

  constructor(
    readonly request: CallRequest,
    readonly requestId: string,
    private readonly gateway: GatewayServices,
    readonly deployment: HostDeployment,
    private readonly callTrace: CallTrace,
  ) {
    this.timestamp = gateway.clock.now();
    this.variables = callTrace.enabled
      ? new WatchedVariables(this.variablesSet)
      : new Map<string, PolicyValue>();
  }

  get tracing(): boolean {
    return this.callTrace.enabled;
  }

  elapsedMs(): number {
    return this.gateway.clock.now() - this.timestamp;
  }

  trace(message: string): void {
    if (this.callTrace.enabled) this.callTrace.add("context.Trace", message);
  }

  setApi(api: ApiModel): void {
    const { id, name, path, revision, version, isCurrent, protocols, serviceUrl } = api;
    this.api = { id, name, path, revision, version, isCurrentRevision: isCurrent, protocols, serviceUrl };
  }

  setAccess({ subscription, key, product }: Access, users: readonly HostUser[]): void {
    if (product) {
      const { id, name, state, subscriptionRequired } = product;
      this.product = { id, name, state, subscriptionRequired };
    }
    if (subscription) {
      const { id, name, primaryKey, secondaryKey } = subscription;
      this.subscription = { id, name, key: key ?? "", primaryKey, secondaryKey };
      this.user = users.find((user) => user.id === subscription.ownerId);
    }
  }
}

/** A policy may have made a response of its own kind; expressions need it in theirs. */
function asHostResponse(response: CallResponse): HostResponse {
  if (response instanceof GatewayResponse) return response;
  return {
    get statusCode() {
      return response.status;
    },
    get statusReason() {
      return response.reason;
    },
    get headers() {
      return response.headers;
    },
    body: { bytes: () => response.bytes(), consume: () => response.consume() },
  };
}
