import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/**
 * Loaded into each child of the benchmarks before its own code: tells its parent what the process has used, and how one
 * of its simulated accounts was last called, so that it can be called without the gateway too.
 */
export interface AccountCall {
  readonly url: string;
  readonly authorization: string;
}

let account: AccountCall | undefined;

/** Only the gateway itself signs on with a token of a managed identity. */
function watch(message: unknown): void {
  const { request } = message as { request: IncomingMessage };
  const { authorization } = request.headers;
  if (!authorization?.startsWith("Bearer eyJ")) return;
  account = { url: `http://127.0.0.1:${request.socket.localPort}${request.url}`, authorization };
  unsubscribe(channel, watch);
}

const channel = "http.server.request.start";
subscribe(channel, watch);

process.on("message", (question) => {
  if (question === "usage") {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpu: (user + system) / 1e6, megabytes: process.memoryUsage.rss() / 1_048_576 });
  }
  if (question === "account") process.send?.(account ?? null);
});
// Waiting for a question must not keep a process alive that is done.
process.channel?.unref();
process.once("disconnect", () => process.exit(0));
