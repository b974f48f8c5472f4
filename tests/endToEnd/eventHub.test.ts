import { earliestEventPosition, EventHubConsumerClient } from "@azure/event-hubs";
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveLocalStack, type ServedStack } from "../../packages/local-gateway/stack/serveStack";
import { evaluated } from "../components/evaluated";

/** Usage events as a billing job gets them: by the real client, over AMQP, after a restart as before it. */
describe("usage events in the local Event Hub", () => {
  let directory: string;
  before(() => (directory = mkdtempSync(join(tmpdir(), "usage-events-"))));
  after(() => rmSync(directory, { recursive: true }));

  async function readAll(stack: ServedStack, count: number): Promise<Record<string, unknown>[]> {
    const [[, connection]] = [...stack.eventHubConnectionStrings] as [[string, string]];
    const [namespace] = stack.eventHubs.values();
    const client = new EventHubConsumerClient("$Default", connection, namespace!.hubs[0]!.name);
    const seen: Record<string, unknown>[] = [];
    await new Promise<void>((resolve, reject) => {
      client.subscribe(
        {
          processEvents: async (events) => {
            seen.push(...events.map(({ body }) => body as Record<string, unknown>));
            if (seen.length >= count) resolve();
          },
          processError: async (error) => reject(error),
        },
        { startPosition: earliestEventPosition, maxBatchSize: 100 },
      );
    });
    await client.close();
    return seen;
  }

  it("are the ones the gateway wrote, each once, also after a restart", async () => {
    const { deployment } = await evaluated("ptu");
    const [key] = Object.values(deployment.outputs["subscriptionKeys"]!.value as Record<string, string>);
    const serve = () => serveLocalStack(deployment, { eventsDirectory: directory });
    const call = async (stack: ServedStack) => {
      const answer = await fetch(
        `${stack.url}/openai/deployments/gpt-5.4/chat/completions?api-version=2024-10-21`,
        {
          method: "POST",
          headers: { "api-key": key!, "Content-Type": "application/json" },
          body: JSON.stringify({ messages: [{ role: "user", content: "Hello" }], max_completion_tokens: 5 }),
        },
      );
      await answer.text();
      expect(answer.status).to.equal(200);
    };
    const first = await serve();
    for (let index = 0; index < 3; index += 1) await call(first);
    const wrote = first.recorded.eventHubEvents.map(({ body }) => JSON.parse(body) as { requestId: string });
    await first.close();

    const second = await serve();
    try {
      await call(second);
      const ids = (await readAll(second, 4)).map(({ requestId }) => requestId);
      expect(new Set(ids).size).to.equal(4);
      expect(ids).to.include.members(wrote.map(({ requestId }) => requestId));
    } finally {
      await second.close();
    }
  });
});
