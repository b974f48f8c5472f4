import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { VirtualClock } from "../../../packages/common/clock";
import { seededRandom } from "../../../packages/common/random";
import {
  compileExpression,
  PolicyExpressionError,
} from "../../../packages/policy-language/expressions/compile";
import { contextWith } from "./context";

const compile = (code: string) =>
  compileExpression({ code, locate: (offset) => ({ file: "policy.xml", line: 1, column: offset + 1 }) });

/** Compiles, and evaluates what compiles; gives what stopped it, and throws only what must never be thrown. */
function outcome(code: string): string {
  const { expression, problems } = compile(code);
  if (!expression) return problems.map(({ code: name }) => name).join(" ") || "no problem, no expression";
  try {
    expression.evaluate(contextWith({ text: "value" }), {
      clock: new VirtualClock(),
      random: seededRandom(1),
    });
    return "value";
  } catch (error) {
    if (!(error instanceof PolicyExpressionError)) throw error;
    return error.dotnetType;
  }
}

describe("hostile expressions", function () {
  for (const code of [
    '@("a".constructor)',
    '@("a".constructor.constructor("return process")())',
    "@(context.constructor)",
    "@(context.__proto__)",
    "@(context.Request.prototype)",
    "@(context.Variables.__proto__.polluted)",
    '@(new Function("return 1"))',
    '@(eval("1"))',
    "@(process.env)",
    "@(globalThis)",
    '@(require("fs"))',
    '@(System.IO.File.ReadAllText("/etc/passwd"))',
    "@(System.Environment.GetEnvironmentVariables())",
    "@(typeof(string).Assembly)",
    "@(new System.Net.WebClient())",
  ])
    it(`does not compile ${code}`, () => {
      const { expression, problems } = compile(code);
      expect(expression).to.equal(undefined);
      expect(problems.map((problem) => problem.code).join()).to.match(/^(CS|APIM)\d{4}/);
    });

  for (const [what, code] of [
    ["an endless loop", "@{ while (true) { } }"],
    [
      "an endless loop that catches",
      "@{ while (true) { try { throw new Exception(); } catch (Exception) { } } }",
    ],
    ["a text that doubles for ever", '@{ var s = "ab"; while (true) { s = s + s; } return s; }'],
    ["endless recursion", "@{ int f(int n) { return f(n + 1); } return f(0); }"],
    ["a huge text at once", "@(new string('a', int.MaxValue).Length)"],
    ["huge padding", '@("a".PadLeft(int.MaxValue).Length)'],
    ["a huge array", "@(new int[int.MaxValue].Length)"],
    ["a list without end", '@{ var l = new List<string>(); while (true) { l.Add("x"); } return l; }'],
  ] as const)
    it(`stops ${what}`, () => {
      expect(outcome(code)).to.match(/^System\.|^CS\d{4}/);
    });

  it("keeps names of JavaScript's own objects out of variables and JSON", () => {
    expect(outcome('@(context.Variables.ContainsKey("__proto__"))')).to.equal("value");
    expect(outcome('@((string)JObject.Parse("{\\"__proto__\\":{\\"x\\":1}}")["constructor"])')).to.equal(
      "value",
    );
    expect(({} as Record<string, unknown>)["x"]).to.equal(undefined);
  });

  it("gives a problem or a value for any mutation of the expressions that are deployed, and never anything else", () => {
    const expressions = ["fragments", "apis"].flatMap((folder) =>
      readdirSync(join("policies", folder))
        .filter((file) => file.endsWith(".xml"))
        .flatMap(
          (file) =>
            readFileSync(join("policies", folder, file), "utf8").match(/@\([^\n]{3,300}?\)(?="|<)/g) ?? [],
        ),
    );
    expect(expressions.length).to.be.greaterThan(20);
    const pieces = [
      "(",
      ")",
      "{",
      "}",
      '"',
      "'",
      ";",
      "?.",
      "=>",
      "new ",
      "null",
      "var x = ",
      "return ",
      "<",
      "[0]",
      '$"{',
      "\\",
      "@",
      "/*",
      "//",
      "1e999",
      "\u0000",
      "é",
    ];
    const mutation = fc.record({
      expression: fc.constantFrom(...expressions),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 0, max: 6 }),
      piece: fc.constantFrom("", ...pieces),
    });
    fc.assert(
      fc.property(mutation, ({ expression, at, length, piece }) => {
        const start = 2 + Math.floor(at * (expression.length - 3));
        outcome(expression.slice(0, start) + piece + expression.slice(start + length));
      }),
      { numRuns: 3000, seed: 20261124 },
    );
  });

  it("ends on an expression that is cut off in a number", () => {
    const { problems } = compileExpression({
      code: "@(0.1 + 0.2",
      locate: () => ({ file: "p.xml", line: 1, column: 1 }),
    });
    expect(problems).to.not.be.empty;
  });
});
