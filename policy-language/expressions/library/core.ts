import { constant as c, define, named } from "../registry";
import {
  argumentNull,
  box,
  Boxed,
  checkSize,
  defaultOf,
  evaluation,
  identityHash,
  NetError,
  NetObject,
  outOfRange,
  raise,
  typeOf,
  unwrap,
} from "../runtime";
import { Decimal } from "../decimal";
import { inRange, convertNumber, compareNumbers } from "../numbers";
import { formatValue, toStringOf, valuesEqual } from "../values";
import type { Type } from "../types";
import type { NetArray } from "../sequences";
import { Lazy } from "../sequences";
import { fromByteArray, toByteArray } from "./core/bytes";

type T = readonly Type[];
export function hashOf(v: unknown): number {
  if (v instanceof NetObject) return v.hash();
  const text = toStringOf(v);
  let h = 17;
  for (let i = 0; i < text.length; i++) h = (Math.imul(h, 31) + text.charCodeAt(i)) | 0;
  return typeof v === "number"
    ? v
    : typeof v === "object" && v && !(v instanceof Boxed)
      ? identityHash(v)
      : h;
}
define("System", "class Object", {
  "new()": () => new (class extends NetObject { get netType() { return named("object"); } })(),
  "string ToString()": (v: unknown) => toStringOf(v),
  "bool Equals(object other)": (a: unknown, b: unknown) => valuesEqual(a, b),
  "int GetHashCode()": hashOf,
  "Type GetType()": (v: unknown) => typeOf(v),
  "static bool Equals(object a, object b)": valuesEqual,
  "static bool ReferenceEquals(object a, object b)": (a: unknown, b: unknown) => a === b,
}); // prettier-ignore
define("System", "class ValueType", {});
define("System", "class Enum", {});
define("System", "struct Void");
define("System", "class Delegate", {});
define("System", "class Type", {
  "string Name": (t: Type) =>
    t.kind === "array" ? t.fullName.split(".").at(-1) : t.fullName.split(".").at(-1),
  "string FullName": (t: Type) => t.fullName,
});
define("System", "interface IFormatProvider");
define("System", "interface IComparable");
define("System", "interface IDisposable", { "void Dispose()": () => null });
define("System.Globalization", "class CultureInfo : IFormatProvider", {
  "static CultureInfo InvariantCulture": () => null,
  "static CultureInfo CurrentCulture": () => null,
});
const nums = (names: string) => Object.fromEntries(names.split(" ").map((n, i) => [`const ${n}`, i]));
export function defineEnum(ns: string, name: string, values: string | Record<string, number>) {
  const members =
    typeof values === "string" ? Object.fromEntries(values.split(" ").map((n, i) => [n, i])) : values;
  define(
    ns,
    `enum ${name}`,
    Object.fromEntries(Object.entries(members).map(([n, v]) => [`${name} ${n}`, c(v)])),
  );
}
void nums;
defineEnum(
  "System",
  "StringComparison",
  "CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase",
);
defineEnum("System", "StringSplitOptions", "None RemoveEmptyEntries TrimEntries");
defineEnum("System", "MidpointRounding", "ToEven AwayFromZero");
defineEnum("System.Globalization", "NumberStyles", {
  None: 0,
  Integer: 7,
  Number: 111,
  Float: 167,
  Any: 511,
  HexNumber: 515,
});
for (const [name, params] of [
  ["Func", 6],
  ["Action", 5],
] as const)
  for (let n = name === "Func" ? 1 : 0; n <= params; n++)
    define(
      "System",
      `delegate ${name}${n ? `<${Array.from({ length: n }, (_, i) => `T${i}`).join(",")}>` : ""}`,
      {
        [`${name === "Func" ? `T${n - 1}` : "void"} Invoke(${Array.from({ length: name === "Func" ? n - 1 : n }, (_, i) => `T${i} a${i}`).join(",")})`]:
          (f: (...a: unknown[]) => unknown, ...a: unknown[]) => f(...a),
      },
    );
