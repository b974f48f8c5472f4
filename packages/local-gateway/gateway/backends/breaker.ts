import type { Clock } from "@azure-genai-gateway/common/clock";
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
  private readonly failures: RecentCount;
  private readonly calls: RecentCount;

  constructor(
    private readonly rule: BreakerModel,
    private readonly clock: Clock,
  ) {
    this.failures = new RecentCount(rule.intervalMs);
    this.calls = new RecentCount(rule.intervalMs);
  }

  get open(): boolean {
    return this.clock.now() < this.openUntil;
  }

  record(outcome: BackendOutcome): void {
    const now = this.clock.now();
    // Calls that were on their way when it opened neither lengthen the trip nor count for the next.
    if (now < this.openUntil) return;
    if (this.rule.percentage !== undefined) this.calls.add(now);
    if (!this.isFailure(outcome)) return;
    this.failures.add(now);
    if (this.limitReached(now)) this.trip(now, outcome);
  }

  private limitReached(now: number): boolean {
    const { count, percentage } = this.rule;
    const failures = this.failures.at(now);
    // Microsoft does not say how few calls a share may be taken of; here one failed call of one is 100 %.
    if (percentage !== undefined) return failures * 100 >= percentage * this.calls.at(now);
    return failures >= (count ?? 1);
  }

  private trip(now: number, outcome: BackendOutcome): void {
    const asked =
      this.rule.acceptRetryAfter && outcome.kind === "status"
        ? retryAfterMs(outcome.retryAfter, now)
        : undefined;
    this.openUntil = now + (asked ?? this.rule.tripDurationMs);
    this.failures.clear();
    this.calls.clear();
  }

  private isFailure(outcome: BackendOutcome): boolean {
    if (outcome.kind === "error") return this.rule.errorReasons.includes(outcome.reason);
    return this.rule.statusCodeRanges.some(({ min, max }) => outcome.status >= min && outcome.status <= max);
  }
}

/** What happened in the last interval, counted in a thousand pieces of it so that any load takes bounded memory. */
class RecentCount {
  private pieces: { readonly at: number; count: number }[] = [];
  private total = 0;
  private readonly pieceMs: number;

  constructor(private readonly intervalMs: number) {
    this.pieceMs = Math.max(1, intervalMs / 1000);
  }

  add(now: number): void {
    this.at(now);
    const last = this.pieces.at(-1);
    if (last && now - last.at < this.pieceMs) last.count++;
    else this.pieces.push({ at: now, count: 1 });
    this.total++;
  }

  at(now: number): number {
    let gone = 0;
    while (gone < this.pieces.length && this.pieces[gone]!.at <= now - this.intervalMs) {
      this.total -= this.pieces[gone++]!.count;
    }
    if (gone > 0) this.pieces.splice(0, gone);
    return this.total;
  }

  clear(): void {
    this.pieces = [];
    this.total = 0;
  }
}

/** A Retry-After of seconds or of an HTTP date, in ms from now; undefined when it says nothing usable. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  if (value.trim() !== "" && Number.isFinite(seconds)) return seconds > 0 ? seconds * 1000 : undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) || date <= now ? undefined : date - now;
}
