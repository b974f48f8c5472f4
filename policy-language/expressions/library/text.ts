import { constant as c, define, named } from "../registry";
import { argumentNull, box, checkSize, NetObject, outOfRange, raise } from "../runtime";
import { iterate, NetArray, type Sequence } from "../sequences";
import { formatValue, toStringOf } from "../values";
import { fromByteArray, toByteArray } from "./core";

const s = String.fromCharCode;
const strings = (items: string[]) => new NetArray(named("string"), items);
const fold = (m: number) => m % 2 === 1;
const f = (v: string, m: number) => (fold(m) ? v.toUpperCase() : v);
const need = (v: string | null) => v ?? argumentNull("value");
export function compareText(a: string | null, b: string | null, ordinal = false): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (ordinal) return a < b ? -1 : 1;
  return new Intl.Collator("en").compare(a, b) || (a < b ? 1 : -1);
}
export function formatText(format: string, args: NetArray): string {
  return format.replace(
    /\{\{|\}\}|\{(\d+)\s*(?:,\s*(-?\d+))?(?::([^}]*))?\}|[{}]/g,
    (all: string, index?: string, align?: string, spec?: string) => {
      if (all === "{{" || all === "}}") return all[0]!;
      if (index === undefined || Number(index) >= args.items.length)
        return raise(
          "FormatException",
          "Index (zero based) must be greater than or equal to zero and less than the size of the argument list.",
        );
      const text = formatValue(args.items[Number(index)], spec ?? "");
      const width = Number(align ?? 0);
      return width < 0 ? text.padEnd(-width) : text.padStart(width);
    },
  );
}
function split(v: string, separators: string[], count: number, options: number): NetArray {
  const parts: string[] = [];
  let rest = v;
  for (;;) {
    if (parts.length + 1 >= count) break;
    let best = -1, length = 0;
    if (separators.length === 0) { const m = /\s/.exec(rest); if (m) [best, length] = [m.index, 1]; }
    for (const one of separators) { const at = one ? rest.indexOf(one) : -1; if (at >= 0 && (best < 0 || at < best)) [best, length] = [at, one.length]; }
    if (best < 0) break;
    const part = rest.slice(0, best);
    rest = rest.slice(best + length);
    const shown = options & 2 ? part.trim() : part;
    if (!(options & 1) || shown) parts.push(shown);
  }
  const last = options & 2 ? rest.trim() : rest;
  if (!(options & 1) || last) parts.push(last);
  return strings(parts);
} // prettier-ignore
const chars = (a: NetArray | null) => ((a?.items as number[] | undefined) ?? []).map((x) => s(x));
const sub = (v: string, at: number, n = v.length - at) =>
  at < 0 || at > v.length
    ? outOfRange("startIndex")
    : n < 0 || at + n > v.length
      ? outOfRange("length")
      : v.slice(at, at + n);
