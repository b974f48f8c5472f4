import {
  earliestEventPosition,
  EventHubConsumerClient,
  EventHubProducerClient,
  latestEventPosition,
  type EventPosition,
  type ReceivedEventData,
} from "@azure/event-hubs";
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serveEventHub, type EventHubServer } from "../../../packages/local-gateway/event-hub/amqp/server";
import {
  openEventHubNamespace,
  type EventHubNamespace,
} from "../../../packages/local-gateway/event-hub/namespace";

const retryOptions = { maxRetries: 0, timeoutInMs: 5_000 };

/** The real client over a loopback socket: what it does is what an application's own code does. */
describe("local Event Hubs namespace, with @azure/event-hubs", () => {
  let directory: string;
  let namespace: EventHubNamespace;
  let server: EventHubServer;
  const open: { close(): Promise<void> }[] = [];

  /** When the test began, and the namespace was made. */
  let begun: number;

  async function start(): Promise<void> {
    namespace = openEventHubNamespace({
      directory,
      hubs: [{ name: "usage", partitionCount: 2, consumerGroups: ["billing"] }],
    });
    server = await serveEventHub({
      namespace,
      onDefect: (error) => {
        throw error;
      },
    });
  }

  async function stop(): Promise<void> {
    for (const client of open.splice(0)) await client.close();
    await server.close();
    await namespace.close();
  }

  beforeEach(async () => {
    begun = Date.now();
    directory = mkdtempSync(join(tmpdir(), "event-hub-"));
    await start();
  });
  afterEach(async () => {
    await stop();
    rmSync(directory, { recursive: true });
  });

  function producer(hub = "usage"): EventHubProducerClient {
    const client = new EventHubProducerClient(server.connectionString, hub, { retryOptions });
    open.push(client);
    return client;
  }

  function consumer(group = "$Default", hub = "usage"): EventHubConsumerClient {
    const client = new EventHubConsumerClient(group, server.connectionString, hub, { retryOptions });
    open.push(client);
    return client;
  }

  /** The first `count` events that a partition gives from a position on. */
  function take(
    count: number,
    startPosition: EventPosition,
    {
      partition = "0",
      group = "$Default",
      ownerLevel = undefined as number | undefined,
      ready = () => {},
    } = {},
  ): Promise<ReceivedEventData[]> {
    return new Promise((resolve, reject) => {
      const taken: ReceivedEventData[] = [];
      const subscription = consumer(group).subscribe(
        partition,
        {
          processInitialize: async () => ready(),
          processEvents: async (events) => {
            taken.push(...events);
            if (taken.length >= count) void subscription.close().then(() => resolve(taken.slice(0, count)));
          },
          processError: async (error) => {
            void subscription.close().finally(() => reject(error));
          },
        },
        {
          startPosition,
          maxBatchSize: 500,
          maxWaitTimeInSeconds: 1,
          ...(ownerLevel === undefined ? {} : { ownerLevel }),
        },
      );
    });
  }

  const append = (body: string, partitionId = "0") => namespace.append("usage", body, { partitionId });

  it("gives what the gateway wrote, in order, once, from the beginning", async () => {
    for (let index = 0; index < 1_000; index += 1) append(JSON.stringify({ index }));
    const events = await take(1_000, earliestEventPosition);
    expect(events.map(({ sequenceNumber }) => sequenceNumber)).to.deep.equal(
      Array.from({ length: 1_000 }, (_, index) => index),
    );
    expect(events.map(({ body }) => (body as { index: number }).index)).to.deep.equal(
      events.map(({ sequenceNumber }) => sequenceNumber),
    );
  });

  it("starts at a sequence number, an offset or a time, or at what comes next", async () => {
    for (const body of ["0", "1", "2", "3"]) append(body);
    const [, , second] = await take(3, earliestEventPosition);
    const first = async (position: EventPosition) => (await take(1, position))[0]!.sequenceNumber;
    expect(await first({ sequenceNumber: 2, isInclusive: true })).to.equal(2);
    expect(await first({ sequenceNumber: 2 })).to.equal(3);
    expect(await first({ offset: second!.offset })).to.equal(3);
    expect(await first({ enqueuedOn: second!.enqueuedTimeUtc.getTime() - 60_000 })).to.equal(0);
    let ready!: () => void;
    const subscribed = new Promise<void>((resolve) => (ready = resolve));
    const latest = take(1, latestEventPosition, { ready });
    await subscribed;
    // The link opens after processInitialize: what is written until then was never latest.
    const writing = setInterval(() => append("new"), 20);
    const [event] = await latest;
    clearInterval(writing);
    expect(String(event!.body)).to.equal("new");
  });

  it("takes batches, with properties, into the partition of their key or the one that is named", async () => {
    const client = producer();
    await client.sendBatch(
      [
        { body: { n: 1 }, properties: { region: "sweden", count: 7 }, contentType: "application/json" },
        { body: Buffer.from("raw"), messageId: "m-2", correlationId: "c-2" },
      ],
      { partitionId: "1" },
    );
    const [one, two] = await take(2, earliestEventPosition, { partition: "1" });
    expect(one).to.deep.include({ body: { n: 1 }, contentType: "application/json", sequenceNumber: 0 });
    expect(one!.properties).to.deep.equal({ region: "sweden", count: 7 });
    expect([String(two!.body), two!.messageId, two!.correlationId]).to.deep.equal(["raw", "m-2", "c-2"]);

    for (let index = 0; index < 4; index += 1)
      await client.sendBatch([{ body: index }], { partitionKey: "tenant-1" });
    const filled = namespace.hub("usage").partitions.map((log) => log.nextSequence - log.firstSequence);
    const keyed = filled[0] === 4 ? "0" : "1";
    const events = await take(
      4,
      { sequenceNumber: keyed === "0" ? 0 : 2, isInclusive: true },
      { partition: keyed },
    );
    expect(events.map(({ body, partitionKey }) => [body as unknown, partitionKey])).to.deep.equal(
      [0, 1, 2, 3].map((index) => [index, "tenant-1"]),
    );
  });

  it("keeps everything, and its numbers, over a restart", async () => {
    await producer().sendBatch([{ body: "before" }], { partitionId: "0" });
    await stop();
    await start();
    await producer().sendBatch([{ body: "after" }], { partitionId: "0" });
    const events = await take(2, earliestEventPosition);
    expect(events.map(({ body, sequenceNumber }) => [body as unknown, sequenceNumber])).to.deep.equal([
      ["before", 0],
      ["after", 1],
    ]);
  });

  it("tells a hub's partitions and what they hold", async () => {
    append("0");
    append("1");
    const client = consumer();
    expect(await client.getPartitionIds()).to.deep.equal(["0", "1"]);
    expect(await client.getPartitionProperties("0")).to.deep.include({
      beginningSequenceNumber: 0,
      lastEnqueuedSequenceNumber: 1,
      isEmpty: false,
      eventHubName: "usage",
    });
    expect(await client.getPartitionProperties("1")).to.include({ isEmpty: true });
    const { createdOn } = await client.getEventHubProperties();
    expect(createdOn.getTime()).to.be.within(begun, Date.now());
  });

  it("reads every partition of a group at once", async () => {
    append("a", "0");
    append("b", "1");
    const seen = await new Promise<string[]>((resolve) => {
      const bodies: string[] = [];
      const subscription = consumer("billing").subscribe(
        {
          processEvents: async (events) => {
            bodies.push(...events.map(({ body }) => String(body)));
            if (bodies.length === 2) void subscription.close().then(() => resolve(bodies));
          },
          processError: async () => undefined,
        },
        { startPosition: earliestEventPosition },
      );
    });
    expect(seen.sort()).to.deep.equal(["a", "b"]);
  });

  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "none",
      (error: unknown) => (error as { code?: string }).code ?? String(error),
    );

  it("refuses what does not exist", async () => {
    expect(await codeOf(producer("nothing").sendBatch([{ body: 1 }]))).to.equal(
      "MessagingEntityNotFoundError",
    );
    expect(await codeOf(consumer("$Default", "nothing").getPartitionIds())).to.equal(
      "MessagingEntityNotFoundError",
    );
    expect(await codeOf(producer().sendBatch([{ body: 1 }], { partitionId: "7" }))).to.equal(
      "ArgumentOutOfRangeError",
    );
    expect(await codeOf(take(1, earliestEventPosition, { group: "nobody" }))).to.equal(
      "MessagingEntityNotFoundError",
    );
  });

  it("refuses what is too large, and stores nothing of it", async () => {
    const client = producer();
    expect(
      await codeOf(client.sendBatch([{ body: "x".repeat(1_100_000) }], { partitionId: "0" })),
    ).to.not.equal("none");
    expect(namespace.hub("usage").partition("0").nextSequence).to.equal(0);
  });

  it("gives a partition to the highest owner level", async () => {
    append("0");
    const lower = new Promise<string>((resolve) => {
      const subscription = consumer().subscribe(
        "0",
        {
          processEvents: async (events) => {
            if (events.length > 0) void take(1, earliestEventPosition, { ownerLevel: 2 });
          },
          processError: async (error) => {
            void subscription.close().then(() => resolve((error as { code?: string }).code ?? String(error)));
          },
        },
        { startPosition: earliestEventPosition, ownerLevel: 1, maxWaitTimeInSeconds: 1 },
      );
    });
    expect(await lower).to.equal("ReceiverDisconnectedError");
  });
});
