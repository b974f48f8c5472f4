import { resolve } from "node:path";
import { Agent, request } from "undici";
import { systemClock } from "../packages/common/clock";
import { seededRandom } from "../packages/common/random";
import { azureProvider, evaluateProgram, readStackConfig } from "../packages/local-cloud";
import { createDashboard } from "../packages/local-gateway/dashboard/createDashboard";
import { Feed } from "../packages/local-gateway/dashboard/feed";
import type { GatewaySinks } from "../packages/local-gateway/gateway/policy";
import { fanOut } from "../packages/local-gateway/gateway/sinks";
import { serveHttp } from "../packages/local-gateway/http/server";
import type { Fault } from "../packages/local-gateway/openai";
import { serveLocalStack } from "../packages/local-gateway/stack/serveStack";
import { withoutLimits } from "./support/limits";

/**
 * Stack ptu as `npm start` serves it, dashboard and a viewer of it included, under full load with faults coming and
 * going: `npm run soak -- MINUTES` (default 10; fractions are taken). Fails on an unhandled error, on a defect of the
 * gateway, when a call has not exactly one usage event, or an accepted one not one row in the LLM log, and when memory,
 * less what the Event Hubs keep, goes on growing. Prints both by the minute.
 */
const minutes = Number(process.argv[2] ?? 10);
if (!(minutes > 0)) throw new Error("npm run soak -- MINUTES: a number above 0");
const seconds = minutes * 60;
const clients = 48;
const projectDir = resolve(__dirname, "..");
const random = seededRandom(1);
const agent = new Agent({ connections: clients });

const unexpected: string[] = [];
process.on("unhandledRejection", (error) => unexpected.push(`unhandled rejection: ${String(error)}`));
process.on("uncaughtException", (error) => unexpected.push(`uncaught exception: ${String(error)}`));

/** What came of a call, until all of it is there: then it is forgotten, so that ten minutes fit into memory. */
class Balance {
  accepted = 0;
  refused = 0;
  /** By status and reason of the error. */
  readonly statuses = new Map<string, number>();
  readonly wrong: string[] = [];
  private readonly open = new Map<string, { status?: number; events: number; rows: number }>();

  readonly sinks: Pick<GatewaySinks, "eventHub" | "llmLog" | "gatewayLog"> = {
    eventHub: ({ body }) => {
      this.of((JSON.parse(body) as { requestId: string }).requestId).events += 1;
    },
    llmLog: (row) => {
      if (row.SequenceNumber === 0) this.of(row.CorrelationId).rows += 1;
    },
    // The last of a call.
    gatewayLog: (row) => {
      const call = this.of(row.CorrelationId);
      this.open.delete(row.CorrelationId);
      const isAccepted = row.ResponseCode === 200;
      const kind = `${row.ResponseCode} ${row.LastErrorReason}`.trim();
      this.statuses.set(kind, (this.statuses.get(kind) ?? 0) + 1);
      if (isAccepted) this.accepted += 1;
      else this.refused += 1;
      const right = call.events === 1 && (isAccepted ? call.rows === 1 : call.rows <= 1);
      if (!right)
        this.wrong.push(
          `${row.ResponseCode} ${row.Url}: ${call.events} usage events, ${call.rows} LLM log rows`,
        );
    },
  };

  get unfinished(): number {
    return this.open.size;
  }

  private of(id: string) {
    let call = this.open.get(id);
    if (!call) this.open.set(id, (call = { events: 0, rows: 0 }));
    return call;
  }
}

const faults: readonly (Fault | undefined)[] = [
  undefined,
  { kind: "status", status: 500, share: 0.3 },
  { kind: "status", status: 429, retryAfterMs: 1_000, share: 0.5 },
  { kind: "cut", share: 0.2 },
  { kind: "cut", afterChunks: 4, share: 0.3 },
  { kind: "malformed", afterChunks: 2, share: 0.2 },
  { kind: "slowStart", delayMs: 200, share: 0.2 },
  { kind: "contentFilter", share: 0.2 },
  undefined,
];

