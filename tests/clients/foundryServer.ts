import { systemClock } from "../../packages/common/clock";
import { seededRandom } from "../../packages/common/random";
import { serveHttp } from "../../packages/local-gateway/http/server";
import { createSimulatedAccount } from "../../packages/local-gateway/openai";
import { withFoundry } from "../../packages/local-gateway/providers/foundry";
import { createTokenCounter } from "../../packages/local-gateway/tokens";

/** An account of Foundry on a loopback port, with a deployment of Claude and another; its key is `foundry-key`. */
export async function serveFoundry(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const deployment = { modelVersion: "1", sku: "GlobalStandard", capacity: 1_000 };
  const options = {
    ...{ subdomain: "hub-1", region: "eastus2", keys: ["foundry-key"], acceptsToken: () => false },
    ...{ clock: systemClock, random: seededRandom(1), tokens: createTokenCounter() },
    deployments: [
      { ...deployment, name: "claude", model: "claude-sonnet-4-6" },
      { ...deployment, name: "mistral-large", model: "Mistral-Large-3" },
    ],
  };
  const account = withFoundry(createSimulatedAccount(options), options);
  const server = await serveHttp(account.handle, { host: "127.0.0.1", port: 0, scheme: "https" });
  return { url: `http://127.0.0.1:${server.port}`, close: () => server.close() };
}
