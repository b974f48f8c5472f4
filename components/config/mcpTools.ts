import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import { operationEntity, readOpenApiFile, type OpenApiFile } from "../mcp/openApiFile";
import { operationIds, toolNames } from "../mcp/plan";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import { toolName } from "./schema/mcp";
import type { ConfigPath } from "./source";

type Server = NonNullable<NonNullable<SalvagedConfig["mcpServers"]>[number]>;

/** The tools of an MCP server: the operations that they are made of, and what names them. */
export function mcpToolChecks(server: Server, path: ConfigPath, report: Report): void {
  const tools = toolsOf(server, path, report);
  if (tools) checkTools(server, tools, path, report);
  else if (server.from?.url !== undefined && server.from.openapi === undefined)
    checkPassedThrough(server, path, report);
}

/** Ids of the operations that tools are made from; undefined where they cannot be known. */
function toolsOf({ from }: Server, path: ConfigPath, report: Report): readonly string[] | undefined {
  if (!from) return undefined;
  const wanted = from.operations?.filter((name) => name !== undefined);
  checkOnce(from.operations ?? [], [...path, "from", "operations"], report);
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
  const unnamed = file.operations.filter(
    ({ id }) => id === undefined || !toolName.safeParse(id).success || operationEntity(id) === "",
  );
  if (wanted === undefined && unnamed.length > 0)
    report(
      "CONFIG_MCP_OPERATION",
      [...path, "from", "openapi"],
      `Operations without an operationId that can name a tool: ${unnamed.map(({ line }) => line).join(", ")}`,
      "Give each an operationId of letters, digits and _ . -, or name those that become tools under operations",
    );
  const chosen = wanted ?? known;
  checkEntities(from.openapi, file, chosen, [...path, "from", "openapi"], report);
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

/** Resources are told apart by their names in any case. */
function checkOnce(names: readonly (string | undefined)[], path: ConfigPath, report: Report): void {
  const seen = new Set<string>();
  for (const [at, name] of names.entries()) {
    if (name === undefined) continue;
    if (seen.has(name.toLowerCase()))
      report("CONFIG_MCP_OPERATION", [...path, at], `"${name}" stands here twice`, "Take one out");
    seen.add(name.toLowerCase());
  }
}

/** Operations of one name are one resource of API Management, which no two tools can lead to. */
function checkEntities(
  document: string,
  { operations }: OpenApiFile,
  chosen: readonly string[],
  path: ConfigPath,
  report: Report,
): void {
  const byName = new Map<string, OpenApiFile["operations"][number]>();
  for (const operation of operations) {
    const { id, line } = operation;
    if (id === undefined || !chosen.includes(id)) continue;
    const other = byName.get(operationEntity(id));
    if (other)
      report(
        "CONFIG_MCP_OPERATION",
        path,
        `${document} names two operations alike: ${other.line} (${other.id}) and ${line} (${id}). API Management takes capitals, and whatever is neither letter nor digit, for no difference`,
        "Give each operation an operationId of its own",
      );
    else byName.set(operationEntity(id), operation);
  }
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

/**
 * Names outside of what is allowed, of a server whose tools are not known here. A product whose only tool is misspelled could
 * call none, and a limit would count nothing.
 */
function checkAllowed(
  { tools = {}, perTool = {}, productTools = {} }: Server,
  path: ConfigPath,
  report: Report,
): void {
  const allow = tools.allow?.filter((name) => name !== undefined);
  // What is misspelled there is told already.
  if (!allow || allow.length < tools.allow!.length) return;
  const named: readonly (readonly [name: string | undefined, path: ConfigPath])[] = [
    ...Object.keys(perTool).map((name) => [name, ["perTool", name]] as const),
    ...Object.entries(productTools).flatMap(([product, names]) =>
      (names ?? []).map((name, at) => [name, ["productTools", product, at]] as const),
    ),
  ];
  for (const [name, at] of named)
    if (name !== undefined && !allow.includes(name))
      report(
        "CONFIG_MCP_TOOL",
        [...path, ...at],
        `"${name}" is not among the tools that are allowed`,
        nearest(name, allow, "Allowed"),
      );
}

/** What cannot be had of a server that answers for itself. */
function checkPassedThrough(server: Server, path: ConfigPath, report: Report): void {
  const { tools = {}, productTools = {} } = server;
  if (Object.keys(tools.describe ?? {}).length > 0)
    report(
      "CONFIG_MCP_DESCRIBE",
      [...path, "tools", "describe"],
      "A server that is passed through describes its tools itself: its answers are not read",
      "Take the key out",
    );
  checkAllowed(server, path, report);
  if (tools.allow || (tools.deny ?? []).length > 0 || Object.keys(productTools).length > 0)
    report(
      "CONFIG_MCP_LIST",
      [...path, "tools"],
      "The list of tools that clients get is the server's own, with those that may not be called: a list would have to be read to be shortened, and reading answers keeps streams back",
      "Nothing, if that is well: what is not allowed is refused when it is called",
      "warning",
    );
}

export function nearest(name: string, known: readonly string[], what: string): string {
  const near = nearestWord(name, known);
  return near ? `Did you mean ${near}?` : `${what}: ${known.join(", ") || "none"}`;
}
