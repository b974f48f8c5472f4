import { EventHubError } from "../errors";
import type { PartitionLog } from "../log/partitionLog";

const selector =
  /^\s*amqp\.annotation\.x-opt-(?<what>offset|sequence-number|enqueued-time(?:-utc)?)\s*(?<how>>=?)\s*'(?<value>[^']*)'\s*$/;

/**
 * The sequence number from which on a consumer reads, by the selector that its link came with: an offset, a sequence
 * number or a time (ms since the epoch), after it or from it on. No selector means from the oldest event.
 * @throws EventHubError com.microsoft:argument-error for any other selector.
 */
export function startOf(filter: string | undefined, log: PartitionLog): number {
  if (filter === undefined) return log.firstSequence;
  const { what, how, value = "" } = selector.exec(filter)?.groups ?? {};
  if (what === undefined) throw unreadable(filter);
  if (value === "@latest") return log.nextSequence;
  const limit = Number(value);
  if (value.trim() === "" || !Number.isFinite(limit)) throw unreadable(filter);
  const inclusive = how === ">=";
  const beyond = (place: number) => (inclusive ? place >= limit : place > limit);
  if (what === "sequence-number") return log.search(({ sequenceNumber }) => beyond(sequenceNumber));
  if (what === "offset") return log.search(({ offset }) => beyond(offset));
  return log.search(({ enqueuedAt }) => beyond(enqueuedAt));
}

function unreadable(filter: string): EventHubError {
  return new EventHubError(
    "com.microsoft:argument-error",
    `The selector of the link is not supported: ${filter}`,
  );
}
