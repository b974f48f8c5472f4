/** First and last address of an IPv4 range, as numbers. */
export interface Ipv4Range {
  readonly first: number;
  readonly last: number;
}

/** `10.2.0.0/16`; nothing for what is no IPv4 range. */
export function ipv4Range(text: string): Ipv4Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const numbers = match.slice(1).map(Number);
  const bits = numbers[4]!;
  if (bits > 32 || numbers.slice(0, 4).some((octet) => octet > 255)) return undefined;
  const size = 2 ** (32 - bits);
  const address = numbers.slice(0, 4).reduce((sum, octet) => sum * 256 + octet, 0);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1 };
}

export function contains(outer: Ipv4Range, inner: Ipv4Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
