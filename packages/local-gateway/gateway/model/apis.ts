import type { Problem } from "@azure-genai-gateway/common/problem";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { armName, armSegment, sameArmId } from "../../resources/armId";
import { declaredContract, declaredSchemas, type SchemasById } from "./contract";
import { property, stringsOf, textOf } from "../../resources/inputs";
import { readLlmLogs } from "./llmLogs";
import { isMcp, mcpModel, mcpOperations } from "./mcp";
import { type ImportedApi, importOpenApi } from "./openApi";
import { policySource } from "./policySource";
import type { ChildrenOf } from "./readModel";
import type { ApiModel, OperationModel, PolicySource } from "./types";

/** https://learn.microsoft.com/rest/api/apimanagement/apis/create-or-update */
export function readApis(
  service: { readonly id: string; readonly name: string },
  childrenOf: ChildrenOf,
  resources: readonly DeclaredResource[],
  problems: Problem[],
): readonly ApiModel[] {
  const llmLogs = readLlmLogs(service, resources);
  const shared = declaredSchemas(childrenOf("Schema"));
  const schemasOf = (id: string): SchemasById =>
    new Map([
      ...shared,
      ...declaredSchemas(
        childrenOf("ApiSchema").filter((one) => apiOf(one).toLowerCase() === id.toLowerCase()),
      ),
    ]);
  return childrenOf("Api").map((resource): ApiModel => {
    const id = apiOf(resource);
    const revision = textOf(property(resource, "apiRevision")) ?? "1";
    const isCurrent = property(resource, "isCurrent") !== false;
    const mine: Belongs = (child) => belongsTo(child, { id, revision, isCurrent });
    const policy = childrenOf("ApiPolicy").findLast(mine);
    const imported = importOf(resource, problems);
    const version = textOf(property(resource, "apiVersion")) ?? "";
    const webSocket = isWebSocket(resource);
    const mcp = isMcp(resource) ? mcpModel(resource, childrenOf("ApiTool").filter(mine)) : undefined;
    return {
      id,
      key: isCurrent ? id : `${id};rev=${revision}`,
      name: textOf(property(resource, "displayName")) ?? id,
      ...versioningOf(resource, version, childrenOf),
      revision,
      version,
      isCurrent,
      protocols: stringsOf(property(resource, "protocols")),
      webSocket,
      ...(mcp ? { mcp } : {}),
      serviceUrl: (textOf(property(resource, "serviceUrl")) ?? imported?.serviceUrl ?? "").replace(
        /\/+$/,
        "",
      ),
      subscriptionRequired: property(resource, "subscriptionRequired") !== false,
      keyHeader:
        textOf(property(resource, "subscriptionKeyParameterNames.header")) ?? "Ocp-Apim-Subscription-Key",
      keyQuery: textOf(property(resource, "subscriptionKeyParameterNames.query")) ?? "subscription-key",
      operations: operationsOf(
        mine,
        webSocket ? { operations: [handshake] } : mcp ? { operations: mcpOperations } : imported,
        childrenOf,
        schemasOf(id),
      ),
      schemas: schemasOf(id),
      policy: policy && policySource(policy),
      llmLogs: llmLogs(id),
    };
  });
}

function isWebSocket(resource: DeclaredResource): boolean {
  return [property(resource, "apiType"), property(resource, "type")].some(
    (type) => textOf(type)?.toLowerCase() === "websocket",
  );
}

/** The service makes it, and nobody else can. https://learn.microsoft.com/azure/api-management/websocket-api */
const handshake: ImportedApi["operations"][number] = {
  id: "onHandshake",
  name: "onHandshake",
  method: "GET",
  urlTemplate: "/",
};

/** The API a resource is, or belongs to, without its revision. */
function apiOf(resource: DeclaredResource): string {
  const id = armSegment(resource.id, "apis") ?? textOf(resource.inputs["apiId"]) ?? armName(resource.id);
  return id.replace(/;rev=.*$/i, "");
}

type Belongs = (child: DeclaredResource) => boolean;

