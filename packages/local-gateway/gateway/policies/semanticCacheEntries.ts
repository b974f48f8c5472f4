import type { ValueCache } from "../policy";
import type { CachedResponse } from "./cachedResponse";

export interface SemanticEntry {
  readonly embedding: Float32Array;
  readonly response: CachedResponse;
  /** Ms since the epoch. */
  readonly expires: number;
}

/** A lookup looks at every entry of its partition; the oldest go when there are more than this. */
const mostEntries = 1000;

/** Cosine distance: 0 for the same direction, 1 for unrelated, 2 for opposite. Vectors of other models are never near. */
export function cosineDistance(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let dot = 0;
  let aa = 0;
  let bb = 0;
  for (let index = 0; index < a.length; index++) {
    dot += a[index]! * b[index]!;
    aa += a[index]! * a[index]!;
    bb += b[index]! * b[index]!;
  }
  return aa === 0 || bb === 0 ? Infinity : 1 - dot / Math.sqrt(aa * bb);
}

/** The nearest entry of a partition that is no further than `threshold` and has not expired. */
export function nearestEntry(
  cache: ValueCache,
  partition: string,
  embedding: Float32Array,
  threshold: number,
  now: number,
): { readonly entry: SemanticEntry; readonly distance: number } | undefined {
  let nearest: { readonly entry: SemanticEntry; readonly distance: number } | undefined;
  for (const entry of entriesOf(cache, partition)) {
    if (entry.expires <= now) continue;
    const distance = cosineDistance(entry.embedding, embedding);
    if (distance <= threshold && (!nearest || distance < nearest.distance)) nearest = { entry, distance };
  }
  return nearest;
}

export function addEntry(cache: ValueCache, partition: string, entry: SemanticEntry, now: number): void {
  const kept = entriesOf(cache, partition).filter(({ expires }) => expires > now);
  const entries = [...kept.slice(1 - mostEntries), entry];
  const longest = Math.max(...entries.map(({ expires }) => expires));
  cache.set(keyOf(partition), entries, (longest - now) / 1000);
}

function entriesOf(cache: ValueCache, partition: string): readonly SemanticEntry[] {
  return (cache.get(keyOf(partition)) as readonly SemanticEntry[] | undefined) ?? [];
}

/** In the gateway's one cache; no key that a document can write begins with a control character. */
function keyOf(partition: string): string {
  return `\u0001semantic-cache\n${partition}`;
}
