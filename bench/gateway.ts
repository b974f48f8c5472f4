import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import autocannon from "autocannon";

/**
 * Requests and streams per second through the local gateway, beside a bare proxy on undici (the limit on Node) and
 * http-proxy, taking turns in one run. The load comes from this process and shares the machine: read the ratios.
 */
const rounds = 3;
const seconds = Number(process.argv[2] ?? 4);
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
  { name: "this gateway", file: "gateway" },
  { name: "http-proxy", file: "httpProxy" },
];
const counting: Contender = {
  name: "this gateway, counting 1k tokens",
  file: "gateway",
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

async function start(file: string, args: readonly string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(__dirname, "proxies", `${file}.js`), [...args], { stdio: "inherit" });
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
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

async function load(port: number, streamed: boolean, prompt?: number): Promise<number> {
  const result = await autocannon({ ...request(port, streamed, prompt), connections, duration: seconds });
  if (result.non2xx + result.errors + result.timeouts > 0) {
    throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} calls failed`);
  }
  return result["2xx"] / result.duration;
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!;
}

async function compare(title: string, stream: boolean, those: readonly Contender[]): Promise<void> {
  const upstream = await start("upstream", []);
  const running = await Promise.all(
    those.map(async (one) => ({
      ...one,
      ...(await start(one.file, [String(upstream.port), ...(one.args ?? [])])),
    })),
  );
  const rates = new Map<string, number[]>(those.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, port, prompt } of running) {
      const rate = await load(port, stream, prompt);
      // The first round warms up.
      if (round > 0) rates.get(name)!.push(rate);
    }
  }
  console.log(title);
  const limit = median(rates.get(those[0]!.name)!);
  for (const [name, measured] of rates) {
    const rate = median(measured);
    console.log(
      `  ${name.padEnd(34)} ${rate.toFixed(0).padStart(6)}/s  ${(rate / limit).toFixed(2)} of ${those[0]!.name}`,
    );
  }
  for (const { child } of [...running, upstream]) child.kill();
}

/** What one client waits for the first byte of a stream, beyond what the upstream takes. */
async function firstBytes(those: readonly Contender[]): Promise<void> {
  const upstream = await start("upstream", []);
  console.log("first byte of a stream, one client, median of 300");
  const direct = await medianFirstByte(upstream.port);
  console.log(`  ${"upstream itself".padEnd(34)} ${direct.toFixed(2)} ms`);
  for (const { name, file, args = [] } of those) {
    const { child, port } = await start(file, [String(upstream.port), ...args]);
    const taken = await medianFirstByte(port);
    console.log(`  ${name.padEnd(34)} ${taken.toFixed(2)} ms  ${(taken - direct).toFixed(2)} more`);
    child.kill();
  }
  upstream.child.kill();
}

async function medianFirstByte(port: number): Promise<number> {
  const taken: number[] = [];
  for (let index = 0; index < 350; index += 1) {
    const begun = performance.now();
    const reader = (await stream(port)).body!.getReader();
    await reader.read();
    if (index >= 50) taken.push(performance.now() - begun);
    while (!(await reader.read()).done);
  }
  return median(taken);
}

function stream(port: number): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer none" },
    body: JSON.stringify({ model: "gpt-5.4", messages: [{ role: "user", content: "Hello" }], stream: true }),
  });
}

/** Clients that leave in mid-stream must not leave a connection behind. */
async function leaving(): Promise<void> {
  const upstream = await start("upstream", ["slow"]);
  const { child, port } = await start("gateway", [String(upstream.port)]);
  const idle = openSockets(child.pid!);
  for (let round = 0; round < 10; round += 1) {
    await Promise.all(Array.from({ length: 100 }, () => leave(port)));
  }
  const begun = performance.now();
  while (openSockets(child.pid!) > idle + 5 && performance.now() - begun < 20_000)
    await new Promise((resolve) => setTimeout(resolve, 50));
  console.log(`1,000 clients left in mid-stream: ${openSockets(child.pid!) - idle} connections remain`);
  child.kill();
  upstream.child.kill();
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
  const wanted = Number(process.env.MEMORY ?? 100_000);
  const upstream = await start("upstream", []);
  const { child, port } = await start("gateway", [String(upstream.port)]);
  const marks: string[] = [];
  for (let step = 0; step < 5; step += 1) {
    await autocannon({ ...request(port, false), amount: wanted / 5, connections });
    const megabytes =
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))![1]) / 1024;
    marks.push(megabytes.toFixed(0));
  }
  console.log(`memory over ${wanted} calls, after each fifth: ${marks.join(", ")} MB`);
  child.kill();
  upstream.child.kill();
}

async function main(): Promise<void> {
  await compare(`pass-through, ${connections} connections`, false, [...contenders, ...portkey]);
  await compare(`streams of 20 events`, true, contenders);
  await compare("exact counting", false, [contenders[0]!, counting]);
  await firstBytes(contenders);
  await leaving();
  await memory();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
