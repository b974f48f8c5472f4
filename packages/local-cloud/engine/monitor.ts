import { status } from "@grpc/grpc-js";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import * as provider from "@pulumi/pulumi/proto/provider_pb";
import * as wire from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "./protobuf";
import type { LocalProvider } from "../provider";
import type { DeclaredResource, Deployment, StackOutput } from "@azure-genai-gateway/common/resource";
import { readRegistration } from "./registration";
import { resourceUrn, stackType } from "./urn";
import { childPath, decodeProperties, encodeProperties, topProperty } from "./wireValues";

/** Of the same shape; from 3.260 on the protocol has one of its own for programs. */
const { ResourceInvokeResponse: InvokeResponse = provider.InvokeResponse } = wire as {
  readonly ResourceInvokeResponse?: typeof provider.InvokeResponse;
};

/** What the program says while it runs, and what it declares. */
export type EvaluationEvent =
  | {
      readonly kind: "log";
      readonly severity: "info" | "warning" | "error";
      readonly message: string;
      /** The resource the program logged it for. */
      readonly urn?: string;
    }
  | { readonly kind: "resource"; readonly resource: DeclaredResource };

export interface MonitorOptions {
  readonly project: string;
  readonly stack: string;
  readonly provider: LocalProvider;
  readonly organization: string;
  /** Stacks that are there already. */
  readonly stacks: readonly Deployment[];
  readonly onEvent: (event: EvaluationEvent) => void;
  /** Called at the first thing that makes going on pointless; every later call is cancelled. */
  readonly onFailure: (error: unknown, subject?: string) => void;
}

const stackReferenceType = "pulumi:pulumi:StackReference";

/** Secrets of which the SDK is told, resource references, and aliases as it has them; no transforms or hooks. */
const supported: ReadonlySet<string> = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "deletedWith",
  "replaceWith",
  "aliasSpecs",
]);

/** The engine's half of the protocol: keeps what is registered, asks the provider for the rest. */
export class Monitor {
  private readonly byUrn = new Map<string, DeclaredResource>();
  private readonly pending = new Set<string>();
  private stackOutputs: Record<string, StackOutput> = {};
  private failed = false;

  constructor(private readonly options: MonitorOptions) {}

  get resources(): readonly DeclaredResource[] {
    return [...this.byUrn.values()];
  }

  get outputs(): Readonly<Record<string, StackOutput>> {
    return this.stackOutputs;
  }

  /** Cancels whatever the program still asks for. */
  stop(): void {
    this.failed = true;
  }

  readonly monitorService = {
    supportsFeature: unary((request: wire.SupportsFeatureRequest) =>
      new wire.SupportsFeatureResponse().setHassupport(supported.has(request.getId())),
    ),
    registerResource: unary((request: wire.RegisterResourceRequest) => {
      const subject = `${request.getName()} [${request.getType()}]`;
      return this.guarded(subject, () => this.register(request));
    }),
    readResource: unary((request: wire.ReadResourceRequest) => {
      const subject = `${request.getName()} [${request.getType()}]`;
      return this.guarded(subject, async () => this.read(request));
    }),
    registerResourceOutputs: unary((request: wire.RegisterResourceOutputsRequest) => {
      this.registerOutputs(request);
      return new Empty();
    }),
    invoke: unary((request: wire.ResourceInvokeRequest) =>
      this.guarded(request.getTok(), () => this.invoke(request)),
    ),
    signalAndWaitForShutdown: unary((_request: Empty) => new Empty()),
  };

  readonly engineService = {
    log: unary((request: engine.LogRequest) => {
      const severity = (["info", "info", "warning", "error"] as const)[request.getSeverity()] ?? "info";
      const urn = request.getUrn();
      this.options.onEvent({
        kind: "log",
        severity,
        message: request.getMessage(),
        ...(urn ? { urn } : {}),
      });
      return new Empty();
    }),
    setRootResource: unary((_request: engine.SetRootResourceRequest) => new engine.SetRootResourceResponse()),
    requirePulumiVersion: unary(
      (_request: engine.RequirePulumiVersionRequest) => new engine.RequirePulumiVersionResponse(),
    ),
  };

  private async guarded<T>(subject: string, work: () => Promise<T>): Promise<T> {
    if (this.failed) throw cancelled();
    try {
      return await work();
    } catch (error) {
      this.failed = true;
      this.options.onFailure(error, subject);
      throw cancelled();
    }
  }