async function main(): Promise<void> {
  const stackConfig = readStackConfig(projectDir, "ptu");
  const feed = new Feed(systemClock);
  const config = Object.fromEntries(
    Object.entries(stackConfig.config).map(([key, value]) => [key, withoutLimits(value)]),
  );
  const deployment = await evaluateProgram({ ...stackConfig, config, provider: azureProvider });
  const balance = new Balance();
  const memory = new Memory();
  const stack = await serveLocalStack(deployment, {
    sinks: fanOut(balance.sinks, feed.sinks),
    onTrace: feed.onTrace,
    isTraced: feed.isTraced,
    recordCapacity: 10_000,
    onDefect: (error) => unexpected.push(`defect: ${String((error as Error)?.stack ?? error)}`),
  });
  const dashboard = await serveHttp(createDashboard({ stack: () => stack, feed }), {
    host: "127.0.0.1",
    port: 0,
  });
  const viewer = await request(`http://127.0.0.1:${dashboard.port}/api/events`);
  viewer.body.on("error", () => undefined).resume();
  const keys = Object.values(deployment.outputs["subscriptionKeys"]!.value as Record<string, string>);
  for (const account of stack.accounts.values())
    for (const name of account.deployments)
      account.configure(name, {
        latency: { firstTokenMs: 5, perTokenMs: 0.2 },
        answerTokens: { min: 10, max: 60 },
      });
  const end = systemClock.now() + seconds * 1_000;
  const changing = setInterval(() => change(stack.accounts), 2_000);
  const kept = () => {
    const bytes = [...stack.eventHubs.values()].flatMap(({ hubs }) =>
      hubs.flatMap(({ partitions }) => partitions),
    );
    return bytes.reduce((sum, log) => sum + log.bytes, 0) / 1_048_576;
  };
  const telling = setInterval(() => tell(balance, kept()), 60_000);
  const sampling = setInterval(() => memory.sample(kept()), 1_000);
  await Promise.all(Array.from({ length: clients }, () => client(stack.url, keys, end)));
  clearInterval(changing);
  clearInterval(telling);
  clearInterval(sampling);
  while (balance.unfinished > 0 && systemClock.now() < end + 60_000)
    await new Promise((done) => setTimeout(done, 50));
  tell(balance, kept());
  viewer.body.destroy();
  await dashboard.close(0);
  await agent.close();
  await stack.close();
  const growth = memory.growth();
  console.log(
    growth === undefined
      ? "memory: too short a run to tell"
      : `memory without events: ${growth.middle.toFixed(0)} MB in the middle of the run, ${growth.end.toFixed(0)} MB at its end`,
  );
  const statuses = [...balance.statuses].map(([status, count]) => `${count} x ${status}`);
  console.log(`statuses: ${statuses.join(", ")}`);
  const wrong = [...new Set(balance.wrong)];
  console.log(
    `${balance.wrong.length} calls out of balance, ${balance.unfinished} unfinished, ${unexpected.length} unexpected errors`,
  );
  for (const line of [...wrong.slice(0, 10), ...new Set(unexpected)].slice(0, 20)) console.log(`  ${line}`);
  const grows = growth !== undefined && growth.end > growth.middle * 1.25 + 32;
  process.exit(grows || balance.wrong.length + balance.unfinished + unexpected.length > 0 ? 1 : 0);
}

/** Resident memory by the second, in MB, without the events, which are kept up to a limit of their own. */
class Memory {
  private readonly samples: number[] = [];

  sample(events: number): void {
    this.samples.push(process.memoryUsage.rss() / 1_048_576 - events);
  }

  /** The least of each part, for garbage comes and goes; undefined where there was not time to settle. */
  growth(): { readonly middle: number; readonly end: number } | undefined {
    const { length } = this.samples;
    if (length < 100) return undefined;
    const least = (from: number, to: number) =>
      Math.min(...this.samples.slice(Math.floor(length * from), Math.floor(length * to)));
    return { middle: least(0.35, 0.65), end: least(0.8, 1) };
  }
}

function change(accounts: Awaited<ReturnType<typeof serveLocalStack>>["accounts"]): void {
  for (const account of accounts.values())
    for (const name of account.deployments)
      account.configure(name, { fault: faults[Math.floor(random.next() * faults.length)] });
}

let told = process.hrtime.bigint();
let toldCalls = 0;
function tell({ accepted, refused, unfinished }: Balance, eventMegabytes: number): void {
  const now = process.hrtime.bigint();
  const rate = ((accepted + refused - toldCalls) * 1e9) / Number(now - told);
  told = now;
  toldCalls = accepted + refused;
  const megabytes = process.memoryUsage.rss() / 1_048_576;
  console.log(
    `${accepted} accepted, ${refused} refused, ${unfinished} under way, ${rate.toFixed(0)}/s, ${megabytes.toFixed(0)} MB, of which events ${eventMegabytes.toFixed(0)} MB`,
  );
}

async function client(url: string, keys: readonly string[], end: number): Promise<void> {
  while (systemClock.now() < end) {
    const streamed = random.next() < 0.5;
    const leaves = random.next() < 0.05;
    const path =
      random.next() < 0.8
        ? "/openai/deployments/gpt-5.4/chat/completions?api-version=2024-10-21"
        : "/openai/v1/responses";
    const stop = new AbortController();
    try {
      const { body } = await request(url + path, {
        dispatcher: agent,
        method: "POST",
        headers: {
          "api-key": keys[Math.floor(random.next() * keys.length)]!,
          "content-type": "application/json",
        },
        body: JSON.stringify({
          model: "gpt-5.4",
          ...(path.includes("responses")
            ? { input: "What is a leaky bucket?" }
            : { messages: [{ role: "user", content: "What is a leaky bucket?" }] }),
          ...(streamed ? { stream: true } : {}),
        }),
        signal: stop.signal,
      });
      for await (const _chunk of body) if (leaves) stop.abort();
    } catch {
      // Faults and leaving end here; what they did to the gateway is what the balance shows.
    }
  }
}

void main();
