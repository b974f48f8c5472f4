import { itAnswers } from "../support";

describe("LINQ operators that project and filter", () => {
  itAnswers(String.raw`
    @(new[] { 5, 6 }.Select((x, i) => x * i)) ⇒ [0, 6]
    @(new[] { 1, 2 }.SelectMany(x => Enumerable.Repeat(x, 2), (x, y) => x + y).ToArray()) ⇒ [2, 2, 4, 4]
    @(new[] { "a b", "c" }.SelectMany((s, i) => s.Split(' ').Select(p => p + i)).ToArray()) ⇒ [a0, b0, c1]
    @(new[] { 1, 2, 3 }.Where((x, i) => i != 1)) ⇒ [1, 3]
    @(new object[] { 1, null, "a", 2L, 'c' }.OfType<int>().Count() + new object[] { 1, null, "a" }.OfType<object>().Count()) ⇒ int 3
    @(new object[] { 1, "a" }.Cast<int>().ToArray()) ⇒ !System.InvalidCastException Unable to cast object of type 'System.String' to type 'System.Int32'.
    @(new[] { 1, 2, 3, 4, 5 }.Skip(1).SkipLast(1).TakeLast(2)) ⇒ [3, 4]
    @(new[] { 1, 5, 2 }.TakeWhile(x => x < 3).Concat(new[] { 1, 5, 2 }.SkipWhile(x => x < 3))) ⇒ [1, 5, 2]
    @(new[] { 1, 2, 3, 4, 5 }.Chunk(2).Select(c => c.Length)) ⇒ [2, 2, 1]
    @(new[] { 1 }.Chunk(0)) ⇒ !System.ArgumentOutOfRangeException*
    @(new[] { 1, 2 }.Zip(new[] { 3 }, (a, b) => a * b)) ⇒ [3]
    @(new[] { 1, 2 }.Zip(new[] { 3, 4 }, new[] { 5, 6 }).Select(p => p.First + p.Second + p.Third)) ⇒ [9, 12]
    @(new int[0].DefaultIfEmpty(7).Append(1).Prepend(2).Reverse()) ⇒ [1, 7, 2]
    @("hello".Distinct().ToArray()) ⇒ [h, e, l, o]
  `);
});

describe("LINQ operators that order, group and join", () => {
  itAnswers(String.raw`
    @(new[] { "b", "A", "aa" }.OrderBy(s => s.Length).ThenByDescending(s => s)) ⇒ [b, A, aa]
    @(new[] { 3, 1, 2 }.Order().Concat(new[] { 3, 1, 2 }.OrderDescending())) ⇒ [1, 2, 3, 3, 2, 1]
    @(new[] { "x1", "y0", "z1" }.OrderBy(s => s[1])) ⇒ [y0, x1, z1]
    @(new[] { 1.5, double.NaN, -1 }.OrderBy(x => x)) ⇒ [NaN, -1, 1.5]
    @(new int?[] { 2, null, 1 }.OrderBy(x => x).First() == null) ⇒ bool True
    @(new object[] { 1, "a" }.OrderBy(x => x).ToArray()) ⇒ !System.InvalidOperationException Failed to compare two elements in the array.
    @(new[] { 1, 2, 3, 4 }.GroupBy(x => x % 2).Select(g => g.Key + ":" + string.Join("|", g))) ⇒ [1:1|3, 0:2|4]
    @(new[] { 1, 2, 3, 4 }.GroupBy(x => x % 2, x => x * 10, (k, v) => k + v.Sum())) ⇒ [41, 60]
    @(new[] { "a", "b", null }.GroupBy(x => new { L = x?.Length }).Count()) ⇒ int 2
    @(new[] { "a", "b", null }.GroupBy(x => x).Last().Key == null) ⇒ bool True
    @{ var l = new[] { 1, 2, 3 }.ToLookup(x => x % 2); return l[1].Sum() + l[7].Count() + l.Count; } ⇒ int 6
    @(new[] { 1, 2, 3 }.Join(new[] { 2, 3, 3 }, a => a, b => b, (a, b) => a * b)) ⇒ [4, 9, 9]
    @(new[] { 1, 2 }.GroupJoin(new[] { 2, 2, 4 }, a => a, b => b, (a, b) => a + "x" + b.Count())) ⇒ [1x0, 2x2]
    @(new[] { "a", null }.Join(new[] { "a", null }, a => a, b => b, (a, b) => a + b).Count()) ⇒ int 1
    @(from a in new[] { 1, 2, 3 } group a by a % 2 into g orderby g.Key select g.Key + "-" + g.Count()) ⇒ [0-1, 1-2]
    @(from a in new[] { 1, 2 } join b in new[] { 2, 3 } on a equals b into m from c in m.DefaultIfEmpty() select a + c) ⇒ [1, 4]
    @(from a in new[] { 1, 2 } from b in new[] { 3, 4 } let c = a * b where c > 3 select c) ⇒ [4, 6, 8]
  `);
});

