const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * How many characters a reader would count: what the service calls a text element.
 * https://learn.microsoft.com/azure/ai-services/language-service/concepts/multilingual-emoji-support
 */
export function textElements(text: string): number {
  // Each of these is one by itself; a carriage return is not, before a line feed.
  if (/^[\n\x20-\x7e]*$/.test(text)) return text.length;
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}
