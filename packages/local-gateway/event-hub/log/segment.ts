import { type Place, ProblemsError } from "@azure-genai-gateway/common/problem";
import { placeInFile } from "./placeInFile";
import { decodeRecord, recordEnd, type StoredEvent } from "./record";
import type { SegmentBytes } from "./segmentBytes";

/** A run of events that is deleted as a whole. */
export class Segment {
  /** Where each event starts, by its place in the segment. */
  private readonly positions: number[] = [];
  private newest: number | undefined;

  /**
   * @param baseSequence sequence number of its first event, present or to come
   * @param baseOffset offset of that event
   */
  constructor(
    readonly baseSequence: number,
    readonly baseOffset: number,
    readonly bytes: SegmentBytes,
  ) {}

  get count(): number {
    return this.positions.length;
  }

  /** Sequence number of the event that would come next. */
  get nextSequence(): number {
    return this.baseSequence + this.positions.length;
  }

  get nextOffset(): number {
    return this.baseOffset + this.bytes.size;
  }

  /** When its newest event was stored, in ms since the epoch; undefined while empty. */
  get newestAt(): number | undefined {
    return this.newest;
  }

  /** Adds encoded records, whole, with one write. */
  append(records: readonly Uint8Array[], enqueuedAt: number): void {
    const start = this.bytes.size;
    this.bytes.append(records.length === 1 ? records[0]! : Buffer.concat(records));
    let position = start;
    for (const record of records) {
      this.positions.push(position);
      position += record.length;
    }
    this.newest = enqueuedAt;
  }

  /**
   * Events from `sequenceNumber` on, at least one, then while they fit both limits.
   * @throws ProblemsError EVENT_LOG_DAMAGED when the bytes changed since they were written.
   */
  read(sequenceNumber: number, maxCount: number, maxBytes: number): readonly StoredEvent[] {
    const first = sequenceNumber - this.baseSequence;
    if (first < 0 || first >= this.positions.length || maxCount < 1) return [];
    const start = this.positions[first]!;
    let last = first + 1;
    while (last < this.positions.length && last - first < maxCount && this.endOf(last) - start <= maxBytes) {
      last++;
    }
    const bytes = this.bytes.read(start, this.endOf(last - 1) - start);
    const events: StoredEvent[] = [];
    for (let position = 0; position < bytes.length;) {
      const decoded = decodeRecord(bytes, position, this.baseOffset + start + position);
      if (!decoded) throw this.damaged(start + position);
      events.push(decoded.event);
      position = decoded.end;
    }
    return events;
  }

  /**
   * Finds the events in bytes that were there before. What a crash left of a last record is cut off; damage anywhere
   * else is not repaired, for that would lose events that were acknowledged.
   * @throws ProblemsError EVENT_LOG_DAMAGED
   */
  recover(isLast: boolean): void {
    const bytes = this.bytes.read(0, this.bytes.size);
    let position = 0;
    while (position < bytes.length) {
      const decoded = decodeRecord(bytes, position, this.baseOffset + position);
      if (!decoded || decoded.event.sequenceNumber !== this.nextSequence) {
        if (!isLast || wholeRecordFollows(bytes, position)) throw this.damaged(position);
        this.bytes.truncate(position);
        return;
      }
      this.positions.push(position);
      this.newest = decoded.event.enqueuedAt;
      position = decoded.end;
    }
  }

  private damaged(position: number): ProblemsError {
    const { path, size } = this.bytes;
    const place = path === undefined ? undefined : placeInFile(path, this.bytes.read(0, size), position);
    return damagedSegment(this.baseSequence, position, place);
  }

  private endOf(index: number): number {
    return this.positions[index + 1] ?? this.bytes.size;
  }
}

/** True when the record at `position` is broken but a good one stands where it ends. */
export function wholeRecordFollows(bytes: Buffer, position: number): boolean {
  const end = recordEnd(bytes, position);
  return end !== undefined && end < bytes.length && decodeRecord(bytes, end, 0) !== undefined;
}

export function damagedSegment(
  baseSequence: number,
  position: number,
  place: Place | undefined,
): ProblemsError {
  return new ProblemsError("The events on disk cannot be read", [
    {
      code: "EVENT_LOG_DAMAGED",
      severity: "error",
      message: `The segment that starts with event ${baseSequence} is damaged at byte ${position}`,
      hint: "restore the file, or move the hub's directory away to start without its events",
      subject: "event hub",
      place,
    },
  ]);
}
