/**
 * The rules of routing as docs/configure.md and docs/decisions/0033 state them, written down once more without a look at how
 * policies do it: which groups there are, when a breaker is open, what a client gets.
 */

/** How a backend answers one call. */
export type Answer =
  | { readonly kind: "ok" }
  | { readonly kind: "cut" }
  | { readonly kind: "status"; readonly status: 401 | 403 | 404 | 408 | 500 | 503 }
  | { readonly kind: "status"; readonly status: 429; readonly retryAfterMs: number };

export interface Drawn {
  readonly name: string;
  readonly kind: "ptu" | "payg";
  readonly priority: number | undefined;
  readonly weight: number;
  readonly offers: boolean;
  readonly region: string;
}

export interface Rules {
  readonly backends: readonly Drawn[];
  readonly loadBalancing: "weighted" | "round-robin" | "latency";
  readonly spillToPayg: boolean;
}

/**
 * Groups of backends, each asked before the next: by priority, and of one priority those near to the gateway first, unless
 * they are measured.
 * @param region where the gateway stands that has the call
 */
export function groupsOf(
  { backends, spillToPayg, loadBalancing }: Rules,
  region: string,
): readonly (readonly Drawn[])[] {
  const priority = (one: Drawn) => one.priority ?? (one.kind === "ptu" ? 1 : 2);
  const offering = backends.filter(({ offers }) => offers);
  const lowest = Math.min(...offering.map(priority));
  const rank = (one: Drawn) =>
    2 * priority(one) + (loadBalancing !== "latency" && one.region !== region ? 1 : 0);
  const ranks = [...new Set(offering.map(rank))].sort((left, right) => left - right);
  return ranks
    .map((wanted) => offering.filter((one) => rank(one) === wanted))
    .filter(([one]) => spillToPayg || priority(one!) === lowest);
}

/** 3 failures in 30 s open a breaker for 30 s: a broken connection is one, or a 5xx; a 429 is none. */
export class BreakerRule {
  private failures: number[] = [];
  private openUntil = -Infinity;

  heard(answer: Answer, now: number): void {
    if (now < this.openUntil) return;
    if (answer.kind === "ok" || (answer.kind === "status" && answer.status < 500)) return;
    this.failures = [...this.failures.filter((at) => at > now - 30_000), now];
    if (this.failures.length < 3) return;
    this.failures = [];
    this.openUntil = now + 30_000;
  }

  /** Whether it is open for all of a time, for none of it, or for a part. */
  openDuring(from: number, to: number): "open" | "shut" | "both" {
    if (to < this.openUntil) return "open";
    return from >= this.openUntil ? "shut" : "both";
  }
}

export interface Outcome {
  readonly status: number;
  readonly retryAfter?: string;
}

/**
 * What the client gets when these were asked and the last one ended the call.
 * @param last what the last one did; "open" when its breaker let nothing through
 */
export function outcome(asked: readonly Answer[], last: Answer | "open"): Outcome {
  if (last !== "open" && last.kind === "ok") return { status: 200 };
  const waits = asked.flatMap((one) => (one.kind === "status" && one.status === 429 ? one.retryAfterMs : []));
  // At most a minute, for OpenAI's SDKs would sit out any wait.
  if (waits.length > 0)
    return { status: 429, retryAfter: String(Math.ceil(Math.min(60_000, ...waits) / 1000)) };
  if (last === "open" || last.kind === "cut") return { status: 503 };
  return { status: last.status === 401 || last.status === 403 ? 502 : last.status };
}
