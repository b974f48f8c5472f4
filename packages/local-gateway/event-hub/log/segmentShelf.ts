import { mkdirSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { Segment } from "./segment";
import { FileSegment, MemorySegment } from "./segmentBytes";

/** Where the segments of one partition are kept. */
export interface SegmentShelf {
  /** The segments that are there, oldest first, their events found again. */
  open(): Segment[];
  create(baseSequence: number, baseOffset: number): Segment;
}

export function memoryShelf(): SegmentShelf {
  return {
    open: () => [],
    create: (sequence, offset) => new Segment(sequence, offset, new MemorySegment()),
  };
}

/**
 * A directory of files `SEQUENCE-OFFSET.log`. The name tells what comes first even in an empty file, so sequence
 * numbers go on when every event has expired.
 */
export function fileShelf(directory: string): SegmentShelf {
  return {
    open() {
      mkdirSync(directory, { recursive: true });
      const names = readdirSync(directory)
        .filter((name) => /^\d{16}-\d{16}\.log$/.test(name))
        .sort();
      return names.map((name, index) => {
        const file = path.join(directory, name);
        const [sequence, offset] = name.slice(0, -4).split("-").map(Number);
        const segment = new Segment(sequence!, offset!, new FileSegment(file, statSync(file).size));
        segment.recover(index === names.length - 1);
        return segment;
      });
    },
    create(sequence, offset) {
      const name = `${digits(sequence)}-${digits(offset)}.log`;
      return new Segment(sequence, offset, new FileSegment(path.join(directory, name), 0));
    },
  };
}

function digits(value: number): string {
  return String(value).padStart(16, "0");
}
