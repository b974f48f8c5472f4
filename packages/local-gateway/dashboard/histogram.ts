/** Bins grow by so much: a percentile is right to a hundredth. */
const STEP = 1.02;
const logStep = Math.log(STEP);
/** 2 ** 31 ms, which no call lasts: the number of bins is bounded. */
const LONGEST_MS = 2 ** 31;

/** Durations counted by their size, in bounded memory, so that percentiles of many are cheap. */
export class Histogram {
  private readonly bins = new Map<number, number>();
  private counted = 0;

  /** @param ms 0 or more */
  add(ms: number): void {
    const bin = Math.ceil(Math.log(Math.max(1, Math.min(ms, LONGEST_MS))) / logStep);
    this.bins.set(bin, (this.bins.get(bin) ?? 0) + 1);
    this.counted += 1;
  }

  addAll(other: Histogram): void {
    for (const [bin, count] of other.bins) this.bins.set(bin, (this.bins.get(bin) ?? 0) + count);
    this.counted += other.counted;
  }

  get count(): number {
    return this.counted;
  }

  /**
   * The duration that `share` of all do not exceed, ms: the nearest rank, to 1 %. Undefined where there is none.
   * @param share above 0, up to 1
   */
  percentile(share: number): number | undefined {
    let rank = Math.ceil(this.counted * share);
    for (const [bin, count] of [...this.bins].sort(([one], [other]) => one - other)) {
      rank -= count;
      // The middle of the bin, of which every duration is at most a hundredth away.
      if (rank <= 0) return STEP ** (bin - 0.5);
    }
    return undefined;
  }
}
