import { expect } from "chai";
import { VirtualClock } from "../../../packages/common/clock";
import { formatProblem } from "../../../packages/common/problem";
import { seededRandom } from "../../../packages/common/random";
import { completeExpression } from "../../../packages/cli/evaluate/complete";
import { readContext } from "../../../packages/cli/evaluate/contextFile";
import { evaluateExpression } from "../../../packages/cli/evaluate/evaluate";

const file = `
timestamp: 2026-03-01T00:00:00Z
elapsedMs: 1500
request:
  method: POST
  url: https://contoso.azure-api.net/orders/7?x=1&x=2
  headers: { X-A: one, X-B: [b, c] }
  body: { model: gpt-4.1, messages: [] }
  matchedParameters: { id: "7" }
response: { status: 429, reason: Too Many Requests, headers: { Retry-After: "7" }, body: "slow down" }
variables: { n: 42, big: 5000000000, o: { a: [1, 2] }, when: 2026-05-01T10:00:00Z }
namedValues: { tenant: contoso }
product: { id: gold }
subscription: { id: one, key: k }
lastError: { reason: Timeout }
`;

function evaluated(code: string): string {
  const { context, namedValues, problems } = readContext(file, "context.yaml");
  expect(problems).to.deep.equal([]);
  const runtime = { clock: new VirtualClock(), random: seededRandom(1) };
  const result = evaluateExpression(code, { context, namedValues, runtime });
  if (result.kind === "value") return `${result.type} ${result.text}`;
  return result.kind === "exception"
    ? `throws ${result.type}`
    : result.problems.map(formatProblem).join("; ");
}

describe("one expression", () => {
  /** `expression => type and text`, or what is said */
  const table = `
1 + 1 => int 2
@(1 + 1) => int 2
@{ return "a"; } => string a
var x = 2; return x * 3; => int 6
context.Request.Headers.GetValueOrDefault("x-a", "") => string one
context.Request.Headers["X-B"].Length => int 2
context.Request.Url.Query["x"].Count() => int 2
context.Request.MatchedParameters["id"] => string 7
(string)context.Request.Body.As<JObject>()["model"] => string gpt-4.1
context.Request.Body.As<string>().Length > 0 => bool True
context.Response.StatusCode => int 429
context.Response.Body.As<string>() => string slow down
(int)context.Variables["n"] + 1 => int 43
(long)context.Variables["big"] => long 5000000000
((JObject)context.Variables["o"])["a"].Count() => int 2
"{{tenant}}" => string contoso
context.Product.Id => string gold
context.Subscription.Key => string k
context.User == null => bool True
context.LastError.Reason => string Timeout
context.Elapsed.TotalSeconds => double 1.5
context.Timestamp.Month => int 3
new [] { "a", "b" } => String[] [a, b]
new Dictionary<string, int> { { "a", 1 } } => Dictionary<String,Int32> {a: 1}
(string)null => string null
(string)context.Variables["n"] => throws System.InvalidCastException
int.Parse("x") => throws System.FormatException
nope => expression:1:1 error CS0103
  1 + nope => expression:1:5 error CS0103
@(1 + nope) => expression:1:7 error CS0103
`;
  for (const line of table.split("\n").filter((one) => one.includes(" => "))) {
    const [code, expected] = line.split(" => ") as [string, string];
    it(line, () => {
      const result = evaluated(code);
      if (/^(?:CS|expression:)/.test(expected)) expect(result).to.contain(expected);
      else expect(result).to.equal(expected);
    });
  }
});

describe("a context file", () => {
  it("has named values as they are written, and refuses what is none", () => {
    const { namedValues } = readContext("namedValues: { a: 007, b: 1.10, c: no, d: '' }", "c.yaml");
    expect(Object.fromEntries(namedValues)).to.deep.equal({ a: "007", b: "1.10", c: "no", d: "" });
    const { problems } = readContext("namedValues:\n  a: [1]\n  b:\n", "c.yaml");
    expect(problems.map(({ subject, place }) => [subject, place?.line])).to.deep.equal([
      ["a", 2],
      ["b", 3],
    ]);
    expect(readContext("namedValues: 5", "c.yaml").problems).to.have.length(1);
  });

  it("is told all that is wrong with it, each with its place", () => {
    const { problems } = readContext("request:\n  metod: GET\n  headers: 7\nvariable: {}\n", "c.yaml");
    expect(problems.map(formatProblem)).to.have.length(3);
    const said = problems.map(formatProblem).join("\n");
    expect(said).to.match(/c\.yaml:2:\d+ error CONTEXT_UNKNOWN_KEY request\.metod.*did you mean method\?/);
    expect(said).to.match(/c\.yaml:3:\d+ error CONTEXT_VALUE request\.headers/);
    expect(said).to.match(/c\.yaml:4:\d+ error CONTEXT_UNKNOWN_KEY variable.*did you mean variables\?/);
    expect(readContext("a: [", "c.yaml").problems[0]!.code).to.equal("CONTEXT_YAML");
    expect(readContext("", "c.yaml").problems).to.deep.equal([]);
  });
});

describe("completion of an expression", () => {
  /** `text => some of the candidates`; after `|` one that must not be among them */
  const table = `
@(cont => context
@(context.Re => Request RequestId Response | Api
context.Request.Headers.Get => GetValueOrDefault(
context.Request.Body.As<JObject>()["a"].V => Value( Values( | Request
context.Request.Body.As<JObject>(true).Prop => Properties( Property(
"a.b".Spl => Split(
$"{1}".Trim => Trim( TrimEnd(
DateTime.Utc => UtcNow | AddDays(
DateTime.UtcNow.Add => AddDays( AddHours( | UtcNow
@{ var x = context.Variables.Con => ContainsKey(
((string)context.Variables["x"]).Sub => Substring(
context?.User?.Em => Email
new[] { 1, 2 }.Su => Sum(
new List<string>().Co => Count Contains(
new JObject { }.Pro => Properties(
Json => JsonConvert
Newtonsof => | Newtonsoft
nothing.at. => | ToString()
`;
  for (const line of table.trim().split("\n")) {
    it(line, () => {
      const [code, rest] = line.split(" => ") as [string, string];
      const [wanted, unwanted] = rest.split("|").map((part) => part.trim().split(" ").filter(Boolean));
      const { candidates } = completeExpression(code);
      expect(candidates).to.include.members(wanted!);
      for (const one of unwanted ?? []) expect(candidates).not.to.include(one);
    });
  }
});