describe("LINQ operators on sets", () => {
  itAnswers(String.raw`
    @(new[] { 1, 2, 2 }.Union(new[] { 2, 3 }).ToArray()) ⇒ [1, 2, 3]
    @(new[] { 1, 2, 2, 3 }.Intersect(new[] { 2, 2, 3 })) ⇒ [2, 3]
    @(new[] { 1, 1, 2, 3 }.Except(new[] { 3 })) ⇒ [1, 2]
    @(new[] { "a", "bb", "cc" }.DistinctBy(x => x.Length)) ⇒ [a, bb]
    @(new[] { "a", "bb" }.ExceptBy(new[] { 1 }, x => x.Length)) ⇒ [bb]
    @(new[] { "a", "bb" }.UnionBy(new[] { "c", "ddd" }, x => x.Length)) ⇒ [a, bb, ddd]
    @(new[] { new { A = 1, B = "x" }, new { A = 1, B = "x" } }.Distinct().Count()) ⇒ int 1
    @(new[] { 1.0m, 1.00m, 10m }.Distinct().Count()) ⇒ int 2
    @(new[] { 0.0, -0.0, double.NaN, double.NaN }.Distinct().Count()) ⇒ int 2
    @(new[] { 1, 2 }.SequenceEqual(new List<int> { 1, 2 }) && !new[] { 1 }.SequenceEqual(new[] { 1, 2 })) ⇒ bool True
    @(new[] { "a", "b" }.Contains("b")) ⇒ bool True
  `);
});

describe("LINQ operators that give one value", () => {
  itAnswers(String.raw`
    @(new[] { int.MaxValue, 1 }.Sum()) ⇒ !System.OverflowException Arithmetic operation resulted in an overflow.
    @(new[] { int.MaxValue, int.MaxValue }.Average()) ⇒ double 2147483647
    @(new int[0].Sum() + new int?[] { 1, null, 3 }.Sum()) ⇒ int 4
    @(new int?[] { 1, null, 4 }.Average()) ⇒ double 2.5
    @(new int?[0].Average()) ⇒ null
    @(new int[0].Average()) ⇒ !System.InvalidOperationException Sequence contains no elements
    @(new[] { 1f, 2f }.Average()) ⇒ float 1.5
    @(new[] { 1, 2 }.Average(x => (decimal)x)) ⇒ decimal 1.5
    @(new[] { "b", null, "a" }.Min() + (new string[0].Max() ?? "-")) ⇒ string a-
    @(new[] { 1.5, double.NaN }.Max() + "," + new[] { 1.5, double.NaN }.Min()) ⇒ string 1.5,NaN
    @(new[] { "a", "bb", "cc" }.MaxBy(x => x.Length) + new[] { "a", "b" }.MinBy(x => x.Length)) ⇒ string bba
    @(new int[0].MaxBy(x => x)) ⇒ !System.InvalidOperationException Sequence contains no elements
    @(new[] { 1, 2, 3 }.Aggregate(10, (a, b) => a + b, r => r * 2)) ⇒ int 32
    @(new int[0].Aggregate((a, b) => a + b)) ⇒ !System.InvalidOperationException Sequence contains no elements
    @(new[] { 1, 2 }.Single()) ⇒ !System.InvalidOperationException Sequence contains more than one element
    @(new[] { 1, 2 }.Single(x => x > 0)) ⇒ !System.InvalidOperationException Sequence contains more than one matching element
    @(new[] { 1 }.First(x => x > 1)) ⇒ !System.InvalidOperationException Sequence contains no matching element
    @(new[] { 1, 2 }.FirstOrDefault(x => x > 5, 42) + new int[0].LastOrDefault(8)) ⇒ int 50
    @(new[] { 1 }.ElementAt(5)) ⇒ !System.ArgumentOutOfRangeException Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')
    @(new[] { 1 }.Where(x => true).ElementAt(5)) ⇒ !System.ArgumentOutOfRangeException Specified argument was out of the range of valid values. (Parameter 'index')
    @(new[] { 1, 2, 3 }.ToDictionary(x => x % 2)) ⇒ !System.ArgumentException An item with the same key has already been added. Key: 1
    @(new[] { "a", null }.ToDictionary(x => x)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'key')
    @(new[] { ("a", 1) }.ToDictionary(t => t.Item1, t => t.Item2)) ⇒ {a: 1}
    @(new[] { 1, 2, 3 }.LongCount(x => x > 1)) ⇒ long 2
  `);
});

