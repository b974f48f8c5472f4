import { isShort, median, say } from "./support/goals";
import { chatPath, devConfig, DevStack } from "../tests/endToEnd/devStack";
import { guardedStack, Seen } from "../tests/endToEnd/guards/guardedStack";

/**
 * What a guardrail costs a call, as a ratio to the same call without one: CPU time of gateway and simulated services
 * together, in one process and under the virtual clock, so neither the network nor a model has a part in it. The services'
 * own time is what a call waits for on Azure, and no machine can tell that here.
 */
const rounds = isShort ? 1 : 5;
const calls = isShort ? 5 : 40;

const short = "Write to Ann Smith about the meeting, ann@example.com.";
const long = `${"word ".repeat(2_300)}${short}`;

const ways = [
  ["no guardrail", undefined],
  ["tools and length", { maxPromptTokens: 1_000_000, denyTools: ["mcp"] }],
  [
    "expressions alone",
    { pii: { categories: [], regex: [{ pattern: "\\bEMP-\\d{4}\\b", category: "Emp" }] } },
  ],
  ["personal data", { pii: {} }],
  ["Content Safety", { contentSafety: {} }],
  ["Content Safety, answers too", { contentSafety: { completions: true } }],
  ["all of it", { contentSafety: { completions: true }, pii: {}, denyTools: ["mcp"] }],
] as const;

async function main(): Promise<void> {
  for (const [what, content] of [
    ["a short prompt", short],
    ["a prompt of 12 KB", long],
  ] as const) {
    const measured: { readonly name: string; readonly ms: number }[] = [];
    for (const [name, guardrail] of ways) {
      const stack = guardrail
        ? (await guardedStack(guardrail as never)).stack
        : await DevStack.start(devConfig, new Seen().between);
      const key = { "api-key": stack.key("premium-team") };
      const body = { messages: [{ role: "user", content }], max_completion_tokens: 20 };
      const once = async () => {
        const begun = process.cpuUsage();
        for (let call = 0; call < calls; call++) {
          const { status, text } = await stack.call(chatPath, body, key);
          if (status !== 200) throw new Error(`${name}: ${status} ${text}`);
          await stack.clock.advance(60_000);
        }
        const { user, system } = process.cpuUsage(begun);
        return (user + system) / 1000 / calls;
      };
      await once();
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) times.push(await once());
      measured.push({ name, ms: median(times) });
    }
    const base = measured[0]!.ms;
    for (const { name, ms } of measured)
      say(`${what}, ${name}`, `${ms.toFixed(2)} ms of CPU a call, ${(ms / base).toFixed(1)} x`);
  }
}

void main();
