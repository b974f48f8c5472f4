import type { Clock } from "@azure-genai-gateway/common/clock";
import { encodeRecord, type NewEvent, type StoredEvent } from "./record";
import type { Segment } from "./segment";
import type { SegmentShelf } from "./segmentShelf";

export interface PartitionLogOptions {
  readonly shelf: SegmentShelf;
  readonly clock: Clock;
  /** A segment is closed when it has this many bytes. */
  readonly segmentBytes: number;
  readonly retentionMs: number;
  /** Oldest segments go when all together are larger; Infinity keeps them for their time. */
  readonly maxBytes: number;
}

/** Segments also end after this part of the retention time, so that quiet hubs lose old events too. */
const SEGMENTS_PER_RETENTION = 8;

/** One partition: events in order, numbered without gaps, in segments of which the oldest are dropped as wholes. */
export class PartitionLog {
  private readonly segments: Segment[];
  private readonly listeners = new Set<() => void>();
  private startedAt: number;
  private last: { readonly enqueuedAt: number; readonly offset: number } | undefined;
  private dirty = new Set<Segment>();

  constructor(private readonly options: PartitionLogOptions) {
    this.segments = options.shelf.open();
    if (this.segments.length === 0) this.segments.push(options.shelf.create(0, 0));
    this.startedAt = options.clock.now();
    const newest = this.read(this.nextSequence - 1, 1, 0)[0];
    if (newest) this.last = newest;
    this.dropExpired();
  }

  /** The sequence number that the next event will get. */
  get nextSequence(): number {
    return this.active.nextSequence;
  }

  /** Of the oldest event that is still kept; `nextSequence` when none is. */
  get firstSequence(): number {
    return this.segments[0]!.baseSequence;
  }

  /** Offset and time (ms) of the newest event, even if it is no longer kept by this process; undefined when unknown. */
  get newest(): { readonly enqueuedAt: number; readonly offset: number } | undefined {
    return this.last;
  }

  get bytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.bytes.size, 0);
  }

  /**
   * Stores events next to each other with one write and tells the listeners; gives the first one's sequence number.
   * @throws the file system's error (a full disk); then none of them is stored.
   */
  append(events: readonly NewEvent[]): number {
    const first = this.nextSequence;
    if (events.length === 0) return first;
    // Readers search by time, so times never go down, whatever the clock did between two runs.
    const at = Math.max(this.options.clock.now(), this.last?.enqueuedAt ?? 0);
    this.rollIfDue(at);
    const records = events.map((event, index) => encodeRecord(event, first + index, at));
    this.active.append(records, at);
    this.dirty.add(this.active);
    this.last = { enqueuedAt: at, offset: this.active.nextOffset - records.at(-1)!.length };
    for (const listener of this.listeners) listener();
    return first;
  }

  /** Events from `sequenceNumber` on, or from the oldest that is kept; at least one when there is any. */
  read(sequenceNumber: number, maxCount: number, maxBytes = Infinity): readonly StoredEvent[] {
    const from = Math.max(sequenceNumber, this.firstSequence);
    const segment = this.segments.findLast(({ baseSequence }) => baseSequence <= from);
    return segment?.read(from, maxCount, maxBytes) ?? [];
  }

  /** The first sequence number whose event satisfies `matches`, which must hold for all events after it as well. */
  search(matches: (event: StoredEvent) => boolean): number {
    let low = this.firstSequence;
    let high = this.nextSequence;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const event = this.read(middle, 1)[0];
      if (event && matches(event)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Calls `listener` after every append; the returned function ends that. */
  onAppend(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Drops segments that hold nothing younger than the retention time, and those beyond the size limit. */
  dropExpired(): void {
    const { clock, retentionMs, maxBytes } = this.options;
    const oldest = clock.now() - retentionMs;
    if ((this.active.newestAt ?? Infinity) < oldest) this.roll();
    while (
      this.segments.length > 1 &&
      ((this.segments[0]!.newestAt ?? -Infinity) < oldest || this.bytes > maxBytes)
    ) {
      const dropped = this.segments.shift()!;
      this.dirty.delete(dropped);
      dropped.bytes.remove();
    }
  }

  /** Resolves when all that was appended before the call would survive a power cut. */
  async flush(): Promise<void> {
    const dirty = [...this.dirty];
    this.dirty = new Set();
    try {
      await Promise.all(dirty.map(({ bytes }) => bytes.flush()));
    } catch (error) {
      for (const segment of dirty) this.dirty.add(segment);
      throw error;
    }
  }

  close(): void {
    this.listeners.clear();
    for (const { bytes } of this.segments) bytes.close();
  }

  private get active(): Segment {
    return this.segments.at(-1)!;
  }

  private rollIfDue(now: number): void {
    const { segmentBytes, retentionMs } = this.options;
    if (this.active.count === 0) this.startedAt = now;
    else if (
      this.active.bytes.size >= segmentBytes ||
      now - this.startedAt >= retentionMs / SEGMENTS_PER_RETENTION
    ) {
      this.roll();
      this.dropExpired();
    }
  }

  private roll(): void {
    this.segments.push(this.options.shelf.create(this.active.nextSequence, this.active.nextOffset));
    this.startedAt = this.options.clock.now();
  }
}
