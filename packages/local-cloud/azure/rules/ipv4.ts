/** A range of IPv4 addresses as numbers. */
export interface Range {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly length: number;
  /** Whether the written address is the range's first, as Azure wants it. */
  readonly canonical: boolean;
}

/** Nothing for what is no IPv4 range. */
export function parseRange(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
  if (!match) return undefined;
  const [a = 256, b = 256, c = 256, d = 256] = match.slice(1, 5).map(Number);
  const length = match[5] === undefined ? 32 : Number(match[5]);
  if (Math.max(a, b, c, d) > 255 || length > 32) return undefined;
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - length);
  const first = address - (address % size);
  return { text, first, last: first + size - 1, length, canonical: first === address };
}

export function contains(outer: Range, inner: Range): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

export function overlaps(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** The first address of a range of that length. */
export function canonicalText({ first, length }: Range): string {
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${parts.join(".")}/${length}`;
}
