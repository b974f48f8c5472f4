import { constant as c, define, named } from "../registry";
import { evaluation, NetError, NetObject, raise, setDefault } from "../runtime";
import { defineEnum } from "./core";
import { readers } from "./json";
import type { Implementation } from "../types";

const day = 864000000000n;
const epoch = 621355968000000000n;
const p = (v: number | bigint, n = 2) => String(v).padStart(n, "0");
export class Span extends NetObject {
  constructor(readonly ticks: bigint) { super(); }
  get netType() { return named("TimeSpan"); }
  get keyText() { return `ts${this.ticks}`; }
  override equals(o: unknown) { return o instanceof Span && o.ticks === this.ticks; }
  compareTo(o: Span) { return this.ticks < o.ticks ? -1 : this.ticks > o.ticks ? 1 : 0; }
  override text() { const n = this.ticks < 0n; const t = n ? -this.ticks : this.ticks; const d = t / day; const f = t % 10000000n; return `${n ? "-" : ""}${d ? `${d}.` : ""}${p((t / 36000000000n) % 24n)}:${p((t / 600000000n) % 60n)}:${p((t / 10000000n) % 60n)}${f ? `.${p(f, 7)}` : ""}`; }
} // prettier-ignore
export class Moment extends NetObject {
  constructor(readonly ticks: bigint, readonly kind: number, readonly offset: bigint | null = null) { super(); }
  get netType() { return named(this.offset === null ? "DateTime" : "DateTimeOffset"); }
  get keyText() { return `dt${this.ticks}`; }
  get utc() { return this.ticks - (this.offset ?? 0n); }
  override equals(o: unknown) { return o instanceof Moment && o.utc === this.utc && (o.offset === null) === (this.offset === null); }
  compareTo(o: Moment) { return this.utc < o.utc ? -1 : this.utc > o.utc ? 1 : 0; }
  get date() { return new Date(Number((this.ticks - epoch) / 10000n)); }
  add(t: bigint) { const n = this.ticks + t; if (n < 0n || n > 3155378975999999999n) raise("ArgumentOutOfRangeException", "The added or subtracted value results in an un-representable DateTime."); return new Moment(n, this.kind, this.offset); }
  zone() { const o = this.offset ?? 0n; const m = (o < 0n ? -o : o) / 600000000n; return `${o < 0n ? "-" : "+"}${p(m / 60n)}:${p(m % 60n)}`; }
  get json() { return this.format("yyyy-MM-ddTHH:mm:ss.FFFFFFFK"); }
  override text() { return this.format(this.offset === null ? "MM/dd/yyyy HH:mm:ss" : "MM/dd/yyyy HH:mm:ss zzz"); }
  format(format: string): string {
    const standard = ({ o: "yyyy-MM-ddTHH:mm:ss.fffffffK", s: "yyyy-MM-ddTHH:mm:ss", u: "yyyy-MM-dd HH:mm:ss'Z'", r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'", d: "MM/dd/yyyy", t: "HH:mm", g: "MM/dd/yyyy HH:mm", G: "MM/dd/yyyy HH:mm:ss", T: "HH:mm:ss", D: "dddd, dd MMMM yyyy", O: "yyyy-MM-ddTHH:mm:ss.fffffffK", R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'" } as Record<string, string>)[format];
    if (format.length === 1 && !standard) raise("FormatException", "Input string was not in a correct format.");
    const d = this.date; const name = (o: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-US", { ...o, timeZone: "UTC" }).format(d); const f = p(this.ticks % 10000000n, 7); const h = d.getUTCHours();
    return (standard ?? format).replace(/'([^']*)'|"([^"]*)"|\\(.)|yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|\.?F+|f+|tt|zzz|K|%/g, (x, a?: string, b?: string, e?: string) => {
      if (a !== undefined || b !== undefined || e !== undefined) return a ?? b ?? e ?? "";
      if (x[0] === "f") return f.slice(0, x.length);
      if (/F/.test(x)) { const n = f.slice(0, x.replace(".", "").length).replace(/0+$/, ""); return n ? (x[0] === "." ? "." : "") + n : ""; }
      switch (x) { case "yyyy": return p(d.getUTCFullYear(), 4); case "yy": return p(d.getUTCFullYear() % 100); case "MMMM": return name({ month: "long" }); case "MMM": return name({ month: "short" }); case "MM": return p(d.getUTCMonth() + 1); case "M": return String(d.getUTCMonth() + 1); case "dddd": return name({ weekday: "long" }); case "ddd": return name({ weekday: "short" }); case "dd": return p(d.getUTCDate()); case "d": return String(d.getUTCDate()); case "HH": return p(h); case "H": return String(h); case "hh": return p(h % 12 || 12); case "h": return String(h % 12 || 12); case "mm": return p(d.getUTCMinutes()); case "m": return String(d.getUTCMinutes()); case "ss": return p(d.getUTCSeconds()); case "s": return String(d.getUTCSeconds()); case "tt": return h < 12 ? "AM" : "PM"; case "zzz": return this.zone(); case "K": return this.offset !== null ? this.zone() : this.kind === 1 ? "Z" : this.kind === 2 ? "+00:00" : ""; default: return ""; }
    });
  }
} // prettier-ignore
export const fromMs = (ms: number) => new Moment(epoch + BigInt(Math.floor(ms)) * 10000n, 1);
const off = (m: Moment) => new Moment(m.ticks, 0, m.offset ?? 0n);
const tail = (s: string) => BigInt((s || "").padEnd(7, "0").slice(0, 7));
export function parseDate(s: string, keepOffset = false): Moment {
  const m = /^\s*(\d{4})-(\d\d?)-(\d\d?)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,7}))?)?)?\s*(Z|[+-]\d\d:\d\d)?\s*$/.exec(s);
  const ms = m ? Date.UTC(+m[1]!, +m[2]! - 1, +m[3]!, +(m[4] ?? 0), +(m[5] ?? 0), +(m[6] ?? 0)) : /\d/.test(s) ? Date.parse(`${s} UTC`) : NaN;
  if (Number.isNaN(ms)) return raise("FormatException", `String '${s}' was not recognized as a valid DateTime.`);
  const base = new Date(ms); if (m && +m[1]! < 100) base.setUTCFullYear(+m[1]!); if (m && base.getUTCDate() !== +m[3]!) raise("FormatException", `String '${s}' was not recognized as a valid DateTime.`);
  const ticks = epoch + BigInt(base.getTime()) * 10000n + tail(m?.[7] ?? "");
  const z = m?.[8]; const o = z && z !== "Z" ? BigInt((z[0] === "-" ? -1 : 1) * (+z.slice(1, 3) * 60 + +z.slice(4))) * 600000000n : 0n;
  return keepOffset ? new Moment(ticks, 0, o) : new Moment(ticks - o, z === "Z" ? 1 : z ? 2 : 0);
} // prettier-ignore
readers.DateTime = (s) => { const m = parseDate(s); return m; }; // prettier-ignore
readers.DateTimeOffset = (s) => parseDate(s, true);
defineEnum("System", "DateTimeKind", "Unspecified Utc Local");
defineEnum("System", "DayOfWeek", "Sunday Monday Tuesday Wednesday Thursday Friday Saturday");
const num = (v: number, unit: number) => new Span(BigInt(Math.round(v * unit)));
const units = { Days: 864e9, Hours: 36e9, Minutes: 6e8, Seconds: 1e7, Milliseconds: 1e4 };
const spanOf = (d: number, h: number, m: number, s: number, ms = 0) =>
  new Span(
    BigInt(d) * day +
      BigInt(h) * 36000000000n +
      BigInt(m) * 600000000n +
      BigInt(s) * 10000000n +
      BigInt(ms) * 10000n,
  );
