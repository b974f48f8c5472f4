import type { AgentConfig, McpServerConfig } from "../config/schema";
import type { EntityNames } from "../policyNames";
import { operationEntity, readOpenApiFile, type OpenApiFile } from "./openApiFile";

/** Where clients find an MCP server below its API's path. */
export const mcpEndpoint = "/mcp";

/** Where clients find an agent below its API's path: an ingress lets through what is below it, and not the path itself. */
export const agentEndpoint = "/a2a";

/** A tool that is made from an operation. */
export interface ToolPlan {
  /** As clients call it: the operation's id in the document, or on the service. */
  readonly name: string;
  /** The operation's name as a resource of the API. */
  readonly operation: string;
  /** What models are told of it, where the config says it; API Management takes the operation's own words else. */
  readonly description?: string | undefined;
}

/** The API of an OpenAPI document that is declared for a server's tools. */
export interface OperationsPlan {
  /** The API's id. */
  readonly id: string;
  readonly path: string;
  /** OpenAPI as JSON. */
  readonly definition: string;
  /** Arguments of its tools that stand in a path. */
  readonly pathArguments: readonly string[];
}

export interface ServerPlan {
  readonly config: McpServerConfig;
  /** The API's id in API Management. */
  readonly id: string;
  readonly displayName: string;
  /** Below the gateway's URL, without the endpoint. */
  readonly path: string;
  /** Of a server that is made from operations; undefined where calls are passed through. */
  readonly tools?: readonly ToolPlan[] | undefined;
  /** The API that tools call: one that is declared too, or the id of one that is there. */
  readonly operations?: OperationsPlan | undefined;
  readonly existingApi?: string | undefined;
  /** What is behind the gateway; undefined for an API that is there. */
  readonly backend?: RpcBackend | undefined;
}

/** Something behind the gateway that is called with one credential. */
export interface RpcBackend {
  readonly id: string;
  /** Of the backend entity. */
  readonly url: string;
  /** Path and query that a message is sent to, where all go to one. */
  readonly target?: string | undefined;
  readonly managedIdentity?: string | undefined;
  readonly apiKey?:
    { readonly secretId: string; readonly header: string; readonly namedValue: string } | undefined;
}

export interface AgentPlan {
  readonly config: AgentConfig;
  readonly id: string;
  readonly displayName: string;
  readonly path: string;
  readonly backend: RpcBackend;
}

export interface RpcPlan {
  readonly servers: readonly ServerPlan[];
  readonly agents: readonly AgentPlan[];
}

export type RpcConfig = {
  readonly mcpServers?: readonly McpServerConfig[] | undefined;
  readonly agents?: readonly AgentConfig[] | undefined;
};

/** @param config checked: its OpenAPI documents can be read, and have the operations that it names */
export function planRpc({ mcpServers = [], agents = [] }: RpcConfig, names: EntityNames): RpcPlan {
  return {
    servers: mcpServers.map((config) => planServer(config, names)),
    agents: agents.map((config): AgentPlan => {
      const id = `${names.prefix}a2a-${config.name}`;
      return {
        config,
        id,
        displayName: config.displayName ?? config.name,
        path: config.path ?? config.name,
        backend: backendOf(id, config.url, config.auth, names, true),
      };
    }),
  };
}

function planServer(config: McpServerConfig, names: EntityNames): ServerPlan {
  const { from, name } = config;
  const id = `${names.prefix}mcp-${name}`;
  const path = config.path ?? name;
  const common = { config, id, displayName: config.displayName ?? name, path };
  const tools = (ids: readonly string[], entity = (tool: string) => tool): readonly ToolPlan[] =>
    toolNames(ids, config).map((tool) => ({
      name: tool,
      operation: entity(tool),
      description: config.tools.describe[tool],
    }));
  if (from.openapi !== undefined) {
    const file = readOpenApiFile(from.openapi);
    if (typeof file === "string") throw new Error(file);
    const made = tools(from.operations ?? operationIds(file), operationEntity);
    return {
      ...common,
      tools: made,
      operations: {
        id: `${id}-operations`,
        // Not below the server's own path: an ingress lets that through.
        path: `mcp-operations/${name}`,
        definition: file.withOperations(new Set(made.map((tool) => tool.name))),
        pathArguments: pathArguments(file, made),
      },
      backend: backendOf(id, from.url!, from.auth, names, false),
    };
  }
  if (from.api !== undefined)
    return { ...common, tools: tools(from.operations ?? []), existingApi: from.api };
  return { ...common, backend: backendOf(id, from.url!, from.auth, names, true) };
}

export function operationIds(file: OpenApiFile): readonly string[] {
  return file.operations.flatMap(({ id }) => id ?? []);
}

function pathArguments({ operations }: OpenApiFile, tools: readonly ToolPlan[]): readonly string[] {
  const lines = operations.filter(({ id }) => tools.some(({ name }) => name === id)).map(({ line }) => line);
  return [...new Set(lines.flatMap((line) => [...line.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!)))];
}

/** Which of the operations are tools, in their order: those that the config denies are not even declared. */
export function toolNames(
  ids: readonly string[],
  { tools: { allow, deny } }: Pick<McpServerConfig, "tools">,
): readonly string[] {
  const denied = new Set(deny.map((name) => name.toLowerCase()));
  return ids.filter((id) => (allow?.includes(id) ?? true) && !denied.has(id.toLowerCase()));
}

/** @param whole whether the URL is where messages go, and not what paths are added to */
function backendOf(
  id: string,
  url: string,
  auth: McpServerConfig["from"]["auth"],
  names: EntityNames,
  whole: boolean,
): RpcBackend {
  const { origin, pathname } = new URL(url);
  return {
    id,
    url: whole ? origin : url.replace(/\/+$/, ""),
    target: whole ? pathname : undefined,
    managedIdentity: auth?.managedIdentity,
    apiKey: auth?.apiKey && {
      secretId: auth.apiKey.keyVaultSecretId,
      header: auth.apiKey.header,
      namedValue: `${names.providerNamedValue}${id}-key`,
    },
  };
}

/** The secrets of backends: named value to the Key Vault secret that it is. */
export function rpcSecrets({ servers, agents }: RpcPlan): ReadonlyMap<string, string> {
  return new Map(
    [...servers, ...agents].flatMap(({ backend }) =>
      backend?.apiKey ? [[backend.apiKey.namedValue, backend.apiKey.secretId] as const] : [],
    ),
  );
}
