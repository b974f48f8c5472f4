import type { RpcPlan } from "../mcp/plan";
import type { ServicePlan } from "../services/plan";
import type { LinkedApi } from "./callers";

export function hasRpc({ servers, agents }: RpcPlan): boolean {
  return servers.length + agents.length > 0;
}

/** A service, with the products that may call it; all, where it names none. */
export const linkedApi = ({ id, config }: ServicePlan): LinkedApi => ({ id, products: config.products });

/** MCP servers and agents, with the products that may call them; all, where they name none. */
export function toolsOf({ servers, agents }: RpcPlan): readonly LinkedApi[] {
  return [...servers, ...agents].map(({ id, config }) => ({ id, products: config.products }));
}
