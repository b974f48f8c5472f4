import type { Encoding } from "./encodings";

/** Longest stretch of letters (or of signs, or of white space) given to the tokenizer in one piece. */
const LONGEST_RUN = 64;
/** Characters counted exactly; of a longer text, the rest is taken to be like its beginning. */
const LONGEST_EXACT = 131_072;

/** Characters of such stretches counted per text; the others are taken to be like them. */
const RUN_BUDGET = 8_192;

/**
 * Tokens of a text, in a time that grows with its length and no faster. Byte-pair merging takes quadratic time for
 * a stretch without a break, so long stretches are counted in slices (at most one token too many a slice), and
 * only the first of them: beyond that the count is an estimate.
 */
export function boundedCount(text: string, encoding: Encoding): number {
  if (text.length > LONGEST_EXACT) {
    const head = boundedCount(text.slice(0, LONGEST_EXACT), encoding);
    return Math.ceil((head * text.length) / LONGEST_EXACT);
  }
  const runs = { sampled: 0, tokens: 0, skipped: 0 };
  let count = 0;
  let counted = 0;
  let runStart = 0;
  let runKind = -1;
  for (let index = 0; index <= text.length; index += 1) {
    const kind = index < text.length ? kindOf(text.charCodeAt(index)) : -1;
    if (kind === runKind) continue;
    if (index - runStart > LONGEST_RUN) {
      if (runStart > counted) count += encoding.countTokens(text.slice(counted, runStart));
      countRun(text, runStart, index, encoding, runs);
      counted = index;
    }
    runStart = index;
    runKind = kind;
  }
  if (counted < text.length) count += encoding.countTokens(text.slice(counted));
  if (runs.sampled === 0) return count;
  return count + Math.ceil((runs.tokens * (runs.sampled + runs.skipped)) / runs.sampled);
}

function countRun(
  text: string,
  from: number,
  to: number,
  encoding: Encoding,
  runs: { sampled: number; tokens: number; skipped: number },
): void {
  let start = from;
  for (; start < to && runs.sampled < RUN_BUDGET; start += LONGEST_RUN) {
    const end = Math.min(to, start + LONGEST_RUN);
    runs.tokens += encoding.countTokens(text.slice(start, end));
    runs.sampled += end - start;
  }
  runs.skipped += Math.max(0, to - start);
}

/** The classes between which every encoding breaks: letters 0, digits 1, white space 2, signs 3. */
function kindOf(code: number): number {
  if (code >= 128) return 0;
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 0;
  if (code >= 48 && code <= 57) return 1;
  return code === 32 || (code >= 9 && code <= 13) ? 2 : 3;
}
