import { resolve } from "node:path";
import {
  emptyBody,
  HttpHeaders,
  readBody,
  type HttpHandler,
  type HttpRequest,
} from "../packages/common/http";
import { systemClock } from "../packages/common/clock";
import { azureProvider, evaluateProgram, readStackConfig } from "../packages/local-cloud";
import { Feed } from "../packages/local-gateway/dashboard/feed";
import { createLocalStack } from "../packages/local-gateway/stack/stack";
import { isShort, judge, median, say } from "./support/goals";

/** Calls a CPU-second through a stack without sockets: policies, simulated accounts that answer at once, Event Hub. */
const rounds = isShort ? 1 : 3;
const seconds = isShort ? 0.5 : 4;
const underWay = 16;
const goals = { withoutTraces: 4_000 };

const project = resolve(__dirname, "..");

interface Way {
  readonly name: string;
  readonly traced: boolean;
  readonly stream: boolean;
  readonly goal?: number;
}

const ways: readonly Way[] = [
  { name: "whole answers", traced: false, stream: false, goal: goals.withoutTraces },
  { name: "streams", traced: false, stream: true },
  { name: "whole answers, dashboard on", traced: true, stream: false },
  { name: "streams, dashboard on", traced: true, stream: true },
];

async function perCpuSecond(handle: HttpHandler, request: HttpRequest): Promise<number> {
  const begun = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1e6;
  };
  let done = 0;
  const client = async () => {
    // The question costs as much as a few steps of a policy.
    while (done % 16 > 0 || used() < seconds) {
      const answer = await handle({ ...request, headers: request.headers.clone() });
      const body = await readBody(answer.body ?? emptyBody);
      if (answer.status !== 200) throw new Error(`${answer.status}: ${Buffer.from(body).toString()}`);
      done += 1;
      // As sockets do: lets timers and others have their turn.
      await new Promise(setImmediate);
    }
  };
  await Promise.all(Array.from({ length: underWay }, client));
  return done / used();
}

async function measure(stack: string): Promise<void> {
  const deployment = await evaluateProgram({ ...readStackConfig(project, stack), provider: azureProvider });
  const prepared = ways.map((way) => {
    const feed = new Feed(systemClock);
    const local = createLocalStack(deployment, {
      recordCapacity: 10_000,
      ...(way.traced ? { sinks: feed.sinks, onTrace: feed.onTrace, isTraced: feed.isTraced } : {}),
    });
    for (const account of local.accounts.values())
      for (const name of account.deployments)
        account.configure(name, {
          latency: { firstTokenMs: 0, perTokenMs: 0 },
          // Else one way's streams have three times the events of another's, by chance.
          answerTokens: { min: 100, max: 100 },
        });
    const [subscription] = local.gateway.service.subscriptions;
    const request: HttpRequest = {
      method: "POST",
      url: `${local.scheme}://${new URL(local.gateway.service.gatewayUrl).host}/openai/v1/chat/completions`,
      headers: new HttpHeaders({
        "Content-Type": "application/json",
        "api-key": subscription!.primaryKey,
      }),
      body: Buffer.from(
        JSON.stringify({
          model: "gpt-5.4",
          messages: [{ role: "user", content: "What is a leaky bucket?" }],
          ...(way.stream ? { stream: true } : {}),
        }),
      ),
    };
    return { ...way, run: () => perCpuSecond(local.handle, request), rates: [] as number[] };
  });
  for (let round = isShort ? 1 : 0; round <= rounds; round += 1)
    for (const { run, rates } of prepared) {
      const rate = await run();
      // The first round warms up.
      if (round > 0) rates.push(rate);
    }
  console.log(`stack ${stack} in process, calls a CPU-second`);
  for (const { name, goal, rates } of prepared)
    if (goal === undefined) say(name, median(rates).toFixed(0));
    else judge(name, median(rates), { atLeast: goal, digits: 0 });
}

async function main(): Promise<void> {
  for (const stack of ["dev", "ptu"]) await measure(stack);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
