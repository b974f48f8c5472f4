import { expect } from "chai";
import { clientAccess } from "../../../packages/local-gateway/stack/access";
import { declaredBackends } from "../../../packages/local-gateway/stack/declaredBackends";
import { serveLocalStack } from "../../../packages/local-gateway/stack/serveStack";
import { costOfAll, tableHead, tableRow } from "../../../packages/cli/start/callTable";
import { runDemo, type DemoResult } from "../../../packages/cli/start/demo";
import { findTarget } from "../../../packages/cli/start/targets";
import { evaluated } from "../../components/evaluated";

describe("the calls that npm start makes", function () {
  const expected: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    // One account and no ingress: nothing to spill to, and keys as api-key alone.
    dev: { chat: 200, "chat, streamed": 200, embeddings: 200, "responses (v1)": 200, "over the limit": 429 },
    ptu: {
      chat: 200,
      "chat, streamed": 200,
      embeddings: 200,
      "responses (v1)": 200,
      "over the limit": 429,
      spill: 200,
    },
  };
  for (const [name, statuses] of Object.entries(expected))
    it(`get what stack ${name} is there for, over sockets and with OpenAI's own client`, async () => {
      const { deployment } = await evaluated(name);
      const stack = await serveLocalStack(deployment);
      try {
        const target = findTarget(deployment, stack.gateway, clientAccess(stack, deployment.resources));
        expect(target.keyHeader).to.equal(name === "dev" ? "api-key" : undefined);
        const results: DemoResult[] = [];
        await runDemo(target, (result) => results.push(result));
        expect(Object.fromEntries(results.map(({ call, status }) => [call, status]))).to.deep.equal(statuses);
        expect(results.every((result) => result.expected)).to.equal(true);
        const spilled = results.find(({ call }) => call === "spill");
        if (spilled) expect(target.firstBackends).to.not.include(spilled.backend);
      } finally {
        await stack.close();
      }
    });

  /**
   * Call => status, backend, the model in its line, dollars for a million tokens of prompt and answer as the providers'
   * own pages have them. Data zones and regional endpoints cost a tenth more; which of them is meant others test.
   */
  const hub: readonly (readonly [call: string, number, string, string, number?, number?])[] = [
    ["chat", 200, "ptu-1", "gpt-5.4-2026-03-05", 2.5, 15],
    ["chat, streamed", 200, "ptu-1", "gpt-5.4"],
    ["embeddings", 200, "payg-1", "text-embedding-3-small", 0.02],
    ["responses (v1)", 200, "ptu-1", "gpt-5.4-2026-03-05", 2.5, 15],
    ["not allowed", 403, "–", "–", 0, 0],
    ["messages", 200, "foundry-anthropic", "sonnet", 2, 10],
    ["messages", 200, "claude-direct", "claude-haiku-4-5", 1, 5],
    ["generateContent", 200, "google", "gemini-2.5-flash", 0.3, 2.5],
    ["converse", 200, "aws", "claude-on-bedrock", 1, 5],
    ["messages", 200, "claude-direct", "claude-sonnet-5", 2, 10],
    ["alias assistant", 200, "ptu-1", "gpt-5.4-2026-03-05", 2.5, 15],
    ["alias assistant", 200, "payg-1", "gpt-5.4-2026-03-05", 2.5, 15],
    ["alias assistant", 200, "openai-direct", "gpt-5.4-mini", 0.75, 4.5],
  ];

  it("show any model behind one gateway in stack hub: by the providers' own packages, each with model and cost", async () => {
    const { deployment } = await evaluated("hub");
    const stack = await serveLocalStack(deployment);
    const account = (backend: string) =>
      stack.accounts.get(declaredBackends(deployment.resources).find(({ id }) => id === backend)!.subdomain)!;
    try {
      const target = findTarget(deployment, stack.gateway, clientAccess(stack, deployment.resources));
      const results: DemoResult[] = [];
      const lines: string[] = [];
      const report = (result: DemoResult) => {
        results.push(result);
        lines.push(tableRow(result, stack.recorded.eventHubEvents));
      };
      await runDemo(target, report, {
        takeAway: (backend) => {
          account(backend).setOutage("unavailable");
          return () => account(backend).setOutage(undefined);
        },
      });
      const cells = lines.map((line) => /^ {3}(.{15}) (.{6}) (.{17}) (.{23}) (.{10}) (.{10})/.exec(line)!);
      expect(
        cells.map(([, ...parts]) => parts.slice(0, 4).map((part) => part.trim())),
        lines.join("\n"),
      ).to.deep.equal(hub.map(([call, status, backend, model]) => [call, String(status), backend, model]));
      hub.forEach(([call, , , , prompt, answer = 0], index) => {
        const cost = cells[index]![6]!.trim();
        const [asked = 0, written = 0] = results[index]!.tokens ?? [];
        // Rounded up to a whole millionth; of a stream it is the most that it can have cost.
        if (prompt === undefined) expect(cost, call).to.match(/^≤ 0\.000\d{3}$/);
        else {
          const listed = asked * prompt + written * answer;
          expect(Number(cost) * 1e6, call).to.be.within(listed - 1e-6, Math.ceil(listed * 1.1));
        }
      });
      expect(results.filter(({ expected }) => !expected)).to.deep.equal([]);
      const notes = results.map(({ note }) => note);
      expect(notes[4]).to.include("haiku, gemini-2.5-flash");
      expect(notes[9]).to.equal("foundry-anthropic is made to fail");
      expect(notes.slice(10)).to.deep.equal([
        "x-genai-model: gpt-5.4",
        "x-genai-model: gpt-5.4, ptu-1 had no room after 1 long call",
        "x-genai-model: gpt-5.4-mini, payg-1 had no room after 3 long calls",
      ]);
      expect(notes.join()).not.to.include("plain HTTP");
      expect(account("foundry-anthropic").outage).to.equal(undefined);
      for (const line of [tableHead(), ...lines].join("\n").split("\n"))
        expect(line.length, line).to.be.at.most(120);
      // Who has called: the packages say so themselves.
      const agents = ["aws", "google", "claude-direct", "openai-direct"].map(
        (backend) => account(backend).ledger.calls[0]!.headers["user-agent"],
      );
      const names = [/^aws-sdk-js/, /^google-genai-sdk/, /^Anthropic\/JS/, /^OpenAI\/JS/];
      names.forEach((name, index) => expect(agents[index]).to.match(name));
    } finally {
      await stack.close();
    }
  });
});

