import { itAnswers } from "../support";

describe("List<T>", () => {
  itAnswers(String.raw`
    @(new List<int> { 1, 2, 3 }[3]) ⇒ !System.ArgumentOutOfRangeException Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')
    @(new List<int>(-1)) ⇒ !System.ArgumentOutOfRangeException Non-negative number required. (Parameter 'capacity')
    @{ var l = new List<int> { 5, 3, 9 }; l.Sort((a, b) => b - a); l.Reverse(0, 2); return l; } ⇒ [5, 9, 3]
    @{ var l = new List<string> { "b", "A", "a" }; l.Sort(); return l; } ⇒ [a, A, b]
    @{ var l = new List<string> { "b", "A", "a" }; l.Sort(string.CompareOrdinal); return l; } ⇒ [A, a, b]
    @{ var l = new List<int>(Enumerable.Range(0, 40).Select(x => 40 - x)); l.Sort(); return l.SequenceEqual(Enumerable.Range(1, 40)); } ⇒ bool True
    @{ var l = new List<string> { "b1", "a1", "c0" }; l.Sort((x, y) => x[1] - y[1]); return l; } ⇒ [c0, a1, b1]
    @{ var l = new List<object> { 1, "a" }; l.Sort(); return l; } ⇒ !System.InvalidOperationException Failed to compare two elements in the array.
    @(new List<int> { 1, 2, 3 }.GetRange(1, 5)) ⇒ !System.ArgumentException Offset and length were out of bounds for the array*
    @(new List<int> { 1, 2, 3 }.GetRange(1, 2)) ⇒ [2, 3]
    @{ var l = new List<int> { 1, 2 }; l.InsertRange(1, new[] { 7, 8 }); l.RemoveRange(0, 2); return l; } ⇒ [8, 2]
    @{ var l = new List<int> { 1 }; l.Insert(5, 1); return l; } ⇒ !System.ArgumentOutOfRangeException Index must be within the bounds of the List. (Parameter 'index')
    @{ var l = new List<int> { 1, 2, 3, 4 }; return l.RemoveAll(x => x % 2 == 0) + ":" + string.Join(",", l); } ⇒ string 2:1,3
    @{ var l = new List<int> { 1, 2 }; foreach (var x in l) { l.Add(x); } return l; } ⇒ !System.InvalidOperationException Collection was modified; enumeration operation may not execute.
    @{ var l = new List<int> { 1, 2 }; l.ForEach(x => { l.Add(x); }); return l; } ⇒ !System.InvalidOperationException Collection was modified*
    @{ var l = new List<int> { 1, 2 }; foreach (var x in l.ToList()) { l.Add(x); } return l; } ⇒ [1, 2, 1, 2]
    @(new List<int> { 1, 2, 3 }.Find(x => x > 5) + new List<string> { "a" }.FindLast(s => s == "b")) ⇒ string 0
    @(new List<int> { 1, 3, 5 }.BinarySearch(4)) ⇒ int -3
    @(new List<int> { 1, 2, 1 }.LastIndexOf(1) + new List<int> { 1, 2, 3 }.FindIndex(1, x => x > 1)) ⇒ int 3
    @(new List<int> { 1, 2, 3 }.ConvertAll(x => x + "!")) ⇒ [1!, 2!, 3!]
    @{ var l = new List<int>(10) { 1 }; var m = new List<int> { 1, 2, 3, 4, 5 }; return l.Capacity + "," + m.Capacity + "," + new List<int>().Capacity; } ⇒ string 10,8,0
    @(new List<int> { 1, 2 }.AsReadOnly()[1]) ⇒ int 2
    @("" + new List<string>()) ⇒ string System.Collections.Generic.List${"`"}1[System.String]
    @(new List<int>((IEnumerable<int>)null)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'collection')
    @{ List<int> l = null; return l.Count; } ⇒ !System.NullReferenceException*
    @{ var e = new List<int> { 1, 2 }.GetEnumerator(); int s = e.Current; while (e.MoveNext()) s += e.Current; return s; } ⇒ int 3
  `);
});

describe("Dictionary<K, V>", () => {
  itAnswers(String.raw`
    @(new Dictionary<string, int>()["k"]) ⇒ !System.Collections.Generic.KeyNotFoundException The given key 'k' was not present in the dictionary.
    @(new Dictionary<string, int>()[null]) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'key')
    @{ var d = new Dictionary<int, int> { { 1, 1 } }; d.Add(1, 2); return d; } ⇒ !System.ArgumentException An item with the same key has already been added. Key: 1
    @{ var d = new Dictionary<string, int> { { "a", 1 }, { "b", 2 }, { "c", 3 } }; d.Remove("b"); d.Add("z", 9); return d; } ⇒ {a: 1, z: 9, c: 3}
    @{ var d = new Dictionary<string, int> { ["a"] = 1 }; int v; return d.Remove("a", out v) + "," + v + "," + d.Count; } ⇒ string True,1,0
    @{ var d = new Dictionary<string, int> { ["a"] = 1 }; return d.TryAdd("a", 2) + "," + d.TryAdd("b", 2) + "," + d["a"]; } ⇒ string False,True,1
    @{ var d = new Dictionary<string, int> { ["a"] = 1 }; return d.GetValueOrDefault("b", 7) + d.GetValueOrDefault("a") + d.GetValueOrDefault("c"); } ⇒ int 8
    @{ var d = new Dictionary<string, int> { ["a"] = 1 }; foreach (var k in d.Keys) d[k] = 5; return d["a"]; } ⇒ int 5
    @{ var d = new Dictionary<string, int> { ["a"] = 1 }; foreach (var k in d.Keys) d["z" + k] = 5; return d; } ⇒ !System.InvalidOperationException Collection was modified*
    @{ var d = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }; foreach (var k in d.Keys) d.Remove(k); return d.Count; } ⇒ int 0
    @(new Dictionary<string, int> { ["a"] = 1 }.ContainsValue(1)) ⇒ bool True
    @(new Dictionary<string, string>(new Dictionary<string, string> { { "a", "b" } })["a"]) ⇒ string b
    @(new Dictionary<string, int> { ["a"] = 1 }.First().ToString()) ⇒ string [a, 1]
    @{ var d = new Dictionary<string, int> { ["a"] = 1 }; var k = d.Keys; d["b"] = 2; return k.Count + d.Values.Sum(); } ⇒ int 5
    @(new Dictionary<(int, int), string> { { (1, 2), "p" } }[(1, 2)]) ⇒ string p
    @(new Dictionary<string, int>().IsReadOnly) ⇒ CS1061@33
    @{ IDictionary<string, int> d = new Dictionary<string, int>(); d["b"] = 3; int v; return d.TryGetValue("b", out v) ? v + d.Count : -1; } ⇒ int 4
    @{ IReadOnlyDictionary<string, int> d = new Dictionary<string, int> { ["a"] = 1 }; return d["a"] + d.Count + string.Join("", d.Keys); } ⇒ string 2a
    @{ foreach (var (k, v) in new Dictionary<string, int> { ["a"] = 1 }) return k + v; return ""; } ⇒ string a1
  `);
});

describe("sets, queues and stacks", () => {
  itAnswers(String.raw`
    @{ var s = new HashSet<int> { 1, 2, 3 }; s.IntersectWith(new[] { 2, 3, 4 }); s.SymmetricExceptWith(new[] { 3, 7 }); return s; } ⇒ [2, 7]
    @{ var s = new HashSet<int> { 1, 2, 3 }; return s.IsSubsetOf(new[] { 1, 2, 3 }) + "," + s.IsProperSubsetOf(new[] { 1, 2, 3 }) + "," + s.Overlaps(new[] { 9, 3 }) + "," + s.SetEquals(new[] { 3, 2, 1, 1 }); } ⇒ string True,False,True,True
    @{ var s = new HashSet<int> { 1, 2, 3 }; return s.RemoveWhere(x => x > 1) + "," + s.Remove(5) + "," + s.Count; } ⇒ string 2,False,1
    @{ ISet<int> s = new HashSet<int> { 1 }; s.UnionWith(new[] { 1, 2 }); return s.Add(2) + "," + s.Count; } ⇒ string False,2
    @(new HashSet<string> { null, "a", null }.Count) ⇒ int 2
    @(new Queue<int>().Dequeue()) ⇒ !System.InvalidOperationException Queue empty.
    @(new Stack<int>().Peek()) ⇒ !System.InvalidOperationException Stack empty.
    @(new Stack<int>(new[] { 1, 2, 3 }).ToArray()) ⇒ [3, 2, 1]
    @{ var q = new Queue<int>(); int r; return q.TryDequeue(out r) + "," + r; } ⇒ string False,0
    @{ var q = new Queue<int>(); for (int i = 0; i < 100; i++) { q.Enqueue(i); if (i > 2) q.Dequeue(); } return q; } ⇒ [97, 98, 99]
    @(new SortedDictionary<string, int>()) ⇒ APIM0001@7
  `);
});

describe("collection interfaces", () => {
  itAnswers(String.raw`
    @{ IList<int> l = new[] { 1, 2 }; l[0] = 5; return l.IndexOf(2) + l.Count + l[0]; } ⇒ int 8
    @{ IList<int> l = new[] { 1, 2 }; l.Add(3); return l; } ⇒ !System.NotSupportedException Collection was of a fixed size.
    @{ ICollection<int> l = new List<int> { 1, 2 }; l.Add(3); return l.Count + "," + l.Contains(3) + "," + l.IsReadOnly; } ⇒ string 3,True,False
    @{ IReadOnlyList<int> l = new List<int> { 1, 2 }; return l[1] + l.Count; } ⇒ int 4
    @{ IEnumerable<object> e = new List<string> { "a" }; return e.First(); } ⇒ string a
    @{ object o = new List<int> { 1 }; return o is IEnumerable<int> && o is IList<int> && !(o is IList<string>); } ⇒ bool True
    @{ var e = ((IEnumerable<int>)new[] { 1, 2 }).GetEnumerator(); return e.Current; } ⇒ !System.InvalidOperationException Enumeration has not started. Call MoveNext.
    @(new[] { 1 }.Count) ⇒ CS0428*
    @(new[] { 1 }.Add(2)) ⇒ CS1061*
  `);
});

describe("arrays", () => {
  itAnswers(String.raw`
    @(new[] { 1, 2, 3 }[3]) ⇒ !System.IndexOutOfRangeException Index was outside the bounds of the array.
    @(new int[-1]) ⇒ !System.OverflowException*
    @{ var a = new[] { 1, 2, 3 }; Array.Resize(ref a, 5); Array.Reverse(a); return a; } ⇒ [0, 0, 3, 2, 1]
    @{ var k = new[] { 3, 1, 2 }; var v = new[] { "c", "a", "b" }; Array.Sort(k, v); return v; } ⇒ [a, b, c]
    @{ var a = new[] { "bb", "a" }; Array.Sort(a, (x, y) => x.Length - y.Length); return a; } ⇒ [a, bb]
    @(Array.ConvertAll(new[] { "1", "2" }, int.Parse)) ⇒ [1, 2]
    @(Array.Find(new[] { 1, 2, 3 }, x => x > 1) + Array.FindIndex(new[] { 1, 2, 3 }, x => x > 1)) ⇒ int 3
    @(Array.IndexOf(new[] { 1, 2, 3, 2 }, 2, 2) + Array.LastIndexOf(new[] { 1, 2, 3, 2 }, 2) + Array.BinarySearch(new[] { 1, 3, 5 }, 4)) ⇒ int 3
    @(Array.Exists(new[] { 1, 2 }, x => x == 2) && Array.TrueForAll(new[] { 1, 2 }, x => x > 0)) ⇒ bool True
    @{ var a = new[] { 1, 2, 3, 4 }; Array.Copy(a, 0, a, 1, 3); Array.Clear(a, 0, 1); return a; } ⇒ [0, 1, 2, 3]
    @{ var a = new int[2]; Array.Copy(new[] { 1, 2, 3 }, a, 3); return a; } ⇒ !System.ArgumentException Destination array was not long enough. Check the destination index, length, and the array's lower bounds. (Parameter 'destinationArray')
    @{ var a = new long[2]; Array.Copy(new[] { 1, 2 }, a, 2); return a[1]; } ⇒ long 2
    @{ var a = (int[])new[] { 1, 2 }.Clone(); a[0] = 9; return a[0] + a.GetValue(1).ToString(); } ⇒ string 92
    @{ var a = new int[2, 3]; a[1, 2] = 7; int s = 0; foreach (var x in a) s += x; return s + ":" + a.Rank + a.GetLength(1) + a.Length; } ⇒ string 7:236
    @{ var a = new int[2, 2]; return a[0, 2]; } ⇒ !System.IndexOutOfRangeException*
    @{ var a = new int[2]; a.SetValue("x", 0); return a; } ⇒ !System.InvalidCastException Object cannot be stored in an array of this type.
    @(Array.Find((int[])null, x => true)) ⇒ !System.ArgumentNullException Value cannot be null. (Parameter 'array')
    @(Array.Empty<int>().Length) ⇒ int 0
  `);
});

describe("methods that give nothing", () => {
  itAnswers(String.raw`
    @(new List<int>().Clear().ToString()) ⇒ CS0023*
    @{ object x = new List<int>().Clear(); return x; } ⇒ CS0029*
    @(new[] { new List<int>().Clear() }) ⇒ CS0826*
    @(new { a = new List<int>().Clear() }) ⇒ CS0828*
    @((1, new List<int>().Clear())) ⇒ CS8210*
  `);
});

describe("large collections", () => {
  itAnswers(String.raw`
    @{ var l = new List<int> { 1, 2 }; while (true) l.AddRange(l); } ⇒ !System.TimeoutException*
    @{ var d = new Dictionary<string, int>(); while (true) d[d.Count.ToString()] = 1; } ⇒ !System.TimeoutException*
    @{ var l = Enumerable.Range(0, 100000).ToList(); while (l.Count > 0) l.RemoveAt(0); return l.Count; } ⇒ !System.TimeoutException*
    @{ var a = new int[1]; Array.Resize(ref a, int.MaxValue); return a.Length; } ⇒ !System.TimeoutException*
    @{ var a = Enumerable.Range(0, 300000).ToArray(); Array.Reverse(a); return a[0]; } ⇒ int 299999
  `);
});
