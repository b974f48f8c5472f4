import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { operationIds, toolNames } from "../mcp/plan";
import { readOpenApiFile } from "../mcp/openApiFile";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import { defaultPathOf } from "./schema/apis";
import { packageProviders } from "../providers";
import { apiPathOf } from "../services/plan";
import type { ConfigPath } from "./source";

type Servers = NonNullable<SalvagedConfig["mcpServers"]>;
type Server = NonNullable<Servers[number]>;

/** MCP servers and agents: their names, where their tools come from, and what names tools and products. */
export function mcpChecks(config: SalvagedConfig, report: Report): void {
  const servers = list(config.mcpServers);
  const agents = list(config.agents);
  if (servers.length + agents.length + list(config.services).length === 0) return;
  checkNames(config, report);
  for (const [index, agent] of agents)
    checkProducts(config, agent.products, ["agents", index, "products"], report);
  for (const [index, server] of servers) {
    const path = ["mcpServers", index];
    checkProducts(config, server.products, [...path, "products"], report);
    for (const product of Object.keys(server.productTools ?? {}))
      checkProduct(config, product, [...path, "productTools", product], report, server.products);
    checkOrigin(config, server, [...path, "from"], report);
    const tools = toolsOf(server, path, report);
    if (tools) checkTools(server, tools, path, report);
    else if (server.from?.url !== undefined && server.from.openapi === undefined)
      checkPassedThrough(server, path, report);
  }
}

/** One name and one path for each, whatever kind it is: both are in URLs, in ids and in usage events. */
function checkNames({ mcpServers, agents, services, apis }: SalvagedConfig, report: Report): void {
  const names = new Map<string, string>();
  const paths = new Map<string, string>(
    Object.entries({ azureOpenAi: undefined, openAiV1: undefined, ...apis }).flatMap(([name, api]) =>
      api?.enabled === false
        ? []
        : [
            [
              (api?.path ?? defaultPathOf(name as "openAiV1", packageProviders)).toLowerCase(),
              `apis.${name}`,
            ] as const,
          ],
    ),
  );
  const ofServices = list(services).map(
    ([index, { kind, name, path }]) =>
      [index, { name, path: kind && name !== undefined ? apiPathOf({ kind, name, path }) : path }] as const,
  );
  for (const [key, all] of [
    ["mcpServers", list(mcpServers)],
    ["agents", list(agents)],
    ["services", ofServices],
  ] as const)
    for (const [index, { name, path = name }] of all) {
      if (name === undefined) continue;
      const own = `${key}[${index}]`;
      const other = names.get(name.toLowerCase());
      if (other !== undefined)
        report(
          "CONFIG_DUPLICATE_SERVER",
          [key, index, "name"],
          `${other} has the name "${name}" too`,
          "Give each MCP server, agent and service a name of its own",
        );
      else {
        names.set(name.toLowerCase(), own);
        const taken = path === undefined ? undefined : paths.get(path.toLowerCase());
        if (taken !== undefined)
          report(
            "CONFIG_DUPLICATE_PATH",
            [key, index, "path"],
            `${taken} has the path "${path}" too`,
            "Give each API, MCP server, agent and service a path of its own",
          );
        else if (path !== undefined) paths.set(path.toLowerCase(), own);
      }
    }
}

export function checkProducts(
  config: SalvagedConfig,
  names: readonly (string | undefined)[] | undefined,
  path: ConfigPath,
  report: Report,
): void {
  for (const [at, name] of (names ?? []).entries())
    if (name !== undefined) checkProduct(config, name, [...path, at], report);
}

export function checkProduct(
  { products }: SalvagedConfig,
  name: string,
  path: ConfigPath,
  report: Report,
  among?: readonly (string | undefined)[],
): void {
  const known = (products ?? []).flatMap((product) => product?.name ?? []);
  if (products === undefined) return;
  if (!known.includes(name))
    report("CONFIG_UNKNOWN_PRODUCT", path, `There is no product "${name}"`, nearest(name, known, "Products"));
  else if (among && !among.includes(name))
    report(
      "CONFIG_UNKNOWN_PRODUCT",
      path,
      `The products that may call it do not have "${name}" among them`,
      "Add it to products, or take this out",
    );
}

function checkOrigin(
  { existing, workload }: SalvagedConfig,
  { from }: Server,
  path: ConfigPath,
  report: Report,
): void {
  if (!from) return;
  const { openapi, api, url, operations, auth } = from;
  const wrong = (message: string, hint: string) => report("CONFIG_MCP_ORIGIN", path, message, hint);
  if (openapi !== undefined && api !== undefined)
    wrong("Tools come from a description and from an API at once", "Write openapi or api");
  else if (openapi !== undefined && url === undefined)
    wrong(
      "Nobody says where the API of the description is",
      "Write url, the API's address behind the gateway",
    );
  else if (api !== undefined && url !== undefined)
    wrong(
      "An API that is on the service has its address there",
      "Take url out, or write openapi in place of api",
    );
  else if (api !== undefined && auth !== undefined)
    wrong("An API that is on the service signs on by its own policy", "Take auth out");
  else if (api !== undefined && operations === undefined)
    wrong("Nobody says which operations of the API become tools", "Write operations");
  else if (openapi === undefined && api === undefined && url === undefined)
    wrong("Nobody says where the tools come from", "Write openapi and url, api and operations, or url alone");
  else if (openapi === undefined && api === undefined && operations !== undefined)
    wrong("A server that is passed through has tools, and no operations", "Write tools.allow, or openapi");
  if (
    api !== undefined &&
    openapi === undefined &&
    workload !== undefined &&
    existing?.apiManagementId === undefined
  )
    report(
      "CONFIG_MCP_API",
      [...path, "api"],
      `The stack makes its own API Management service, which has an API "${api}" only if the program declares it`,
      "Write openapi and url, or name the service under existing.apiManagementId",
      "warning",
    );
}

