/** Seconds that a counter's period lasts. */
export const secondsOf = {
  Hourly: 3_600,
  Daily: 86_400,
  Weekly: 604_800,
  Monthly: 2_592_000,
  Yearly: 31_536_000,
} as const;
