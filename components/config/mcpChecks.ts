import { mcpToolChecks, nearest } from "./mcpTools";
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
    mcpToolChecks(server, path, report);
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

/** Items that are sound, with their positions. */
export function list<T>(all: readonly (T | undefined)[] | undefined): readonly (readonly [number, T])[] {
  return [...(all ?? []).entries()].flatMap(([index, item]) =>
    item === undefined ? [] : [[index, item] as const],
  );
}
