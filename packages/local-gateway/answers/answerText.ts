import type { Random } from "@azure-genai-gateway/common/random";

/**
 * Words that are one token each after a space, under every encoding in use; a test holds that true. Text made of
 * them has a token count that is known before it is written.
 */
const words = (
  "the service answers each request with a short text that is made from the question so it can be read by people " +
  "and by tests while the number of tokens stays known every call has its own cost and time a model may take more " +
  "when there are many users at once then some wait or go to another place where there is room this part gives the " +
  "main idea and the next one adds detail about how data moves between systems what we measure and why it matters"
).split(" ");

const unique = [...new Set(words)];

/** Exactly `count` pieces of plain text, each of one token; joined they read as sentences. */
export function answerPieces(count: number, random: Random): string[] {
  const pieces: string[] = [];
  let untilStop = 0;
  while (pieces.length < count) {
    const last = pieces.length === count - 1;
    // A stop before the last piece would leave that one to be a word.
    const full = untilStop <= 0 && pieces.length !== count - 2;
    if (pieces.length > 0 && pieces.at(-1) !== "." && (full || (last && count > 2))) {
      pieces.push(".");
      untilStop = sentenceLength(random);
      continue;
    }
    if (pieces.length === 0) {
      pieces.push("The");
      untilStop = sentenceLength(random);
      continue;
    }
    pieces.push(` ${unique[Math.floor(random.next() * unique.length)]}`);
    untilStop -= 1;
  }
  return pieces;
}

function sentenceLength(random: Random): number {
  return 7 + Math.floor(random.next() * 9);
}

/** Splits other texts (JSON) into pieces of about a token, for streaming. */
export function splitText(text: string): string[] {
  return text.match(/\s*[\p{L}\p{N}_]{1,12}|\s*[^\s\p{L}\p{N}_]{1,3}|\s+/gu) ?? [];
}

/** A number from a text, the same on every machine: FNV-1a. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