const cmp = (type: string, other = type) =>
  Object.fromEntries(
    Object.entries({
      "==": (o: number) => o === 0,
      "!=": (o: number) => o !== 0,
      "<": (o: number) => o < 0,
      ">": (o: number) => o > 0,
      "<=": (o: number) => o <= 0,
      ">=": (o: number) => o >= 0,
    }).map(([op, f]) => [
      `operator bool ${op}(${type} a, ${other} b)`,
      (a: Span, b: Span) => f(a.compareTo(b)),
    ]),
  );
define("System", "struct TimeSpan : IComparable", {
  "new(long t)": (t: bigint) => new Span(t), "new(int h, int m, int s)": (h: number, m: number, s: number) => spanOf(0, h, m, s), "new(int d, int h, int m, int s)": spanOf, "TimeSpan Zero": c(new Span(0n)), "long Ticks": (t: Span) => t.ticks,
  ...Object.fromEntries<Implementation>(Object.entries(units).flatMap(([n, u], i) => [[`static TimeSpan From${n}(double v)`, (v: number) => num(v, u)], [`double Total${n}`, (t: Span) => Number(t.ticks) / u], [`int ${n}`, (t: Span) => Number((t.ticks / BigInt(u)) % BigInt([1e12, 24, 60, 60, 1000][i]!))]])),
  "operator TimeSpan +(TimeSpan a, TimeSpan b)": (a: Span, b: Span) => new Span(a.ticks + b.ticks), "operator TimeSpan -(TimeSpan a, TimeSpan b)": (a: Span, b: Span) => new Span(a.ticks - b.ticks), ...cmp("TimeSpan"),
  "TimeSpan Add(TimeSpan o)": (a: Span, b: Span) => new Span(a.ticks + b.ticks), "TimeSpan Subtract(TimeSpan o)": (a: Span, b: Span) => new Span(a.ticks - b.ticks), "TimeSpan Duration()": (a: Span) => new Span(a.ticks < 0n ? -a.ticks : a.ticks), "TimeSpan Negate()": (a: Span) => new Span(-a.ticks),
}); // prettier-ignore
setDefault("System.TimeSpan", () => new Span(0n));
const part = (f: (d: Date) => number) => (m: Moment) => f(m.date);
const month = (m: Moment, n: number) => { const d = m.date; const total = d.getUTCFullYear() * 12 + d.getUTCMonth() + n; const y = Math.floor(total / 12), mo = total % 12; const last = new Date(Date.UTC(y, mo + 1, 0)).getUTCDate(); return new Moment(epoch + BigInt(Date.UTC(y, mo, Math.min(d.getUTCDate(), last))) * 10000n + (m.ticks % day), m.kind, m.offset); }; // prettier-ignore
for (const type of ["DateTime", "DateTimeOffset"]) {
  const dto = type === "DateTimeOffset";
  const wrap = (m: Moment) => (dto ? off(m) : m);
  const now = () => wrap(fromMs(evaluation().runtime.clock.now()));
  const tryParse = (s: string | null) => { try { return [true, parseDate(s ?? "", dto)]; } catch (e) { if (e instanceof NetError) return [false, wrap(new Moment(0n, 0))]; throw e; } }; // prettier-ignore
  define("System", `struct ${type} : IComparable`, {
    [`static ${type} UtcNow`]: now, [`static ${type} Now`]: now, [`${type} MinValue`]: c(dto ? new Moment(0n, 0, 0n) : new Moment(0n, 0)), [`${type} MaxValue`]: c(dto ? new Moment(3155378975999999999n, 0, 0n) : new Moment(3155378975999999999n, 0)),
    [`static ${type} Parse(string s)`]: (s: string) => parseDate(s, dto), [`static ${type} Parse(string s, IFormatProvider p)`]: (s: string) => parseDate(s, dto), [`static bool TryParse(string s, out ${type} v)`]: tryParse,
    "int Year": part((d) => d.getUTCFullYear()), "int Month": part((d) => d.getUTCMonth() + 1), "int Day": part((d) => d.getUTCDate()), "int Hour": part((d) => d.getUTCHours()), "int Minute": part((d) => d.getUTCMinutes()), "int Second": part((d) => d.getUTCSeconds()), "int Millisecond": part((d) => d.getUTCMilliseconds()), "DayOfWeek DayOfWeek": part((d) => d.getUTCDay()), "int DayOfYear": part((d) => Math.floor((d.getTime() - Date.UTC(d.getUTCFullYear(), 0, 1)) / 864e5) + 1), "long Ticks": (m: Moment) => m.ticks, "TimeSpan TimeOfDay": (m: Moment) => new Span(m.ticks % day), "DateTime Date": (m: Moment) => new Moment(m.ticks - (m.ticks % day), m.kind),
    ...Object.fromEntries(Object.entries(units).map(([n, u]) => [`${type} Add${n}(double v)`, (m: Moment, v: number) => m.add(BigInt(Math.round(v * u)))])), [`${type} AddMonths(int n)`]: month, [`${type} AddYears(int n)`]: (m: Moment, n: number) => month(m, n * 12), [`${type} AddTicks(long t)`]: (m: Moment, t: bigint) => m.add(t), [`${type} Add(TimeSpan t)`]: (m: Moment, t: Span) => m.add(t.ticks),
    [`TimeSpan Subtract(${type} o)`]: (a: Moment, b: Moment) => new Span(a.utc - b.utc), [`operator TimeSpan -(${type} a, ${type} b)`]: (a: Moment, b: Moment) => new Span(a.utc - b.utc), [`operator ${type} +(${type} a, TimeSpan b)`]: (a: Moment, b: Span) => a.add(b.ticks), [`operator ${type} -(${type} a, TimeSpan b)`]: (a: Moment, b: Span) => a.add(-b.ticks), ...cmp(type), [`int CompareTo(${type} o)`]: (a: Moment, b: Moment) => a.compareTo(b),
    "string ToString(string f)": (m: Moment, f: string) => (f ? m.format(f) : m.text()), "string ToString(string f, IFormatProvider p)": (m: Moment, f: string) => (f ? m.format(f) : m.text()),
    ...(dto ? { "static DateTimeOffset FromUnixTimeSeconds(long s)": (s: bigint) => off(fromMs(Number(s) * 1000)), "static DateTimeOffset FromUnixTimeMilliseconds(long s)": (s: bigint) => off(fromMs(Number(s))), "long ToUnixTimeSeconds()": (m: Moment) => (m.utc - epoch) / 10000000n, "long ToUnixTimeMilliseconds()": (m: Moment) => (m.utc - epoch) / 10000n, "DateTime UtcDateTime": (m: Moment) => new Moment(m.utc, 1), "DateTime DateTime": (m: Moment) => new Moment(m.ticks, 0), "TimeSpan Offset": (m: Moment) => new Span(m.offset!), "new(DateTime d)": off, "implicit DateTimeOffset(DateTime d)": off }
      : { "new(int y, int m, int d)": (y: number, m: number, d: number) => new Moment(epoch + BigInt(Date.UTC(y, m - 1, d)) * 10000n, 0), "new(int y, int m, int d, int h, int n, int s)": (y: number, m: number, d: number, h: number, n: number, s: number) => new Moment(epoch + BigInt(Date.UTC(y, m - 1, d, h, n, s)) * 10000n, 0), "new(int y, int m, int d, int h, int n, int s, DateTimeKind k)": (y: number, m: number, d: number, h: number, n: number, s: number, k: number) => new Moment(epoch + BigInt(Date.UTC(y, m - 1, d, h, n, s)) * 10000n, k), "DateTimeKind Kind": (m: Moment) => m.kind, "DateTime ToUniversalTime()": (m: Moment) => new Moment(m.ticks, 1) }),
  }); // prettier-ignore
}
setDefault("System.DateTime", () => new Moment(0n, 0));
setDefault("System.DateTimeOffset", () => new Moment(0n, 0, 0n));
