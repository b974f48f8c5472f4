import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import {
  compileExpression,
  PolicyExpressionError,
} from "../../../packages/policy-language/expressions/compile";
import { toText } from "../../../packages/policy-language/expressions/values/values";
import { contextWith } from "./context";

/** The value as a text, or the .NET type and message of what was thrown; anything else is a fault. */
function outcome(code: string, variables: Record<string, string> = {}): string {
  const { expression, problems } = compileExpression({
    code,
    locate: () => ({ file: "policy.xml", line: 1, column: 1 }),
  });
  if (!expression) return problems.map(({ code: name }) => name).join(" ");
  try {
    return toText(
      expression.evaluate(contextWith(variables), { clock: new VirtualClock(), random: seededRandom(1) }),
    );
  } catch (error) {
    if (!(error instanceof PolicyExpressionError)) throw error;
    return `${error.dotnetType}: ${error.message}`;
  }
}

const levels = 100_000;
const deepArray =
  "JArray a = new JArray(); for (int i = 0; i < 20000; i++) { var b = new JArray(); b.Add(a); a = b; }";
const deepObject =
  'JObject a = new JObject(); for (int i = 0; i < 20000; i++) { var b = new JObject(); b["x"] = a; a = b; }';
const deepXml =
  'XElement a = new XElement("a"); for (int i = 0; i < 20000; i++) { a = new XElement("a", a); }';

