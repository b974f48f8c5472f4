/**
 * The order in which backends take turns: `"010"` means the first, the second, the first, and again.
 * One character a turn: '0' is the first member, ':' the eleventh, and so on in the order of character codes, so that
 * a policy gets the index by subtracting '0'.
 * Of every beginning of the order each member has its share to within one turn, and of the whole its exact share:
 * each turn has a window in which it is due, and of the turns that may be taken the one due first is.
 * @param weights whole numbers from 1
 */
export function weightedTurns(weights: readonly number[]): string {
  const divisor = weights.reduce(greatestCommonDivisor, 0);
  const shares = weights.map((weight) => weight / divisor);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const taken = shares.map(() => 0);
  let turns = "";
  for (let turn = 0; turn < total; turn++) {
    let next = -1;
    let nextDue = Infinity;
    let nextLag = -Infinity;
    for (const [index, share] of shares.entries()) {
      const count = taken[index]!;
      if (Math.floor((count * total) / share) > turn) continue;
      const due = Math.ceil(((count + 1) * total) / share);
      const lag = ((turn + 1) * share) / total - count;
      if (due < nextDue || (due === nextDue && lag > nextLag + 1e-9)) {
        next = index;
        nextDue = due;
        nextLag = lag;
      }
    }
    taken[next]!++;
    turns += turnSymbol(next);
  }
  return turns;
}

/** Each member once: `"012"`. */
export function equalTurns(members: number): string {
  return Array.from({ length: members }, (_, index) => turnSymbol(index)).join("");
}

/** The member whose turn a symbol is. */
export function turnIndex(symbol: string): number {
  return symbol.charCodeAt(0) - "0".charCodeAt(0);
}

export function turnSymbol(index: number): string {
  return String.fromCharCode("0".charCodeAt(0) + index);
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}
