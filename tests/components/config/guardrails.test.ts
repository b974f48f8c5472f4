import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

const dev = configOf(devStack);
const found = (guardrails: unknown, product: object = {}) =>
  parseGatewayConfig({
    ...dev,
    guardrails,
    products: (dev["products"] as object[]).map((one, index) => (index === 0 ? { ...one, ...product } : one)),
  })
    .problems.filter(
      ({ code }) =>
        /GUARDRAIL|CATEGORY/.test(code) || code.startsWith("CONFIG_SCHEMA") || code === "CONFIG_INVALID",
    )
    .map(({ code, subject, severity }) => `${severity} ${code} ${subject}`);
const used = { guardrails: "rules" };
const rules = (more: object) => [{ name: "rules", ...more }];

describe("guardrails of a config", () => {
  for (const [what, guardrails, product, problems] of [
    ["none", [], {}, []],
    ["one with all defaults", rules({ contentSafety: {}, pii: { restore: false } }), used, []],
    [
      "streams that come masked",
      rules({ pii: {} }),
      used,
      ["warning CONFIG_GUARDRAIL_STREAMS guardrails[0].pii"],
    ],
    ["streams that are refused", rules({ pii: { streams: "refuse" } }), used, []],
    [
      "a name that there is not",
      rules({ maxPromptTokens: 5 }),
      { guardrails: "rule" },
      [
        "warning CONFIG_GUARDRAIL_UNUSED guardrails[0].name",
        "error CONFIG_UNKNOWN_GUARDRAIL products[0].guardrails",
      ],
    ],
    ["a name where there are none", [], used, ["error CONFIG_UNKNOWN_GUARDRAIL products[0].guardrails"]],
    [
      "two of one name",
      [...rules({ maxPromptTokens: 5 }), ...rules({ denyTools: ["*"] })],
      used,
      ["error CONFIG_DUPLICATE_GUARDRAIL guardrails[1].name"],
    ],
    ["one that looks at nothing", rules({}), used, ["error CONFIG_GUARDRAIL_EMPTY guardrails[0]"]],
    [
      "Content Safety that is asked for nothing",
      rules({ contentSafety: { shieldPrompt: false, categories: [] } }),
      used,
      ["error CONFIG_GUARDRAIL_EMPTY guardrails[0].contentSafety"],
    ],
    [
      "answers that are looked at for nothing",
      rules({ contentSafety: { completions: true, categories: [] } }),
      used,
      ["error CONFIG_GUARDRAIL_EMPTY guardrails[0].contentSafety.completions"],
    ],
    [
      "windows that do not move on",
      rules({ contentSafety: { windowSize: 100, windowOverlapSize: 100 } }),
      used,
      ["error CONFIG_GUARDRAIL_WINDOW guardrails[0].contentSafety.windowOverlapSize"],
    ],
    [
      "a category twice",
      rules({ contentSafety: { categories: [{ name: "Hate" }, { name: "Hate" }] } }),
      used,
      ["error CONFIG_DUPLICATE_CATEGORY guardrails[0].contentSafety.categories[1].name"],
    ],
    [
      "nothing that counts",
      rules({ pii: { mode: "block", categories: [] } }),
      used,
      ["error CONFIG_GUARDRAIL_EMPTY guardrails[0].pii"],
    ],
    [
      "a category that counts and does not",
      rules({ pii: { mode: "block", categories: ["Person"], exclude: ["Person"] } }),
      used,
      ["error CONFIG_GUARDRAIL_CATEGORY guardrails[0].pii.exclude[0]"],
    ],
    [
      "expressions that are none",
      rules({
        pii: {
          mode: "block",
          regex: [
            { pattern: "(a", category: "A" },
            { pattern: "a*", category: "B" },
            { pattern: "(?<year>\\d{4})", category: "C" },
          ],
        },
      }),
      used,
      [
        "error CONFIG_GUARDRAIL_REGEX guardrails[0].pii.regex[0].pattern",
        "error CONFIG_GUARDRAIL_REGEX guardrails[0].pii.regex[1].pattern",
      ],
    ],
    [
      "expressions that take too long",
      rules({
        pii: {
          mode: "block",
          regex: [
            { pattern: "\\w+@\\w+", category: "A" },
            { pattern: "\\b\\w{1,64}@\\w+", category: "B" },
            { pattern: "(?<!\\d)\\d{4}(?!\\d)", category: "C" },
            { pattern: "(?<= .*)EMP", category: "D" },
            { pattern: "(?:1+)+x", category: "E" },
          ],
        },
      }),
      used,
      [0, 4].map((at) => `warning CONFIG_GUARDRAIL_REGEX_SLOW guardrails[0].pii.regex[${at}].pattern`),
    ],
  ] as const)
    it(`with ${what}`, () => {
      expect(found(guardrails, product)).to.deep.equal(problems);
    });

  it("tells all that is wrong with values at once", () => {
    const { problems } = parseGatewayConfig({
      ...dev,
      guardrails: [
        {
          name: "a b",
          contentSafety: { categories: [{ name: "Rude", threshold: 9 }] },
          pii: {
            mode: "hide",
            confidence: 2,
            language: "English",
            regex: [{ pattern: "", category: "no blanks" }],
          },
          maxPromptTokens: 0,
          denyTools: ["a*b"],
        },
      ],
    });
    expect(
      problems
        .filter(({ subject, severity }) => severity === "error" && subject?.startsWith("guardrails"))
        .map(({ subject }) => subject),
    ).to.have.members([
      "guardrails[0].name",
      "guardrails[0].contentSafety.categories[0].name",
      "guardrails[0].contentSafety.categories[0].threshold",
      "guardrails[0].pii.mode",
      "guardrails[0].pii.confidence",
      "guardrails[0].pii.language",
      "guardrails[0].pii.regex[0].pattern",
      "guardrails[0].pii.regex[0].category",
      "guardrails[0].maxPromptTokens",
      "guardrails[0].denyTools[0]",
    ]);
  });
});

