import * as apimanagement from "@pulumi/azure-native/apimanagement";
import * as pulumi from "@pulumi/pulumi";
import { applicationInsightsDiagnostic } from "../apiManagement/observability";
import { declareTemplate } from "../genAiApi/armTemplates";
import type { PolicyDocument } from "../genAiApi/documentMaker";
import { waitsFor, type Named } from "../genAiApi/named";
import { Sequence } from "../genAiApi/sequence";
import type { ServiceReference } from "../genAiApi/types";
import { usualKey } from "../providers/callerKeys";
import type { AgentDocuments, RpcDocuments, ServerDocuments } from "./documents";
import { metadataPath } from "./parameters";
import { agentEndpoint, mcpEndpoint, type RpcBackend, type RpcPlan } from "./plan";

/** The API versions that have these types: what azure-native deploys with does not know them. */
const apiVersions = { api: "2025-09-01-preview", tool: "2025-03-01-preview" } as const;

/** An API that products are linked to: all, where it names none. */
export interface LinkedApi {
  /** Names the link's resource. */
  readonly label: string;
  readonly apiId: pulumi.Input<string>;
  readonly products?: readonly string[] | undefined;
  readonly sequence: Sequence;
}

/** Backends of MCP servers and agents, by id; a key is on the backend, behind a named value. */
export function declareRpcBackends(
  name: string,
  service: ServiceReference,
  { servers, agents }: RpcPlan,
  secrets: readonly pulumi.Resource[],
  options: pulumi.CustomResourceOptions,
): ReadonlyMap<string, apimanagement.Backend> {
  const of = (description: string, { id, url, apiKey }: RpcBackend): [string, apimanagement.Backend] => [
    id,
    new apimanagement.Backend(
      `${name}-backend-${id}`,
      {
        ...service,
        backendId: id,
        description,
        type: apimanagement.BackendType.Single,
        protocol: apimanagement.BackendProtocol.Http,
        url,
        tls: { validateCertificateChain: true, validateCertificateName: true },
        ...(apiKey
          ? {
              credentials: {
                header: {
                  [apiKey.header]: [
                    `${apiKey.header.toLowerCase() === "authorization" ? "Bearer " : ""}{{${apiKey.namedValue}}}`,
                  ],
                },
              },
            }
          : {}),
      },
      { ...options, dependsOn: [...secrets] },
    ),
  ];
  return new Map([
    ...servers.flatMap(({ backend, displayName }) =>
      backend ? [of(`Behind MCP server ${displayName}`, backend)] : [],
    ),
    ...agents.map(({ backend, displayName }) => of(`Agent ${displayName}`, backend)),
  ]);
}

/** @returns what products have to be linked to */
export function declareRpc(
  name: string,
  service: ServiceReference,
  documents: RpcDocuments,
  named: Named,
  options: pulumi.CustomResourceOptions,
): readonly LinkedApi[] {
  const context = { name, service, named, options };
  const linked = [
    ...documents.servers.map((server) => declareServer(context, server)),
    ...documents.agents.map((agent) => declareAgent(context, agent)),
  ];
  if (documents.hasMetadata) declareMetadata(context, documents);
  return linked;
}

/** Where parts of an API are declared. */
export interface Context {
  readonly name: string;
  readonly service: ServiceReference;
  readonly named: Named;
  readonly options: pulumi.CustomResourceOptions;
}

/**
 * An API of type `mcp`, with its tools, as ARM templates. Neither transport nor endpoints are written: where it matters
 * samples and Azure's own types do not agree on their form, and API Management serves streamable HTTP at PATH/mcp.
 * https://learn.microsoft.com/azure/templates/microsoft.apimanagement/2025-09-01-preview/service/apis
 */
function declareServer(context: Context, { plan, policy, operations }: ServerDocuments): LinkedApi {
  const { name, service, named, options } = context;
  const behind = operations && declareOperations(context, { plan, policy: operations });
  const { id, tools, displayName, path, config } = plan;
  const { sequence, next } = sequenceOf(options);
  sequence.add(
    declareTemplate(
      `${name}-${id}`,
      service,
      {
        type: "apis",
        apiVersion: apiVersions.api,
        path: id,
        properties: {
          type: "mcp",
          displayName,
          path,
          protocols: ["https"],
          subscriptionRequired: true,
          subscriptionKeyParameterNames: usualKey,
          ...(tools ? {} : { serviceUrl: config.from.url }),
        },
      },
      named,
      next(behind?.resources),
    ),
  );
  for (const tool of tools ?? [])
    sequence.add(
      declareTemplate(
        `${name}-${id}-tool-${tool.name}`,
        service,
        {
          type: "apis/tools",
          apiVersion: apiVersions.tool,
          path: `${id}/${tool.name}`,
          properties: {
            displayName: tool.name,
            ...(tool.description === undefined ? {} : { description: tool.description }),
            operationId: operationIdOf(service, behind?.api, plan.existingApi, tool.operation),
          },
        },
        named,
        next(),
      ),
    );
  addDiagnosticAndPolicy(context, id, id, policy, sequence);
  return { label: id, apiId: id, products: config.products, sequence };
}

/** The API that a server's tools call. No product has it: its policy takes calls of the server alone. */
function declareOperations(
  context: Context,
  { plan, policy }: Required<Pick<ServerDocuments, "plan" | "policy">>,
): { readonly api: apimanagement.Api; readonly resources: readonly pulumi.Resource[] } {
  const { name, service, options } = context;
  const { id, path, definition } = plan.operations!;
  const { sequence, next } = sequenceOf(options);
  const api = sequence.add(
    new apimanagement.Api(
      `${name}-${id}`,
      {
        ...service,
        apiId: id,
        displayName: `${plan.displayName} operations`,
        path,
        protocols: [apimanagement.Protocol.Https],
        format: "openapi+json",
        value: definition,
        translateRequiredQueryParametersConduct: apimanagement.TranslateRequiredQueryParametersConduct.Query,
        serviceUrl: plan.backend!.url,
        subscriptionRequired: false,
      },
      next(),
    ),
  );
  addDiagnosticAndPolicy(context, id, api.name, policy, sequence);
  return { api, resources: sequence.before };
}

