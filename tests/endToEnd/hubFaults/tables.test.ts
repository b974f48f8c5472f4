import { expect } from "chai";
import type { GatewayConfigInput } from "../../../components";
import { Evaluated } from "../../components/evaluated";
import { ask } from "../ask";
import { devConfig, DevStack } from "../devStack";
import { inVault } from "../providers/providerStack";
import { functionsCalled } from "./work";

type Backend = GatewayConfigInput["backends"][number];
type Deployment = Backend["deployments"][number];

/** Expressions are compiled to JavaScript once they have run some times. */
const warmCalls = 8;
/** So many deployments more that no call names. */
function others(count: number, prefix: string, model: object): Deployment[] {
  return Array.from(
    { length: count },
    (_, index) => ({ name: `${prefix}-${index}`, ...model }) as Deployment,
  );
}

const external = (name: string, provider: Backend["provider"], deployments: readonly object[]): Backend => ({
  name,
  provider,
  kind: "external",
  auth: { apiKey: inVault(`${name}-key`) },
  deployments: deployments as Deployment[],
});

/** A stack whose every table has so many more models than its calls name. */
function stackOf(more: number): GatewayConfigInput {
  const own = { model: "gpt-4.1", version: "2025-04-14", capacity: 9_000 };
  const talks = { model: "gpt-realtime", version: "2025-08-28", capacity: 10 };
  const sonnet = (index: number) => ({ model: "claude-sonnet-5", as: `claude-sonnet-5-${index}` });
  return {
    ...devConfig,
    backends: [
      ...devConfig.backends,
      {
        name: "more",
        kind: "payg",
        deployments: [
          { name: "gpt-4.1", ...own },
          { name: "live", ...talks },
          ...others(more, "azure", { ...own, capacity: 1, timeoutSeconds: 9 }),
          ...others(more, "live", talks),
        ],
      },
      external("openai-direct", "openai", [
        { name: "gpt-own", model: "gpt-5.4", as: "gpt-own-1" },
        ...others(more, "own", { model: "gpt-5.4", as: "gpt-own-2" }),
      ]),
      {
        ...external("ours", "openai-compatible", others(more, "llama", { model: "llama", as: "llama-4" })),
        endpoint: "https://llm.example.com/openai",
      },
      external("claude-direct", "anthropic", [
        { name: "claude", ...sonnet(0) },
        ...others(more, "claude", sonnet(1)),
      ]),
      external("google", "gemini", [
        { name: "gemini", model: "gemini-2.5-flash" },
        ...others(more, "gemini", { model: "gemini-2.5-flash" }),
      ]),
    ],
    aliases: [
      { name: "smart", models: ["gpt-4.1", "gpt-own"] },
      ...Array.from({ length: more }, (_, index) => ({ name: `alias-${index}`, models: ["gpt-4.1"] })),
    ],
    products: [
      { name: "all", displayName: "All", tokensPerMinute: 9_000_000, subscriptions: [{ name: "all-team" }] },
      {
        name: "some",
        displayName: "Some",
        models: ["gpt-4.1", "smart", "gpt-own", "claude", "gemini"],
        budget: { dollars: 100 },
        subscriptions: [{ name: "some-team" }],
      },
    ],
  };
}

const messages = [{ role: "user", content: "Hello" }];
const calls: readonly (readonly [what: string, path: string, header: string, body: object])[] = [
  ["a deployment by its path", "/openai/deployments/gpt-4.1/chat/completions?api-version=2024-10-21", "api-key", { messages }],
  ["one by the body", "/openai/v1/chat/completions", "api-key", { model: "gpt-4.1", messages }],
  ["one of another provider's", "/openai/v1/chat/completions", "api-key", { model: "gpt-own", messages }],
  ["an alias", "/openai/v1/chat/completions", "api-key", { model: "smart", messages }],
  ["a stored response", "/openai/v1/responses", "api-key", { model: "gpt-4.1", input: "Hello" }],
  ["Claude", "/anthropic/v1/messages", "x-api-key", { model: "claude", max_tokens: 20, messages }],
  ["Gemini", "/gemini/v1beta/models/gemini:generateContent", "x-goog-api-key", { contents: [{ role: "user", parts: [{ text: "Hello" }] }] }],
]; // prettier-ignore

/** Functions that one call runs through, once all has been compiled that will be. */
async function workOf(
  stack: DevStack,
  subscription: string,
  [, path, header, body]: (typeof calls)[number],
): Promise<number> {
  const call = async () => {
    const headers = { [header]: stack.key(subscription), "anthropic-version": "2023-06-01" };
    const { status, bytes } = await ask(stack, `POST ${path}`, headers, body);
    expect(status, bytes.toString()).to.equal(200);
  };
  for (let warm = 0; warm < warmCalls; warm++) await call();
  return functionsCalled(call);
}

/**
 * What an expression gives to JObject.Parse and the like, its own local variables followed to what they were made from, and
 * the parameter of a function of its own to what each call of that function gives it.
 */
