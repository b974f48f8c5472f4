import { closeSync, constants, fsync, ftruncateSync, openSync, readSync, rmSync, writeSync } from "node:fs";

/** Bytes that only grow at their end: the content of one segment. */
export interface SegmentBytes {
  /** Of the file, for bytes on disk. */
  readonly path?: string;
  readonly size: number;
  /** Writes all of `bytes` or, when it throws, leaves nothing of them. */
  append(bytes: Uint8Array): void;
  /** `length` bytes from `position`; fewer when the segment ends before. */
  read(position: number, length: number): Buffer;
  truncate(size: number): void;
  /** Resolves when all that was appended before the call would survive a power cut. */
  flush(): Promise<void>;
  close(): void;
  /** Closes and deletes. */
  remove(): void;
}

/** Grows by doubling, so appending costs the same however much there is. */
export class MemorySegment implements SegmentBytes {
  size = 0;
  private bytes = Buffer.alloc(0);

  append(bytes: Uint8Array): void {
    const end = this.size + bytes.length;
    if (end > this.bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, this.bytes.length * 2, 4_096));
      this.bytes.copy(larger, 0, 0, this.size);
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.size);
    this.size = end;
  }

  read(position: number, length: number): Buffer {
    return this.bytes.subarray(position, Math.min(position + length, this.size));
  }

  truncate(size: number): void {
    this.size = Math.min(size, this.size);
  }

  async flush(): Promise<void> {}

  close(): void {}

  remove(): void {
    this.bytes = Buffer.alloc(0);
    this.size = 0;
  }
}

export class FileSegment implements SegmentBytes {
  size: number;
  private readonly descriptor: number;
  private flushing = 0;
  private closed = false;

  /** @param size of the file as it stands; 0 for a new one. */
  constructor(
    readonly path: string,
    size: number,
  ) {
    this.descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT);
    this.size = size;
  }

  append(bytes: Uint8Array): void {
    let written = 0;
    try {
      while (written < bytes.length) {
        written += writeSync(this.descriptor, bytes, written, bytes.length - written, this.size + written);
      }
    } catch (error) {
      // A full disk: half a record in the middle would hide all that is written after it.
      ftruncateSync(this.descriptor, this.size);
      throw error;
    }
    this.size += bytes.length;
  }

  read(position: number, length: number): Buffer {
    const wanted = Math.max(0, Math.min(length, this.size - position));
    const bytes = Buffer.allocUnsafeSlow(wanted);
    let read = 0;
    while (read < wanted) {
      const count = readSync(this.descriptor, bytes, read, wanted - read, position + read);
      if (count === 0) break;
      read += count;
    }
    return read === wanted ? bytes : bytes.subarray(0, read);
  }

  truncate(size: number): void {
    ftruncateSync(this.descriptor, size);
    this.size = size;
  }

  flush(): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.flushing++;
    return new Promise((resolve, reject) => {
      fsync(this.descriptor, (error) => {
        this.flushing--;
        if (this.closed && this.flushing === 0) closeSync(this.descriptor);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    // The last flush under way closes instead: the number of a closed file may already mean another one.
    if (this.flushing === 0) closeSync(this.descriptor);
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }
}
