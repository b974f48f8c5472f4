import { itAnswers } from "./support";

describe("operators and other expressions of C# 7", () => {
  itAnswers(String.raw`
    @(checked(int.MaxValue + context.Variables.Count)) ⇒ !System.OverflowException*
    @(unchecked((byte)300)) ⇒ Byte 44
    @(-2147483648) ⇒ int -2147483648
    @(-9223372036854775808) ⇒ long -9223372036854775808
    @(5.0 / 0) ⇒ double Infinity
    @(0x1F + 0b101 + 1_000) ⇒ int 1036
    @(1u + 1) ⇒ UInt32 2
    @(1u + -1) ⇒ long 0
    @('a' + 'b') ⇒ int 195
    @((char)('a' + 1)) ⇒ char b
    @("a" + 'b' + 1) ⇒ string ab1
    @(1 + 2 + "a") ⇒ string 3a
    @(true ? 1 : 2.5) ⇒ double 1
    @(true ? (int?)null : 5) ⇒ null
    @((int?)null ?? 5) ⇒ int 5
    @(default(int) + default(long)) ⇒ long 0
    @(nameof(context.Request.Headers)) ⇒ string Headers
    @(new { a = 1, b = "x" }.b) ⇒ string x
    @(new { a = 1 }.ToString()) ⇒ string { a = 1 }
    @(new { a = 1 }.Equals(new { a = 1 })) ⇒ bool True
    @(new[] {"1","2"}.Select(int.Parse).Sum()) ⇒ int 3
    @(new[] {"b","a"}.OrderBy(x => x).First()) ⇒ string a
    @($"{1 + 1}-{"a"}-{{}}-{3.14159:F2}-{5,4}|{5,-4}|") ⇒ string 2-a-{}-3.14-   5|5   |
    @($@"a\{1}""q") ⇒ string a\1"q
    @(context.Variables["nope"]) ⇒ !System.Collections.Generic.KeyNotFoundException*
    @((string)context.Variables["n"]) ⇒ !System.InvalidCastException*
    @((long)context.Variables["n"]) ⇒ !System.InvalidCastException*
    @((long)(int)context.Variables["n"]) ⇒ long 42
    @(context.Variables["n"] as string) ⇒ null
    @(context.Variables["s"] is string) ⇒ bool True
    @(context.Product?.Name?.Length ?? -1) ⇒ int 9
    @(null) ⇒ null
    @(((Func<int>)(() => 3))()) ⇒ int 3
    @(new Func<int, int>(x => x + 1)(2)) ⇒ int 3
    @(string.Join(",", new[] {3,1,2}.OrderByDescending(x => x).Select(x => $"<{x}>"))) ⇒ string <3>,<2>,<1>
    @(new[] {1,2,3}.Aggregate((a, b) => a * b)) ⇒ int 6
    @(new[] {1,2,3}.Aggregate("", (a, b) => a + b)) ⇒ string 123
    @(Enumerable.Range(1, 3).ToDictionary(x => x, x => x * x)[3]) ⇒ int 9
    @(((IEnumerable<int>)new[] {1,2}).Sum(x => (long)x)) ⇒ long 3
    @(new[] {1.5, 2.5}.Sum()) ⇒ double 4
    @(new int?[] {1, null}.Sum()) ⇒ int 1
    @(0.1f + 0.2f) ⇒ float 0.3
    @(0.1m + 0.2m) ⇒ decimal 0.3
    @(1.0m / 3) ⇒ decimal 0.3333333333333333333333333333
    @(10 % 3.5) ⇒ double 3
    @(-7 >> 1) ⇒ int -4
    @(~0u) ⇒ UInt32 4294967295
    @(true ^ true | false) ⇒ bool False
    @(1 < 2 == true) ⇒ bool True
    @("b" == "b" && !("a" != "a")) ⇒ bool True
    @((1, 2) == (1, 2)) ⇒ bool True
    @((1, "a").ToString()) ⇒ string (1, a)
  `);
});

