import { systemClock } from "../../../packages/common/clock";
import { createDashboard } from "../../../packages/local-gateway/dashboard/createDashboard";
import { Feed } from "../../../packages/local-gateway/dashboard/feed";
import { serveHttp } from "../../../packages/local-gateway/http/server";
import { createLocalStack, type LocalStack } from "../../../packages/local-gateway/stack/stack";
import { evaluated } from "../../components/evaluated";

export interface ServedDashboard {
  readonly stack: LocalStack;
  readonly url: string;
  readonly origin: string;
  readonly keys: readonly string[];
  close(): Promise<void>;
}

/** A stack in process, with its dashboard on a loopback port. */
export async function servedDashboard(name = "ptu"): Promise<ServedDashboard> {
  const { deployment } = await evaluated(name);
  const feed = new Feed(systemClock);
  const stack = createLocalStack(deployment, { sinks: feed.sinks, onTrace: feed.onTrace });
  const server = await serveHttp(createDashboard({ stack: () => stack, feed }), {
    host: "127.0.0.1",
    port: 0,
  });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    stack,
    url,
    origin: url,
    keys: stack.gateway.service.subscriptions.flatMap(({ primaryKey, secondaryKey }) => [
      primaryKey,
      secondaryKey,
    ]),
    async close() {
      await server.close(0);
      await stack.closeEventHubs();
    },
  };
}
