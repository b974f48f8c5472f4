import { expect } from "chai";
import fc from "fast-check";
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VirtualClock } from "../../../packages/common/clock";
import {
  openEventHubNamespace,
  type EventHubNamespace,
} from "../../../packages/local-gateway/event-hub/namespace";

const DAY = 86_400_000;

describe("the events of a namespace on disk", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "events-"))));
  afterEach(() => rmSync(directory, { recursive: true }));

  const open = (more: object = {}, at = directory, clock = new VirtualClock()): EventHubNamespace =>
    openEventHubNamespace({ directory: at, clock, hubs: [{ name: "usage", partitionCount: 3, ...more }] });

  const all = (namespace: EventHubNamespace) =>
    namespace
      .hub("usage")
      .partitions.map((_, id) =>
        namespace
          .read("usage", String(id), 0)
          .map(({ sequenceNumber, body, partitionKey }) => [
            sequenceNumber,
            Buffer.from(body).toString(),
            partitionKey,
          ]),
      );

  const segments = () =>
    [0, 1, 2].flatMap((id) => {
      const folder = join(directory, "usage", String(id));
      return readdirSync(folder).map((name) => join(folder, name));
    });

  it("are the same after any number of restarts, whatever was written", async () => {
    const event = fc.record({
      body: fc.string({ maxLength: 200 }),
      key: fc.option(fc.string({ maxLength: 20 }), { nil: undefined }),
      restart: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        const folder = mkdtempSync(join(directory, "run-"));
        const small = () =>
          openEventHubNamespace({
            directory: folder,
            clock: new VirtualClock(),
            segmentBytes: 300,
            hubs: [{ name: "usage", partitionCount: 3 }],
          });
        let namespace = small();
        const expected: unknown[][][] = [[], [], []];
        for (const { body, key, restart } of events) {
          const { partition, sequenceNumber } = namespace.append("usage", body, { partitionKey: key });
          expected[Number(partition)]!.push([sequenceNumber, body, key]);
          if (!restart) continue;
          await namespace.close();
          namespace = small();
        }
        const found = namespace.hub("usage").partitions.map((log, id) => {
          const read: unknown[][] = [];
          while (read.length < log.nextSequence)
            for (const one of namespace.read("usage", String(id), read.length))
              read.push([one.sequenceNumber, Buffer.from(one.body).toString(), one.partitionKey]);
          return read;
        });
        await namespace.close();
        expect(found).to.deep.equal(expected);
        for (const partition of expected)
          expect(partition.map(([number]) => number)).to.deep.equal(partition.map((_, index) => index));
      }),
      { numRuns: 30 },
    );
  });

  it("lose only the record that a crash left half written, wherever it was cut", async () => {
    const first = open();
    first.append("usage", "one", { partitionId: "0" });
    await first.close();
    const [file] = segments();
    const whole = statSync(file!).size;
    const second = open();
    second.append("usage", "two", { partitionId: "0" });
    await second.close();
    const bytes = readFileSync(file!);
    for (let size = whole; size < bytes.length; size += 1) {
      writeFileSync(file!, bytes);
      truncateSync(file!, size);
      const torn = open();
      expect(all(torn)[0], `cut to ${size} bytes`).to.deep.equal([[0, "one", undefined]]);
      expect(torn.append("usage", "again", { partitionId: "0" }).sequenceNumber).to.equal(1);
      await torn.close();
    }
  });

  it("are not repaired in silence when the middle is damaged", async () => {
    const namespace = open();
    for (const body of ["one", "two", "three"]) namespace.append("usage", body, { partitionId: "0" });
    await namespace.close();
    const [file] = segments();
    const bytes = readFileSync(file!);
    bytes[12]! ^= 0xff;
    writeFileSync(file!, bytes);
    expect(() => open()).to.throw(`${file}:1:1 error EVENT_LOG_DAMAGED`);
  });

  it("go after their time, and numbers go on", async () => {
    const clock = new VirtualClock();
    const namespace = open({ retentionMs: DAY }, directory, clock);
    namespace.append("usage", "old", { partitionId: "0" });
    await clock.advance(2 * DAY);
    expect(namespace.append("usage", "new", { partitionId: "0" }).sequenceNumber).to.equal(1);
    expect(all(namespace)[0]).to.deep.equal([[1, "new", undefined]]);
    await namespace.close();
  });

  it("are refused where nothing can be written", () => {
    const file = join(directory, "file");
    writeFileSync(file, "");
    expect(() => open({}, join(file, "events"))).to.throw("EVENT_LOG_UNWRITABLE");
  });

  it("belong to one process at a time", async () => {
    const namespace = open();
    expect(() => open()).to.throw("EVENT_LOG_IN_USE");
    await namespace.close();
    await open().close();
  });

  it("keep a key's events in one partition, and refuse what does not exist", async () => {
    const namespace = open();
    const places = Array.from({ length: 10 }, () => namespace.append("usage", "x", { partitionKey: "k" }));
    expect(new Set(places.map(({ partition }) => partition)).size).to.equal(1);
    expect(() => namespace.append("none", "x")).to.throw("'none' could not be found");
    expect(() => namespace.append("usage", "x", { partitionId: "3" })).to.throw("between 0 and 2");
    expect(() => namespace.append("usage", "x".repeat(1_048_577))).to.throw("exceeds the limit");
    await namespace.close();
  });
});
