const periods = ["Hourly", "Daily", "Weekly", "Monthly", "Yearly", "Indefinite"] as const;

export type TokenQuotaPeriod = (typeof periods)[number];

/** A period by its name in any case; undefined for any other text. */
export function tokenQuotaPeriod(text: string): TokenQuotaPeriod | undefined {
  return periods.find((period) => period.toLowerCase() === text.trim().toLowerCase());
}

export const tokenQuotaPeriods = periods.join(", ");

/**
 * The window [start, end) that a time is in, ms since the epoch: the UTC time cut to the period's unit. Which day a week
 * starts on is not documented; Sunday, the first day of .NET's invariant calendar, is inferred.
 */
export function quotaWindow(period: TokenQuotaPeriod, now: number): { start: number; end: number } {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (period) {
    case "Hourly": {
      const hour = date.getUTCHours();
      return { start: Date.UTC(year, month, day, hour), end: Date.UTC(year, month, day, hour + 1) };
    }
    case "Daily":
      return { start: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) };
    case "Weekly": {
      const sunday = day - date.getUTCDay();
      return { start: Date.UTC(year, month, sunday), end: Date.UTC(year, month, sunday + 7) };
    }
    case "Monthly":
      return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
    // Of the published XSD; the page does not know it.
    case "Indefinite":
      return { start: 0, end: Infinity };
    case "Yearly":
      return { start: Date.UTC(year, 0), end: Date.UTC(year + 1, 0) };
  }
}
