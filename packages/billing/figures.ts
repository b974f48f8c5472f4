/** A figure of an event or of a row of the log. */
export interface Figure {
  /** Digits behind the point that count. */
  readonly places: number;
  /** The largest that is one. */
  readonly below: bigint;
  /** What it is to DuckDB. */
  readonly type: string;
}

const tokens: Figure = { places: 0, below: 10n ** 15n, type: "BIGINT" };
const micros: Figure = { places: 6, below: 10n ** 18n, type: "DECIMAL(26, 6)" };
const price: Figure = { places: 9, below: 10n ** 8n, type: "DECIMAL(18, 9)" };

/** Figures of an event, each by its path: what is none of them, or negative, or larger than any can be, stops the sum. */
export const eventFigures: Readonly<Record<string, Figure>> = {
  status: { places: 0, below: 999n, type: "BIGINT" },
  promptTokens: tokens,
  completionTokens: tokens,
  cachedTokens: tokens,
  completionBound: tokens,
  /** In millionths of a US dollar, as the next. */
  costMicros: micros,
  "cost.embeddings": micros,
  /** In US dollars for a million tokens. */
  "prices.prompt": price,
  "prices.completion": price,
};

export const logFigures: Readonly<Record<string, Figure>> = {
  PromptTokens: tokens,
  CompletionTokens: tokens,
};

/** A decimal number, as JSON writes it or as a text: no more than that. */
export const figurePattern = String.raw` *\+?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})? *`;

/** A time in ISO 8601 of our days; without an offset it is in UTC. */
export const timePattern = String.raw`2\d{3}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[+-]\d{2}(:?\d{2})?)?)?`;