define("System", "delegate Predicate<T>");
define("System", "delegate Comparison<T>");
define("System", "struct Nullable<T>", {
  "bool HasValue": (v: unknown) => v !== null,
  "T Value": (v: unknown) => v ?? raise("InvalidOperationException", "Nullable object must have a value."),
  "T GetValueOrDefault()": (v: unknown, t: T) => v ?? defaultOf(t[0]!),
  "T GetValueOrDefault(T other)": (v: unknown, o: unknown) => v ?? o,
  "string ToString()": (v: unknown, t: T) => toStringOf(v === null ? null : box(t[0]!, v)),
});
const errors =
  "SystemException:Exception ArgumentException:SystemException ArgumentNullException:ArgumentException ArgumentOutOfRangeException:ArgumentException InvalidOperationException:SystemException InvalidCastException:SystemException NullReferenceException:SystemException FormatException:SystemException OverflowException:ArithmeticException ArithmeticException:SystemException DivideByZeroException:ArithmeticException IndexOutOfRangeException:SystemException NotSupportedException:SystemException NotImplementedException:SystemException TimeoutException:SystemException UriFormatException:FormatException ApplicationException:Exception";
const ctor = (full: string) => ({
  "new(string message)": (m: string | null) =>
    new NetError(named(full), m ?? `Exception of type '${full}' was thrown.`),
  "new()": () => new NetError(named(full), `Exception of type '${full}' was thrown.`),
  "new(string message, Exception inner)": (m: string, e: NetError) => new NetError(named(full), m, e),
});
define("System", "class Exception", {
  ...ctor("System.Exception"),
  "string Message": (e: NetError) => e.message,
  "Exception InnerException": (e: NetError) => e.inner,
  "string StackTrace": () => "",
});
for (const pair of errors.split(" ")) { const [n, b] = pair.split(":") as [string, string]; define("System", `class ${n} : ${b}`, ctor(`System.${n}`)); } // prettier-ignore
define(
  "System.Collections.Generic",
  "class KeyNotFoundException : SystemException",
  ctor("System.Collections.Generic.KeyNotFoundException"),
);
define("Newtonsoft.Json", "class JsonException : Exception", ctor("Newtonsoft.Json.JsonException"));
define(
  "Newtonsoft.Json",
  "class JsonReaderException : JsonException",
  ctor("Newtonsoft.Json.JsonReaderException"),
);

export const parsers: Record<string, (s: string) => unknown> = {};
const bad = (s: string): never =>
  raise("FormatException", `The input string '${s}' was not in a correct format.`);
