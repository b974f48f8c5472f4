import { expect } from "chai";
import fc from "fast-check";
import { Script } from "../../../packages/policy-language/expressions/binding/script";
import { runtime } from "../../../packages/policy-language/conformance/values";
import { compileExpression } from "../../../packages/policy-language/expressions/compile";
import { answer, answerOf } from "./support";

let names = 0;
// What is declared has a name of its own: the same one around it would not compile.
const join = (parts: readonly fc.Arbitrary<string>[], put: (...given: string[]) => string) =>
  fc.tuple(...parts).map((given) => put(...given).replaceAll("$$", String(names++)));

/** Expressions that compile, by the type they have. Names are those that `body` declares. */
const { int, text, bool } = fc.letrec<{ int: string; text: string; bool: string }>((tie) => {
  const [i, t, b] = [tie("int"), tie("text"), tie("bool")];
  return {
    int: fc.oneof(
      { depthSize: "xsmall", withCrossShrink: true },
      fc.constantFrom("zero", "big", "-7", "n", "m", "list[1]", "list[n]", 'json["a"].Value<int>()'),
      join([i, fc.constantFrom("+", "-", "*", "/", "%", "&", "<<"), i], (x, op, y) => `(${x} ${op} ${y})`),
      join([b, i, i], (x, y, z) => `(${x} ? ${y} : ${z})`),
      join([t], (x) => `${x}.Length`),
      join([t], (x) => `(${x}?.Length ?? 3)`),
      join([i], (x) => `checked(${x} + 1)`),
      join([i], (x) => `twice(${x})`),
      join([i], (x) => `new [] { 1, ${x}, 3 }.Select((one$$, at$$) => one$$ + at$$ * n).Sum()`),
      join([i], (x) => `(m = ${x})`),
      fc.constantFrom("n++", "--m", "(n += 2)", '((int)json["a"])', '((JArray)json["b"]).Count'),
    ),
    text: fc.oneof(
      { depthSize: "xsmall", withCrossShrink: true },
      fc.constantFrom('""', '"ab"', "s", "nothing", "((string)o)", "(o as string)", '((string)json["c"])', '(json["x"]?.ToString())'),
      join([t, t], (x, y) => `(${x} + ${y})`),
      join([t, i], (x, y) => `(${x} + ${y})`),
      join([t, i, b], (x, y, z) => `$"{${x}}-{(${y}),4}-{(${z})}"`),
      join([t, t], (x, y) => `(${x} ?? ${y})`),
      join([b, t, t], (x, y, z) => `(${x} ? ${y} : ${z})`),
      join([t, i], (x, y) => `${x}.Substring(${y})`),
      join([i], (x) => `string.Join(",", Enumerable.Range(0, 3).Where(one$$ => one$$ != ${x}))`),
    ),
    bool: fc.oneof(
      { depthSize: "xsmall", withCrossShrink: true },
      fc.constantFrom("true", "false", "(o == null)", "(nothing != null)", '(json["a"] is JValue)', "(o is int)"),
      join([i, fc.constantFrom("==", "!=", "<", ">", "<=", ">="), i], (x, op, y) => `(${x} ${op} ${y})`),
      join([t, fc.constantFrom("==", "!="), t], (x, op, y) => `(${x} ${op} ${y})`),
      join([b, fc.constantFrom("&&", "||", "&", "^"), b], (x, op, y) => `(${x} ${op} ${y})`),
      join([b], (x) => `!${x}`),
      join([t, t], (x, y) => `${x}.Contains(${y})`),
      join([fc.constantFrom("maybe", "(int?)n"), i], (x, y) => `(${x} < ${y})`),
    ),
  };
}); // prettier-ignore

/** Statements; each may read and change the names, leave a loop, throw, or return. */
const { statement } = fc.letrec<{ statement: string }>((tie) => {
  const s = tie("statement");
  return {
    statement: fc.oneof(
      { depthSize: "xsmall", withCrossShrink: true },
      join([int], (x) => `n = ${x};`),
      join([text], (x) => `s = ${x};`),
      join([text], (x) => `log.Append(${x});`),
      fc.constantFrom("m--;", "o = n;", 'o = "text";', "o = null;", "list[0] = n;", 'throw new ArgumentException("x");', ";"),
      join([int], (x) => `return "" + ${x};`),
      join([bool, s, s], (x, y, z) => `if (${x}) { ${y} } else { ${z} }`),
      join([bool, s], (x, y) => `if (${x}) { ${y} }`),
      join([s, bool], (x, y) => `for (int i$$$$ = 0; i$$$$ < 4; i$$$$++) { ${x} if (${y}) { break; } if (i$$$$ == 1) { continue; } log.Append(i$$$$); }`),
      join([s], (x) => `foreach (var each$$$$ in list) { log.Append(each$$$$); ${x} }`),
      join([s, text], (x, y) => `foreach (var kept$$$$ in list) { Func<string> f$$$$ = () => kept$$$$ + ${y}; log.Append(f$$$$()); ${x} }`),
      join([int, s, s], (x, y, z) => `switch (${x}) { case 0: ${y} break; case 1: goto case 0; default: ${z} break; }`),
      join([text, s], (x, y) => `switch (${x}) { case "ab": case null: ${y} break; case "": return "empty"; }`),
      join([s, s], (x, y) => `try { ${x} } catch (ArgumentException e$$$$) { log.Append(e$$$$.Message); ${y} }`),
      join([s, s, s], (x, y, z) => `try { ${x} } catch (Exception) { ${y} } finally { log.Append("f"); if (n > 3) { m = n; } else { ${z.includes("return") || z.includes("goto") ? "" : z} } }`),
      join([s, s], (x, y) => `${x} ${y}`),
    ),
  };
}); // prettier-ignore