describe("statements of C# 7", () => {
  itAnswers(String.raw`
    @{ goto done; done: return 1; } ⇒ int 1
    @{ return new[] {1}.Where(x => { throw new Exception("x"); }).Count(); } ⇒ !System.Exception x
    @{ int i = 0; again: i++; if (i < 5) goto again; return i; } ⇒ int 5
    @{ switch (2) { case 1: return "a"; case 2: goto case 1; default: return "d"; } } ⇒ string a
    @{ switch ("x") { case "y": return 1; default: goto case "y"; } } ⇒ int 1
    @{ (int a, string b) t = (1, "x"); return t.a + t.b; } ⇒ string 1x
    @{ var t = (1, "x"); return t.Item1 + t.Item2; } ⇒ string 1x
    @{ var (a, b) = (1, "x"); return a + b; } ⇒ string 1x
    @{ int a = 1, b = 2; (a, b) = (b, a); return a * 10 + b; } ⇒ int 21
    @{ (string s, long n) = (null, 5); return s == null ? n : 0; } ⇒ long 5
    @{ var name = "n"; var t = (name, n: 3); return t.name + t.n; } ⇒ string n3
    @{ (int, string) F(int x) => (x, x.ToString()); var r = F(3); return r.Item2; } ⇒ string 3
    @{ int Fact(int n) { return n <= 1 ? 1 : n * Fact(n - 1); } return Fact(5); } ⇒ int 120
    @{ int Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2); return Fib(10); } ⇒ int 55
    @{ return Later(); int Later() { return 3; } } ⇒ int 3
    @{ var fs = new List<Func<int>>(); foreach (var x in new[] {1,2,3}) fs.Add(() => x * x); return fs.Sum(f => f()); } ⇒ int 14
    @{ var fs = new List<Func<int>>(); for (int i = 0; i < 3; i++) fs.Add(() => i); return fs.Sum(f => f()); } ⇒ int 9
    @{ var r = from a in new[]{1,2} from b in new[]{10,20} select a + b; return r.ToArray(); } ⇒ [11, 21, 12, 22]
    @{ var r = from a in new[]{1,2,3} let sq = a * a where sq > 1 orderby sq descending select a + ":" + sq; return string.Join(",", r); } ⇒ string 3:9,2:4
    @{ var r = from a in new[]{1,2} join b in new[]{2,3} on a equals b select a + b; return r.First(); } ⇒ int 4
    @{ var r = from a in new[]{"x","yy","z"} group a by a.Length into g orderby g.Key select g.Key + "=" + g.Count(); return string.Join(";", r); } ⇒ string 1=2;2=1
    @{ int x; if (DateTime.UtcNow.Year > 1) x = 1; else x = 2; return x; } ⇒ int 1
    @{ int x; while (true) { x = 3; break; } return x; } ⇒ int 3
    @{ int x; try { x = 1; } catch { return 0; } return x; } ⇒ int 1
    @{ int x; try { x = 1; } finally { } return x; } ⇒ int 1
    @{ if (!(context.Variables["n"] is int i)) return -1; return i; } ⇒ int 42
    @{ if (context.Variables["n"] is int i && i > 3) return i; return 0; } ⇒ int 42
    @{ return 1; return 2; } ⇒ int 1
    @{ try { return "a"; } finally { context.Trace("x"); } } ⇒ string a
    @{ try { throw new Exception("m"); } catch (Exception e) when (e.Message == "n") { return 1; } catch (Exception e) { return e.Message; } } ⇒ string m
    @{ try { try { int.Parse("x"); } catch (FormatException) { throw; } } catch (Exception e) { return e.GetType().Name; } return 0; } ⇒ string FormatException
    @{ int z = 0; return 1 / z; } ⇒ !System.DivideByZeroException*
    @{ int? a = null; int? b = 3; return (a + b) == null; } ⇒ bool True
    @{ int? a = null; return a > 1; } ⇒ bool False
    @{ bool? a = null; return a == true; } ⇒ bool False
    @{ object o = 5; switch (o) { case string s: return s; case int i when i > 3: return "big" + i; case int i: return "small"; default: return "?"; } } ⇒ string big5
    @{ object o = null; switch (o) { case null: return "null"; default: return "x"; } } ⇒ string null
    @{ Func<int, Func<int, int>> add = a => b => a + b; return add(1)(2); } ⇒ int 3
    @{ Action<string> f = s => context.Trace(s); f("x"); return 1; } ⇒ int 1
    @{ Func<string, int> f = int.Parse; return f("12"); } ⇒ int 12
    @{ var d = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }; int s = 0; foreach (var (k, v) in d) s += v; return s; } ⇒ int 3
    @{ var d = new Dictionary<string, int> { { "a", 1 } }; foreach (KeyValuePair<string, int> p in d) return p.Key + p.Value; return ""; } ⇒ string a1
    @{ int[,] g = { {1,2},{3,4} }; return g[1,0]; } ⇒ int 3
    @{ int[][] g = { new[]{1}, new[]{2,3} }; return g[1][1]; } ⇒ int 3
    @{ var g = new int[2,3]; g[1,2] = 7; return g.Length + g[1,2]; } ⇒ int 13
    @{ const int k = 3; const string s = "a" + "b"; return s + k; } ⇒ string ab3
    @{ int i = 0; i += 1.5 > 1 ? 2 : 3; i <<= 2; i ^= 1; return i; } ⇒ int 9
    @{ byte b = 1; b += 1; b++; return b; } ⇒ Byte 3
    @{ string s = null; s += "a"; return s; } ⇒ string a
    @{ foreach (var c in "ab") { if (c == 'b') return c; } return '-'; } ⇒ char b
    @{ for (int i = 0, j = 10; i < j; i++, j--) { if (i == 3) return j; } return 0; } ⇒ int 7
    @{ do { return 1; } while (true); } ⇒ int 1
    @{ int n = 0; while (true) { n++; if (n == 2) continue; if (n > 3) break; } return n; } ⇒ int 4
    @{ int F(ref int a) { a++; return a; } int v = 1; F(ref v); return v; } ⇒ int 2
    @{ void Inc(out int a) { a = 9; } Inc(out var q); return q; } ⇒ int 9
    @{ var o = (object)1; return (int)o + 1; } ⇒ int 2
    @{ IEnumerable<int> e = new List<int>{1,2}; return e.Count(); } ⇒ int 2
    @{ IEnumerable<object> e = new List<string>{"a"}; return e.First(); } ⇒ string a
    @{ object[] a = new string[]{"x"}; return a[0]; } ⇒ string x
  `);
});

