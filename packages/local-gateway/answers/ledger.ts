import type { HttpHeaders } from "@azure-genai-gateway/common/http";
import type { AccountLedger, Charges, ServedCall } from "./types";

const MOST_CALLS = 50_000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A call while it is served; what changes here shows in the ledger at once. */
export type LedgerEntry = Mutable<ServedCall>;

export interface WritableLedger extends AccountLedger {
  open(at: number, headers: HttpHeaders): LedgerEntry;
}

/** Adds what is billed apart to a call. */
export function charge(entry: LedgerEntry, charged: Partial<Charges> = {}): void {
  for (const [kind, amount] of Object.entries(charged) as [keyof Charges, number][]) entry[kind] += amount;
}

export function createLedger(): WritableLedger {
  const calls: LedgerEntry[] = [];
  return {
    calls,
    open(at, headers) {
      // Fifty thousand of these are kept, and hardly any is looked at.
      const kept = headers.clone();
      let read: LedgerEntry["headers"] | undefined;
      const entry: LedgerEntry = {
        at,
        deployment: "",
        operation: "",
        status: 0,
        streamed: false,
        complete: false,
        promptTokens: 0,
        completionTokens: 0,
        cachedTokens: 0,
        cacheWriteTokens: 0,
        reasoningTokens: 0,
        promptImageTokens: 0,
        promptAudioTokens: 0,
        completionImageTokens: 0,
        completionAudioTokens: 0,
        images: 0,
        audioSeconds: 0,
        characters: 0,
        get headers() {
          return (read ??= Object.fromEntries(
            [...kept].map(([name, values]) => [name.toLowerCase(), values.join(",")]),
          ));
        },
      };
      // Dropped in bulk, so that a long run does not move the array at every call.
      if (calls.length >= MOST_CALLS + 1_000) calls.splice(0, 1_000);
      calls.push(entry);
      return entry;
    },
  };
}
