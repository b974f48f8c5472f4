import { systemClock } from "../../packages/common/clock";
import { seededRandom } from "../../packages/common/random";
import { serveHttp, type HttpServer } from "../../packages/local-gateway/http/server";
import { createProvider, type Access, type PlayedProvider } from "../../packages/local-gateway/providers";
import type { ProviderName } from "../../packages/local-gateway/resources/hosts";
import { createTokenCounter } from "../../packages/local-gateway/tokens";

export interface ServedProvider {
  readonly provider: PlayedProvider;
  /** Without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}

/** A provider on a loopback port, answering as fast as it can. */
export async function serveProvider(
  name: ProviderName,
  host: string,
  access: Access,
): Promise<ServedProvider> {
  const provider = createProvider(name, {
    ...{ host, access, clock: systemClock, random: seededRandom(1), tokens: createTokenCounter() },
  });
  provider.configureAll({ latency: { firstTokenMs: 0, perTokenMs: 0 }, answerTokens: { min: 40, max: 60 } });
  const server: HttpServer = await serveHttp(provider.handle, {
    host: "127.0.0.1",
    port: 0,
    scheme: "https",
  });
  return { provider, url: `http://127.0.0.1:${server.port}`, close: () => server.close() };
}

/** Lets the server notice that a client has left. */
export async function until(met: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !met(); turn += 1) await new Promise((done) => setTimeout(done, 10));
}

/** A PNG of one pixel. */
export const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