/** Ids of the operations that tools are made from; undefined where they cannot be known. */
function toolsOf({ from }: Server, path: ConfigPath, report: Report): readonly string[] | undefined {
  if (!from) return undefined;
  const wanted = from.operations?.filter((name) => name !== undefined);
  if (from.openapi === undefined) return from.api === undefined ? undefined : wanted;
  const file = readOpenApiFile(from.openapi);
  if (typeof file === "string") {
    report(
      "CONFIG_MCP_OPENAPI",
      [...path, "from", "openapi"],
      file,
      "Write the path of an OpenAPI 3 document",
    );
    return undefined;
  }
  const known = operationIds(file);
  for (const [at, name] of (from.operations ?? []).entries())
    if (name !== undefined && !known.includes(name))
      report(
        "CONFIG_MCP_OPERATION",
        [...path, "from", "operations", at],
        `${from.openapi} has no operation "${name}"`,
        nearest(name, known, "Operations"),
      );
  const unnamed = file.operations.filter(({ id }) => id === undefined || !/^[A-Za-z0-9_.-]{1,80}$/.test(id));
  if (wanted === undefined && unnamed.length > 0)
    report(
      "CONFIG_MCP_OPERATION",
      [...path, "from", "openapi"],
      `Operations without an operationId that can name a tool: ${unnamed.map(({ line }) => line).join(", ")}`,
      "Give each an operationId of letters, digits and _ . -, or name those that become tools under operations",
    );
  const chosen = wanted ?? known;
  const mixed = file.operations.filter(
    ({ id, hasBody, hasParameters }) => id !== undefined && chosen.includes(id) && hasBody && hasParameters,
  );
  if (mixed.length > 0)
    report(
      "CONFIG_MCP_ARGUMENTS",
      [...path, "from"],
      `API Management has been seen to lose arguments of operations with a body and parameters both (github.com/Azure/MCP/issues/38): ${mixed.map(({ id }) => id).join(", ")}`,
      "Try them on your service, or give the API an operation that takes all in its body",
      "warning",
    );
  return chosen;
}

function checkTools(server: Server, known: readonly string[], path: ConfigPath, report: Report): void {
  const { tools = {}, perTool = {}, productTools = {} } = server;
  const named: readonly (readonly [name: string | undefined, path: ConfigPath])[] = [
    ...(tools.allow ?? []).map((name, at) => [name, ["tools", "allow", at]] as const),
    ...(tools.deny ?? []).map((name, at) => [name, ["tools", "deny", at]] as const),
    ...Object.keys(tools.describe ?? {}).map((name) => [name, ["tools", "describe", name]] as const),
    ...Object.keys(perTool).map((name) => [name, ["perTool", name]] as const),
    ...Object.entries(productTools).flatMap(([product, names]) =>
      (names ?? []).map((name, at) => [name, ["productTools", product, at]] as const),
    ),
  ];
  for (const [name, at] of named)
    if (name !== undefined && !known.includes(name))
      report(
        "CONFIG_MCP_TOOL",
        [...path, ...at],
        `There is no tool "${name}"`,
        nearest(name, known, "Tools"),
      );
  const allow = tools.allow?.filter((name) => name !== undefined);
  const deny = (tools.deny ?? []).filter((name) => name !== undefined);
  if (toolNames(known, { tools: { allow, deny, describe: {} } }).length === 0)
    report("CONFIG_MCP_TOOL", [...path, "tools"], "No tool is left", "Allow one, or take the server out");
}

/** What cannot be had of a server that answers for itself. */
function checkPassedThrough(
  { tools = {}, productTools = {} }: Server,
  path: ConfigPath,
  report: Report,
): void {
  if (Object.keys(tools.describe ?? {}).length > 0)
    report(
      "CONFIG_MCP_DESCRIBE",
      [...path, "tools", "describe"],
      "A server that is passed through describes its tools itself: its answers are not read",
      "Take the key out",
    );
  if (tools.allow || (tools.deny ?? []).length > 0 || Object.keys(productTools).length > 0)
    report(
      "CONFIG_MCP_LIST",
      [...path, "tools"],
      "The list of tools that clients get is the server's own, with those that may not be called: a list would have to be read to be shortened, and reading answers keeps streams back",
      "Nothing, if that is well: what is not allowed is refused when it is called",
      "warning",
    );
}

function nearest(name: string, known: readonly string[], what: string): string {
  const near = nearestWord(name, known);
  return near ? `Did you mean ${near}?` : `${what}: ${known.join(", ") || "none"}`;
}

/** Items that are sound, with their positions. */
export function list<T>(all: readonly (T | undefined)[] | undefined): readonly (readonly [number, T])[] {
  return [...(all ?? []).entries()].flatMap(([index, item]) =>
    item === undefined ? [] : [[index, item] as const],
  );
}
