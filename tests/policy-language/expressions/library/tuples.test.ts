import { itAnswers } from "../support";

describe("tuples", () => {
  itAnswers(String.raw`
    @(Tuple.Create(1, "a").ToString() + (1, 2)) ⇒ string (1, a)(1, 2)
    @(new Tuple<int, string>(1, "a").Item2) ⇒ string a
    @(Tuple.Create(1, 2).Equals(Tuple.Create(1, 2))) ⇒ bool True
    @(Tuple.Create(1, "x") == Tuple.Create(1, "x")) ⇒ bool False
    @((1, "a").Equals((1, "a"))) ⇒ bool True
    @((1, 2).CompareTo((1, 3))) ⇒ int -1
    @((1, 2) == (1, 2) && (1, "a") != (1, "b")) ⇒ bool True
    @(ValueTuple.Create(1, 2, 3).Item3 + new ValueTuple<int, int>(1, 2).Item2) ⇒ int 5
    @(default((int, string)).ToString()) ⇒ string (0, )
    @{ var t = (a: 1, b: "x"); var u = t; u.a = 5; u.a += 2; return t.a + "," + u.a; } ⇒ string 1,7
    @{ var a = new[] { (1, 2) }; a[0].Item1 = 9; return a[0].ToString(); } ⇒ string (9, 2)
    @(new[] { (1, "b"), (1, "a") }.OrderBy(t => t).First().Item2) ⇒ string a
    @(new[] { Tuple.Create(2, 1), Tuple.Create(1, 2) }.Min().Item1) ⇒ int 1
    @(new[] { (1, "a"), (1, "a") }.Distinct().Count() + new[] { Tuple.Create(1), Tuple.Create(1) }.Distinct().Count()) ⇒ int 2
    @((1, "a").GetHashCode() == (1, "a").GetHashCode()) ⇒ bool True
    @(new KeyValuePair<string, int>("a", 1)) ⇒ KeyValuePair<String,Int32> [a, 1]
    @(KeyValuePair.Create("a", 1).Key) ⇒ string a
  `);
});
