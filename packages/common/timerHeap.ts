/** What waits for a moment. */
export interface Timer {
  readonly due: number;
  /** Of two that are due at once, the one made first comes first. */
  readonly order: number;
  readonly action: () => void;
  /** Its place in the heap; -1 once it is out of it. */
  place: number;
}

/**
 * Timers by their due time, in a binary heap that knows where each stands: most timers are time limits that are taken
 * back, thousands of them wait at once, and looking for the first must not mean looking at all.
 */
export class TimerHeap {
  private readonly timers: Timer[] = [];

  get first(): Timer | undefined {
    return this.timers[0];
  }

  add(timer: Timer): void {
    this.timers.push(timer);
    this.rise(timer, this.timers.length - 1);
  }

  /** Does nothing to a timer that is out already. */
  remove(timer: Timer): void {
    const { place } = timer;
    if (place < 0) return;
    const last = this.timers.pop()!;
    timer.place = -1;
    if (last === timer) return;
    this.sink(last, place);
    this.rise(last, last.place);
  }

  private rise(timer: Timer, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.timers[above]!;
      if (!before(timer, parent)) break;
      this.put(parent, place);
      place = above;
    }
    this.put(timer, place);
  }

  private sink(timer: Timer, from: number): void {
    const { length } = this.timers;
    let place = from;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= length) break;
      if (below + 1 < length && before(this.timers[below + 1]!, this.timers[below]!)) below += 1;
      const child = this.timers[below]!;
      if (!before(child, timer)) break;
      this.put(child, place);
      place = below;
    }
    this.put(timer, place);
  }

  private put(timer: Timer, place: number): void {
    this.timers[place] = timer;
    timer.place = place;
  }
}

function before(one: Timer, other: Timer): boolean {
  return one.due < other.due || (one.due === other.due && one.order < other.order);
}
