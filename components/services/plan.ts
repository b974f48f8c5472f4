import type * as pulumi from "@pulumi/pulumi";
import type { ServiceConfig } from "../config/schema";
import type { EntityNames } from "../policyNames";
import type { CallerKey } from "../providers/callerKeys";
import { operationsOf, type ServiceOperation } from "./operations";

/** What is known of a kind of service, whoever has one. */
export interface ServiceKind {
  readonly title: string;
  /** `kind` of its usage events. */
  readonly eventKind: string;
  /** What the token of the gateway's identity is for. */
  readonly audience: string;
  /** In the host of a service: NAME.DOMAIN. */
  readonly domain: string;
  /** Type of its resource in ARM, in lower case. */
  readonly resourceType: string;
  /** Where its clients put their key. */
  readonly key: CallerKey;
  /** What its clients add to the endpoint before anything else. */
  readonly base: string;
  readonly page: string;
}

export const serviceKinds: Readonly<Record<ServiceConfig["kind"], ServiceKind>> = {
  search: {
    title: "Azure AI Search",
    eventKind: "search",
    // https://learn.microsoft.com/azure/search/search-security-rbac-client-code
    audience: "https://search.azure.com",
    domain: "search.windows.net",
    resourceType: "microsoft.search/searchservices",
    key: { header: "api-key", query: "subscription-key" },
    base: "",
    page: "https://learn.microsoft.com/rest/api/searchservice/documents",
  },
  documentIntelligence: {
    title: "Azure AI Document Intelligence",
    eventKind: "documents",
    // https://learn.microsoft.com/azure/ai-services/authentication#authenticate-with-microsoft-entra-id
    audience: "https://cognitiveservices.azure.com",
    domain: "cognitiveservices.azure.com",
    resourceType: "microsoft.cognitiveservices/accounts",
    key: { header: "Ocp-Apim-Subscription-Key", query: "subscription-key" },
    base: "documentintelligence",
    page: "https://learn.microsoft.com/rest/api/aiservices/document-models/analyze-document",
  },
};

export interface ServicePlan {
  readonly config: ServiceConfig;
  readonly kind: ServiceKind;
  /** Of API and backend in API Management. */
  readonly id: string;
  readonly displayName: string;
  /** Of the API, below the gateway's URL. */
  readonly path: string;
  /** What clients write as the service's endpoint, below the gateway's URL; empty for that URL itself. */
  readonly endpointPath: string;
  readonly resourceId?: pulumi.Input<string> | undefined;
  readonly operations: readonly ServiceOperation[];
}

/** Pure. */
export function planServices(
  services: readonly ServiceConfig[] = [],
  names: Pick<EntityNames, "prefix">,
): readonly ServicePlan[] {
  return services.map((config) => {
    const kind = serviceKinds[config.kind];
    const endpointPath = endpointPathOf(config);
    return {
      config,
      kind,
      id: `${names.prefix}service-${config.name}`,
      displayName: config.displayName ?? config.name,
      path: apiPathOf(config),
      endpointPath,
      resourceId: config.resourceId,
      operations: operationsOf(config),
    };
  });
}

/** The gateway's URL itself is the endpoint where clients add a path of their own to it. */
export function endpointPathOf({ kind, name, path }: Pick<ServiceConfig, "kind" | "name" | "path">): string {
  return path ?? (serviceKinds[kind].base === "" ? name : "");
}

/** Where the service's API is, below the gateway's URL. */
export function apiPathOf(config: Pick<ServiceConfig, "kind" | "name" | "path">): string {
  return [endpointPathOf(config), serviceKinds[config.kind].base].filter(Boolean).join("/");
}
