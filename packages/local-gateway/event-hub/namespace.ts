import { accessSync, constants, mkdirSync } from "node:fs";
import { type Clock, systemClock } from "@azure-genai-gateway/common/clock";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { lockDirectory } from "./directoryLock";
import { entityNotFound, messageTooLarge } from "./errors";
import { Hub, type HubOptions } from "./hub";
import type { NewEvent, StoredEvent } from "./log/record";

export interface EventHubNamespaceOptions {
  /** Where events are kept, made when missing; default in memory only, gone with the process. */
  readonly directory?: string;
  readonly hubs: readonly HubOptions[];
  /** Default the machine's clock. */
  readonly clock?: Clock;
  /** A segment of a partition's log ends at about so many bytes; default 16 MiB on disk, 2 MiB in memory. */
  readonly segmentBytes?: number;
  /** Beyond so many bytes a partition drops its oldest segments; default unlimited on disk, 64 MiB in memory. */
  readonly maxPartitionBytes?: number;
  /** Files are synced so many ms after an append at the latest; default 1,000. */
  readonly flushEveryMs?: number;
  /** Told when syncing fails in the background; default nobody. `flush()` rejects in any case. */
  readonly onDefect?: (error: unknown) => void;
}

export interface AppendOptions {
  /** Events of one key stand in one partition, in order. */
  readonly partitionKey?: string;
  /** A partition by its id, `"0"` and up; wins over the key. */
  readonly partitionId?: string;
}

export interface Appended {
  readonly partition: string;
  /** Of the first event when there are more. */
  readonly sequenceNumber: number;
}

export interface EventHubNamespace {
  /** In the order given; names are compared without case. */
  readonly hubs: readonly Hub[];
  /**
   * Stores one event before it returns: readers see it, and a crash of this process does not lose it. A power cut may
   * lose the last second; `flush()` is for those who need to know.
   * @throws EventHubError for an unknown hub or partition, or a body over 1 MB; the file system's errors.
   */
  append(hub: string, body: Uint8Array | string, options?: AppendOptions): Appended;
  /** Stores events next to each other in one partition: all of them or, when it throws, none. */
  appendAll(hub: string, events: readonly NewEvent[], options?: AppendOptions): Appended;
  /**
   * Up to `maxCount` (default 1,000) events from a sequence number on, or from the oldest that is kept.
   * @throws EventHubError for an unknown hub or partition
   */
  read(hub: string, partition: string, fromSequence: number, maxCount?: number): readonly StoredEvent[];
  /** @throws EventHubError amqp:not-found */
  hub(name: string): Hub;
  /** Resolves when all that was appended before the call would survive a power cut. */
  flush(): Promise<void>;
  /** Syncs and closes all files. Nothing may be appended after the call. */
  close(): Promise<void>;
}

/** Largest event or batch, in bytes. https://learn.microsoft.com/azure/event-hubs/event-hubs-quotas */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
const MIB = 1024 * 1024;
const RETENTION_CHECK_MS = 60_000;

/**
 * Opens the event hubs of one namespace. What a crash left half written is cut off; everything else is there again.
 * @throws ProblemsError EVENT_LOG_UNWRITABLE, EVENT_LOG_IN_USE, EVENT_LOG_DAMAGED
 */
export function openEventHubNamespace(options: EventHubNamespaceOptions): EventHubNamespace {
  const { directory, clock = systemClock, flushEveryMs = 1_000, onDefect } = options;
  const storage = {
    clock,
    directory,
    segmentBytes: options.segmentBytes ?? (directory ? 16 : 2) * MIB,
    maxPartitionBytes: options.maxPartitionBytes ?? (directory ? Infinity : 64 * MIB),
  };
  if (directory) makeDirectory(directory);
  const unlock = directory ? lockDirectory(directory) : () => undefined;
  const hubs = openHubs(options.hubs, storage, unlock);
  const byName = new Map(hubs.map((hub) => [hub.name.toLowerCase(), hub]));
  const logs = hubs.flatMap(({ partitions }) => partitions);
  let cancelFlush: (() => void) | undefined;
  let nextRetentionCheck = clock.now() + RETENTION_CHECK_MS;

  const hub = (name: string): Hub => {
    const found = byName.get(name.toLowerCase());
    if (!found) throw entityNotFound(name);
    return found;
  };
  const flush = async () => {
    cancelFlush?.();
    cancelFlush = undefined;
    await Promise.all(logs.map((log) => log.flush()));
  };
  const afterAppend = () => {
    if (directory) {
      cancelFlush ??= clock.after(flushEveryMs, () => {
        flush().catch((error: unknown) => onDefect?.(error));
      });
    }
    // On the way of appends rather than by a timer, which would keep an idle process alive.
    if (clock.now() < nextRetentionCheck) return;
    nextRetentionCheck = clock.now() + RETENTION_CHECK_MS;
    for (const log of logs) log.dropExpired();
  };
  const appendAll = (name: string, events: readonly NewEvent[], where: AppendOptions = {}) => {
    const target = hub(name);
    for (const event of events) checkSize(event);
    const partition = where.partitionId ?? target.choosePartition(where.partitionKey);
    const sequenceNumber = target.partition(partition).append(events);
    afterAppend();
    return { partition, sequenceNumber };
  };

  return {
    hubs,
    hub,
    flush,
    appendAll,
    append: (name, body, where) =>
      appendAll(
        name,
        [
          {
            body: typeof body === "string" ? Buffer.from(body) : body,
            partitionKey: where?.partitionKey,
          },
        ],
        where,
      ),
    read: (name, partition, fromSequence, maxCount = 1_000) =>
      hub(name).partition(partition).read(fromSequence, maxCount),
    async close() {
      try {
        await flush();
      } finally {
        for (const log of logs) log.close();
        unlock();
      }
    },
  };
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new ProblemsError("The events cannot be kept on disk", [
      {
        code: "EVENT_LOG_UNWRITABLE",
        severity: "error",
        message: `${directory} cannot be written: ${(error as Error).message}`,
        hint: "name a folder that this user may write to",
        subject: "event hub",
      },
    ]);
  }
}

function openHubs(
  declared: readonly HubOptions[],
  storage: ConstructorParameters<typeof Hub>[1],
  unlock: () => void,
): readonly Hub[] {
  const hubs: Hub[] = [];
  try {
    for (const options of declared) hubs.push(new Hub(options, storage));
    return hubs;
  } catch (error) {
    for (const { partitions } of hubs) for (const log of partitions) log.close();
    unlock();
    throw error;
  }
}

function checkSize({ body, properties }: NewEvent): void {
  const bytes = body.length + (properties?.length ?? 0);
  if (bytes > MAX_MESSAGE_BYTES) throw messageTooLarge(bytes, MAX_MESSAGE_BYTES);
}
