import type { BackendPlan } from "../backendPlan";
import { apiNames, type GatewayConfig } from "../config/schema";
import type { RpcPlan } from "../mcp/plan";
import type { EntityNames } from "../policyNames";
import type { ServicePlan } from "../services/plan";
import type { LinkedApi } from "./callers";
import { apiFacts } from "./parameters";
import { realtimeId } from "./realtime";

export function hasRpc({ servers, agents }: RpcPlan): boolean {
  return servers.length + agents.length > 0;
}

/** A service, with the products that may call it; all, where it names none. */
export const linkedApi = ({ id, config }: ServicePlan): LinkedApi => ({ id, products: config.products });

/** MCP servers and agents, with the products that may call them; all, where they name none. */
export function toolsOf({ servers, agents }: RpcPlan): readonly LinkedApi[] {
  return [...servers, ...agents].map(({ id, config }) => ({ id, products: config.products }));
}

/** Ids of the APIs that a config may have, each with those of its realtime sessions, as products grant them. */
export function apiIdsOf(
  { apis }: Pick<GatewayConfig, "apis">,
  plan: BackendPlan,
  { prefix }: EntityNames,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries<readonly string[]>([
    ...apiNames
      .filter((name) => apis[name].enabled)
      .map((name) => [name, [`${prefix}${apiFacts[name].id}`, `${prefix}${realtimeId(name)}`]] as const),
    ...Object.values(plan.providers?.apis ?? {})
      .filter(({ name }) => apis[name].enabled)
      .map(({ name, id }) => [name, [`${prefix}${id}`]] as const),
  ]);
}
