import { expect } from "chai";
import { limitsOf } from "../../../packages/local-gateway/dashboard/limits";
import { evaluated } from "../../components/evaluated";

const minute = { windowSeconds: 60, instance: 1 };
const month = { windowSeconds: 2_592_000, instance: 1 };

describe("limits as people know them", () => {
  const one = (key: string, used = 10, limit: number | undefined = 100, window = minute) =>
    limitsOf([{ key, used, limit, ...window }], (text) => text)[0]!;

  // Keys as the gateway has them, after a run of stack hub.
  for (const [key, whose, unit] of [
    ["tokens:product:everything", "product everything", "tokens"],
    ["tokens:Monthly:product:everything", "product everything", "tokens"],
    ["tokens:subscription:careful-team", "subscription careful-team", "tokens"],
    ["tokens:user:agents:078c227d48df11467a37", "a user of agents (078c227d)", "tokens"],
    ["tokens:Monthly:budget:product:everything", "product everything", "tokens"],
    ["calls:provider-tokens:product:everything", "product everything, other providers", "tokens"],
    ["2592000:quota:provider-quota:subscription:team", "subscription team, other providers", "tokens"],
    ["calls:grant-calls:MULTI-hr:openai-v1:gpt-5.4-mini", "MULTI-hr: gpt-5.4-mini at openai-v1", "calls"],
    ["tokens:grant:MULTI-hr:openai-v1:gpt-5.4-mini", "MULTI-hr: gpt-5.4-mini at openai-v1", "tokens"],
    ["tokens:genai-capacity:openai-v1", "all products together, at openai-v1", "tokens"],
    ["2592000:quota:budget:product:hr", "product hr", "money"],
    ["2592000:quota:budget:user:hr:0123456789abcdef", "a user of hr (01234567)", "money"],
    ["calls:service:knowledge:team", "subscription team, at knowledge", "calls"],
    ["calls:service-product:knowledge:hr", "product hr, at knowledge", "calls"],
    ["calls:my-own-key", "my-own-key", "calls"],
    ["86400:quota:my-own-key", "my-own-key", "counted"],
    ["anything", "anything", "counted"],
  ] as const)
    it(`${key} is ${unit} of ${whose}`, () => expect(one(key)).to.include({ whose, unit }));

  for (const [suffix, micros] of [
    ["", 1],
    [":100000", 10],
    [":10000", 100],
    [":1000", 1_000],
  ] as const)
    it(`counts a budget with ${suffix || "no unit"} in millionths of a dollar`, () =>
      expect(one(`2592000:quota:budget:product:hr${suffix}`, 3, 5, month)).to.include({
        whose: "product hr",
        used: 3 * micros,
        limit: 5 * micros,
      }));

  it("are those of which the least is left, first; what limits nobody is none, and secrets are masked", () => {
    const list = limitsOf(
      [
        { key: "calls:a", used: 1, limit: 10, ...minute },
        { key: "tokens:count-only:product", used: 99, limit: 100, ...minute },
        { key: "calls:secret-key", used: 9, limit: 10, ...minute },
        { key: "calls:c", used: 5, limit: undefined, ...minute },
      ],
      (text) => text.replaceAll("secret-key", "[key]"),
    );
    expect(list.map(({ whose }) => whose)).to.deep.equal(["[key]", "a", "c"]);
    expect(JSON.stringify(list)).not.to.contain("secret");
  });

  it("know every counter that the stacks' policies name", async () => {
    const seen = new Set<string>();
    for (const stack of ["ptu", "prod", "hub"]) {
      const { resources } = (await evaluated(stack)).deployment;
      const keys = resources.flatMap(({ inputs }) => {
        const text = JSON.stringify(inputs).replaceAll("&quot;", '"').replaceAll('\\"', '"');
        return [...text.matchAll(/<([\w-]+) [^<>]*?counter-key="@\("([^"]*)"/g)].map(
          ([, policy, key]) => [policy!, key!] as const,
        );
      });
      for (const [policy, key] of keys) {
        seen.add(key.replace(/:.*/, ""));
        if (key.startsWith("count-only:")) continue;
        const front =
          policy === "quota-by-key"
            ? "2592000:quota:"
            : policy === "rate-limit-by-key"
              ? "calls:"
              : "tokens:";
        const { whose } = one(`${front}${key}${"x:".repeat(2)}x`);
        // A counter that nobody knows is shown by its key.
        if (!/^(mcp|a2a):/.test(key)) expect(whose, `${stack} ${key}`).not.to.contain(key);
      }
    }
    expect([...seen]).to.include.members([
      "product",
      "subscription",
      "user",
      "provider-tokens",
      "genai-capacity",
    ]);
  });
});
