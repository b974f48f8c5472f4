/** Ms since the epoch. @throws RangeError for what is no time */
export function timeOf(time: string | number | Date): number {
  const ms = time instanceof Date ? time.getTime() : typeof time === "string" ? Date.parse(time) : time;
  if (Number.isFinite(ms)) return ms;
  throw new RangeError(`${String(time)} is no time; write 2026-01-01T00:00:00Z`);
}
