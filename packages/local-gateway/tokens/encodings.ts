import { createRequire } from "node:module";

export type EncodingName = "o200k_base" | "cl100k_base";

export interface Encoding {
  countTokens(text: string): number;
  /** Splits a text into its tokens' texts. Characters of more than one token come whole with the last of them. */
  split(text: string): string[];
}

interface Tokenizer {
  countTokens(text: string, options: { disallowedSpecial: Set<string> }): number;
  encode(text: string, options: { disallowedSpecial: Set<string> }): number[];
  decodeGenerator(tokens: Iterable<number>): Generator<string, void, void>;
}

// A model treats `<|endoftext|>` in a user's text as plain text; the library throws unless told so.
const asPlainText = { disallowedSpecial: new Set<string>() };
const load = createRequire(__filename);
const loaded = new Map<EncodingName, Encoding>();

/** The ranks take a tenth of a second to load, so they are loaded at first use. */
export function encoding(name: EncodingName): Encoding {
  let found = loaded.get(name);
  if (!found) {
    const tokenizer = load(`gpt-tokenizer/encoding/${name}`) as Tokenizer;
    found = {
      countTokens: (text) => tokenizer.countTokens(text, asPlainText),
      split: (text) => [...tokenizer.decodeGenerator(tokenizer.encode(text, asPlainText))],
    };
    loaded.set(name, found);
  }
  return found;
}
