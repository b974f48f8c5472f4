export interface Use {
  /** Of the capacity's own measure, 0 or more. */
  readonly weight: bigint;
}

/**
 * Shares out what was paid for a capacity by how much of it each has used; what nobody has used is `idle`. Whole units,
 * such as cents: the parts that rounding leaves go to those with the largest remainders, the first of equals, so that the
 * shares and `idle` add up to `paid` and none is off by a unit or more. Who uses beyond the capacity, together, pays it all.
 */
export function shareOut(
  paid: bigint,
  capacity: bigint,
  uses: readonly Use[],
): { readonly shares: readonly bigint[]; readonly idle: bigint } {
  const used = uses.reduce((sum, { weight }) => sum + weight, 0n);
  const whole = used > capacity ? used : capacity;
  if (whole === 0n) return { shares: uses.map(() => 0n), idle: paid };
  const parts = [...uses.map(({ weight }) => weight), whole - used].map((weight, index) => ({
    index,
    share: (paid * weight) / whole,
    rest: (paid * weight) % whole,
  }));
  let left = paid - parts.reduce((sum, { share }) => sum + share, 0n);
  const shares = parts.map(({ share }) => share);
  const byRest = [...parts].sort((one, other) =>
    one.rest === other.rest ? one.index - other.index : one.rest > other.rest ? -1 : 1,
  );
  for (const { index } of byRest) {
    if (left === 0n) break;
    shares[index]! += 1n;
    left -= 1n;
  }
  return { shares: shares.slice(0, -1), idle: shares.at(-1)! };
}
