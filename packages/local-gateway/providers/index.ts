import { bedrockRegion, type ProviderName } from "../resources/hosts";
import { anthropic } from "./anthropic";
import { bedrock } from "./bedrock";
import type { DialectOf } from "./service/dialect";

/** Who plays each provider, by the host that it is called at. */
const players: Readonly<Partial<Record<ProviderName, (host: string) => DialectOf>>> = {
  anthropic: () => anthropic,
  bedrock: (host) => bedrock(bedrockRegion(host) ?? "us-east-1"),
};

/** The wire format of a provider at a host; undefined for one that nobody plays. */
export function dialectAt(provider: ProviderName, host: string): DialectOf | undefined {
  return players[provider]?.(host);
}

export {
  createSimulatedProvider,
  type ProviderOptions,
  type SimulatedProvider,
} from "./service/createProvider";
export type { Access } from "./service/dialect";
export type { RateLimits } from "./service/limits";
