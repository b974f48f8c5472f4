import type { BackendPlan } from "../backendPlan";
import { apiNames, type GatewayConfig } from "../config/schema";
import type { EntityNames } from "../policyNames";
import { apiFacts } from "./parameters";
import { realtimeId } from "./realtime";

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
