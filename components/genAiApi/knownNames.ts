import { poolsOf, type BackendPlan } from "../backendPlan";
import type { GatewayConfig } from "../config/schema";
import { rpcSecrets, type RpcPlan } from "../mcp/plan";
import type { PolicyFiles } from "../policyFiles";
import type { ServicePlan } from "../services/plan";
import { usageLoggerOf, type EntityNames } from "../policyNames";
import type { KnownNames } from "./documentMaker";
import { askedBackends, guardNamedValues, guardServices } from "./guards";
import { asksTheLog } from "./budgetWatch";
import { usageWorkspaceOf } from "./logQuery";
import { providerSecrets } from "./signing";
import { storedNamedValues } from "./stored";

/** What the documents of a config may refer to. Pure. */
export function knownNames(
  config: Pick<GatewayConfig, "products" | "guardrails"> & {
    readonly usage?: GatewayConfig["usage"] | undefined;
    readonly contracts?: GatewayConfig["contracts"] | undefined;
  },
  plan: BackendPlan,
  files: PolicyFiles,
  names: EntityNames,
  rpc: RpcPlan,
  services: readonly ServicePlan[] = [],
): KnownNames {
  const others = plan.providers?.backends ?? [];
  return {
    fragments: new Set([...files.fragments.keys()].map((id) => `${names.prefix}${id}`)),
    backends: new Set([
      ...[...poolsOf(plan), ...plan.backends, ...others].map(({ id }) => id),
      ...askedBackends(config, plan, names),
      ...[...rpc.servers, ...rpc.agents].flatMap(({ backend }) => backend?.id ?? []),
      ...services.map(({ id }) => id),
    ]),
    loggers: new Set<string>([
      names.usageLogger,
      ...Object.keys(plan.additionalLocations).map((region) => usageLoggerOf(names, region)),
    ]),
    identityNamedValue: names.identityNamedValue,
    namedValues: new Map([
      ...storedNamedValues(plan, names),
      ...guardNamedValues(guardServices(config), names),
      ...(asksTheLog(config)
        ? [[usageWorkspaceOf(names), "00000000-0000-0000-0000-000000000000"] as const]
        : []),
      ...[...providerSecrets(others, names).keys(), ...rpcSecrets(rpc).keys()].map(
        (name) => [name, "0".repeat(40)] as const,
      ),
    ]),
  };
}
