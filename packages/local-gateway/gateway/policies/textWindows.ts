/**
 * The text in windows of at most `size` characters (Unicode code points), each beginning with the last `overlap` ones
 * of the one before. An empty text has none. `overlap` counts as less than `size`, or windows would not move on.
 */
export function textWindows(text: string, size: number, overlap = 0): readonly string[] {
  const width = Math.max(1, Math.floor(size));
  const step = width - Math.min(width - 1, Math.max(0, Math.floor(overlap)));
  // No text has more code points than UTF-16 units, and most fit: no need to take them apart.
  if (text.length <= width) return text === "" ? [] : [text];
  const points = Array.from(text);
  const windows: string[] = [];
  for (let start = 0; ; start += step) {
    windows.push(points.slice(start, start + width).join(""));
    if (start + width >= points.length) return windows;
  }
}
