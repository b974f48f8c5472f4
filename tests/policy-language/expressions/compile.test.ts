import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import {
  compileExpression,
  PolicyExpressionError,
} from "../../../packages/policy-language/expressions/compile";
import {
  fromDouble,
  fromInt,
  fromText,
  toText,
} from "../../../packages/policy-language/expressions/values/values";
import { contextWith } from "./context";

function compiled(code: string) {
  const result = compileExpression({
    code,
    locate: (offset) => ({ file: "policy.xml", line: 1, column: offset + 1 }),
  });
  expect(result.problems).to.deep.equal([]);
  return result.expression!;
}

function text(code: string, context = contextWith({})): string {
  return toText(compiled(code).evaluate(context, { clock: new VirtualClock(), random: seededRandom(1) }));
}

function problems(code: string) {
  return compileExpression({
    code,
    locate: (offset) => ({ file: "policy.xml", line: 1, column: offset + 1 }),
  }).problems;
}

describe("policy expressions", () => {
  it("choose the groups of a deployment whatever the case of its name", () => {
    const code = `@{
      var routes = JObject.Parse("{'GPT':[{'m':['a','b'],'s':'01'},{'m':['c'],'s':'0'}]}");
      var groups = routes.GetValue((string)context.Variables["name"], StringComparison.OrdinalIgnoreCase) as JArray;
      if (groups == null) { return ""; }
      var spill = context.Variables.GetValueOrDefault<string>("spill", "true") == "true";
      return new JArray(groups.Take(spill ? groups.Count : 1)).ToString(Newtonsoft.Json.Formatting.None);
    }`;
    expect(text(code, contextWith({ name: fromText("gpt") }))).to.equal(
      '[{"m":["a","b"],"s":"01"},{"m":["c"],"s":"0"}]',
    );
    expect(text(code, contextWith({ name: fromText("gpt"), spill: fromText("false") }))).to.equal(
      '[{"m":["a","b"],"s":"01"}]',
    );
    expect(text(code, contextWith({ name: fromText("other") }))).to.equal("");
  });

  it("put the members in the order of turns", () => {
    const code = `@(string.Join(",", ("0010".Substring(2) + "0010".Substring(0, 2)).Distinct().Select(symbol => "a,b".Split(',')[symbol - '0'])))`;
    expect(text(code)).to.equal("b,a");
  });

  it("read a wait from a header, and the usage of an answer", () => {
    const wait = `@{
      double wait;
      if (!double.TryParse(context.Response.Headers.GetValueOrDefault("retry-after-ms", ""), out wait))
      {
        double seconds;
        wait = double.TryParse(context.Response.Headers.GetValueOrDefault("Retry-After", ""), out seconds) ? seconds * 1000 : 1000;
      }
      return (int)Math.Min(Math.Max(wait, 0), 60 * 1000.0);
    }`;
    expect(text(wait, contextWith({}, { statusCode: 429, headers: { "Retry-After": "7" } }))).to.equal(
      "7000",
    );
    expect(text(wait, contextWith({}, { statusCode: 429 }))).to.equal("1000");
    const usage = `@((int?)context.Response.Body.As<JObject>(preserveContent: true)["usage"]["total_tokens"] ?? 0)`;
    expect(text(usage, contextWith({}, { statusCode: 200, body: '{"usage":{"total_tokens":23}}' }))).to.equal(
      "23",
    );
  });

  it("unbox strictly", () => {
    const context = contextWith({ n: fromInt(42), d: fromDouble(2) });
    expect(() => text(`@((string)context.Variables["n"])`, context))
      .to.throw(PolicyExpressionError)
      .with.property("dotnetType", "System.InvalidCastException");
    expect(() => text(`@((int)context.Variables["d"])`, context)).to.throw(PolicyExpressionError);
    expect(text(`@((int)context.Variables["n"] / 5)`, context)).to.equal("8");
  });

  it("say which body they read", () => {
    expect(compiled(`@(context.Response.StatusCode)`).reads).to.deep.equal({
      requestBody: false,
      responseBody: false,
    });
    expect(compiled(`@(context.Request.Body.As<string>(true))`).reads).to.deep.equal({
      requestBody: true,
      responseBody: false,
    });
    expect(compiled(`@(context.Response.Body.As<string>(true))`).reads).to.deep.equal({
      requestBody: false,
      responseBody: true,
    });
  });

  for (const [code, expected, column] of [
    ["@(nope)", "CS0103", 3],
    ["@(new Nope())", "CS0246", 7],
    ["@(context.Nope)", "CS1061", 11],
    ['@{ int x = "a"; return x; }', "CS0029", 12],
    ["@(1 + true)", "CS0019", 5],
    ["@{ return 1 }", "CS1002", 12],
    ["@{ if (context.Tracing) { return 1; } }", "CS0161", 2],
    ["@(System.IO.File.ReadAllText(null))", "APIM0001", 13],
  ] as const)
    it(`refuse ${code} with ${expected} at its place`, () => {
      const [problem] = problems(code);
      expect(problem).to.include({ code: expected, severity: "error" });
      expect(problem!.place!.column).to.equal(column);
    });

  it("stop an endless loop, which no catch block holds up", () => {
    expect(() => text("@{ try { while (true) { } } catch (Exception) { return 1; } }")).to.throw(
      PolicyExpressionError,
      /too many steps/,
    );
  });

  for (const [what, loop] of [
    ["places", 'for (var at = all.IndexOf("b"); at >= 0; at = all.IndexOf("b", at + 1)) { found++; }'],
    [
      "parts",
      "for (var at = 0; at + 10 < all.Length; at += 20) { made.Append(all, at, 10); found += string.CompareOrdinal(all, at, all, 0, 10) == 0 ? 1 : 0; }",
    ],
  ] as const)
    it(`read a long text once where a loop goes through its ${what}`, () => {
      const letters = 'var all = string.Join("", Enumerable.Repeat("aaaaaaaaab", 40000));';
      expect(
        text(`@{ ${letters} var made = new StringBuilder(); var found = 0; ${loop} return found > 1000; }`),
      ).to.equal("True");
    });

  it("are compiled once, and what is wrong with them is told wherever they stand", () => {
    const at = (code: string, line: number, writtenAfter?: number) =>
      compileExpression(
        { code, locate: (offset) => ({ file: "policy.xml", line, column: offset + 1 }) },
        writtenAfter === undefined ? {} : { writtenAfter },
      );
    expect(at("@(20 + 3)", 1).expression).to.equal(at("@(20 + 3)", 2).expression);
    expect(at("@(20 + 3)", 1, 0).expression).to.not.equal(at("@(20 + 3)", 1).expression);
    for (const line of [1, 2, 2])
      expect(at("@(nope)", line).problems[0]!.place).to.include({ line, column: 3 });
  });
});
