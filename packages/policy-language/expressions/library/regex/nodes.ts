/** Whether a UTF-16 code unit belongs. */
export type Test = (code: number) => boolean;

/** A pattern, read. Groups have numbers; 0 is the whole match. */
export type Node =
  | { readonly kind: "empty" }
  | { readonly kind: "one"; readonly test: Test }
  | { readonly kind: "text"; readonly text: string; readonly fold: boolean }
  | { readonly kind: "sequence"; readonly parts: readonly Node[] }
  | { readonly kind: "choice"; readonly parts: readonly Node[] }
  | {
      readonly kind: "loop";
      readonly body: Node;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  | { readonly kind: "group"; readonly body: Node; readonly group?: number; readonly uncapture?: number }
  | { readonly kind: "atomic"; readonly body: Node }
  | { readonly kind: "look"; readonly body: Node; readonly behind: boolean; readonly negative: boolean }
  | { readonly kind: "reference"; readonly group: number; readonly fold: boolean }
  | {
      readonly kind: "if";
      readonly group?: number;
      readonly test?: Node;
      readonly yes: Node;
      readonly no: Node;
    }
  | { readonly kind: "anchor"; readonly at: Anchor };

export type Anchor =
  "start" | "end" | "endBeforeNewline" | "lineStart" | "lineEnd" | "word" | "notWord" | "here";

export interface Pattern {
  readonly root: Node;
  /** Numbers in order, each with its name: the number itself for a group without one. */
  readonly groups: ReadonlyMap<number, string>;
}

/** System.Text.RegularExpressions.RegexOptions, by bit. */
export const Options = {
  ignoreCase: 1,
  multiline: 2,
  explicitCapture: 4,
  singleline: 16,
  ignoreWhitespace: 32,
  rightToLeft: 64,
  ecmaScript: 256,
} as const;