describe("mistakes", () => {
  itAnswers(String.raw`
    @{ int x; if (DateTime.UtcNow.Year > 1) x = 1; return x; } ⇒ CS0165*
    @{ string s; var ok = context.Variables.ContainsKey("a") && (s = "b") != null; return s; } ⇒ CS0165*
    @{ int a = 1; { int a = 2; } return a; } ⇒ CS0136*
    @{ int a = 1; int a = 2; return a; } ⇒ CS0128*
    @{ int x = "a"; string y = 1; return x + y; } ⇒ CS0029@12 CS0029@28
    @{ var x = nope; var y = x + 1; return alsoNope; } ⇒ CS0103@12 CS0103@40
    @(new[] {1,2}.Select(x => x.Foo)) ⇒ CS1061*
    @((byte)300) ⇒ CS0221*
    @(int.MaxValue + 1) ⇒ CS0220*
    @(1 / 0) ⇒ CS0020*
    @{ short s = 1; s = s + 1; return s; } ⇒ CS0266*
    @{ var x = null; return x; } ⇒ CS0815*
    @{ long l = 5; int i = l; return i; } ⇒ CS0266*
    @{ foreach (var x in 5) { } return 1; } ⇒ CS1579*
    @(context.Foo) ⇒ CS1061*
    @(Foo.Bar) ⇒ CS0103*
    @(string.Foo) ⇒ CS0117*
    @(new Foo()) ⇒ CS0246*
    @("a".Substring("b")) ⇒ CS1503*
    @("a".Substring()) ⇒ CS1501*
    @(1 + ) ⇒ CS1525*
    @(foo( ⇒ CS*
    @{ return 1 } ⇒ CS1002*
    @{ if (true) { return 1; } ⇒ CS*
    @{ } ⇒ CS0161*
    @(x => x) ⇒ CS*
    @{ var f = x => x; return 1; } ⇒ CS0815*
    @{ string s = "x"; return s switch { "x" => 1, _ => 2 }; } ⇒ CS*
    @{ string s = null; s ??= "a"; return s; } ⇒ CS*
    @("abc"[1..]) ⇒ CS*
    @("abc"[^1]) ⇒ CS*
    @(context.Variables["s"] is not null) ⇒ CS*
    @{ List<int> l = new(); return l; } ⇒ CS*
    @{ static int F() => 1; return F(); } ⇒ CS*
    @{ using var x = SHA256.Create(); return 1; } ⇒ CS*
    @(await Task.Delay(1)) ⇒ CS*
    @{ dynamic d = 1; return d; } ⇒ APIM0006@4
    @{ unsafe { int* p; } return 1; } ⇒ CS*
  `);
});