/** What a policy meets that reads or makes something very deep: never an error of the machine that runs it. */
describe("depth", function () {
  const tooDeep = /^Newtonsoft\.Json\.JsonReaderException: The reader's MaxDepth of 64 has been exceeded/;

  for (const [what, text] of [
    ["[", "[".repeat(levels)],
    ['{"a":', '{"a":'.repeat(levels)],
    ["[{", '[{"a":'.repeat(levels)],
    ["new A(", "new A(".repeat(levels)],
  ] as const)
    for (const read of [
      "JToken.Parse(t)",
      "JObject.Parse(t)",
      "JArray.Parse(t)",
      "JsonConvert.DeserializeObject(t)",
      "JsonConvert.DeserializeObject<JObject>(t)",
      "JsonConvert.DeserializeObject<List<object>>(t)",
    ])
      it(`${read} of ${levels} ${what} says what Newtonsoft says`, () => {
        const found = outcome(`@{ string t = (string)context.Variables["text"]; return (object)${read}; }`, {
          text,
        });
        const wrongKind =
          /^Newtonsoft\.Json\.Json(Reader|Serialization)Exception: (Error reading J|Unexpected|Cannot deserialize)/;
        expect(tooDeep.test(found) || wrongKind.test(found), found.slice(0, 200)).to.equal(true);
      });

  for (const [code, expected] of [
    [`@{ ${deepArray} return a.ToString(Newtonsoft.Json.Formatting.None).Length; }`, "40002"],
    [`@{ ${deepArray} return JsonConvert.SerializeObject(a).Length; }`, "40002"],
    [`@{ ${deepObject} return a.ToString(Newtonsoft.Json.Formatting.None).Length; }`, "120002"],
    [`@{ ${deepArray} return JToken.DeepEquals(a, a.DeepClone()); }`, "True"],
    [`@{ ${deepObject} return JToken.DeepEquals(a, a.DeepClone()); }`, "True"],
    [`@{ ${deepArray} JToken t = a; while (t.HasValues) { t = t.First; } return t.Path.Length; }`, "60000"],
    [`@{ ${deepArray} JToken t = a; while (t.HasValues) { t = t.First; } return t.Root == a; }`, "True"],
    [`@{ ${deepXml} return a.ToString(SaveOptions.DisableFormatting).Length; }`, "140005"],
    [`@{ ${deepXml} return XNode.DeepEquals(a, new XElement(a)); }`, "True"],
    [`@{ ${deepXml} return a.Descendants("a").Count(); }`, "20000"],
  ] as const)
    it(`${code.slice(0, 12)}...${code.slice(code.indexOf("return"))} works at any depth`, () => {
      expect(outcome(code)).to.equal(expected);
    });

  for (const code of [
    `@{ ${deepObject} var c = (JObject)a.DeepClone(); a.Merge(c); return 1; }`,
    `@{ ${deepXml} return JsonConvert.SerializeXNode(a).Length; }`,
    `@{ object o = 1; for (int i = 0; i < 20000; i++) { o = new List<object> { o }; } return JToken.FromObject(o); }`,
    `@{ object o = 1; for (int i = 0; i < 20000; i++) { o = new List<object> { o }; } return JsonConvert.SerializeObject(o); }`,
  ])
    it(`${code.slice(0, 30)}...${code.slice(-60)} is refused`, () => {
      expect(outcome(code)).to.equal(
        "System.InsufficientExecutionStackException: The expression recurses too deep",
      );
      // Well within what the machine's stack holds, and the counter starts anew.
      expect(outcome(code.replaceAll("20000", "300"))).not.to.match(/Exception/);
    });

  for (const code of [
    `@{ ${deepArray} return a.ToString(); }`,
    `@{ ${deepXml} return a.ToString(); }`,
    `@{ ${deepObject} var c = (JObject)a.DeepClone(); a.Merge(c); return 1; }`,
    `@{ ${deepArray} return a.SelectTokens("$..x").Count(); }`,
    `@{ ${deepArray} return a.Descendants().Count(); }`,
    `@{ ${deepArray} return a.ToObject<List<object>>().Count; }`,
    `@{ ${deepXml} return JsonConvert.SerializeXNode(a).Length; }`,
    `@{ object o = 1; for (int i = 0; i < 20000; i++) { o = new List<object> { o }; } return JToken.FromObject(o).ToString(Newtonsoft.Json.Formatting.None).Length; }`,
    `@{ object o = 1; for (int i = 0; i < 20000; i++) { o = new List<object> { o }; } return JsonConvert.SerializeObject(o).Length; }`,
    `@{ object o = 1; for (int i = 0; i < 20000; i++) { o = new object[] { o }; } return String.Join(",", o); }`,
    `@(${"(".repeat(levels)}1${")".repeat(levels)})`,
    `@(${"!".repeat(levels)}true)`,
    `@(${"-".repeat(levels)}1)`,
    `@(1${"+1".repeat(levels)})`,
    `@(true${"?1:true".repeat(levels)}?1:2)`,
    `@("a"${".Trim()".repeat(levels)})`,
    `@{ ${"{".repeat(levels)} ${"}".repeat(levels)} return 1; }`,
    `@{ ${"if (true) ".repeat(levels)} return 1; return 2; }`,
    `@(new Regex("${"(".repeat(levels)}${")".repeat(levels)}").IsMatch("a"))`,
    `@(new Regex("${"a|".repeat(levels)}").IsMatch("a"))`,
    `@(XElement.Parse("${"<a>".repeat(levels)}").Name.LocalName)`,
    `@(new List${"<List".repeat(5000)}<int>${">".repeat(5000)}())`,
    `@(new List${"<List".repeat(50_000)}<int>${">".repeat(50_000)}())`,
    `@(new List<int${"[]".repeat(50_000)}>().Count.ToString())`,
    `@{ ${"(int, ".repeat(50_000)}int${")".repeat(50_000)} a = default; return a.ToString(); }`,
    `@(typeof(List${"<List".repeat(5000)}<int>${">".repeat(5000)}).Name)`,
  ])
    it(`${code.slice(0, 30)}...${code.slice(-60)} has an end`, () => {
      const found = outcome(code);
      expect(found).to.match(
        /^(\d+|-?\w+|[A-Z]\w*\d{4}( [A-Z]\w*\d{4})*|System\.(Timeout|InsufficientExecutionStack|Argument|RegexParse|InvalidOperation|Xml\.Xml)\w*Exception: .*|Newtonsoft\.\S+: .*)/s,
      );
      expect(found).not.to.match(/call stack/);
    });

  // Whether thousands of them run out of the stack depends on how much of it is used, so the limit is looked for and not that.
  for (const code of [
    `@(new List${"<List".repeat(250)}<int>${">".repeat(250)}())`,
    `@(new List<int${"[]".repeat(250)}>())`,
    `@(typeof(List${"<List".repeat(250)}<int>${">".repeat(250)}).Name)`,
    `@{ List<${"(int, ".repeat(250)}int${")".repeat(250)}> a = null; return 1; }`,
  ])
    it(`${code.slice(0, 30)}...${code.slice(-60)} is too deep for a type`, () => {
      expect(outcome(code)).to.match(/CS8078/);
    });
});