const body = (statements: string, result: string) =>
  `@{ int n = 1; var m = 5; var zero = 0; var big = 2147483647; string s = "xyz"; string nothing = null; object o = "o"; int? maybe = null; var list = new [] { 4, 5, 6 };
    var json = JObject.Parse("{\\"a\\":2,\\"b\\":[1,2],\\"c\\":\\"d\\"}"); var log = new StringBuilder();
    int twice(int given) { return given > 100 ? given : given * 2 + m; }
    ${statements} return log.ToString() + "|" + n + m + s + (${result}); }`;

const locate = () => ({ file: "p.xml", line: 1, column: 1 });

describe("expressions written out as JavaScript", () => {
  it("give what the closures give, whatever they are", () => {
    let compiled = 0;
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 4 }), fc.oneof(int, text, bool), (statements, result) => {
        const code = body(statements.join(" "), result);
        const given = answerOf(code, Infinity);
        if (!/^CS\d{4}@/.test(given)) compiled += 1;
        expect(answerOf(code, 0), code).to.equal(given);
      }),
      { numRuns: 200 },
    );
    expect(compiled, "most of them compile").to.be.greaterThan(150);
  });

  it("are written out after so many evaluations, with their own frame each time", () => {
    const { expression } = compileExpression(
      {
        code: '@{ var n = (int)context.Variables["n"]; Func<int> f = () => n * 2; return f() + 1; }',
        locate,
      },
      { writtenAfter: 3 },
    );
    const given = [1, 2, 3, 4, 5].map((n) =>
      expression!.evaluate({ variables: new Map([["n", n]]) } as never, runtime),
    );
    expect(given).to.deep.equal([3, 5, 7, 9, 11]);
  });

  it("have the budget of closures", () => {
    for (const code of [
      "@{ while (true) { } }",
      "@{ int f(int n) { return f(n + 1); } return f(0); }",
      "@{ Func<int, int> f = null; f = n => f(n + 1) + 1; try { return f(0); } catch (Exception) { return 1; } }",
      '@{ var s = "ab"; while (true) { s = s + s; } }',
      "@{ var n = 0; for (;;) { try { n++; } finally { n--; } } }",
    ])
      expect(answer(code)).to.match(/^!System\.(Timeout|InsufficientExecutionStack)Exception /);
  });

  it("take the same steps", () => {
    // Just within the budget of 2,000,000, and one pass beyond it: a pass takes one, and so does each call.
    const passes = (count: number) =>
      `@{ var n = 0; for (var i = 0; i < ${count}; i++) { n = Math.Abs(i); } return n; }`;
    expect(answer(passes(1_000_000))).to.equal("int 999999");
    expect(answer(passes(1_000_001))).to.match(/^!System\.TimeoutException/);
  });

  it("stay closures where they are too deep or too long to be written out", () => {
    expect(answer(`@{ var n = 1; return n${" + n".repeat(400)}; }`)).to.equal("int 401");
    const long = Array.from(
      { length: 3_000 },
      (_, index) => `if (context.Api.Name == "${index}") { return "${"x".repeat(190)}"; }`,
    );
    expect(answer(`@{ ${long.join(" ")} return "none"; }`)).to.equal("string none");
  });

  it("stay closures where the process forbids code from text", () => {
    const compile = Object.getOwnPropertyDescriptor(Script.prototype, "compile")!;
    let asked = 0;
    Script.prototype.compile = () => {
      asked += 1;
      throw new EvalError("Code generation from strings disallowed for this context");
    };
    try {
      const { expression } = compileExpression({ code: "@(context.Api.Name)", locate }, { writtenAfter: 1 });
      const context = { api: { name: "GenAI" } } as never;
      for (let turn = 0; turn < 3; turn += 1)
        expect(expression!.evaluate(context, runtime)).to.equal("GenAI");
      expect(asked).to.equal(1);
    } finally {
      Object.defineProperty(Script.prototype, "compile", compile);
    }
  });

  it("do not take texts of the policy for code", () => {
    for (const hostile of ['"+process.exit()+"', "${process}", "\\\\", "\u2028", "</script>", "`"]) {
      const literal = JSON.stringify(hostile);
      expect(answerOf(`@(context.Api.Name == ${literal} ? "" : ${literal})`, 0)).to.equal(
        `string ${hostile}`,
      );
    }
  });
});