describe("semantic caches of a config", () => {
  const cacheOf = (semanticCache: object, more: object = {}) =>
    parseGatewayConfig({
      ...dev,
      ...more,
      products: (dev["products"] as object[]).map((one, index) =>
        index === 0 ? { ...one, semanticCache } : one,
      ),
    })
      .problems.filter(
        ({ code, subject }) => code.startsWith("CONFIG_CACHE") || subject?.includes("semanticCache"),
      )
      .map(({ code, subject }) => `${code} ${subject}`);
  for (const [what, cache, problems] of [
    ["all defaults", { embeddings: "text-embedding-3-small" }, []],
    [
      "a deployment that there is not",
      { embeddings: "vectors" },
      ["CONFIG_CACHE_EMBEDDINGS products[0].semanticCache.embeddings"],
    ],
    [
      "a deployment that talks",
      { embeddings: "gpt-5.4" },
      ["CONFIG_CACHE_EMBEDDINGS products[0].semanticCache.embeddings"],
    ],
    [
      "users that a key does not name",
      { embeddings: "text-embedding-3-small", varyBy: "user" },
      ["CONFIG_CACHE_USER products[0].semanticCache.varyBy"],
    ],
  ] as const)
    it(`with ${what}`, () => {
      expect(cacheOf(cache)).to.deep.equal(problems);
    });

  it("tells all that is wrong with values at once", () => {
    const found = cacheOf({ threshold: 2, ttl: 0, varyBy: "team" });
    for (const key of ["embeddings", "threshold", "ttl", "varyBy"])
      expect(
        found.some((one) => one.endsWith(`semanticCache.${key}`)),
        key,
      ).to.equal(true);
  });
});

describe("a guardrail beside tools, agents and services", () => {
  const unseen = (more: object) => {
    const { problems, config } = parseGatewayConfig({
      ...dev,
      guardrails: rules({ maxPromptTokens: 5 }),
      products: (dev["products"] as object[]).map((one, index) => (index === 0 ? { ...one, ...used } : one)),
      ...more,
    });
    expect(problems.filter(({ severity }) => severity === "error")).to.deep.equal([]);
    expect(config).not.to.equal(undefined);
    return problems.filter(({ code }) => code === "CONFIG_GUARDRAIL_UNSEEN");
  };
  const [guardedProduct, other] = (dev["products"] as { name: string }[]).map(({ name }) => name);
  const server = { name: "orders", from: { url: "https://orders.example.com/mcp" } };
  const agent = {
    name: "trip",
    url: "https://trip.example.com",
    cardUrl: "https://trip.example.com/card.json",
  };
  const service = {
    name: "knowledge",
    kind: "search",
    endpoint: "https://x.search.windows.net",
    indexes: ["i"],
  };

  it("is told of, for nobody looks at their calls", () => {
    const [problem, ...rest] = unseen({ mcpServers: [server], agents: [agent], services: [service] });
    expect(rest).to.deep.equal([]);
    expect(problem).to.include({ severity: "warning", subject: "products[0].guardrails" });
    expect(problem!.message).to.include('mcpServers "orders", agents "trip", services "knowledge"');
  });

  it("is told of where the product is named, and not where others are", () => {
    expect(unseen({ mcpServers: [{ ...server, products: [guardedProduct] }] })).to.have.length(1);
    expect(unseen({ mcpServers: [{ ...server, products: [other] }] })).to.deep.equal([]);
    expect(unseen({})).to.deep.equal([]);
  });
});