/** The resource id of the operation that a tool calls; of an API that is there the template makes it. */
function operationIdOf(
  { serviceName }: ServiceReference,
  api: apimanagement.Api | undefined,
  existing: string | undefined,
  operation: string,
): pulumi.Output<string> {
  return api
    ? pulumi.interpolate`${api.id}/operations/${operation}`
    : pulumi.interpolate`[resourceId('Microsoft.ApiManagement/service/apis/operations', '${serviceName}', '${existing}', '${operation}')]`;
}

/**
 * An agent as a REST API of two operations. API Management has an API type for agents too, in preview and in the v2 tiers
 * alone; it stands in none of Azure's published types, so nothing could be declared of it that is known to hold.
 * https://learn.microsoft.com/azure/api-management/agent-to-agent-api
 */
function declareAgent(context: Context, { plan, policy, card }: AgentDocuments): LinkedApi {
  const { name, service, options } = context;
  const { id, displayName, path, config } = plan;
  const { sequence, next } = sequenceOf(options);
  const api = sequence.add(
    new apimanagement.Api(
      `${name}-${id}`,
      {
        ...service,
        apiId: id,
        displayName,
        path,
        protocols: [apimanagement.Protocol.Https],
        serviceUrl: plan.backend.url,
        subscriptionRequired: true,
        subscriptionKeyParameterNames: usualKey,
      },
      next(),
    ),
  );
  for (const [operationId, method, urlTemplate, displayed] of [
    ["send-message", "POST", agentEndpoint, "Send a message"],
    ["agent-card", "GET", "/.well-known/agent-card.json", "The agent's card"],
  ] as const)
    sequence.add(
      new apimanagement.ApiOperation(
        `${name}-${id}-${operationId}`,
        { ...service, apiId: api.name, operationId, method, urlTemplate, displayName: displayed },
        next(),
      ),
    );
  addDiagnosticAndPolicy(context, id, api.name, policy, sequence);
  addOperationPolicy(context, id, api.name, "agent-card", card, sequence);
  return { label: id, apiId: api.name, products: config.products, sequence };
}

/** One API for the metadata of all servers: open, for whoever asks has no token yet. RFC 9728, section 3. */
function declareMetadata(context: Context, { servers }: RpcDocuments): void {
  const { name, service, named, options } = context;
  const id = `${named.entityPrefix}mcp-metadata`;
  const { sequence, next } = sequenceOf(options);
  const api = sequence.add(
    new apimanagement.Api(
      `${name}-${id}`,
      {
        ...service,
        apiId: id,
        displayName: "Protected-resource metadata",
        path: metadataPath,
        protocols: [apimanagement.Protocol.Https],
        subscriptionRequired: false,
      },
      next(),
    ),
  );
  for (const { plan, metadata } of servers) {
    if (!metadata) continue;
    const operationId = plan.config.name;
    sequence.add(
      new apimanagement.ApiOperation(
        `${name}-${id}-${operationId}`,
        {
          ...service,
          apiId: api.name,
          operationId,
          displayName: plan.displayName,
          method: "GET",
          urlTemplate: `/${plan.path}${mcpEndpoint}`,
        },
        next(),
      ),
    );
    addOperationPolicy(context, id, api.name, operationId, metadata, sequence);
  }
}

/** What every API of this kind has besides itself. */
export function addDiagnosticAndPolicy(
  { name, service, named, options }: Context,
  id: string,
  apiId: pulumi.Input<string>,
  policy: PolicyDocument,
  sequence: Sequence,
): void {
  const next = nextOf(options, sequence);
  // Of an MCP server no byte of a body may be logged: that keeps its streams back.
  sequence.add(
    new apimanagement.ApiDiagnostic(
      `${name}-${id}-diagnostic`,
      { ...service, apiId, ...applicationInsightsDiagnostic(named) },
      next(),
    ),
  );
  sequence.add(
    new apimanagement.ApiPolicy(
      `${name}-${id}-policy`,
      { ...service, apiId, policyId: "policy", format: "rawxml", value: policy.rendered.text },
      next(waitsFor(policy, named)),
    ),
  );
}

function addOperationPolicy(
  { name, service, named, options }: Context,
  id: string,
  apiId: pulumi.Input<string>,
  operationId: string,
  policy: PolicyDocument,
  sequence: Sequence,
): void {
  sequence.add(
    new apimanagement.ApiOperationPolicy(
      `${name}-${id}-${operationId}-policy`,
      { ...service, apiId, operationId, policyId: "policy", format: "rawxml", value: policy.rendered.text },
      nextOf(options, sequence)(waitsFor(policy, named)),
    ),
  );
}

type Next = (more?: readonly pulumi.Resource[]) => pulumi.CustomResourceOptions;

function nextOf(options: pulumi.CustomResourceOptions, sequence: Sequence): Next {
  return (more = []) => ({ ...options, dependsOn: [...sequence.before, ...more] });
}

/** The order in which the parts of one API are written. */
export function sequenceOf(options: pulumi.CustomResourceOptions): {
  readonly sequence: Sequence;
  readonly next: Next;
} {
  const sequence = new Sequence();
  return { sequence, next: nextOf(options, sequence) };
}