for (const [name, net] of Object.entries({
  int: "Int32",
  long: "Int64",
  short: "Int16",
  byte: "Byte",
  uint: "UInt32",
  ulong: "UInt64",
  ushort: "UInt16",
  sbyte: "SByte",
  double: "Double",
  float: "Single",
  decimal: "Decimal",
})) {
  const whole = !["double", "float", "decimal"].includes(name);
  const big = name === "long" || name === "ulong";
  const parse = (s: string | null) => {
    if (s === null) return argumentNull("s");
    const t = s.trim();
    if (whole) {
      if (!/^[+-]?\d+$/.test(t)) return bad(s);
      const v = BigInt(t.replace("+", ""));
      return inRange(v, name)
        ? big
          ? v
          : Number(v)
        : raise("OverflowException", `Value was either too large or too small for an ${net}.`);
    }
    const plain = t.replaceAll(",", "");
    if (
      name === "decimal"
        ? !/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)
        : !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(plain)
    )
      return name !== "decimal" && /^[+-]?(NaN|Infinity)$/i.test(t) ? Number(t) : bad(s);
    return name === "decimal" ? Decimal.parse(plain) : Number(plain);
  };
  parsers[name] = parse;
  const tryParse = (s: string | null) => { try { return s === null ? [false, defaultOf(named(name))] : [true, parse(s)]; } catch (e) { if (e instanceof NetError) return [false, defaultOf(named(name))]; throw e; } }; // prettier-ignore
  const limits: Record<string, readonly [unknown, unknown]> = {
    int: [-2147483648, 2147483647],
    long: [-(2n ** 63n), 2n ** 63n - 1n],
    double: [-Number.MAX_VALUE, Number.MAX_VALUE],
    byte: [0, 255],
    short: [-32768, 32767],
    uint: [0, 4294967295],
    decimal: [Decimal.of(-(2n ** 96n - 1n), 0), Decimal.of(2n ** 96n - 1n, 0)],
  };
  define("System", `struct ${net} : IComparable`, {
    ...(limits[name] && { [`${name} MinValue`]: c(limits[name][0]), [`${name} MaxValue`]: c(limits[name][1]) }),
    ...(name === "double" && { "double NaN": c(NaN), "double PositiveInfinity": c(Infinity), "double Epsilon": c(5e-324), "static bool IsNaN(double v)": (v: number) => Number.isNaN(v), "static bool IsInfinity(double v)": (v: number) => Math.abs(v) === Infinity }),
    [`static ${name} Parse(string s)`]: parse, [`static ${name} Parse(string s, IFormatProvider p)`]: parse,
    [`static ${name} Parse(string s, NumberStyles n)`]: parse, [`static ${name} Parse(string s, NumberStyles n, IFormatProvider p)`]: parse,
    [`static bool TryParse(string s, out ${name} v)`]: tryParse,
    [`static bool TryParse(string s, NumberStyles n, IFormatProvider p, out ${name} v)`]: tryParse,
    "string ToString()": (v: unknown) => toStringOf(box(named(name), v)), "string ToString(IFormatProvider p)": (v: unknown) => toStringOf(box(named(name), v)),
    "string ToString(string format)": (v: unknown, f: string) => formatValue(box(named(name), v), f), "string ToString(string format, IFormatProvider p)": (v: unknown, f: string) => formatValue(box(named(name), v), f),
    [`int CompareTo(${name} o)`]: (a: unknown, b: unknown) => compareNumbers(a, b), [`bool Equals(${name} o)`]: (a: unknown, b: unknown) => compareNumbers(a, b) === 0,
  }); // prettier-ignore
}
define("System", "struct Boolean : IComparable", {
  "static bool Parse(string s)": (s: string) => ({ true: true, false: false })[s.trim().toLowerCase()] ?? bad(s),
  "static bool TryParse(string s, out bool v)": (s: string | null) => { const v = ({ true: true, false: false } as Record<string, boolean>)[s?.trim().toLowerCase() ?? ""]; return [v !== undefined, v ?? false]; },
}); // prettier-ignore
const ch = (n: number) => String.fromCharCode(n);
define(
  "System",
  "struct Char : IComparable",
  Object.fromEntries(
    Object.entries({
      IsDigit: /\p{Nd}/u,
      IsLetter: /\p{L}/u,
      IsLetterOrDigit: /[\p{L}\p{Nd}]/u,
      IsWhiteSpace: /\s/,
      IsUpper: /\p{Lu}/u,
      IsLower: /\p{Ll}/u,
      IsPunctuation: /\p{P}/u,
    })
      .map(([n, r]): [string, never] => [`static bool ${n}(char c)`, ((v: number) => r.test(ch(v))) as never])
      .concat(
        Object.entries({ ToUpper: 1, ToUpperInvariant: 1, ToLower: 0, ToLowerInvariant: 0 }).map(
          ([n, up]): [string, never] => [
            `static char ${n}(char c)`,
            ((v: number) => (up ? ch(v).toUpperCase() : ch(v).toLowerCase()).charCodeAt(0)) as never,
          ],
        ),
      ),
  ),
);
const D = (v: unknown, _t: string) => unwrap(v === null ? 0 : v) as never;
void D;
const toAny = (target: string) => (v: unknown) => {
  if (v === null) return defaultOf(named(target));
  if (typeof v === "string") return parsers[target]!(v);
  if (typeof v === "boolean") return convertNumber("int", target, true)(v ? 1 : 0);
  const from = typeOf(v)!.name;
  const plain = unwrap(v);
  if (typeof plain === "number" && (from === "double" || from === "float") && !["double", "float", "decimal"].includes(target)) { const f = Math.floor(plain); const r = plain - f === 0.5 ? (f % 2 ? f + 1 : f) : Math.round(plain); return convertNumber("double", target, true)(r); } // prettier-ignore
  if (plain instanceof Decimal && !["double", "float", "decimal"].includes(target))
    return convertNumber("decimal", target, true)(plain.round(0));
  return convertNumber(from, target, true)(plain);
};
const bytes = (a: NetArray) => Buffer.from(a.items as number[]);
export { toByteArray, fromByteArray };
define("System", "class Convert", {
  ...Object.fromEntries(Object.entries({ Int32: "int", Int64: "long", Double: "double", Decimal: "decimal", Int16: "short", Byte: "byte" }).map(([n, t]) => [`static ${t} To${n}(object v)`, toAny(t)])),
  "static bool ToBoolean(object v)": (v: unknown) => (typeof v === "string" ? (({ true: true, false: false } as Record<string, boolean>)[v.trim().toLowerCase()] ?? raise("FormatException", "String was not recognized as a valid Boolean.")) : v === null ? false : typeof v === "boolean" ? v : Number(unwrap(v)) !== 0),
  "static string ToString(object v)": toStringOf, "static string ToString(int v, int b)": (v: number, b: number) => (v >>> 0).toString(b),
  "static int ToInt32(string s, int b)": (s: string, b: number) => parseInt(s, b) | 0,
  "static string ToBase64String(byte[] b)": (a: NetArray) => bytes(a).toString("base64"),
  "static byte[] FromBase64String(string s)": (s: string) => (/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(s) && s.replace(/\s/g, "").length % 4 === 0 ? toByteArray(Buffer.from(s, "base64")) : raise("FormatException", "The input is not a valid Base-64 string.")),
}); // prettier-ignore
const even = (v: number, places = 0) => { const f = 10 ** places; const x = v * f; const r = Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x); return r / f; }; // prettier-ignore
const away = (v: number, places = 0) =>
  (Math.sign(v) * Math.round(Math.abs(v) * 10 ** places)) / 10 ** places;
