import { expect } from "chai";
import { answer, answerOf } from "./support";

const million = "var s = new string('a', 1000000); ";
const many = "Enumerable.Range(0, 100000)";

/** What is asked for without end, or grows by doubling: refused by the budget, with no catch that helps. */
const refused: readonly (readonly [string, string])[] = [
  ["attributes without end", 'var e = new XElement("a"); var i = 0; while (true) { e.SetAttributeValue("n" + i++, i); }'],
  ["children put in front", 'var e = new XElement("a"); while (true) { e.AddFirst(new XElement("b")); }'],
  ["searches among children", `var e = new XElement("a", ${many}.Select(i => new XElement("b"))); while (true) { e.Element("c"); }`],
  ["an element with itself in it", 'var e = new XElement("a"); while (true) { e.Add(e); }'],
  ["an element with its text in it", 'var e = new XElement("a", "x"); while (true) { e.Add(e.Value); }'],
  ["a long text in many elements", `${million} return new XElement("a", ${many}.Select(i => new XElement("b", s))).ToString();`],
  ["the value of such an element", `${million} return new XElement("a", ${many}.Select(i => new XElement("b", s))).Value;`],
  ["elements in elements", 'var e = new XElement("a"); while (true) { e = new XElement("a", e); }'],
  ["arrays in arrays", "var a = new JArray(1); while (true) { a = new JArray(a, a); }"],
  ["a long text in a long array", `${million} return new JArray(${many}.Select(i => s)).ToString();`],
  ["tokens that are removed one by one", `var a = new JArray(${many}); while (true) { a.Add(1); a.RemoveAt(0); }`],
  ["PadLeft", 'return "a".PadLeft(int.MaxValue);'],
  ["new string", "return new string('a', int.MaxValue);"],
  ["Repeat joined", `${million} return string.Join(s, Enumerable.Repeat("a", 100000));`],
  ["Concat of both halves", 'var s = "ab"; while (true) { s = string.Concat(s, s); }'],
  ["interpolation", 'var s = "ab"; while (true) { s = $"{s}{s}"; }'],
  ["Format", 'var s = "ab"; while (true) { s = string.Format("{0}{0}", s); }'],
  ["Insert", 'var s = "ab"; while (true) { s = s.Insert(1, s); }'],
  ["StringBuilder", 'var b = new StringBuilder("ab"); while (true) { b.Append(b.ToString()); }'],
  ["ToUpper of a long text", `${million} while (true) { s.ToUpper(); }`],
  ["Substring of a long text", `${million} while (true) { s.Substring(1); }`],
  ["Trim of 60 million blanks", "return new string(' ', 60000000).Trim();"],
  ["300,000 paths", 'var a = new JArray(1); for (int i = 0; i < 300000; i++) { a.SelectToken("$[0]"); } return 1;'],
  ["a million replacements, again", `${million} for (int i = 0; i < 10; i++) { s.Replace("a", "b"); } return 1;`],
  ["Trim of a long text", "var s = new string(' ', 1000000); while (true) { s.Trim(); }"],
  ["comparing long texts", `${million} var t = new string('a', 1000000); while (true) { if (s != t) { return 1; } }`],
  ["hash codes of long texts", `${million} while (true) { s.GetHashCode(); }`],
  ["long keys", `${million} var d = new Dictionary<string, int>(); var i = 0; while (true) { d[s + i++] = i; }`],
  ["arrays of characters", `${million} while (true) { s.ToCharArray(); }`],
  ["arrays kept", "var l = new List<byte[]>(); while (true) { l.Add(new byte[1000000]); }"],
  ["Base64 of Base64", "var s = \"abc\"; while (true) { s = Convert.ToBase64String(Encoding.UTF8.GetBytes(s)); }"],
  ["hashes", `${million} var b = Encoding.UTF8.GetBytes(s); while (true) { SHA256.Create().ComputeHash(b); }`],
  ["a range to a list", "return Enumerable.Range(0, int.MaxValue).ToList();"],
  ["a sequence with itself behind it", "IEnumerable<int> s = new [] { 1 }; for (int i = 0; i < 40; i++) { s = s.Concat(s); } return s.Count();"],
  ["matches of a long text", "return Regex.Matches(new string('a', 3000000), \"a\").Count;"],
  ["replacements that grow", `${million} return Regex.Replace(s, "a", s);`],
  ["a pattern that tries everything", "return Regex.IsMatch(new string('a', 40) + \"!\", \"^(a+)+$\");"],
]; // prettier-ignore

describe("growth", () => {
  for (const [row, [what, code]] of refused.entries()) {
    it(`is refused: ${what}`, () => {
      expect(answer(`@{ ${code} }`)).to.match(/^!System\.(Timeout|InsufficientExecutionStack)Exception/);
    });
    it(`is refused though it is caught: ${what}`, () => {
      const caught = `@{ while (true) { try { ${code.replaceAll("return ", "var r = ")} } catch (Exception) { } } }`;
      // By closures and as JavaScript in turn: that a row is the same both ways is seen above, and a catch is the same in all.
      expect(answerOf(caught, row % 2 === 0 ? 0 : Infinity)).to.match(
        /^!System\.(Timeout|InsufficientExecutionStack)Exception|^CS/,
      );
    });
  }

  for (const [what, code, result] of [
    ["50,000 attributes", `return new XElement("a", Enumerable.Range(0, 50000).Select(i => new XAttribute("n" + i, i))).ToString().Length;`, "int 727785"],
    ["a walk along 100,000 children", `var e = new XElement("a", ${many}.Select(i => new XElement("b"))); var c = 0; for (var n = e.FirstNode; n != null; n = n.NextNode) { c++; } return c;`, "int 100000"],
    ["a list of 400,000 numbers, read and written", 'var t = JArray.Parse("[" + string.Join(",", Enumerable.Repeat("12345", 400000)) + "]"); return t.Count + t.ToString(Formatting.None).Length;', "int 2800001"],
    ["20,000 messages", 'var t = JObject.Parse("{\\"messages\\":[" + string.Join(",", Enumerable.Repeat("{\\"role\\":\\"user\\",\\"content\\":\\"hello\\"}", 20000)) + "]}"); return t["messages"].Count();', "int 20000"],
    ["JSON of 27 MB", `var s = new string('a', 27000000); return ((string)JObject.Parse("{\\"image\\":\\"" + s + "\\"}")["image"]).Length;`, "int 27000000"],
    ["Replace in 15 MB, again and again", "var s = new string('a', 15000000); return s.Replace(\"b\", \"\").Replace(\"c\", \"\").Replace(\"d\", \"\").Replace(\"e\", \"\").Length;", "int 15000000"],
    ["every character of a text", 'var s = new string(\'a\', 100000); var n = 0; for (int i = 0; i < s.Length; i++) { if (s[i] == \'a\') { n++; } } return n;', "int 100000"],
  ] as const) {
    it(`is room for: ${what}`, () => {
      expect(answer(`@{ ${code} }`)).to.equal(result);
    });
  } // prettier-ignore
});