/** Children name their API alone, which means its current revision, or with a revision. */
function belongsTo(
  child: DeclaredResource,
  api: { readonly id: string; readonly revision: string; readonly isCurrent: boolean },
): boolean {
  const owner = armSegment(child.id, "apis") ?? textOf(child.inputs["apiId"]) ?? "";
  const [id, revision] = owner.split(/;rev=/i);
  if (id!.toLowerCase() !== api.id.toLowerCase()) return false;
  return revision === undefined ? api.isCurrent : revision === api.revision;
}

function importOf(resource: DeclaredResource, problems: Problem[]): ImportedApi | undefined {
  const format = textOf(resource.inputs["format"]);
  const value = textOf(resource.inputs["value"]);
  if (format === undefined || value === undefined) return undefined;
  const query = resource.inputs["translateRequiredQueryParametersConduct"] === "query" ? "query" : "template";
  const imported = /^(?:openapi(?:\+json)?|swagger-json)$/.test(format)
    ? importOpenApi(value, query)
    : undefined;
  if (!imported) {
    problems.push({
      code: "API_IMPORT",
      severity: "error",
      subject: resource.name,
      message: `The API's definition (format "${format}") cannot be read`,
      hint: "Give an OpenAPI document as text, with format openapi+json, openapi or swagger-json",
    });
  }
  return imported;
}

interface Versioning {
  readonly path: string;
  readonly versionIn?: ApiModel["versionIn"];
}

/**
 * Where the version stands in a request: in the path, a header or the query, as its version set says.
 * https://learn.microsoft.com/azure/api-management/api-management-versions#versioning-schemes
 */
function versioningOf(resource: DeclaredResource, version: string, childrenOf: ChildrenOf): Versioning {
  const path = (textOf(property(resource, "path")) ?? "").replace(/^\/+|\/+$/g, "");
  const inline =
    textOf(property(resource, "apiVersionSet.id")) ?? textOf(property(resource, "apiVersionSet.name"));
  const setId = textOf(property(resource, "apiVersionSetId")) ?? inline;
  if (setId === undefined) return { path };
  const set = childrenOf("ApiVersionSet").find((candidate) =>
    sameArmId(armName(candidate.id), armName(setId)),
  );
  const said = (name: string) =>
    textOf(set && property(set, name)) ?? textOf(property(resource, `apiVersionSet.${name}`));
  const scheme = (said("versioningScheme") ?? "Segment").toLowerCase();
  const kind = scheme === "header" || scheme === "query" ? scheme : undefined;
  const name = kind && (said(kind === "header" ? "versionHeaderName" : "versionQueryName") ?? "api-version");
  return {
    path: version && !kind ? `${path}/${version}`.replace(/^\/+/, "") : path,
    ...(kind && name ? { versionIn: { kind, name } } : {}),
  };
}

function operationsOf(
  belongs: Belongs,
  imported: Pick<ImportedApi, "operations"> | undefined,
  childrenOf: ChildrenOf,
  schemas: SchemasById,
): readonly OperationModel[] {
  const policies = new Map<string, PolicySource>();
  for (const resource of childrenOf("ApiOperationPolicy").filter(belongs)) {
    const id = armSegment(resource.id, "operations") ?? textOf(resource.inputs["operationId"]) ?? "";
    policies.set(id.toLowerCase(), policySource(resource));
  }
  const declared = childrenOf("ApiOperation")
    .filter(belongs)
    .map((resource) => ({
      id: armName(resource.id),
      name: textOf(property(resource, "displayName")) ?? armName(resource.id),
      method: (textOf(property(resource, "method")) ?? "GET").toUpperCase(),
      urlTemplate: textOf(property(resource, "urlTemplate")) ?? "/",
      contract: declaredContract(resource, schemas),
    }));
  const replaced = new Set(declared.map(({ id }) => id.toLowerCase()));
  return [
    ...(imported?.operations ?? []).filter(({ id }) => !replaced.has(id.toLowerCase())),
    ...declared,
  ].map((operation) => ({
    ...operation,
    urlTemplate: `/${operation.urlTemplate.replace(/^\/+/, "")}`,
    policy: policies.get(operation.id.toLowerCase()),
  }));
}
