import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { request as httpRequest } from "node:http";
import autocannon from "autocannon";
import { type Child, startServer, usageOf } from "./support/children";
import { firstByte, type Target } from "./support/load";
import { isShort, judge, median, say } from "./support/goals";

/**
 * Requests and streams per second through the local gateway, beside a bare proxy on undici (the limit on Node) and
 * http-proxy, taking turns in one run. The load comes from this process and shares the machine: read the ratios.
 */
const rounds = isShort ? 1 : 3;
const seconds = isShort ? 1 : 4;
const connections = 64;

interface Contender {
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly prompt?: number;
}

/** Portkey brings 280 MB of its own: it takes part where `npm install --no-save @portkey-ai/gateway` has put it. */
const portkey: readonly Contender[] = isInstalled("@portkey-ai/gateway")
  ? [{ name: "Portkey", file: "portkey" }]
  : [];
const contenders: readonly Contender[] = [
  { name: "undici, bare", file: "limit" },
  { name: "this gateway", file: "plainSteps" },
  { name: "http-proxy", file: "httpProxy" },
];
const counting: Contender = {
  name: "this gateway, counting 1k tokens",
  file: "plainSteps",
  args: ["count"],
  prompt: 1000,
};

function isInstalled(name: string): boolean {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

const path = "/openai/deployments/gpt-5.4/chat/completions";

function request(port: number, streamed: boolean, prompt = 5) {
  return {
    url: `http://127.0.0.1:${port}${path}`,
    method: "POST" as const,
    headers: { "content-type": "application/json", authorization: "Bearer none" },
    body: JSON.stringify({
      model: "gpt-5.4",
      messages: [
        { role: "user", content: "These are words of about one token each. ".repeat(prompt / 9 + 1) },
      ],
      ...(streamed ? { stream: true } : {}),
    }),
  };
}

interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

async function load(server: Child, streamed: boolean, prompt?: number): Promise<Rate> {
  const before = await usageOf(server);
  const result = await autocannon({
    ...request(server.port, streamed, prompt),
    connections,
    duration: seconds,
  });
  const after = await usageOf(server);
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} calls failed`);
  }
  return {
    perSecond: result["2xx"] / result.duration,
    perCpuSecond: result["2xx"] / (after.cpu - before.cpu),
  };
}

async function compare(
  title: string,
  stream: boolean,
  those: readonly Contender[],
  goal?: number,
): Promise<void> {
  const upstream = await startServer("upstream");
  const running = await Promise.all(
    those.map(async (one) => ({
      ...one,
      server: await startServer(one.file, [String(upstream.port), ...(one.args ?? [])]),
      rates: [] as Rate[],
    })),
  );
  for (let round = isShort ? 1 : 0; round <= rounds; round += 1) {
    for (const { server, prompt, rates } of running) {
      const rate = await load(server, stream, prompt);
      // The first round warms up.
      if (round > 0) rates.push(rate);
    }
  }
  console.log(title);
  const cpu = running.map(({ rates }) => median(rates.map(({ perCpuSecond }) => perCpuSecond)));
  for (const [index, { name, rates }] of running.entries()) {
    const wall = median(rates.map(({ perSecond }) => perSecond));
    const share = (cpu[index]! / cpu[0]!).toFixed(2);
    say(name, `${cpu[index]!.toFixed(0)} a CPU-second (${wall.toFixed(0)}/s), ${share} of ${those[0]!.name}`);
  }
  if (goal !== undefined)
    judge(`${those[1]!.name}, of ${those[0]!.name}`, cpu[1]! / cpu[0]!, { atLeast: goal });
  await Promise.all([...running.map(({ server }) => server.stop()), upstream.stop()]);
}

/** What one client waits for the first byte of a stream, beyond what the upstream takes. */
async function firstBytes(those: readonly Contender[]): Promise<void> {
  const upstream = await startServer("upstream");
  console.log("first byte of a stream, one client");
  const calls = isShort ? 20 : 300;
  const target = ({ port }: Child): Target => {
    const { url, headers, body } = request(port, true);
    return { url, headers, body };
  };
  const direct = await firstByte(target(upstream), calls);
  say("upstream itself", `${direct.toFixed(2)} ms`);
  for (const { name, file, args = [] } of those) {
    const server = await startServer(file, [String(upstream.port), ...args]);
    const taken = await firstByte(target(server), calls);
    say(name, `${taken.toFixed(2)} ms, ${(taken - direct).toFixed(2)} more`);
    await server.stop();
  }
  await upstream.stop();
}

/** Clients that leave in mid-stream must not leave a connection behind. */
async function leaving(): Promise<void> {
  const upstream = await startServer("upstream", ["slow"]);
  const server = await startServer("plainSteps", [String(upstream.port)]);
  const { child, port } = server;
  const idle = openSockets(child.pid!);
  const batches = isShort ? 1 : 10;
  for (let round = 0; round < batches; round += 1) {
    await Promise.all(Array.from({ length: 100 }, () => leave(port)));
  }
  const begun = performance.now();
  while (openSockets(child.pid!) > idle + 5 && performance.now() - begun < 20_000)
    await new Promise((resolve) => setTimeout(resolve, 50));
  judge(
    `connections that remain of ${batches * 100} clients who left in mid-stream`,
    openSockets(child.pid!) - idle,
    {
      atMost: 5,
      digits: 0,
    },
  );
  await Promise.all([server.stop(), upstream.stop()]);
}

/** Reads the first bytes of a stream and hangs up, as a process that is killed does. */
function leave(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const { method, headers, body } = request(port, true);
    const sent = httpRequest({ host: "127.0.0.1", port, path, method, headers }, (answer) => {
      answer.on("error", () => undefined);
      answer.once("data", () => {
        sent.destroy();
        resolve();
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Sockets that a process has open; Linux only. */
function openSockets(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).filter((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}

/** Resident memory of the gateway while it serves; a million calls with MEMORY=1000000, a tenth of it otherwise. */
async function memory(): Promise<void> {
  const wanted = Number(process.env.MEMORY ?? (isShort ? 2_000 : 100_000));
  const upstream = await startServer("upstream");
  const server = await startServer("plainSteps", [String(upstream.port)]);
  const marks: string[] = [];
  for (let step = 0; step < 5; step += 1) {
    await autocannon({ ...request(server.port, false), amount: wanted / 5, connections });
    marks.push((await usageOf(server)).megabytes.toFixed(0));
  }
  say(`memory over ${wanted} calls, after each fifth`, `${marks.join(", ")} MB`);
  await Promise.all([server.stop(), upstream.stop()]);
}

async function main(): Promise<void> {
  // Of bare undici, by CPU-second: 20 plain steps.
  await compare(`pass-through, ${connections} connections`, false, [...contenders, ...portkey], 0.6);
  await compare("streams of 20 events", true, contenders);
  await compare("exact counting", false, [contenders[0]!, counting]);
  await firstBytes(contenders);
  // Sockets are counted where Linux tells them.
  if (existsSync("/proc/self/fd")) await leaving();
  await memory();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
