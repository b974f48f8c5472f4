import { itAnswers } from "../support";

describe("expressions as policies have them", () => {
  itAnswers(String.raw`
    @{ var @class = 1; return @class; } ⇒ int 1
    @("\u00e9\x41\U0001F600\0".Length) ⇒ int 5
    @('\'' + "\"") ⇒ string '"
    @('\u0041') ⇒ char A
    @(@"a""b\n") ⇒ string a"b\n
    @(context.Variables["n"] is int) ⇒ bool True
    @(context.Variables["n"] is 42) ⇒ bool True
    @(context.Variables["nul"] is null) ⇒ bool True
    @(context.Variables["s"] is string t && t.Length == 5) ⇒ bool True
    @(context.Variables["s"] is var v) ⇒ bool True
    @((int)2.9 + (int)'a') ⇒ int 99
    @((object)1 is long) ⇒ bool False
    @((int)(object)1L) ⇒ !System.InvalidCastException*
    @((double)1 / 2) ⇒ double 0.5
    @(1 / 2 * 2.0) ⇒ double 0
    @(int.Parse("5") is int x ? x : 0) ⇒ int 5
    @(Math.Max(1, 2.5)) ⇒ double 2.5
    @(Math.Max(1, 2L)) ⇒ long 2
    @(Math.Round(2.5)) ⇒ double 2
    @(Math.Abs(-3)) ⇒ int 3
    @(string.Format("{0} {1}", 1, "a")) ⇒ string 1 a
    @(string.Concat("a", null, 1)) ⇒ string a1
    @(string.Join(",", 1, 2)) ⇒ string 1,2
    @(string.Join(",", new[]{1,2})) ⇒ string 1,2
    @(string.Join(",", new List<string>{"a"})) ⇒ string a
    @(string.IsNullOrEmpty(null)) ⇒ bool True
    @("a".Equals(null)) ⇒ bool False
    @(((string)null)?.Length) ⇒ null
    @(((string)null)?.Length ?? 7) ⇒ int 7
    @(((string)null)?.ToUpper().Trim()) ⇒ null
    @(((string)null).Length) ⇒ !System.NullReferenceException*
    @((context.Product == null) ? "none" : context.Product.Id) ⇒ string gold
    @(context.User.Groups.Count()) ⇒ int 0
    @(context.Request.Headers["X-Multi"][1]) ⇒ string v2
    @(context.Request.Headers["X-Multi"].Length) ⇒ int 2
    @(context.Request.Headers.Any(h => h.Key == "X-Multi")) ⇒ bool True
    @(context.Request.Headers.Where(h => h.Key.StartsWith("X-")).Select(h => h.Key).OrderBy(k => k).First()) ⇒ string X-Basic
    @(string.Join(";", context.Request.Headers.Select(h => h.Key + "=" + string.Join(",", h.Value)).Take(1))) ⇒ string Content-Type=application/json
    @{ var list = new List<Tuple<int,string>> { Tuple.Create(1, "a") }; return list[0].Item2; } ⇒ string a
    @{ var d = new Dictionary<string, List<int>>(); d["a"] = new List<int> { 1 }; d["a"].Add(2); return d["a"].Count; } ⇒ int 2
    @{ var o = new { a = new { b = 2 } }; return o.a.b; } ⇒ int 2
    @{ var s = new StringBuilder(); for (int i = 0; i < 3; i++) { s.Append(i).Append(','); } return s.ToString().TrimEnd(','); } ⇒ string 0,1,2
    @{ Func<int,int,int> f = (int a, int b) => { return a * b; }; return f(2, 3); } ⇒ int 6
    @{ Predicate<int> p = x => x > 1; return new List<int>{1,2}.FindAll(p).Count; } ⇒ int 1
    @{ Comparison<string> c = (a, b) => b.CompareTo(a); var l = new List<string>{"a","b"}; l.Sort(c); return l[0]; } ⇒ string b
    @{ var l = new List<int>{3,1,2}; l.Sort((a, b) => a - b); return l; } ⇒ [1, 2, 3]
    @{ int? x = 5; if (x is int y) return y + 1; return 0; } ⇒ int 6
    @{ int? x = 5; return x.Value + x.GetValueOrDefault(); } ⇒ int 10
    @{ int? x = null; return x.Value; } ⇒ !System.InvalidOperationException*
    @{ int? x = null; return (int)x; } ⇒ !System.InvalidOperationException*
    @{ int? x = 3; x++; x += 2; return x; } ⇒ int 6
    @{ var a = new[] {1,2,3}; a[1] += 5; a[0]++; return a; } ⇒ [2, 7, 3]
    @{ var a = new int[3]; return a[3]; } ⇒ !System.IndexOutOfRangeException*
    @{ var a = new List<int>(); return a[0]; } ⇒ !System.ArgumentOutOfRangeException*
    @{ return new[] {1,2,3}.Where((x, i) => i > 0).ToList(); } ⇒ [2, 3]
    @(new[] {"a","b"}.Select((x, i) => x + i).ToArray()) ⇒ [a0, b1]
    @(new[] {1,2,3,4}.GroupBy(x => x % 2 == 0).Select(g => g.Key + ":" + g.Sum()).ToArray()) ⇒ [False:4, True:6]
    @(new[] {1,2}.SelectMany(x => new[] {x, x * 10})) ⇒ [1, 10, 2, 20]
    @(new[] {1,2}.Zip(new[] {"a","b"}, (n, s) => n + s).ToArray()) ⇒ [1a, 2b]
    @(new[] {3,1}.Min() + new[] {3,1}.Max(x => x * 2)) ⇒ int 7
    @(new[] {1,2}.Average()) ⇒ double 1.5
    @(new List<string>().FirstOrDefault() == null) ⇒ bool True
    @(new List<int>().FirstOrDefault()) ⇒ int 0
    @(new List<int>().First()) ⇒ !System.InvalidOperationException Sequence contains no elements*
    @(new[] {1,2}.Single()) ⇒ !System.InvalidOperationException Sequence contains more than one element*
    @(Enumerable.Repeat("a", 3).Count()) ⇒ int 3
    @(new[] {1,2,3}.Contains(2)) ⇒ bool True
    @(new List<object> { 1, "a", null }.OfType<string>().Count()) ⇒ int 1
    @(new List<object> { 1, 2 }.Cast<int>().Sum()) ⇒ int 3
    @("hello"[1]) ⇒ char e
    @("hello".Where(char.IsLetter).Count()) ⇒ int 5
    @("a,b;c".Split(',', ';').Length) ⇒ int 3
    @("a b".Split()) ⇒ [a, b]
    @("abc".Substring(1, 5)) ⇒ !System.ArgumentOutOfRangeException*
    @("abc".IndexOf("c") > 0 ? "y" : "n") ⇒ string y
    @(int.TryParse("x", out int n1) ? n1 : -1) ⇒ int -1
    @{ int v; if (!int.TryParse("12", out v)) v = 0; return v; } ⇒ int 12
    @{ DateTime d; return DateTime.TryParse("2026-01-02", out d) ? d.Day : 0; } ⇒ int 2
    @(Guid.TryParse("nope", out _)) ⇒ bool False
    @(Guid.TryParse("nope", out var _)) ⇒ bool False
    @{ JToken t; return ((JObject)context.Variables["jo"]).TryGetValue("a", out t) ? (int)t : 0; } ⇒ int 1
    @((string)((JObject)context.Variables["jo"])["b"]) ⇒ string two
    @((int?)((JObject)context.Variables["jo"])["zz"]) ⇒ null
    @((int)((JObject)context.Variables["jo"])["zz"]) ⇒ !System.ArgumentNullException*
    @(((JObject)context.Variables["jo"])["g"]["h"]) ⇒ "i"
    @(((JObject)context.Variables["jo"]).Count) ⇒ int 7
    @(((dynamic)1)) ⇒ APIM0006@5
    @(new JObject { ["a"] = 1, ["b"] = new JArray { 1, 2 } }) ⇒ {"a":1,"b":[1,2]}
    @(new JObject(new JProperty("a", 1), new JProperty("b", null))) ⇒ {"a":1,"b":null}
    @(new JArray(1, "a", null)) ⇒ [1,"a",null]
    @(JObject.FromObject(new { a = 1, b = new[] {1,2}, c = (string)null })) ⇒ {"a":1,"b":[1,2],"c":null}
    @{ var o = new JObject(); o["x"] = "y"; o.Add("z", 1); o.Add(new JProperty("w", true)); return o; } ⇒ {"x":"y","z":1,"w":true}
    @{ var o = JObject.Parse("{\"a\":{\"b\":[1,2]}}"); return o["a"]["b"].Last; } ⇒ 2
    @{ var o = JObject.Parse("{\"a\":1}"); o["a"] = o["a"].Value<int>() + 1; return o.ToString(Formatting.None); } ⇒ string {"a":2}
    @{ var o = JObject.Parse("not json"); return o; } ⇒ !Newtonsoft.Json.JsonReaderException*
    @(JsonConvert.SerializeObject(new Dictionary<string, object> { { "a", 1 }, { "b", "x" } })) ⇒ string {"a":1,"b":"x"}
    @(JsonConvert.SerializeObject(new { when = new DateTime(2026,1,2,3,4,5,DateTimeKind.Utc) })) ⇒ string {"when":"2026-01-02T03:04:05Z"}
    @(JsonConvert.DeserializeObject<List<int>>("[1,2]").Sum()) ⇒ int 3
    @(((IEnumerable<JToken>)((JArray)context.Variables["ja"])).Count()) ⇒ int 3
    @(((JArray)context.Variables["ja"]).Select(x => (string)x["id"]).Where(x => x.StartsWith("payg")).ToList()) ⇒ [payg-1, payg-2]
    @(((JArray)context.Variables["ja"]).OrderBy(x => (int)x["weight"]).First()["id"].ToString()) ⇒ string payg-1
    @(context.Request.Body.As<JObject>(preserveContent: true).Value<string>("model")) ⇒ string gpt-4o
    @(context.Request.Body.As<string>(true).Length > 10) ⇒ bool True
    @(Convert.ToBase64String(Encoding.UTF8.GetBytes("a"))) ⇒ string YQ==
    @(Regex.IsMatch("abc", "^a.c$")) ⇒ bool True
    @(Regex.Replace("a1b2", @"\d", m => "<" + m.Value + ">")) ⇒ string a<1>b<2>
    @(Regex.Match("k=v", @"(?<key>\w)=(?<val>\w)").Groups["val"].Value) ⇒ string v
    @(new Uri("https://a.b/c?d=e").Query) ⇒ string ?d=e
    @(TimeSpan.FromSeconds(90).ToString()) ⇒ string 00:01:30
    @((DateTime.UtcNow - DateTime.UtcNow.AddDays(-1)).Days) ⇒ int 1
    @(new DateTime(2026, 1, 1) < DateTime.MaxValue) ⇒ bool True
    @(DateTime.Parse("2026-01-01").AddDays(1).ToString("yyyy-MM-dd")) ⇒ string 2026-01-02
    @(DayOfWeek.Monday.ToString() + (int)DayOfWeek.Tuesday) ⇒ string Monday2
    @((StringComparison)5) ⇒ enum StringComparison OrdinalIgnoreCase
    @(HttpStatusCode.OK == (HttpStatusCode)200) ⇒ bool True
    @(context.Response.StatusCode == (int)HttpStatusCode.OK) ⇒ bool True
    @(StringComparer.OrdinalIgnoreCase.Equals("a", "A")) ⇒ bool True
    @(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a", "A" }.Count) ⇒ int 1
    @(new Dictionary<string,int>(StringComparer.OrdinalIgnoreCase) { {"a", 1} }.ContainsKey("A")) ⇒ bool True
    @{ var q = new Queue<string>(new[] {"a"}); return q.Peek(); } ⇒ string a
    @{ var s = new Stack<int>(); s.Push(1); s.Push(2); return s.Pop(); } ⇒ int 2
    @{ var sb = new StringBuilder("abc"); sb[0] = 'x'; return sb.ToString(); } ⇒ string xbc
    @{ throw new InvalidOperationException("boom"); } ⇒ !System.InvalidOperationException boom*
    @{ try { throw new ArgumentException("bad", "name"); } catch (ArgumentException e) { return e.Message; } } ⇒ string bad (Parameter 'name')
    @(throw new Exception("x")) ⇒ CS*
    @(context.Variables["nul"] ?? throw new Exception("none")) ⇒ !System.Exception none*
    @{ IEnumerable<int> Gen() { yield return 1; } return Gen().First(); } ⇒ int 1
    @(new[] { 1, 2.5, 3L }.Sum()) ⇒ double 6.5
    @(new[] { "a", null }.Length) ⇒ int 2
    @(new[] { 1, "a" }.Length) ⇒ CS0826*
    @(true ? 1 : "a") ⇒ CS0173*
    @(null == null) ⇒ bool True
    @(1 == 1.0) ⇒ bool True
    @(1 == "1") ⇒ CS0019*
    @("1" + 1 == "11") ⇒ bool True
    @(!5) ⇒ CS0023*
    @(-"a") ⇒ CS0023*
    @{ var x = 5; x.Foo(); return x; } ⇒ CS1061*
    @{ context = null; return 1; } ⇒ CS*
    @{ context.Request.Method = "GET"; return 1; } ⇒ CS0200*
    @{ "a".Length = 5; return 1; } ⇒ CS0200*
    @(context.Variables.GetValueOrDefault<int>("n") + 1) ⇒ int 43
    @(context.Variables.GetValueOrDefault<string>("n")) ⇒ !System.InvalidCastException*
    @(context.Variables.GetValueOrDefault("zz", 5)) ⇒ int 5
    @(context.Variables.GetValueOrDefault<bool>("zz")) ⇒ bool False
    @(context.Variables.TryGetValue("n", out var o1) ? (int)o1 : 0) ⇒ int 42
    @((context.Variables["s"] as string).ToUpper()) ⇒ string HELLO
    @(((string[])context.Variables["arr"]).Length) ⇒ int 2
    @(((Dictionary<string,string>)context.Variables["dict"])["k2"]) ⇒ string v2
    @(((List<string>)context.Variables["list"]).IndexOf("two")) ⇒ int 1
    @(((IResponse)context.Variables["resp"]).StatusCode) ⇒ int 429
    @(((IResponse)context.Variables["resp"]).Headers.GetValueOrDefault("Retry-After", "0")) ⇒ string 7
    @(((IResponse)context.Variables["resp"]).Body.As<JObject>()["error"]["code"].ToString()) ⇒ string 429
  `);
});
