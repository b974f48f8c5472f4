import { withoutOptions } from "@azure-genai-gateway/common/resource";
import type { Server, ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as wire from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "../engine/protobuf";
import type { Struct } from "../engine/protobuf";
import { checkInputs, unknownValue } from "../azure/inputs/checkInputs";
import { inputChanges } from "../azure/inputs/changes";
import { armIdentity } from "../azure/armId";
import { resourceInputs } from "../azure/inputs/inputTypes";
import { azureTypeName } from "../azure/resourceTypes";
import type { LocalCloud } from "../account/localCloud";
import { decodeProperties, encodeProperties } from "../engine/wireValues";
import type { CreatedResource, ResourceRequest } from "../provider";
import { bindLoopback } from "./bindLoopback";

export interface ProviderServer {
  readonly port: number;
  /** Resolves when an engine says that its update has been cancelled. */
  readonly cancelled: Promise<void>;
  close(): Promise<void>;
}

/**
 * The local cloud as a provider of the real engine, on a loopback port: started with
 * `PULUMI_DEBUG_PROVIDERS=azure-native:PORT,random:PORT`, Pulumi deploys to it instead of to Azure. One server stands in
 * for both providers. https://www.pulumi.com/docs/iac/guides/building-extending/packages/debugging-packages/
 */
export async function serveProvider(cloud: LocalCloud): Promise<ProviderServer> {
  let cancel!: () => void;
  const cancelled = new Promise<void>((resolve) => (cancel = resolve));
  const server = await bindLoopback((grpc: Server) =>
    grpc.addService(ResourceProviderService, handlers(cloud, cancel)),
  );
  return { ...server, cancelled };
}

function handlers(cloud: LocalCloud, onCancel: () => void) {
  return {
    handshake: unary((_request: wire.ProviderHandshakeRequest) =>
      new wire.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(false)
        .setAcceptOutputs(false),
    ),
    getSchema: unary((_request: wire.GetSchemaRequest) => new wire.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary((request: wire.CheckRequest) => new wire.CheckResponse().setInputs(request.getNews())),
    diffConfig: unary((_request: wire.DiffRequest) =>
      new wire.DiffResponse().setChanges(wire.DiffResponse.DiffChanges.DIFF_NONE),
    ),
    configure: unary((_request: wire.ConfigureRequest) =>
      new wire.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true),
    ),
    // Newer than any version that a program asks for.
    getPluginInfo: unary((_request: Empty) => new PluginInfo().setVersion("99.0.0")),
    attach: unary((_request: unknown) => new Empty()),
    cancel: unary((_request: Empty) => {
      onCancel();
      return new Empty();
    }),
    invoke: unary((request: wire.InvokeRequest) => {
      const { outputs, secretOutputs } = cloud.invoke(
        request.getTok(),
        decodeProperties(request.getArgs()).values,
      );
      return new wire.InvokeResponse().setReturn(encodeProperties(outputs, secretOutputs));
    }),
    check: unary((request: wire.CheckRequest) => {
      const { values } = decodeProperties(request.getNews());
      const failures = checkInputs(typeOf(request.getUrn()), values).map(({ property, reason }) =>
        new wire.CheckFailure().setProperty(property).setReason(reason),
      );
      return new wire.CheckResponse().setInputs(request.getNews()).setFailuresList(failures);
    }),
    diff: unary((request: wire.DiffRequest) => diff(request)),
    create: unary(async (request: wire.CreateRequest) => {
      const asked = requestOf(request.getUrn(), request.getProperties());
      if (request.getPreview())
        return new wire.CreateResponse().setProperties(
          encodeProperties(previewed(asked), asked.secretInputs),
        );
      const created = await cloud.create(asked);
      return new wire.CreateResponse().setId(created.id).setProperties(outputsOf(asked, created));
    }),
    update: unary(async (request: wire.UpdateRequest) => {
      const asked = requestOf(request.getUrn(), request.getNews());
      const olds = decodeProperties(request.getOlds());
      if (request.getPreview()) {
        const properties = { ...olds.values, ...asked.inputs };
        return new wire.UpdateResponse().setProperties(
          encodeProperties(properties, [...olds.secrets, ...asked.secretInputs]),
        );
      }
      return new wire.UpdateResponse().setProperties(
        outputsOf(asked, await cloud.update(request.getId(), asked)),
      );
    }),
    read: unary((request: wire.ReadRequest) => {
      const existing = cloud.find(request.getId());
      // Random values exist in the state alone.
      if (typeOf(request.getUrn()).startsWith("random:"))
        return new wire.ReadResponse()
          .setId(request.getId())
          .setProperties(request.getProperties())
          .setInputs(request.getInputs());
      if (!existing) return new wire.ReadResponse();
      return new wire.ReadResponse()
        .setId(existing.id)
        .setProperties(encodeProperties(existing.outputs, existing.secretOutputs))
        .setInputs(encodeProperties(existing.inputs, existing.secretInputs));
    }),
    delete: unary(async (request: wire.DeleteRequest) => {
      await cloud.delete(request.getId());
      return new Empty();
    }),
  };
}

function diff(request: wire.DiffRequest): wire.DiffResponse {
  const type = typeOf(request.getUrn());
  const before = decodeProperties(request.getOldInputs() ?? request.getOlds()).values;
  const after = decodeProperties(request.getNews()).values;
  const { changed, replaces } = inputChanges(type, before, after, request.getIgnorechangesList());
  const { DIFF_NONE, DIFF_SOME } = wire.DiffResponse.DiffChanges;
  const id = armIdentity({ type, name: nameOf(request.getUrn()), urn: request.getUrn(), inputs: after })?.id;
  const response = new wire.DiffResponse()
    .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList(tops(changed))
    .setReplacesList(tops(replaces))
    // What takes the same name cannot stand beside what has it.
    .setDeletebeforereplace(replaces.length > 0 && id?.toLowerCase() === request.getId().toLowerCase());
  return withDetails(response, changed, replaces);
}

const tops = (paths: readonly string[]) => [...new Set(paths.map((path) => path.replace(/[.[].*$/, "")))];

function withDetails(
  response: wire.DiffResponse,
  changed: readonly string[],
  replaces: readonly string[],
): wire.DiffResponse {
  const { UPDATE, UPDATE_REPLACE } = wire.PropertyDiff.Kind;
  const details = response.getDetaileddiffMap();
  for (const path of changed) {
    const kind = replaces.includes(path) ? UPDATE_REPLACE : UPDATE;
    details.set(path, new wire.PropertyDiff().setKind(kind).setInputdiff(true));
  }
  return response.setHasdetaileddiff(true);
}

/** In a preview Azure has not spoken yet: what it sets is unknown, the inputs are what they are. */
function previewed({ type, inputs }: ResourceRequest): Record<string, unknown> {
  const outputs = resourceInputs(azureTypeName(type) ?? "")?.inputs.outputs ?? ["result"];
  const unknown = Object.fromEntries([...outputs, "properties"].map((name) => [name, unknownValue]));
  return { ...unknown, ...inputs, ...("properties" in inputs ? { properties: unknownValue } : {}) };
}

function outputsOf(asked: ResourceRequest, created: CreatedResource): Struct {
  return encodeProperties({ ...asked.inputs, ...created.outputs }, [
    ...asked.secretInputs,
    ...(created.secretOutputs ?? []),
  ]);
}

function requestOf(urn: string, properties: Struct | undefined): ResourceRequest {
  const { values, secrets } = decodeProperties(properties);
  const [start = "", project = ""] = urn.split("::");
  const stack = start.slice("urn:pulumi:".length);
  return {
    ...withoutOptions,
    urn,
    project,
    stack,
    type: typeOf(urn),
    name: nameOf(urn),
    inputs: values,
    secretInputs: secrets,
  };
}

/** `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME` */
function typeOf(urn: string): string {
  return (urn.split("::")[2] ?? "").replace(/^.*\$/, "");
}

function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

function unary<Request, Response>(handle: (request: Request) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: Error) => callback({ name: error.name, message: error.message, code: 2 }),
      );
  };
}
