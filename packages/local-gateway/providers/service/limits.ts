import type { Clock } from "@azure-genai-gateway/common/clock";

/** What a model takes per minute; a kind that is not named is not limited. */
export interface RateLimits {
  readonly requests?: number;
  /** Input and output tokens together. */
  readonly tokens?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
}

export type LimitKind = keyof RateLimits;

/** What is left of one limit. */
export interface LimitState {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until all of it is there again. */
  readonly fullInMs: number;
}

export type LimitStates = Readonly<Partial<Record<LimitKind, LimitState>>>;

/** What a call is taken to need before it is served, of each kind. */
export type Needs = Readonly<Partial<Record<LimitKind, number>>>;

export type Admission =
  | {
      readonly admitted: true;
      readonly states: LimitStates;
      /** Called once with what the call took in the end. */
      settle(took: Needs): void;
    }
  | {
      readonly admitted: false;
      readonly states: LimitStates;
      readonly kind: LimitKind;
      readonly retryAfterMs: number;
    };

const MINUTE = 60_000;
const kinds: readonly LimitKind[] = ["requests", "tokens", "inputTokens", "outputTokens"];

/**
 * Buckets that hold a minute's worth and fill without pause, as the providers describe theirs
 * (https://platform.claude.com/docs/en/api/rate-limits). A call is taken where every bucket has what it needs, and
 * something at all: what it took beyond that makes the next one wait.
 */
export class Limits {
  private readonly buckets = new Map<LimitKind, { level: number; at: number }>();

  constructor(
    private readonly clock: Clock,
    private limits: RateLimits,
  ) {}

  get perMinute(): RateLimits {
    return this.limits;
  }

  /** Other limits from now on; their buckets begin full. */
  change(limits: RateLimits): void {
    this.limits = limits;
    this.buckets.clear();
  }

  admit(needs: Needs): Admission {
    for (const kind of kinds) {
      const limit = this.limits[kind];
      if (limit === undefined) continue;
      const level = this.level(kind, limit);
      const missing = Math.max(needs[kind] ?? 0, 1) - level;
      if (missing <= 0) continue;
      const retryAfterMs = Math.max(
        1,
        Math.ceil((Math.min(missing, limit) * MINUTE) / Math.max(limit, 1e-9)),
      );
      return { admitted: false, states: this.states(), kind, retryAfterMs };
    }
    this.take(needs);
    return {
      admitted: true,
      states: this.states(),
      settle: (took) => {
        // The difference alone: what has run in meanwhile must not be lost at the brim.
        const more = kinds.map((kind) => [kind, (took[kind] ?? needs[kind] ?? 0) - (needs[kind] ?? 0)]);
        this.take(Object.fromEntries(more) as Needs);
      },
    };
  }

  states(): LimitStates {
    const states: Partial<Record<LimitKind, LimitState>> = {};
    for (const kind of kinds) {
      const limit = this.limits[kind];
      if (limit === undefined) continue;
      const level = this.level(kind, limit);
      states[kind] = {
        limit,
        remaining: Math.max(0, Math.floor(level)),
        fullInMs: limit > 0 ? Math.ceil(((limit - level) * MINUTE) / limit) : MINUTE,
      };
    }
    return states;
  }

  private take(needs: Needs): void {
    for (const kind of kinds) {
      const limit = this.limits[kind];
      if (limit === undefined) continue;
      const level = this.level(kind, limit) - (needs[kind] ?? 0);
      this.buckets.set(kind, { level: Math.min(limit, level), at: this.clock.now() });
    }
  }

  private level(kind: LimitKind, limit: number): number {
    const bucket = this.buckets.get(kind);
    if (!bucket) return limit;
    return Math.min(limit, bucket.level + ((this.clock.now() - bucket.at) * limit) / MINUTE);
  }
}
