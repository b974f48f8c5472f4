import { createHash } from "node:crypto";
import type { Clock } from "@azure-genai-gateway/common/clock";

/** A part of a prompt, in the order in which prefixes are cached: tools, system, messages. */
export interface PromptBlock {
  /** What it says, without the mark of the cache. */
  readonly text: string;
  readonly tokens: number;
  /** Of them, those of images. */
  readonly imageTokens: number;
  /** Where a prefix ends that is to be cached, and for how long. */
  readonly cached?: "5m" | "1h";
}

const LIVES = { "5m": 5 * 60_000, "1h": 60 * 60_000 } as const;
/** Parts before a mark that are looked at for a prefix that an earlier request wrote. */
const LOOKBACK = 20;
const MOST_PREFIXES = 5_000;

/** What a prompt reads from the cache and writes to it, in tokens. */
export interface CacheUse {
  readonly read: number;
  readonly written5m: number;
  readonly written1h: number;
  /** Keeps what this prompt wrote; called once it is admitted. */
  commit(): void;
}

/**
 * Prompt caching by prefixes: each mark caches all that stands before it, for five minutes or an hour from the last time
 * that it was read. https://platform.claude.com/docs/en/build-with-claude/prompt-caching,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export class PrefixCache {
  private readonly prefixes = new Map<string, { until: number; readonly life: number }>();

  constructor(private readonly clock: Clock) {}

  /** @param least tokens that a prefix must have */
  use(blocks: readonly PromptBlock[], least: number): CacheUse {
    const now = this.clock.now();
    const marks = blocks.flatMap(({ cached }, index) => (cached ? [index] : []));
    if (marks.length === 0) return { read: 0, written5m: 0, written1h: 0, commit: () => undefined };
    const upTo: number[] = [];
    const keys: string[] = [];
    const hash = createHash("sha256");
    let sum = 0;
    for (const { text, tokens } of blocks.slice(0, marks.at(-1)! + 1)) {
      hash.update(`${text.length}:${text}`);
      keys.push(hash.copy().digest("base64"));
      upTo.push((sum += tokens));
    }
    const hit = this.longest(keys, marks, now);
    const read = hit === undefined ? 0 : upTo[hit]!;
    let [from, written5m, written1h] = [read, 0, 0];
    const kept: { readonly key: string; readonly life: number }[] = [];
    for (const mark of marks) {
      const [tokens, life] = [upTo[mark]!, LIVES[blocks[mark]!.cached!]];
      if (tokens < least || (hit !== undefined && mark < hit)) continue;
      kept.push({ key: keys[mark]!, life });
      if (tokens <= from) continue;
      if (life === LIVES["1h"]) written1h += tokens - from;
      else written5m += tokens - from;
      from = tokens;
    }
    const reread = hit === undefined ? undefined : keys[hit]!;
    const commit = () => {
      const old = reread === undefined ? undefined : this.prefixes.get(reread);
      if (old) old.until = now + old.life;
      for (const { key, life } of kept) this.keep(key, now, life);
    };
    return { read, written5m, written1h, commit };
  }

  private longest(keys: readonly string[], marks: readonly number[], now: number): number | undefined {
    for (const mark of [...marks].reverse())
      for (let at = mark; at >= 0 && at > mark - LOOKBACK; at -= 1) {
        const found = this.prefixes.get(keys[at]!);
        if (found && found.until > now) return at;
      }
    return undefined;
  }

  private keep(key: string, now: number, life: number): void {
    const known = this.prefixes.get(key);
    this.prefixes.delete(key);
    const longer = Math.max(life, known && known.until > now ? known.life : 0);
    this.prefixes.set(key, { until: now + longer, life: longer });
    for (const oldest of this.prefixes.keys()) {
      if (this.prefixes.size <= MOST_PREFIXES) break;
      this.prefixes.delete(oldest);
    }
  }
}

/** A cache for each model, made when it is first asked for: what one has cached no other one reads. */
export function prefixCaches(clock: Clock): (model: string) => PrefixCache {
  const caches = new Map<string, PrefixCache>();
  return (model) => {
    const cache = caches.get(model) ?? new PrefixCache(clock);
    caches.set(model, cache);
    return cache;
  };
}
