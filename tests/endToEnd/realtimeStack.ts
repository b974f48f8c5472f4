import type { GatewayConfigInput } from "../../components";
import { devConfig } from "./devStack";

type Backend = GatewayConfigInput["backends"][number];

/** A deployment of a model that talks. */
export const live = { name: "live", model: "gpt-realtime", version: "2025-08-28", capacity: 100 };

/** The dev stack with a deployment that talks at both pay-as-you-go accounts, and three more products. */
export function realtimeConfig(
  changed: Partial<GatewayConfigInput> = {},
  capacity = live.capacity,
): GatewayConfigInput {
  const backends = devConfig.backends.map((backend: Backend): Backend =>
    backend.kind === "payg"
      ? { ...backend, deployments: [...(backend.deployments ?? []), { ...live, capacity }] }
      : backend,
  );
  const product = (name: string, more: object) => ({
    name,
    displayName: name,
    priority: "high" as const,
    subscriptions: [{ name: `${name}-user` }],
    ...more,
  });
  return {
    ...devConfig,
    backends,
    products: [
      ...devConfig.products,
      product("talkers", { models: ["live"] }),
      product("readers", { models: ["gpt-5.4"] }),
      product("spenders", {
        budget: { dollars: 1, period: "Daily", promptPerMillion: 1, completionPerMillion: 1 },
      }),
    ],
    ...changed,
  };
}
