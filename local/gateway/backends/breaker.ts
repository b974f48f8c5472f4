import type { Clock } from "../../../common/clock";
import type { BreakerModel } from "../model/types";

/** What became of one call, as far as a circuit breaker cares. */
export type BackendOutcome =
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  | { readonly kind: "error"; readonly reason: string };

/**
 * Opens when failures of the last interval reach the rule's count (or share of calls), and closes by itself when the
 * trip is over: there is no half-open state. State belongs to one gateway instance.
 * https://learn.microsoft.com/azure/api-management/backends#circuit-breaker
 */
export class CircuitBreaker {
  private openUntil = 0;
  /** Times of failures; of all calls too where a percentage counts. Bounded by what the interval lets in. */
  private failures: number[] = [];
  private calls: number[] = [];

  constructor(
    private readonly rule: BreakerModel,
    private readonly clock: Clock,
  ) {}

  get open(): boolean {
    return this.clock.now() < this.openUntil;
  }

  record(outcome: BackendOutcome): void {
    const now = this.clock.now();
    // Calls that were on their way when it opened neither lengthen the trip nor count for the next.
    if (now < this.openUntil) return;
    const { rule } = this;
    const from = now - rule.intervalMs;
    if (rule.percentage !== undefined) this.calls = [...recent(this.calls, from), now];
    if (!this.isFailure(outcome)) return;
    this.failures = [...recent(this.failures, from), now];
    if (this.limitReached()) this.trip(now, outcome);
  }

  private limitReached(): boolean {
    const { count, percentage } = this.rule;
    if (percentage !== undefined) return this.failures.length * 100 >= percentage * this.calls.length;
    return this.failures.length >= (count ?? 1);
  }

  private trip(now: number, outcome: BackendOutcome): void {
    const asked =
      this.rule.acceptRetryAfter && outcome.kind === "status"
        ? retryAfterMs(outcome.retryAfter, now)
        : undefined;
    this.openUntil = now + (asked ?? this.rule.tripDurationMs);
    this.failures = [];
    this.calls = [];
  }

  private isFailure(outcome: BackendOutcome): boolean {
    if (outcome.kind === "error") return this.rule.errorReasons.includes(outcome.reason);
    return this.rule.statusCodeRanges.some(({ min, max }) => outcome.status >= min && outcome.status <= max);
  }
}

function recent(times: readonly number[], from: number): readonly number[] {
  let index = 0;
  while (index < times.length && times[index]! <= from) index++;
  return index === 0 ? times : times.slice(index);
}

/** A Retry-After of seconds or of an HTTP date, in ms from now; undefined when it says nothing usable. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (value.trim() !== "" && Number.isFinite(seconds)) return seconds > 0 ? seconds * 1000 : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) || date <= now ? undefined : date - now;
}