  private async register(request: wire.RegisterResourceRequest): Promise<wire.RegisterResourceResponse> {
    const { project, stack } = this.options;
    const registration = readRegistration(request, { project, stack });
    const { urn, type, inputs, secretInputs } = registration;
    if (this.byUrn.has(urn) || this.pending.has(urn)) {
      throw new Error(`duplicate resource URN '${urn}'; give the resource a name of its own`);
    }
    if (request.getRemote()) {
      throw new Error(
        "components of another language need the real engine; declare the component in-process",
      );
    }
    this.pending.add(urn);
    const created = registration.custom
      ? await this.create({ ...registration, project, stack })
      : { id: "", outputs: {}, secretOutputs: [] };
    const resource: DeclaredResource = {
      ...registration,
      id: created.id,
      outputs: { ...inputs, ...created.outputs },
      secretOutputs: [
        ...new Set([
          ...secretInputs,
          ...(created.secretOutputs ?? []),
          ...registration.additionalSecretOutputs,
        ]),
      ],
    };
    this.pending.delete(urn);
    this.byUrn.set(urn, resource);
    if (type !== stackType) this.options.onEvent({ kind: "resource", resource });
    return new wire.RegisterResourceResponse()
      .setUrn(urn)
      .setId(resource.id)
      .setObject(encodeProperties(resource.outputs, resource.secretOutputs))
      .setResult(wire.Result.SUCCESS);
  }

  private create(request: Parameters<LocalProvider["create"]>[0]) {
    // Explicit providers are the engine's own resources, not any provider's.
    if (request.type.startsWith("pulumi:providers:")) return { id: request.name, outputs: {} };
    return this.options.provider.create(request);
  }

  /** `Type.get(name, id)`: a resource that exists, because this program declared it. */
  private read(request: wire.ReadResourceRequest): wire.ReadResourceResponse {
    const id = request.getId();
    if (request.getType() === stackReferenceType) return this.readStack(request, id);
    const existing = [...this.resources, ...this.options.stacks.flatMap((stack) => stack.resources)].find(
      (resource) => resource.id.toLowerCase() === id.toLowerCase(),
    );
    if (!existing) {
      throw new Error(
        `reads ${id}, which no resource of this program has; only what it declares exists locally`,
      );
    }
    const { project, stack } = this.options;
    const identity = { project, stack, type: request.getType(), name: request.getName() };
    const urn = resourceUrn({ ...identity, parent: request.getParent() || undefined });
    return new wire.ReadResourceResponse()
      .setUrn(urn)
      .setProperties(encodeProperties(existing.outputs, existing.secretOutputs));
  }

  /** Another stack's outputs. https://www.pulumi.com/docs/iac/concepts/stacks/#stackreferences */
  private readStack(request: wire.ReadResourceRequest, name: string): wire.ReadResourceResponse {
    const { project, stack, organization, stacks } = this.options;
    const found = stacks.find(
      (one) =>
        name === `${organization}/${one.project}/${one.stack}` ||
        name === `${one.project}/${one.stack}` ||
        (name === one.stack && one.project === project),
    );
    if (!found) {
      const known = stacks.map((one) => `${organization}/${one.project}/${one.stack}`).join(", ");
      throw new Error(`there is no stack ${name} here; ${known === "" ? "none is" : `there is ${known}`}`);
    }
    const identity = { project, stack, type: stackReferenceType, name: request.getName() };
    const secretOutputNames = Object.entries(found.outputs).flatMap(([key, { secret }]) =>
      secret ? [key] : [],
    );
    const outputs = Object.fromEntries(Object.entries(found.outputs).map(([key, { value }]) => [key, value]));
    return new wire.ReadResourceResponse()
      .setUrn(resourceUrn({ ...identity, parent: request.getParent() || undefined }))
      .setProperties(
        encodeProperties(
          { name, outputs, secretOutputNames },
          secretOutputNames.map((key) => childPath("outputs", key)),
        ),
      );
  }

  private registerOutputs(request: wire.RegisterResourceOutputsRequest): void {
    const { values, secrets } = decodeProperties(request.getOutputs());
    const resource = this.byUrn.get(request.getUrn());
    if (!resource) return;
    this.byUrn.set(resource.urn, {
      ...resource,
      outputs: { ...resource.outputs, ...values },
      secretOutputs: [...new Set([...resource.secretOutputs, ...secrets])],
    });
    if (resource.type !== stackType) return;
    const secretNames = new Set(secrets.map(topProperty));
    this.stackOutputs = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value, secret: secretNames.has(name) }]),
    );
  }

  private async invoke(request: wire.ResourceInvokeRequest): Promise<provider.InvokeResponse> {
    const token = request.getTok();
    const { values } = decodeProperties(request.getArgs());
    if (!this.options.provider.invoke) throw new Error(`the provider has no function ${token}`);
    const result = await this.options.provider.invoke(token, values, this.resources);
    return new InvokeResponse().setReturn(encodeProperties(result.outputs, result.secretOutputs));
  }
}

/** The SDK takes this code for an engine that is shutting down and says nothing more. */
function cancelled(): Error {
  return Object.assign(new Error("the evaluation has failed"), { code: status.CANCELLED });
}

function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return (
    call: { readonly request: Request },
    callback: (error: unknown, response?: Response) => void,
  ): void => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: Error) => callback(error),
      );
  };
}
