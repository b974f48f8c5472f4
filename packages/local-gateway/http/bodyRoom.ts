/** Bodies up to this many bytes are read at once: a thousand of them are still little. */
export const smallBody = 256 * 1024;

/** A part of the room, until it is given back. */
export interface Reservation {
  /** Gives back what is not needed of it; 0 for all. */
  shrink(bytes: number): void;
}

/**
 * Room for the large bodies that a server holds at one time. One for which there is none waits, its socket unread, until
 * others are done, in the order in which they came: fifty callers with a picture each take the memory of a few.
 */
export class BodyRoom {
  private readonly waiting: { readonly bytes: number; readonly enter: () => void }[] = [];

  /** @param left at least as many bytes as the largest body that is taken. */
  constructor(private left: number) {}

  /** Waits for room for so many bytes. */
  take(bytes: number): Promise<Reservation> {
    return new Promise((resolve) => {
      this.waiting.push({ bytes, enter: () => resolve(this.reservation(bytes)) });
      this.admit();
    });
  }

  private reservation(bytes: number): Reservation {
    let held = bytes;
    return {
      shrink: (to) => {
        if (to >= held) return;
        this.left += held - to;
        held = to;
        this.admit();
      },
    };
  }

  private admit(): void {
    while (this.waiting.length > 0 && this.waiting[0]!.bytes <= this.left) {
      const { bytes, enter } = this.waiting.shift()!;
      this.left -= bytes;
      enter();
    }
  }
}
