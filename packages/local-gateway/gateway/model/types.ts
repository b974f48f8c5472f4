import type { OperationContract, SchemasById } from "./contract";
import type { HostUser } from "@azure-genai-gateway/policy-language/expressions/host";
import type { NamedValueModel } from "../../resources/namedValues";

/** An API Management service as the declared resources describe it. Durations are in milliseconds. */
export interface ServiceModel {
  readonly name: string;
  readonly id: string;
  /** As context.Deployment.Region has it. */
  readonly region: string;
  /** Other regions with a gateway of their own. */
  readonly additionalRegions: readonly string[];
  /** `https://NAME.azure-api.net`, or what the resource itself says. */
  readonly gatewayUrl: string;
  /** Names and addresses it answers to, in lower case. */
  readonly hosts: ReadonlySet<string>;
  readonly apis: readonly ApiModel[];
  readonly products: readonly ProductModel[];
  readonly subscriptions: readonly SubscriptionModel[];
  readonly users: readonly HostUser[];
  readonly fragments: ReadonlyMap<string, PolicySource>;
  readonly namedValues: ReadonlyMap<string, NamedValueModel>;
  readonly backends: ReadonlyMap<string, BackendModel>;
  readonly loggers: ReadonlyMap<string, LoggerModel>;
  /** The policy of all APIs; Azure's own (which only forwards) stands where none is declared. */
  readonly policy?: PolicySource;
  /** Identities that the service may sign on as. */
  readonly identities: readonly IdentityModel[];
}

export interface PolicySource {
  readonly text: string;
  readonly format: "rawxml" | "xml";
  /** For problems: a name a user recognises. */
  readonly file: string;
  /** The resource that declares the document. */
  readonly subject: string;
  /** Whether it may be the document of another scope than the one it stands in. */
  readonly anyScope?: boolean;
}

export interface ApiModel {
  /** Tells revisions of one API apart, whose id is the same. */
  readonly key: string;
  readonly id: string;
  readonly name: string;
  /** Without slashes at its ends; with the version where the version set puts it into the path. */
  readonly path: string;
  readonly revision: string;
  readonly version: string;
  /** Where a request says which version it means; absent where the path does, or the API has no version. */
  readonly versionIn?: { readonly kind: "header" | "query"; readonly name: string };
  readonly isCurrent: boolean;
  readonly protocols: readonly string[];
  /** Takes WebSocket handshakes, by the one operation onHandshake, and nothing else. */
  readonly webSocket: boolean;
  /** Of an API of type mcp. */
  readonly mcp?: McpModel;
  readonly serviceUrl: string;
  readonly subscriptionRequired: boolean;
  readonly keyHeader: string;
  readonly keyQuery: string;
  readonly operations: readonly OperationModel[];
  readonly policy?: PolicySource;
  /** True when LLM log rows are written: an azuremonitor diagnostic and a diagnostic setting both say so. */
  readonly llmLogs: boolean;
  /** Schemas declared for it, by id in lower case. */
  readonly schemas: SchemasById;
}

/** An MCP server. */
export interface McpModel {
  /** Made from operations; absent where messages are passed through. */
  readonly tools?: readonly ToolModel[];
}

export interface ToolModel {
  readonly name: string;
  readonly description?: string;
  /** The operation that it calls. */
  readonly apiId: string;
  readonly operationId: string;
}

export interface OperationModel {
  readonly id: string;
  readonly name: string;
  /** Upper case; `*` is any. */
  readonly method: string;
  /** With a leading slash; `{name}` matches a segment; a query part lists parameters that must be there. */
  readonly urlTemplate: string;
  readonly policy?: PolicySource;
  /** What the API's definition says that it takes and gives. */
  readonly contract?: OperationContract;
}

export interface ProductModel {
  readonly id: string;
  readonly name: string;
  readonly state: "Published" | "NotPublished";
  readonly subscriptionRequired: boolean;
  readonly apiIds: ReadonlySet<string>;
  readonly policy?: PolicySource;
}

export interface SubscriptionModel {
  readonly id: string;
  readonly name: string;
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly active: boolean;
  readonly ownerId?: string;
  readonly scope:
    | { readonly kind: "all" }
    | { readonly kind: "api"; readonly apiId: string }
    | { readonly kind: "product"; readonly productId: string };
}

export type BackendModel = SingleBackendModel | PoolModel;

export interface SingleBackendModel {
  readonly kind: "single";
  readonly id: string;
  readonly url: string;
  /** Sent with every request, in place of a header of the same name. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Signs every request on, in place of an Authorization header; without a client id as the service itself. */
  readonly managedIdentity?: { readonly resource: string; readonly clientId?: string };
  readonly breaker?: BreakerModel;
}

export interface BreakerModel {
  readonly name: string;
  /** Failures that trip it; absent when `percentage` counts. */
  readonly count?: number;
  readonly percentage?: number;
  readonly intervalMs: number;
  readonly statusCodeRanges: readonly { readonly min: number; readonly max: number }[];
  readonly errorReasons: readonly string[];
  readonly tripDurationMs: number;
  readonly acceptRetryAfter: boolean;
}

export interface PoolModel {
  readonly kind: "pool";
  readonly id: string;
  readonly members: readonly {
    readonly backendId: string;
    readonly priority: number;
    readonly weight: number;
  }[];
  /** Name of the cookie that keeps a client at one member; absent without session affinity. */
  readonly affinityCookie?: string;
}

export interface LoggerModel {
  readonly id: string;
  readonly kind: "azureEventHub" | "applicationInsights";
  /** The event hub's name, or the Application Insights resource. */
  readonly target: string;
  /** Of the event hub, where the logger says so. */
  readonly namespace?: string;
}

export interface IdentityModel {
  readonly resourceId: string;
  /** Absent for the system-assigned identity. */
  readonly clientId?: string;
  readonly principalId: string;
}

export interface RoleAssignmentModel {
  readonly principalId: string;
  /** The role's GUID. */
  readonly roleId: string;
  readonly scope: string;
}
