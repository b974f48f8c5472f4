/** An IPv4 range; `end` is the last address in it. */
export interface Ipv4Range {
  readonly text: string;
  /** The same range by its first address, without host bits. */
  readonly first: string;
  readonly start: number;
  readonly end: number;
  readonly prefix: number;
}

/** Reads `10.2.4.0/24`; undefined when it is no range. Host bits that are set are kept out of `start`. */
export function parseRange(text: string): Ipv4Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [first, second, third, fourth, prefix] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (prefix > 32 || [first, second, third, fourth].some((part) => part > 255)) return undefined;
  const size = 2 ** (32 - prefix);
  const address = ((first * 256 + second) * 256 + third) * 256 + fourth;
  const start = address - (address % size);
  const bytes = [24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256);
  return { text, first: `${bytes.join(".")}/${prefix}`, start, end: start + size - 1, prefix };
}

export const overlaps = (left: Ipv4Range, right: Ipv4Range): boolean =>
  left.start <= right.end && right.start <= left.end;

export const contains = (outer: Ipv4Range, inner: Ipv4Range): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;
