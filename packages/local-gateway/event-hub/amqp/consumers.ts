import type { Sender } from "rhea";
import { EventHubError } from "../errors";
import type { PartitionLog } from "../log/partitionLog";
import { encodeDelivery } from "./sections";

/** Consumers without an owner level that a partition takes per group: https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas */
const MOST_READERS = 5;
/** Events read from the log at once. */
const STEP = 100;
const STEP_BYTES = 1024 * 1024;

interface Reader {
  readonly link: Sender;
  /** The owner level; undefined for those that share the partition. */
  readonly epoch: number | undefined;
  readonly stop: () => void;
}

/** The consumers of all partitions, by group. */
export class Consumers {
  private readonly readers = new Map<string, Set<Reader>>();

  /**
   * Sends a partition's events over a link, from a sequence number on and as they come, as far as the link's credit goes.
   * @param place names hub, group and partition.
   * @param epoch a consumer with an owner level ends all others of a lower one or none.
   * @throws EventHubError when others stand before it.
   */
  add(link: Sender, place: string, log: PartitionLog, from: number, epoch: number | undefined): void {
    const others = this.readers.get(place) ?? new Set();
    this.readers.set(place, others);
    this.makeRoom(others, epoch);
    const stop = deliver(link, log, from);
    const reader: Reader = { link, epoch, stop };
    others.add(reader);
    const gone = () => {
      stop();
      others.delete(reader);
    };
    for (const event of ["sender_close", "session_close", "connection_close", "disconnected"])
      link.once(event, gone);
    link.connection.once("disconnected", gone);
  }

  private makeRoom(others: Set<Reader>, epoch: number | undefined): void {
    if (epoch === undefined) {
      if ([...others].some((other) => other.epoch !== undefined))
        throw stolen("A consumer with an owner level reads this partition.");
      if (others.size >= MOST_READERS)
        throw new EventHubError(
          "amqp:resource-limit-exceeded",
          `At most ${MOST_READERS} consumers of one group may read a partition at a time.`,
        );
      return;
    }
    const higher = [...others].find((other) => (other.epoch ?? -1) > epoch);
    if (higher)
      throw stolen(`A consumer with owner level ${higher.epoch} reads this partition, above ${epoch}.`);
    for (const other of others) {
      other.stop();
      others.delete(other);
      const { condition, message } = stolen(`A new consumer with owner level ${epoch} takes this partition.`);
      other.link.close({ condition, description: message });
    }
  }
}

function stolen(message: string): EventHubError {
  return new EventHubError("amqp:link:stolen", message);
}

function deliver(link: Sender, log: PartitionLog, from: number): () => void {
  let next = from;
  let stopped = false;
  const pump = () => {
    while (!stopped && link.sendable()) {
      const events = log.read(next, STEP, STEP_BYTES);
      if (events.length === 0) break;
      for (const event of events) {
        if (!link.sendable()) return;
        link.send(encodeDelivery(event), undefined, 0);
        next = event.sequenceNumber + 1;
      }
    }
  };
  link.on("sendable", pump);
  // Credit that cannot be used is given back: the consumer asked for what is there, not to wait.
  link.on("sender_draining", () => {
    pump();
    link.set_drained(true);
  });
  const unsubscribe = log.onAppend(pump);
  return () => {
    stopped = true;
    unsubscribe();
  };
}
