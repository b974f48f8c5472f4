import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Clock } from "@azure-genai-gateway/common/clock";
import { partitionUnknown } from "./errors";
import { PartitionLog } from "./log/partitionLog";
import { fileShelf, memoryShelf } from "./log/segmentShelf";
import { partitionOfKey } from "./partitionKey";

export interface HubOptions {
  readonly name: string;
  /** 1 to 32. A hub on disk keeps the partitions that it has, as on Azure, even if fewer are declared later. */
  readonly partitionCount: number;
  /** How long events are kept, in ms; default one day. */
  readonly retentionMs?: number;
  /** Besides `$Default`; default any name is taken for a group. */
  readonly consumerGroups?: readonly string[];
}

export interface HubStorage {
  readonly clock: Clock;
  readonly directory?: string;
  readonly segmentBytes: number;
  readonly maxPartitionBytes: number;
}

const DAY = 24 * 60 * 60 * 1_000;

/** An event hub: its partitions, and which of them an event goes to. */
export class Hub {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly partitions: readonly PartitionLog[];
  private readonly consumerGroups: ReadonlySet<string> | undefined;
  private turn = 0;

  constructor(options: HubOptions, storage: HubStorage) {
    const { clock, directory, segmentBytes, maxPartitionBytes: maxBytes } = storage;
    this.name = options.name;
    this.consumerGroups =
      options.consumerGroups &&
      new Set(["$default", ...options.consumerGroups.map((group) => group.toLowerCase())]);
    const home = directory && path.join(directory, encodeURIComponent(options.name.toLowerCase()));
    const declared = { createdAt: clock.now(), partitionCount: options.partitionCount };
    const facts = home ? rememberFacts(home, declared) : declared;
    this.createdAt = facts.createdAt;
    this.partitions = Array.from({ length: facts.partitionCount }, (_, index) => {
      const shelf = home ? fileShelf(path.join(home, String(index))) : memoryShelf();
      const retentionMs = options.retentionMs ?? DAY;
      return new PartitionLog({ shelf, clock, segmentBytes, retentionMs, maxBytes });
    });
  }

  /** @throws EventHubError for a partition that is none of this hub's. */
  partition(id: string): PartitionLog {
    const log = /^\d{1,4}$/.test(id) ? this.partitions[Number(id)] : undefined;
    if (!log) throw partitionUnknown(id, this.partitions.length);
    return log;
  }

  /** The same partition for the same key, the next in turn without one. */
  choosePartition(partitionKey: string | undefined): string {
    const count = this.partitions.length;
    if (partitionKey !== undefined) return String(partitionOfKey(partitionKey, count));
    return String(this.turn++ % count);
  }

  hasConsumerGroup(name: string): boolean {
    return this.consumerGroups?.has(name.toLowerCase()) ?? true;
  }
}

interface HubFacts {
  readonly createdAt: number;
  readonly partitionCount: number;
}

function rememberFacts(home: string, declared: HubFacts): HubFacts {
  mkdirSync(home, { recursive: true });
  const file = path.join(home, "hub.json");
  const known = readFacts(file);
  const facts = {
    createdAt: known?.createdAt ?? declared.createdAt,
    partitionCount: Math.max(known?.partitionCount ?? 0, declared.partitionCount),
  };
  // Renamed into place, so that a crash leaves the old file or the new one, never half of one.
  writeFileSync(`${file}.new`, JSON.stringify(facts));
  renameSync(`${file}.new`, file);
  return facts;
}

function readFacts(file: string): HubFacts | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as HubFacts;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
