/** What a real deployment does by itself and a simulated one must be told. */
export interface DeploymentBehaviour {
  /** Default 20 ms to the first token and 1 ms for each token. */
  readonly latency?: Latency;
  /** Tokens of an answer that nothing cuts short, drawn evenly; default 40 to 160. */
  readonly answerTokens?: { readonly min: number; readonly max: number };
  readonly fault?: Fault;
  /**
   * Whether the content filter looks at a stream's text before it is sent, or beside it ("asynchronous"): results
   * then come in chunks of their own. Default "default".
   * https://learn.microsoft.com/azure/foundry/openai/concepts/content-streaming
   */
  readonly contentFilter?: "default" | "asynchronous";
}

export interface Latency {
  /** From the request to the first token (or to the whole answer, for embeddings). */
  readonly firstTokenMs: number;
  readonly perTokenMs: number;
  /** How calls differ from each other, drawn from the run's seed; default: not at all. */
  readonly jitter?: Jitter;
}

/** What both times of a call are multiplied by: something from 1 - spread to 1 + spread, or e to the power of a normal draw. */
export type Jitter =
  | { readonly distribution: "uniform"; readonly spread: number }
  | { readonly distribution: "lognormal"; readonly sigma: number };

/** What goes wrong, with the given share of calls (0 to 1, default 1). */
export type Fault = { readonly share?: number } & (
  | {
      /** Answered with this status at once; 429 is one with a Retry-After of `retryAfterMs`. */
      readonly kind: "status";
      readonly status: number;
      readonly retryAfterMs?: number;
    }
  | {
      /** Never answered; the caller's timeout ends it. */
      readonly kind: "hang";
    }
  | {
      /** Answered `delayMs` later than its latency says. */
      readonly kind: "slowStart";
      readonly delayMs: number;
    }
  | {
      /** The connection breaks before the answer, or in mid-stream after so many chunks. */
      readonly kind: "cut";
      readonly afterChunks?: number;
    }
  | {
      /** JSON that ends in its middle: the whole answer's, or that of the chunk after so many good ones (default 0). */
      readonly kind: "malformed";
      readonly afterChunks?: number;
    }
  | {
      /** Refused as harmful: 400 content_filter; "completion": a chat that stops with finish_reason content_filter. */
      readonly kind: "contentFilter";
      readonly source?: "prompt" | "completion";
    }
);

/** A whole account that is gone: its connections break at once, or all is answered with 503. */
export type Outage = "refused" | "unavailable";

/** What an account has received (the last 50,000 calls), refused ones and those under way included, for assertions and the summary of `npm start`. */
export interface AccountLedger {
  readonly calls: readonly ServedCall[];
}

/** One call and what it was charged: nothing of one that was refused. */
export interface ServedCall extends Charges {
  /** When it came, in ms since the epoch. */
  readonly at: number;
  /** Empty when the request named none. */
  readonly deployment: string;
  readonly operation: string;
  /** 499 when the caller hung up before the answer, 0 when the connection was cut or no answer was given yet. */
  readonly status: number;
  readonly streamed: boolean;
  /** False while it is under way, and for good when either side broke off. */
  readonly complete: boolean;
  /** All of the prompt's tokens: cached ones, those of images and of sound are among them. */
  readonly promptTokens: number;
  /**
   * Tokens generated, those of thought, images and sound among them: of a call that was broken off, those made until
   * then. It grows while a background response is made.
   */
  readonly completionTokens: number;
  readonly cachedTokens: number;
  /** Of the prompt's tokens, those that were written to a cache where that is billed apart. */
  readonly cacheWriteTokens: number;
  readonly reasoningTokens: number;
  /** Every request header the account received; tests look here for leaked client keys. */
  readonly headers: Readonly<Record<string, string>>;
}

/** What a call is billed for besides texts. */
export interface Charges {
  /** Of the prompt's tokens, those of images and of sound. */
  readonly promptImageTokens: number;
  readonly promptAudioTokens: number;
  /** Of the answer's tokens, those of images and of sound. */
  readonly completionImageTokens: number;
  readonly completionAudioTokens: number;
  /** Images made, by models that bill each of them too. */
  readonly images: number;
  /** Seconds of sound that were listened to, by models that bill time. */
  readonly audioSeconds: number;
  /** Characters that were read aloud, by models that bill those. */
  readonly characters: number;
}
