import type { Place } from "@azure-genai-gateway/common/problem";

/** Where an editor shows the byte at `position` of a file that is no text: behind how many line feeds, and how far. */
export function placeInFile(file: string, bytes: Buffer, position: number): Place {
  let [line, lineStart] = [1, 0];
  for (let end = bytes.indexOf(10); end >= 0 && end < position; end = bytes.indexOf(10, lineStart)) {
    lineStart = end + 1;
    line++;
  }
  return { file, line, column: position - lineStart + 1 };
}
