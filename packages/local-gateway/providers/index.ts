import { bedrockRegion, type ProviderName } from "../resources/hosts";
import { anthropic } from "./anthropic";
import { bedrock } from "./bedrock";
import { createCompatible } from "./compatible";
import { createGemini } from "./gemini";
import { createSimulatedProvider, type PlayedProvider, type ProviderOptions } from "./service/createProvider";

/** Who plays each provider. */
const players: Readonly<Record<ProviderName, (options: ProviderOptions) => PlayedProvider>> = {
  anthropic: (options) => createSimulatedProvider(anthropic, options),
  bedrock: (options) => createSimulatedProvider(bedrock(bedrockRegion(options.host) ?? "us-east-1"), options),
  gemini: createGemini,
  openai: (options) => createCompatible({ ...options, flavour: "openai" }),
  compatible: (options) => createCompatible({ ...options, flavour: "compatible" }),
};

/** A provider at a host, without sockets. */
export function createProvider(name: ProviderName, options: ProviderOptions): PlayedProvider {
  return players[name](options);
}

export type { PlayedProvider, ProviderOptions } from "./service/createProvider";
export type { Access } from "./service/dialect";
export type { RateLimits } from "./service/limits";