const trim = (v: string, set: string[], start: boolean, end: boolean) => { let a = 0, b = v.length; const is = (x: string) => (set.length ? set.includes(x) : /\s/.test(x)); while (start && a < b && is(v[a]!)) a++; while (end && b > a && is(v[b - 1]!)) b--; return v.slice(a, b); }; // prettier-ignore
define("System", "class String : IEnumerable<char>, IComparable", {
  "string Empty": c(""), "int Length": (v: string) => v.length,
  "char this[int i]": (v: string, i: number) => (i < 0 || i >= v.length ? raise("IndexOutOfRangeException", "Index was outside the bounds of the array.") : v.charCodeAt(i)),
  "new(char[] value)": (a: NetArray) => chars(a).join(""), "new(char c, int count)": (x: number, n: number) => (checkSize(n), s(x).repeat(n)),
  "string ToString()": (v: string) => v,
  "bool Contains(string o)": (v: string, o: string) => v.includes(need(o)), "bool Contains(char o)": (v: string, o: number) => v.includes(s(o)), "bool Contains(string o, StringComparison m)": (v: string, o: string, m: number) => f(v, m).includes(f(o, m)),
  "bool StartsWith(string o)": (v: string, o: string) => v.startsWith(need(o)), "bool StartsWith(char o)": (v: string, o: number) => v.startsWith(s(o)), "bool StartsWith(string o, StringComparison m)": (v: string, o: string, m: number) => f(v, m).startsWith(f(need(o), m)),
  "bool EndsWith(string o)": (v: string, o: string) => v.endsWith(need(o)), "bool EndsWith(char o)": (v: string, o: number) => v.endsWith(s(o)), "bool EndsWith(string o, StringComparison m)": (v: string, o: string, m: number) => f(v, m).endsWith(f(need(o), m)),
  "bool Equals(string o)": (v: string, o: string) => v === o, "bool Equals(string o, StringComparison m)": (v: string, o: string | null, m: number) => o !== null && f(v, m) === f(o, m),
  "static bool Equals(string a, string b)": (a: unknown, b: unknown) => a === b, "static bool Equals(string a, string b, StringComparison m)": (a: string | null, b: string | null, m: number) => (a === null || b === null ? a === b : f(a, m) === f(b, m)),
  "int IndexOf(string o)": (v: string, o: string) => v.indexOf(need(o)), "int IndexOf(char o)": (v: string, o: number) => v.indexOf(s(o)), "int IndexOf(string o, int at)": (v: string, o: string, at: number) => v.indexOf(o, at), "int IndexOf(char o, int at)": (v: string, o: number, at: number) => v.indexOf(s(o), at), "int IndexOf(string o, StringComparison m)": (v: string, o: string, m: number) => f(v, m).indexOf(f(o, m)),
  "int LastIndexOf(string o)": (v: string, o: string) => v.lastIndexOf(o), "int LastIndexOf(char o)": (v: string, o: number) => v.lastIndexOf(s(o)), "int IndexOfAny(char[] o)": (v: string, o: NetArray) => [...v].findIndex((x) => chars(o).includes(x)),
  "string Substring(int at)": sub, "string Substring(int at, int n)": sub,
  "string Replace(string a, string b)": (v: string, a: string, b: string | null) => { const r = v.replaceAll(a || raise("ArgumentException", "String cannot be of zero length. (Parameter 'oldValue')"), () => b ?? ""); checkSize(r.length); return r; }, "string Replace(char a, char b)": (v: string, a: number, b: number) => v.replaceAll(s(a), () => s(b)),
  "string ToLower()": (v: string) => v.toLowerCase(), "string ToUpper()": (v: string) => v.toUpperCase(), "string ToLowerInvariant()": (v: string) => [...v].map((x) => (x.toLowerCase().length === x.length ? x.toLowerCase() : x)).join(""), "string ToUpperInvariant()": (v: string) => [...v].map((x) => (x.toUpperCase().length === x.length ? x.toUpperCase() : x)).join(""),
  "string Trim()": (v: string) => trim(v, [], true, true), "string Trim(params char[] x)": (v: string, x: NetArray) => trim(v, chars(x), true, true), "string TrimStart(params char[] x)": (v: string, x: NetArray) => trim(v, chars(x), true, false), "string TrimEnd(params char[] x)": (v: string, x: NetArray) => trim(v, chars(x), false, true),
  "string PadLeft(int n)": (v: string, n: number) => (checkSize(n), v.padStart(n)), "string PadLeft(int n, char x)": (v: string, n: number, x: number) => (checkSize(n), v.padStart(n, s(x))), "string PadRight(int n)": (v: string, n: number) => (checkSize(n), v.padEnd(n)), "string PadRight(int n, char x)": (v: string, n: number, x: number) => (checkSize(n), v.padEnd(n, s(x))),
  "string Insert(int at, string x)": (v: string, at: number, x: string) => sub(v, 0, at) + x + sub(v, at), "string Remove(int at)": (v: string, at: number) => sub(v, 0, at), "string Remove(int at, int n)": (v: string, at: number, n: number) => (sub(v, at, n), v.slice(0, at) + v.slice(at + n)),
  "string[] Split(params char[] x)": (v: string, x: NetArray) => split(v, chars(x), Infinity, 0), "string[] Split(char[] x, StringSplitOptions o)": (v: string, x: NetArray, o: number) => split(v, chars(x), Infinity, o), "string[] Split(char[] x, int n)": (v: string, x: NetArray, n: number) => split(v, chars(x), n, 0), "string[] Split(char x, StringSplitOptions o)": (v: string, x: number, o: number) => split(v, [s(x)], Infinity, o), "string[] Split(char x, int n, StringSplitOptions o = 0)": (v: string, x: number, n: number, o: number) => split(v, [s(x)], n, o),
  "string[] Split(string x, StringSplitOptions o = 0)": (v: string, x: string, o: number) => split(v, [x], Infinity, o), "string[] Split(string[] x, StringSplitOptions o)": (v: string, x: NetArray, o: number) => split(v, x.items as string[], Infinity, o),
  "char[] ToCharArray()": (v: string) => new NetArray(named("char"), [...iterate(v)]), "int CompareTo(string o)": (a: string, b: string) => compareText(a, b),
  "static int Compare(string a, string b)": (a: string, b: string) => compareText(a, b), "static int Compare(string a, string b, StringComparison m)": (a: string, b: string, m: number) => compareText(f(a, m), f(b, m), m > 3), "static int Compare(string a, string b, bool i)": (a: string, b: string, i: boolean) => compareText(f(a, +i), f(b, +i)), "static int CompareOrdinal(string a, string b)": (a: string, b: string) => compareText(a, b, true),
  "static bool IsNullOrEmpty(string v)": (v: unknown) => !v, "static bool IsNullOrWhiteSpace(string v)": (v: string | null) => !v?.trim(),
  "static string Join(string x, params string[] v)": (x: string, v: NetArray) => v.items.map(toStringOf).join(x ?? ""), "static string Join(string x, params object[] v)": (x: string, v: NetArray) => v.items.map(toStringOf).join(x ?? ""), "static string Join<T>(string x, IEnumerable<T> v)": (x: string, v: Sequence, t: readonly never[]) => [...iterate(v)].map((one) => toStringOf(box(t[0]!, one))).join(x ?? ""),
  "static string Concat(params object[] v)": (v: NetArray) => v.items.map(toStringOf).join(""), "static string Concat<T>(IEnumerable<T> v)": (v: Sequence, t: readonly never[]) => [...iterate(v)].map((one) => toStringOf(box(t[0]!, one))).join(""),
  "static string Format(string x, params object[] v)": formatText, "static string Format(IFormatProvider p, string x, params object[] v)": (_: unknown, x: string, v: NetArray) => formatText(x, v),
}); // prettier-ignore
class Builder extends NetObject { value = ""; get netType() { return named("StringBuilder"); } override text() { return this.value; } add(v: string) { this.value += v; checkSize(this.value.length); return this; } } // prettier-ignore
define("System.Text", "class StringBuilder", {
  "new()": () => new Builder(), "new(string v)": (v: string) => new Builder().add(v), "int Length": (b: Builder) => b.value.length, "string ToString()": (b: Builder) => b.value,
  "StringBuilder Append(object v)": (b: Builder, v: unknown) => b.add(toStringOf(v)), "StringBuilder AppendLine(string v)": (b: Builder, v: string) => b.add(`${v ?? ""}\n`), "StringBuilder AppendLine()": (b: Builder) => b.add("\n"),
  "StringBuilder AppendFormat(string x, params object[] v)": (b: Builder, x: string, v: NetArray) => b.add(formatText(x, v)), "StringBuilder Insert(int at, object v)": (b: Builder, at: number, v: unknown) => { b.value = b.value.slice(0, at) + toStringOf(v) + b.value.slice(at); return b; },
  "StringBuilder Clear()": (b: Builder) => { b.value = ""; return b; }, "StringBuilder Replace(string a, string x)": (b: Builder, a: string, x: string) => { b.value = b.value.replaceAll(a, () => x); return b; },
}); // prettier-ignore
class NetEncoding extends NetObject { constructor(readonly name: BufferEncoding) { super(); } get netType() { return named("Encoding"); } } // prettier-ignore
define("System.Text", "class Encoding", {
  "static Encoding UTF8": () => new NetEncoding("utf8"),
  "static Encoding ASCII": () => new NetEncoding("ascii"),
  "static Encoding Unicode": () => new NetEncoding("utf16le"),
  "byte[] GetBytes(string v)": (e: NetEncoding, v: string) => toByteArray(Buffer.from(v, e.name)),
  "string GetString(byte[] v)": (e: NetEncoding, v: NetArray) => fromByteArray(v).toString(e.name),
});
