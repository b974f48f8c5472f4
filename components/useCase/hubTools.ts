import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { ConfigPath } from "../config/source";
import type { Contract } from "./contract/schema";
import type { PlannedHub } from "./hub";
import type { Report } from "./report";

/** An MCP server or an agent that a contract may call, as the gateway knows it. */
export interface ResolvedTools {
  readonly kind: "mcp" | "a2a";
  readonly name: string;
  /** `mcp-orders`, `a2a-travel`: no API is named so. */
  readonly label: string;
  /** The API's id in API Management. */
  readonly id: string;
  /** Below the gateway's URL. */
  readonly path: string;
  /** Of a server: those that may be called; undefined: all that the server has. */
  readonly tools?: readonly string[] | undefined;
  readonly callsPerMinute?: number | undefined;
  readonly perTool: Readonly<Record<string, number>>;
}

/** The MCP servers and agents of a contract; what the gateway has not is reported. */
export function resolveTools(
  { mcpServers, agents }: Pick<Contract, "mcpServers" | "agents">,
  hub: PlannedHub,
  report: Report,
): readonly ResolvedTools[] {
  const find = <One>(
    what: string,
    known: Readonly<Record<string, One>>,
    name: string,
    path: ConfigPath,
  ): One | undefined => {
    if (Object.hasOwn(known, name)) return known[name];
    const names = Object.keys(known);
    const near = nearestWord(name, names);
    report(
      what === "agent" ? "CONTRACT_UNKNOWN_AGENT" : "CONTRACT_UNKNOWN_SERVER",
      [...path, "name"],
      `The gateway has no ${what} "${name}" for contracts`,
      near ? `Did you mean ${near}?` : `There are: ${names.join(", ") || "none"}`,
    );
    return undefined;
  };
  return [
    ...mcpServers.flatMap((grant, index): readonly ResolvedTools[] => {
      const path = ["mcpServers", index];
      const server = find("MCP server", hub.mcpServers, grant.name, path);
      if (!server) return [];
      checkTools(grant, server, path, report);
      const { name, tools, callsPerMinute, perTool } = grant;
      const { id, path: below } = server;
      return [{ kind: "mcp", name, label: `mcp-${name}`, id, path: below, tools, callsPerMinute, perTool }];
    }),
    ...agents.flatMap(({ name, callsPerMinute }, index): readonly ResolvedTools[] => {
      const agent = find("agent", hub.agents, name, ["agents", index]);
      if (!agent) return [];
      const { id, path } = agent;
      return [{ kind: "a2a", name, label: `a2a-${name}`, id, path, callsPerMinute, perTool: {} }];
    }),
  ];
}

/** A tool is one that the server has, and a limit is of a tool that may be called. */
function checkTools(
  { name, tools, perTool }: Contract["mcpServers"][number],
  server: PlannedHub["mcpServers"][string],
  path: ConfigPath,
  report: Report,
): void {
  const denied = new Set(server.denied.map((tool) => tool.toLowerCase()));
  const unknown = (tool: string) =>
    denied.has(tool.toLowerCase()) || (server.tools !== undefined && !server.tools.includes(tool));
  const told = (tool: string, at: ConfigPath) => {
    const near = nearestWord(tool, server.tools ?? []);
    report(
      "CONTRACT_UNKNOWN_TOOL",
      at,
      denied.has(tool.toLowerCase())
        ? `MCP server ${name} lets nobody call "${tool}"`
        : `MCP server ${name} has no tool "${tool}"`,
      near ? `Did you mean ${near}?` : `Tools: ${server.tools?.join(", ") ?? "whatever else the server has"}`,
    );
  };
  for (const [at, tool] of (tools ?? []).entries()) if (unknown(tool)) told(tool, [...path, "tools", at]);
  for (const tool of Object.keys(perTool))
    if (unknown(tool)) told(tool, [...path, "perTool", tool]);
    else if (tools !== undefined && !tools.includes(tool))
      report(
        "CONTRACT_UNKNOWN_TOOL",
        [...path, "perTool", tool],
        `"${tool}" is none of the tools that the contract may call, so its limit counts nothing`,
        "Add it to tools, or take the limit out",
      );
}
