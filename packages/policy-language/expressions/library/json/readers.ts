/** What JSON needs of types that other files define: each adds how it is read from a text. */
export const readers: {
  /** An ISO 8601 text as JSON's reader takes it; null when it is no date after all. */
  isoDate?: (text: string) => unknown;
  /** Milliseconds since the epoch. */
  ticks?: (ms: number) => unknown;
  DateTime?: (text: string) => unknown;
  DateTimeOffset?: (text: string) => unknown;
  [type: string]: ((text: never) => unknown) | undefined;
} = {};
