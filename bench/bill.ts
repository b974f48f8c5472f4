import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decimalText, totalUsage, type Bill } from "../packages/billing";
import { VirtualClock } from "../packages/common/clock";
import { seededRandom } from "../packages/common/random";
import { Feed } from "../packages/local-gateway/dashboard/feed";
import type { LlmLogRow } from "../packages/local-gateway/gateway/policy";
import { eventOf, isLogged, keyOf, logRowOf, madeCall, trueCost, type Call } from "../tests/billing/traffic";
import { isShort, judge, say } from "./support/goals";

/**
 * A million generated calls whose cost is known: the bill with the LLM log, the dashboard and the sum by hand
 * (tests/billing/traffic.ts, in whole numbers, from the calls and not from their events) say one sum, to the last digit and
 * line by line, in 60 s; so do the bill without the log and the events by hand. A twentieth of the events and of the rows
 * come twice.
 */
const count = isShort ? 20_000 : 1_000_000;
const by = ["day", "product", "useCase", "model"] as const;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "genai-bill-"));
  try {
    const feed = new Feed(new VirtualClock());
    const hand = await generate(folder, feed);
    const events = join(folder, "events.jsonl");
    const before = process.cpuUsage();
    const started = performance.now();
    const exact = await totalUsage({ events: [events], llmLogs: [join(folder, "log.jsonl")], by });
    const seconds = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(before);
    const told = await totalUsage({ events: [events], by: ["backend"] });

    const lines = new Map(
      exact.lines.map(({ of, cost }) => [by.map((name) => of[name] ?? "-").join(" "), decimalText(cost)]),
    );
    const wrong = [...hand.lines].filter(([key, micros]) => lines.get(key) !== decimalText(micros, 6));
    if (wrong.length > 0 || lines.size !== hand.lines.size)
      throw new Error(`${wrong.length} of ${hand.lines.size} lines differ from the sum by hand`);
    agree("bill", decimalText(exact.total.cost), "sum by hand", decimalText(hand.exact, 6));
    agree("bill without the log", decimalText(told.total.cost), "events by hand", decimalText(hand.told, 6));
    shownAgrees(feed, exact, hand);
    console.log(
      `bill of ${count} calls, ${exact.counts.repeated} events again: $${decimalText(exact.total.cost)} in ${lines.size} lines, by hand the same`,
    );
    console.log(
      `the dashboard says the same; budgets, with streams at their bound: $${decimalText(hand.told, 6)}`,
    );
    judge(`the bill of ${count} calls`, seconds, { atMost: 60, unit: " s" });
    say("of them by a processor, on all cores together", `${((user + system) / 1e6).toFixed(2)} s`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The dashboard's headline, its lines by product and by model, and what it says of the backend, against the others' sums. */
function shownAgrees(
  feed: Feed,
  bill: Bill,
  hand: { readonly exact: bigint; readonly lines: Map<string, bigint> },
): void {
  const { headline, by: shown } = feed.usage.sums(0);
  const text = (micros: number) => decimalText(BigInt(micros), 6);
  agree("dashboard", text(headline.costMicros), "sum by hand", decimalText(hand.exact, 6));
  agree("dashboard, backend", text(feed.costs("payg").micros), "sum by hand", decimalText(hand.exact, 6));
  agree("dashboard, calls", String(headline.calls), "bill", String(bill.total.calls));
  agree("dashboard, tokens", String(headline.promptTokens), "bill", String(bill.total.promptTokens));
  for (const [name, place] of [
    ["product", 1],
    ["model", 3],
  ] as const) {
    const byHand = new Map<string, bigint>();
    for (const [key, micros] of hand.lines) {
      const of = key.split(" ")[place]!;
      byHand.set(of, (byHand.get(of) ?? 0n) + micros);
    }
    const lines = shown[name].map((line) => `${line.name || "-"} ${line.costMicros}`);
    agree(
      `dashboard by ${name}`,
      lines.sort().join(),
      "by hand",
      [...byHand]
        .map((one) => one.join(" "))
        .sort()
        .join(),
    );
  }
}

function agree(name: string, one: string, other: string, sum: string): void {
  if (one !== sum) throw new Error(`${name} says ${one}, ${other} ${sum}`);
}

/** Writes the files, shows each event to the dashboard once, and adds up what is true. */
async function generate(folder: string, feed: Feed) {
  const random = seededRandom(16);
  const again = seededRandom(17);
  const files = {
    events: openSync(join(folder, "events.jsonl"), "w"),
    log: openSync(join(folder, "log.jsonl"), "w"),
  };
  const lines = new Map<string, bigint>();
  let [exact, told] = [0n, 0n];
  const waiting = { events: [] as string[], log: [] as string[] };
  const flush = (which: "events" | "log", atLeast: number) => {
    if (waiting[which].length < atLeast) return;
    // Out of order within what is written at once.
    writeSync(files[which], `${waiting[which].sort(() => again.next() - 0.5).join("\n")}\n`);
    waiting[which] = [];
  };
  for (let index = 0; index < count; index++) {
    const call = madeCall(index, () => random.next());
    const cost = trueCost(call);
    exact += cost.exact;
    told += cost.told;
    lines.set(keyOf(call), (lines.get(keyOf(call)) ?? 0n) + cost.exact);
    const body = JSON.stringify(eventOf(call));
    const row = JSON.stringify(logRowOf(call));
    waiting.events.push(body, ...(again.next() < 0.05 ? [body] : []));
    if (isLogged(call)) waiting.log.push(row, ...(again.next() < 0.05 ? [row] : []));
    flush("events", 1_000);
    flush("log", 1_000);
    show(feed, call, body);
  }
  flush("events", 1);
  flush("log", 1);
  for (const file of Object.values(files)) closeSync(file);
  return Promise.resolve({ lines, exact, told });
}

/** What the gateway tells of a call, in its order. */
function show(feed: Feed, call: Call, body: string): void {
  const { id, at, kind, product } = call;
  feed.sinks.eventHub({ loggerId: "usage", hub: "usage", body, at });
  if (isLogged(call))
    feed.sinks.llmLog({
      ...(logRowOf(call) as unknown as LlmLogRow),
      TimeGenerated: at,
      IsStreamCompletion: kind === "stream",
    });
  feed.sinks.gatewayLog({
    TimeGenerated: at,
    CorrelationId: id,
    Method: "POST",
    Url: "https://gateway.example/openai/v1/chat/completions",
    ResponseCode: kind === "refused" ? 429 : kind === "failed" ? 502 : 200,
    BackendId: kind === "refused" ? "" : "payg",
    ApiId: "openai-v1",
    OperationId: "chat",
    ProductId: product,
    ApimSubscriptionId: `${product}-one`,
    TotalTime: 1,
    LastErrorReason: "",
  });
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
