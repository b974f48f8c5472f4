import { hashOf } from "./answerText";

/** Places that each word touches: enough for two words to rarely meet, few enough to be quick. */
const PLACES = 24;
/** What the order of words and their spelling weigh beside the words themselves. */
const PAIR_WEIGHT = 0.35;
/** Words that say little, and so weigh little. */
const slight = new Set(
  "a an and are as at be by can do does for from how i in is it me my of on or please tell that the this to was what which with you your".split(
    " ",
  ),
);

/**
 * A unit vector of a text: texts that share words lie near each other, equal texts are equal, others are about
 * orthogonal. It knows words, not meanings: synonyms are as far apart as any two words.
 * @param input a text, or the numbers of its tokens.
 */
export function embeddingVector(input: string | readonly number[], dimensions: number): Float32Array {
  const values = new Float32Array(dimensions);
  const words = wordsOf(input);
  words.forEach((word, at) => {
    add(values, word, slight.has(word) ? 0.2 : 1);
    if (at > 0) add(values, `${words[at - 1]} ${word}`, PAIR_WEIGHT);
  });
  // A text without words still needs a direction.
  if (words.length === 0) add(values, `text ${String(input)}`, 1);
  let sum = 0;
  for (const value of values) sum += value * value;
  const length = Math.sqrt(sum) || 1;
  return values.map((value) => value / length);
}

function wordsOf(input: string | readonly number[]): readonly string[] {
  if (typeof input !== "string") return input.map((token) => `token ${token}`);
  return input.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function add(values: Float32Array, word: string, weight: number): void {
  let state = hashOf(word) || 1;
  for (let place = 0; place < PLACES; place += 1) {
    // xorshift32: a handful of draws a word, where a whole generator would cost more than the vector.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const sign = state & 1 ? 1 : -1;
    values[(state >>> 1) % values.length]! += sign * weight;
  }
}