function parsedTexts(expression: string): readonly string[] {
  const parsers =
    /\b(?:J(?:Object|Array|Token)\.Parse|DeserializeObject(?:<[^(]*>)?|XDocument\.Parse|XElement\.Parse)\(/g;
  return argumentsOf(expression, parsers).flatMap((given) => {
    const isName = /^\w+$/.test(given);
    const [, own] = (isName && new RegExp(String.raw`(\w+) = ${given} =>`).exec(expression)) || [];
    return (
      own === undefined ? [given] : argumentsOf(expression, new RegExp(String.raw`\b${own}\(`, "g"))
    ).map((text) => {
      let followed = text;
      for (const [, name, made] of expression.matchAll(/\bvar (\w+) = ([^;]*);/g))
        if (new RegExp(`\\b${name}\\b`).test(followed)) followed += ` <- ${made}`;
      return followed;
    });
  });
}

/** What stands in the parentheses that end each match. */
function argumentsOf(expression: string, calls: RegExp): readonly string[] {
  return [...expression.matchAll(calls)].map((match) => {
    const begin = match.index + match[0].length;
    let [depth, end] = [1, begin];
    for (; depth > 0 && end < expression.length; end++)
      depth += expression[end] === "(" ? 1 : expression[end] === ")" ? -1 : 0;
    return expression.slice(begin, end - 1);
  });
}

/** Read from the cache: the latencies of the backends of one deployment, which calls before this one have left. */
const measured = ["genai-shared", "genai-latencies"];

describe("the AI hub's fault 7: a table of all models, parsed in each call", function () {
  let few: DevStack;
  let many: DevStack;
  before(async () => {
    few = await DevStack.start(stackOf(1));
    many = await DevStack.start(stackOf(40));
  });

  for (const subscription of ["all-team", "some-team"])
    for (const call of calls)
      it(`is not copied: ${call[0]} takes ${subscription} no more steps with 40 other models of each kind`, async () => {
        const one = await workOf(few, subscription, call);
        const other = await workOf(many, subscription, call);
        expect(one).to.be.greaterThan(1_000);
        // 150 models more are read by none of them: a reader of JSON would take some ten steps for each.
        expect(other).to.be.below(one * 1.15);
      });

  it("is not copied: what a table of models makes longer is a case of a switch, or a text that is shown", () => {
    const name = String.raw`(?:azure|live|own|llama|claude|gemini|alias)-\d+`;
    const shapes = (stack: DevStack) =>
      new Map(
        [...documentsOf(stack)].map(([document, text]) => [
          document,
          text
            // A case of such a model with what it does, or a label that shares that with others.
            .replaceAll(
              new RegExp(
                String.raw`case "[^"]*${name}[^"]*":\s*(?!case)(?:(?:"(?:[^"\\]|\\.)*"|[^;"{}])*;(?:\s*break;)?)?`,
                "g",
              ),
              "",
            )
            .replaceAll(new RegExp(String.raw`(?:, ?)?${name}`, "g"), "")
            .replaceAll(/\s+/g, " "),
        ]),
      );
    const [short, long] = [shapes(few), shapes(many)];
    expect(long.size).to.be.greaterThan(40);
    for (const [document, text] of long)
      expect(firstDifference(text, short.get(document)!), document).to.equal("");
  });

  it("is not copied: what is parsed is a call's body or an answer's, and no text of the deployment's", () => {
    let found = 0;
    // Whole policies, for an expression has parentheses of its own; a local variable's name means one thing in each.
    for (const text of documentsOf(many).values())
      for (const expression of text.split(/(?=@[({])/))
        for (const given of parsedTexts(expression)) {
          found++;
          const from =
            given.includes(".Body") ||
            // A text within such a tree: the arguments of a tool.
            given === "now <- (string)token" ||
            measured.some((name) => given.includes(`"${name}"`));
          expect(from, given).to.equal(true);
          expect(given).not.to.match(/\{\{|gpt-|claude-\d|azure-\d/);
        }
    expect(found).to.be.greaterThan(10);
  });
});

/** The words around it, so that a failure can be read. */
function firstDifference(left: string, right: string): string {
  const at = [...left].findIndex((letter, index) => letter !== right[index]);
  return left === right ? "" : `${left.slice(Math.max(0, at - 200), at)} >>> ${left.slice(at, at + 200)}`;
}

/** Every policy of a stack by its resource, as C# and XML are read. */
function documentsOf(stack: DevStack): ReadonlyMap<string, string> {
  const found = new Evaluated(stack.deployment);
  const policies = ["Api", "ApiOperation", "Product"].flatMap((kind) =>
    found
      .all(`apimanagement:${kind}Policy`)
      .map(({ name, inputs }) => [name, unescapeXml(String(inputs["value"]))] as const),
  );
  const fragments = [...found.fragments()].map(
    ([id, { text }]) => [`fragment ${id}`, unescapeXml(text)] as const,
  );
  return new Map([...policies, ...fragments]);
}

const unescapeXml = (text: string) =>
  text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
