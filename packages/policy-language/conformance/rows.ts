/** A value as rows write it: C# type name and invariant text. */
export interface RowValue {
  readonly type: string;
  readonly value: string;
}

/** What one expression gave: exactly one of result, throws and compileErrors is there. */
export interface Outcome {
  readonly result?: DescribedValue | null;
  /** Full .NET name of the exception. */
  readonly throws?: string;
  readonly compileErrors?: readonly string[];
}

/** A value of the result, as far as it can be told apart: scalars by text, collections by element, JSON by both. */
export interface DescribedValue {
  readonly type: string;
  readonly value?: string;
  readonly text?: string;
  readonly items?: readonly (DescribedValue | null)[];
  readonly entries?: readonly { key: DescribedValue | null; value: DescribedValue | null }[];
}

/** One line of the input. */
export interface Row {
  readonly id: string;
  readonly expression: string;
  /** An entry of the contexts file; default `chat`. */
  readonly context?: string;
  readonly variables?: Readonly<Record<string, RowValue>>;
}

export type OutcomeRow = { readonly id: string } & Outcome;