describe("the table of calls", () => {
  const result: DemoResult = {
    ...{ call: "chat", status: 200, backend: "b", tokens: [3, 4], requestId: "1", note: "" },
    expected: true,
  };
  const event = (more: object) => ({
    body: JSON.stringify({ schema: "genai-usage/1", requestId: "1", deployment: "d", model: "m", ...more }),
  });
  for (const [events, cell] of [
    [[event({ costMicros: 1_234_567, tokensFrom: "response" })], "m 3 + 4 1.234567"],
    [[event({ costMicros: 7, tokensFrom: "estimate" })], "m 3 + 4 ≤ 0.000007"],
    [[event({ costMicros: null, tokensFrom: "response" })], "m 3 + 4 no price"],
    [[event({ costMicros: 0, model: "", tokensFrom: "response" })], "d 3 + 4 0.000000"],
    [[event({ costMicros: 5, requestId: "2" })], "– 3 + 4 no event"],
    [[{ body: "no JSON" }, { body: "null" }, { body: '{"costMicros":1}' }], "– 3 + 4 no event"],
  ] as const)
    it(`of ${events[0].body} has ${cell}`, () => {
      expect(tableRow(result, events).replace(/\s+/g, " ").trim()).to.equal(`chat 200 b ${cell}`);
    });

  it("sums up what events say, and says how many know no price", () => {
    const all = [{ costMicros: 1 }, { costMicros: 2_000_000 }, { costMicros: null }].map(event);
    expect(costOfAll(all.slice(0, 2))).to.equal("US$ 2.000001 in all");
    expect(costOfAll(all)).to.equal("US$ 2.000001 in all, 1 calls without a price");
  });
});