const math: Record<string, never> = {};
const put = (s: string, f: unknown) => { math[s] = f as never; }; // prettier-ignore
for (const t of ["int", "long", "double", "decimal"]) {
  put(`static ${t} Min(${t} a, ${t} b)`, (a: unknown, b: unknown) => (compareNumbers(a, b) <= 0 ? a : b));
  put(`static ${t} Max(${t} a, ${t} b)`, (a: unknown, b: unknown) => (compareNumbers(a, b) >= 0 ? a : b));
  put(`static ${t} Abs(${t} a)`, (a: unknown) =>
    a instanceof Decimal
      ? a.units < 0n
        ? a.negate()
        : a
      : (a as number) < 0
        ? a === -2147483648
          ? raise("OverflowException", "Negating the minimum value of a twos complement number is invalid.")
          : -(a as number)
        : a,
  );
  put(`static int Sign(${t} a)`, (a: unknown) => compareNumbers(a, defaultOf(named(t))));
  put(`static ${t} Clamp(${t} v, ${t} a, ${t} b)`, (v: unknown, a: unknown, b: unknown) =>
    compareNumbers(v, a) < 0 ? a : compareNumbers(v, b) > 0 ? b : v,
  );
}
for (const [n, f] of Object.entries({
  Floor: Math.floor,
  Ceiling: Math.ceil,
  Truncate: Math.trunc,
  Sqrt: Math.sqrt,
  Log: Math.log,
  Log10: Math.log10,
  Exp: Math.exp,
  Sin: Math.sin,
  Cos: Math.cos,
  Round: (v: number) => even(v),
}))
  put(`static double ${n}(double v)`, f);
put("static double Pow(double a, double b)", Math.pow);
put("static double Round(double v, int n)", even);
put("static double Round(double v, MidpointRounding m)", (v: number, m: number) => (m ? away(v) : even(v)));
put("static double Round(double v, int n, MidpointRounding m)", (v: number, n: number, m: number) =>
  m ? away(v, n) : even(v, n),
);
put("static decimal Round(decimal v)", (v: Decimal) => v.round(0));
put("static decimal Round(decimal v, int n)", (v: Decimal, n: number) => v.round(n));
put("static decimal Floor(decimal v)", (v: Decimal) => v.floor());
put("static decimal Ceiling(decimal v)", (v: Decimal) => v.negate().floor().negate());
put("double PI", c(Math.PI));
define("System", "class Math", math);
class NetRandom extends NetObject { get netType() { return named("Random"); } } // prettier-ignore
const rnd = () => evaluation().runtime.random.next();
define("System", "class Random", {
  "new()": () => new NetRandom(),
  "new(int seed)": () => new NetRandom(),
  "int Next()": () => Math.floor(rnd() * 2147483647),
  "int Next(int max)": (_: unknown, m: number) => (m < 0 ? outOfRange("maxValue") : Math.floor(rnd() * m)),
  "int Next(int min, int max)": (_: unknown, a: number, b: number) =>
    a > b ? outOfRange("minValue") : a + Math.floor(rnd() * (b - a)),
  "double NextDouble()": () => rnd(),
});
import "./core/guid";
export { checkSize, Lazy };
