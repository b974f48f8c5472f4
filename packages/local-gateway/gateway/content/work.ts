/** Steps one rendering may take: far above any real template or stylesheet, well below a second. */
const maxSteps = 400_000;
/** Characters that one rendering may write or hold in what it makes on the way. */
const maxCharacters = 32 * 1024 * 1024;

/** Elements that a conversion may read or make, one step each: an element costs less than a part of a template. */
export const conversionSteps = 1_000_000;

/** A body's template, stylesheet or conversion would take too long, or make too much. */
export class WorkRefused extends Error {}

/**
 * What one rendering may spend. Every interpreter that runs in a call (Liquid, XSLT, the conversions between XML and
 * JSON, replacing texts) counts its work here, so that no body and no policy blocks the other calls or fills the memory.
 * Azure limits these by means of its own, which are not documented; a limit reached is an error of the call.
 */
export class Work {
  private stepsLeft: number;
  private charactersLeft = maxCharacters;

  constructor(private readonly steps = maxSteps) {
    this.stepsLeft = steps;
  }

  step(count = 1): void {
    if ((this.stepsLeft -= count) < 0) {
      throw new WorkRefused(`it takes more than ${this.steps} steps`);
    }
  }

  grow(characters: number): void {
    // Written so that NaN is refused, too.
    if (!((this.charactersLeft -= characters) >= 0)) {
      throw new WorkRefused(`it makes more than ${maxCharacters} characters`);
    }
  }
}

/**
 * All occurrences of a text replaced, unless the result would be too large.
 * @throws WorkRefused
 */
export function replaceAll(text: string, from: string, to: string): string {
  const work = new Work();
  let count = 0;
  for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) count++;
  work.grow(Math.max(0, text.length + count * (to.length - from.length)));
  return text.replaceAll(from, () => to);
}