describe("when LINQ runs", () => {
  itAnswers(String.raw`
    @(((int[])null).Select(x => x)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'source')
    @(new[] { 1 }.Concat(null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'second')
    @(new[] { 1 }.Where((Func<int, bool>)null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'predicate')
    @{ int n = 0; var q = new[] { 1, 2, 3 }.Select(x => { n++; return x; }); return n + "," + q.Sum() + "," + n; } ⇒ string 0,6,3
    @{ int n = 0; var q = new[] { 1, 2, 3 }.Where(x => { n++; return x > 1; }); q.First(); q.Any(); return n; } ⇒ int 4
    @{ int n = 0; var q = new[] { 1, 2, 3 }.Select(x => { n++; return x; }); q.First(); q.Any(); q.Count(); q.Last(); return n; } ⇒ int 5
    @(new[] { "a", "1" }.Select(int.Parse).Last()) ⇒ int 1
    @{ var l = new List<int> { 1 }; var q = l.Select(x => x * 2); l.Add(2); return q.ToList(); } ⇒ [2, 4]
    @{ var l = new List<int> { 2, 1 }; var q = l.OrderBy(x => x); l.Add(0); return q.ToList(); } ⇒ [0, 1, 2]
    @{ int n = 0; new[] { 1, 2, 3, 4 }.Select(x => { n++; return x; }).Where(x => x > 1).Take(1).ToList(); return n; } ⇒ int 2
    @(Enumerable.Range(0, int.MaxValue).Count()) ⇒ int 2147483647
    @(Enumerable.Range(0, int.MaxValue).Where(x => x < 0).Count()) ⇒ !System.TimeoutException*
    @(Enumerable.Repeat("x", int.MaxValue).ToList()) ⇒ !System.TimeoutException*
    @(Enumerable.Range(0, 3000).SelectMany(x => Enumerable.Range(0, 3000)).Distinct().Count()) ⇒ !System.TimeoutException*
    @(Enumerable.Range(0, -1)) ⇒ !System.ArgumentOutOfRangeException Specified argument was out of the range of valid values. (Parameter 'count')
  `);
});

describe("LINQ on JSON", () => {
  itAnswers(String.raw`
    @(JArray.Parse("[1,1,2,'1']").Distinct().Count()) ⇒ int 3
    @(JArray.Parse("['a','b']").Contains("a")) ⇒ bool False
    @(JObject.Parse("{'r':['a']}")["r"].Values<string>().Contains("a")) ⇒ bool True
    @(JArray.Parse("['b','a','B']").OrderBy(x => x).Select(x => (string)x)) ⇒ [B, a, b]
    @(JArray.Parse("[{'n':10},{'n':9.5},{'n':null}]").OrderBy(x => x["n"]).Select(x => x["n"].ToString())) ⇒ [, 9.5, 10]
    @(JArray.Parse("[{'n':10},{'n':10}]").GroupBy(x => x["n"]).Count()) ⇒ int 1
    @(JArray.Parse("[{},{}]").OrderBy(x => x).ToList()) ⇒ !System.InvalidOperationException Failed to compare two elements in the array.
    @{ IDictionary<string, JToken> d = JObject.Parse("{'a':1}"); return d.Keys.First() + d["a"] + d.Values.Count; } ⇒ string a11
    @{ IReadOnlyDictionary<string, object> v = context.Variables; return v.ContainsKey("n") && v.Keys.Contains("n"); } ⇒ bool True
    @(context.Request.Headers.OrderBy(h => h.Key).Select(h => h.Key + "=" + string.Join(";", h.Value)).Any()) ⇒ bool True
  `);
});

describe("comparers of texts", () => {
  itAnswers(String.raw`
    @(new HashSet<string>(new[] { "a" }, StringComparer.OrdinalIgnoreCase).Contains("A")) ⇒ bool True
    @(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { { "Key", "v" } }["KEY"]) ⇒ string v
    @(new[] { "a", "b" }.ToDictionary(x => x, x => 1, StringComparer.OrdinalIgnoreCase)["A"]) ⇒ int 1
    @(new[] { "b", "A", "a" }.OrderBy(x => x, StringComparer.Ordinal)) ⇒ [A, a, b]
    @(new[] { "a", "A" }.GroupBy(x => x, StringComparer.OrdinalIgnoreCase).Count()) ⇒ int 1
    @(new[] { "a" }.Contains("A", StringComparer.OrdinalIgnoreCase)) ⇒ bool True
    @{ var l = new List<string> { "b", "A", "a" }; l.Sort(StringComparer.Ordinal); return l; } ⇒ [A, a, b]
  `);
});
