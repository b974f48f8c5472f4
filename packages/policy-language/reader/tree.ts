import type { Place } from "@azure-genai-gateway/common/problem";
import type { NamedValueReference } from "./namedValues";

/** A value as C# and the policies see it: entities decoded, named values put in. */
export interface PolicyText {
  /** `expression`: `value` is all of `@(...)` or `@{...}` and nothing else. */
  readonly kind: "literal" | "expression";
  readonly value: string;
  readonly place: Place;
  /** Where a character of `value` stands in the document. */
  locate(offset: number): Place;
  /** Every `{{name}}` that stood here. */
  readonly namedValues: readonly (Omit<NamedValueReference, "offset"> & { readonly place: Place })[];
}

export interface PolicyAttribute {
  readonly name: string;
  readonly place: Place;
  readonly value: PolicyText;
}

export interface PolicyNode {
  readonly name: string;
  readonly place: Place;
  readonly attributes: readonly PolicyAttribute[];
  /** Elements and stretches of text in order; comments and stretches of white space are left out. */
  readonly content: readonly (PolicyNode | string)[];
  readonly children: readonly PolicyNode[];
  /** All text directly in the element, whitespace at both ends taken off; absent when there is none. */
  readonly text?: PolicyText;
  /** What stands between the tags, with named values put in and nothing else changed. */
  readonly rawText: string;
  /** False when the document ends, or breaks, before the closing tag. */
  readonly closed: boolean;
}
