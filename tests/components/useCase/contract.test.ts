import { expect } from "chai";
import fc from "fast-check";
import { parseContract } from "../../../components";
import { contractNames } from "../../../components/useCase/names";

const useCase = "useCase: { businessUnit: hr, name: chatbot, environment: dev }";
const file = "contracts/hr/chatbot/dev.yaml";

/** Every problem as `LINE:COLUMN CODE SUBJECT`. */
const found = (text: string, name = file) =>
  parseContract(text, name).problems.map(({ code, subject, place }) =>
    `${place?.line}:${place?.column} ${code} ${subject ?? ""}`.trim(),
  );

describe("a contract's file", () => {
  const rows: readonly (readonly [what: string, text: string, problems: readonly string[]])[] = [
    ["the least there can be", `${useCase}\ngrants: [{ api: openAiV1 }]`, []],
    ["nothing", "", ["1:1 CONTRACT_REQUIRED useCase", "1:1 CONTRACT_REQUIRED grants"]],
    ["what is no YAML", "a: [", ["1:5 CONTRACT_YAML"]],
    [
      "an unknown key, a wrong type and a number out of range, all at once",
      `${useCase}\ngrants:\n  - api: openAiV1\n    tokenPerMinute: 5\ntokensPerMinute: many\nbudget: { dollars: 0 }`,
      [
        "4:5 CONTRACT_UNKNOWN_KEY grants[0].tokenPerMinute",
        "5:18 CONTRACT_WRONG_TYPE tokensPerMinute",
        "6:20 CONTRACT_OUT_OF_RANGE budget.dollars",
      ],
    ],
    [
      "names that would make ids ambiguous",
      "useCase: { businessUnit: h-r, name: chat--bot, environment: d e v }\ngrants: [{ api: openAiV1 }]",
      [
        "1:26 CONTRACT_INVALID_FORMAT useCase.businessUnit",
        "1:37 CONTRACT_INVALID_FORMAT useCase.name",
        "1:61 CONTRACT_INVALID_FORMAT useCase.environment",
      ],
    ],
    [
      "a model granted twice, also in other letters",
      `${useCase}\ngrants: [{ api: openAiV1, models: [a] }, { api: openAiV1, models: [b, A] }, { api: azureOpenAi, models: [a] }]`,
      ["2:71 CONTRACT_GRANTED_TWICE grants[1].models[1]"],
    ],
    [
      "two grants of all other models",
      `${useCase}\ngrants: [{ api: openAiV1 }, { api: openAiV1 }]`,
      ["2:36 CONTRACT_GRANTED_TWICE grants[1].api"],
    ],
    [
      "limits above those around them",
      `${useCase}\ntokensPerMinute: 100\nquota: { tokens: 5, period: Daily }\ngrants: [{ api: openAiV1, tokensPerMinute: 101, quota: { tokens: 6, period: Daily } }]`,
      [
        "4:44 CONTRACT_LIMIT_ABOVE grants[0].tokensPerMinute",
        "4:66 CONTRACT_LIMIT_ABOVE grants[0].quota.tokens",
      ],
    ],
    [
      "a guardrail beside what none looks at",
      `${useCase}\nguardrails: careful\ngrants: [{ api: openAiV1 }]\nagents: [{ name: trip }]`,
      ["2:13 CONTRACT_GUARDRAIL_UNSEEN guardrails"],
    ],
    ["a guardrail of models", `${useCase}\nguardrails: careful\ngrants: [{ api: openAiV1 }]`, []],
    [
      "alerts without anybody to go to",
      `${useCase}\ngrants: [{ api: openAiV1 }]\nbudget: { dollars: 5, alerts: {} }\nalerts: {}`,
      ["1:10 CONTRACT_OWNER_ADDRESS useCase"],
    ],
    [
      "alerts to an owner who is no address",
      `useCase: { businessUnit: hr, name: chatbot, environment: dev, owner: The HR team }\ngrants: [{ api: openAiV1 }]\nalerts: { categories: { throttling: false } }`,
      ["1:70 CONTRACT_OWNER_ADDRESS useCase.owner"],
    ],
    [
      "alerts that name addresses, and an owner who is none",
      `useCase: { businessUnit: hr, name: chatbot, environment: dev, owner: The HR team }\ngrants: [{ api: openAiV1 }]\nbudget: { dollars: 5, alerts: { emails: [a@example.com], percent: [90] } }\nalerts: { emails: [a@example.com] }`,
      [],
    ],
    [
      "levels above the whole, addresses that are none, a category that there is none of",
      `${useCase}\ngrants: [{ api: openAiV1 }]\nbudget: { dollars: 5, alerts: { emails: [a], percent: [101] } }\nalerts: { emails: [a@example.com], categories: { throttled: true } }`,
      [
        "3:56 CONTRACT_OUT_OF_RANGE budget.alerts.percent[0]",
        "3:42 CONTRACT_INVALID_FORMAT budget.alerts.emails[0]",
        "4:50 CONTRACT_UNKNOWN_KEY alerts.categories.throttled",
      ],
    ],
    [
      "limits that API Management's counters cannot hold",
      `${useCase}\ntokensPerMinute: 3000000000\nquota: { tokens: 5000000000, period: Monthly }\ngrants: [{ api: openAiV1, requestsPerMinute: 3000000000 }]\nmcpServers: [{ name: a, callsPerMinute: 3000000000, perTool: { b: 2147483647, c: 2147483648 } }]`,
      [
        "4:46 CONTRACT_OUT_OF_RANGE grants[0].requestsPerMinute",
        "5:41 CONTRACT_OUT_OF_RANGE mcpServers[0].callsPerMinute",
        "5:82 CONTRACT_OUT_OF_RANGE mcpServers[0].perTool.c",
        "2:18 CONTRACT_OUT_OF_RANGE tokensPerMinute",
      ],
    ],
    [
      "a quota of another period, which may be higher",
      `${useCase}\nquota: { tokens: 5, period: Daily }\ngrants: [{ api: openAiV1, quota: { tokens: 6, period: Weekly } }]`,
      [],
    ],
    [
      "a secret's name that Key Vault refuses",
      `${useCase}\ngrants: [{ api: openAiV1 }]\npublish: { keyVaults: [{ id: kv, keySecret: my_key }] }`,
      [
        "3:30 CONTRACT_INVALID_FORMAT publish.keyVaults[0].id",
        "3:45 CONTRACT_INVALID_FORMAT publish.keyVaults[0].keySecret",
      ],
    ],
  ];
  for (const [what, text, problems] of rows)
    it(`${what}: ${problems.length === 0 ? "taken" : problems.join(", ")}`, () => {
      expect(found(text)).to.deep.equal(problems);
    });

  it("is found by its names", () => {
    const sound = `${useCase}\ngrants: [{ api: openAiV1 }]`;
    expect(found(sound, "contracts/HR/Chatbot/dev.yaml")).to.deep.equal([]);
    expect(found(sound, "contracts/hr/chatbot/prod.yaml")).to.deep.equal(["1:10 CONTRACT_PATH useCase"]);
  });

  it("never throws, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        parseContract(text, file);
      }),
    );
  });
});

describe("the names of a use case", () => {
  const part = (longest: number) => fc.stringMatching(new RegExp(`^[A-Za-z][A-Za-z0-9]{0,${longest - 1}}$`));
  const anyCase = fc.record({
    businessUnit: part(20),
    name: fc.stringMatching(/^[a-z](-?[a-z0-9]){0,15}$/),
    environment: part(12),
  });

  it("tell any two use cases apart, and are ids that API Management takes", () => {
    fc.assert(
      fc.property(anyCase, anyCase, (one, other) => {
        const [first, second] = [contractNames({ useCase: one }), contractNames({ useCase: other })];
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(first.product === second.product).to.equal(same);
        expect(first.subscription).to.match(/^[A-Za-z0-9-]{1,80}$/);
        expect(first.secret).to.match(/^[a-z0-9-]{1,127}$/);
      }),
    );
  });
});
