import { resolve } from "node:path";
import { request } from "undici";
import { accountCallOf, startCommand, startServer, type StartedGateway } from "./support/children";
import { isShort, judge, median, say } from "./support/goals";
import { firstByte, load, type Load, type Target } from "./support/load";

/**
 * What users run: `npm start` with the policies of a stack, its ingress, simulated accounts, Event Hub and dashboard, in
 * a process of its own, beside a bare node server in the same rounds. The simulated model takes its usual time (20 ms and
 * 1 ms a token), so that there are many calls under way at once.
 */
const rounds = isShort ? 1 : 3;
const seconds = isShort ? 1 : 5;
const connections = isShort ? 32 : 256;
const goals = { ofBare: 0.08, addedMs: 1.2 };

const project = resolve(__dirname, "..");

function chat({ url, keyHeader }: Pick<StartedGateway, "url" | "keyHeader">, stream: boolean): Target {
  return {
    url: `${url}/openai/v1/chat/completions`,
    headers: { [keyHeader[0]]: keyHeader[1] },
    body: JSON.stringify({
      model: "gpt-5.4",
      messages: [{ role: "user", content: "What is a leaky bucket?" }],
      ...(stream ? { stream: true } : {}),
    }),
  };
}

/** Looks on as a browser does: each of its events carries the state of the whole dashboard. */
async function viewer(dashboard: string): Promise<() => void> {
  const stop = new AbortController();
  const { body } = await request(`${dashboard}/api/events`, { signal: stop.signal });
  body.on("error", () => undefined);
  body.resume();
  return () => stop.abort();
}

interface Contender {
  readonly name: string;
  run(): Promise<Load>;
  readonly measured: Load[];
}

async function measure(stack: string): Promise<void> {
  const bare = await startServer("bare");
  const started = await startCommand(project, stack);
  const quiet = await startServer("stack", [project, stack]);
  const quietGateway = {
    url: `http://127.0.0.1:${quiet.port}`,
    keyHeader: ["api-key", quiet.key!] as const,
  };
  const bareTarget = { url: `http://127.0.0.1:${bare.port}/`, body: chat(started, false).body };
  const contender = (name: string, run: () => Promise<Load>): Contender => ({ name, run, measured: [] });
  const base = contender("a bare node server", () => load(bare, bareTarget, connections, seconds));
  const main = contender("npm start, whole answers", () =>
    load(started, chat(started, false), connections, seconds),
  );
  const contenders = [
    base,
    main,
    contender("npm start, streams", () => load(started, chat(started, true), connections, seconds)),
    contender("npm start, whole, with a viewer of the dashboard", async () => {
      const leave = await viewer(started.dashboard);
      return load(started, chat(started, false), connections, seconds).finally(leave);
    }),
    contender("without dashboard, whole answers", () =>
      load(quiet, chat(quietGateway, false), connections, seconds),
    ),
    contender("without dashboard, streams", () =>
      load(quiet, chat(quietGateway, true), connections, seconds),
    ),
  ];
  try {
    for (let round = isShort ? 1 : 0; round <= rounds; round += 1)
      for (const one of contenders) {
        const measured = await one.run();
        // The first round warms up.
        if (round > 0) one.measured.push(measured);
      }
    console.log(`stack ${stack}, ${connections} clients`);
    const limit = median(base.measured.map(({ perCpuSecond }) => perCpuSecond));
    for (const { name, measured } of contenders) {
      const rate = median(measured.map(({ perCpuSecond }) => perCpuSecond));
      const wall = median(measured.map(({ perSecond }) => perSecond));
      say(
        name,
        `${rate.toFixed(0)} a CPU-second (${wall.toFixed(0)}/s), ${(rate / limit).toFixed(4)} of bare`,
      );
    }
    const ours = median(main.measured.map(({ perCpuSecond }) => perCpuSecond));
    judge("npm start, whole answers, of the bare server", ours / limit, { atLeast: goals.ofBare, digits: 4 });
    await measureFirstByte(started);
  } finally {
    await Promise.all([bare.stop(), started.stop(), quiet.stop()]);
  }
}

/** What the gateway adds to the first byte of a stream: beside the same call to the account itself. */
async function measureFirstByte(started: StartedGateway): Promise<void> {
  const calls = isShort ? 5 : 100;
  const through = chat(started, true);
  const { url, authorization } = await accountCallOf(started);
  const direct = { url, headers: { authorization }, body: through.body };
  const added: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    added.push((await firstByte(through, calls)) - (await firstByte(direct, calls)));
  judge("added to the first byte of a stream, one client", median(added), {
    atMost: goals.addedMs,
    unit: " ms",
  });
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
