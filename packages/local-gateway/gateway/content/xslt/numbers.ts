const standard: ReadonlyMap<string, string> = new Map([
  ["decimal-separator", "."],
  ["grouping-separator", ","],
  ["infinity", "Infinity"],
  ["minus-sign", "-"],
  ["NaN", "NaN"],
  ["percent", "%"],
  ["per-mille", "\u2030"],
  ["zero-digit", "0"],
  ["digit", "#"],
  ["pattern-separator", ";"],
]);

/** format-number(): a picture such as `#,##0.00;(#)`. https://www.w3.org/TR/xslt-10/#format-number */
export function formatNumber(
  value: number,
  picture: string,
  own: ReadonlyMap<string, string> | undefined,
): string {
  const sign = (name: string) => own?.get(name) ?? standard.get(name)!;
  if (Number.isNaN(value)) return sign("NaN");
  const [positive = "", negative] = picture.split(sign("pattern-separator"));
  const part = value < 0 && negative !== undefined ? negative : positive;
  const minus = value < 0 && negative === undefined ? sign("minus-sign") : "";
  const active = new Set(["decimal-separator", "grouping-separator", "zero-digit", "digit"].map(sign));
  const points = Array.from(part);
  const start = points.findIndex((point) => active.has(point));
  if (start < 0) return minus + part;
  let end = points.length;
  while (!active.has(points[end - 1]!)) end--;
  const prefix = points.slice(0, start).join("");
  const suffix = points.slice(end).join("");
  if (!Number.isFinite(value)) return minus + prefix + sign("infinity") + suffix;
  const [whole = "", fraction = ""] = points.slice(start, end).join("").split(sign("decimal-separator"));
  const count = (text: string, wanted: string) => text.split(wanted).length - 1;
  const zeros = count(fraction, sign("zero-digit"));
  const most = Math.min(100, zeros + count(fraction, sign("digit")));
  const scale = prefix.includes(sign("percent")) || suffix.includes(sign("percent")) ? 100 : 1;
  const [digits = "", decimals = ""] = Math.abs(value * scale)
    .toFixed(most)
    .split(".");
  let rest = decimals;
  while (rest.length > zeros && rest.endsWith("0")) rest = rest.slice(0, -1);
  const least = Math.min(400, count(whole, sign("zero-digit")));
  let integer = (digits === "0" ? "" : digits).padStart(least, "0");
  if (integer === "" && rest === "") integer = "0";
  const size = whole.includes(sign("grouping-separator"))
    ? whole.length - 1 - whole.lastIndexOf(sign("grouping-separator"))
    : 0;
  if (size > 0) integer = grouped(integer, size, sign("grouping-separator"));
  return minus + prefix + integer + (rest === "" ? "" : sign("decimal-separator") + rest) + suffix;
}

function grouped(digits: string, size: number, separator: string): string {
  const groups: string[] = [];
  for (let end = digits.length; end > 0; end -= size)
    groups.unshift(digits.slice(Math.max(0, end - size), end));
  return groups.join(separator);
}

const romans: readonly (readonly [number, string])[] = [
  [1000, "m"], [900, "cm"], [500, "d"], [400, "cd"], [100, "c"], [90, "xc"], [50, "l"], [40, "xl"], [10, "x"],
  [9, "ix"], [5, "v"], [4, "iv"], [1, "i"],
]; // prettier-ignore

/** xsl:number's formats: `1`, `01`, `a`, `A`, `i`, `I`, with what stands around and between them. */
export function formatCounts(counts: readonly number[], format: string): string {
  const tokens = format.match(/[\p{L}\p{N}]+/gu) ?? ["1"];
  const between = format.split(/[\p{L}\p{N}]+/u);
  const start = between[0] ?? "";
  const end = between.length > 1 ? between.at(-1)! : "";
  let text = start;
  counts.forEach((count, index) => {
    if (index > 0) text += between.length > 2 ? between[Math.min(index, between.length - 2)]! : ".";
    text += countText(count, tokens[Math.min(index, tokens.length - 1)]!);
  });
  return text + end;
}

function countText(count: number, token: string): string {
  if (token === "a" || token === "A") {
    let text = "";
    for (let left = count; left > 0; left = Math.floor((left - 1) / 26))
      text = String.fromCharCode(97 + ((left - 1) % 26)) + text;
    return token === "A" ? text.toUpperCase() : text;
  }
  if ((token === "i" || token === "I") && count < 5000) {
    let left = count;
    let text = "";
    for (const [value, letters] of romans) for (; left >= value; left -= value) text += letters;
    return token === "I" ? text.toUpperCase() : text;
  }
  return String(count).padStart(Math.min(token.length, 100), "0");
}
