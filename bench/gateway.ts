import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
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

async function start(file: string, args: readonly string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(join(__dirname, "proxies", `${file}.js`), [...args], { stdio: "inherit" });
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

async function load(port: number, stream: boolean, prompt = 5): Promise<number> {
  const body = JSON.stringify({
    model: "gpt-5.4",
    messages: [{ role: "user", content: "These are words of about one token each. ".repeat(prompt / 9 + 1) }],
    ...(stream ? { stream: true } : {}),
  });
  const result = await autocannon({
    url: `http://127.0.0.1:${port}/openai/deployments/gpt-5.4/chat/completions`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    connections,
    duration: seconds,
  });
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

async function main(): Promise<void> {
  await compare(`pass-through, ${connections} connections`, false, contenders);
  await compare(`streams of 20 events`, true, contenders);
  await compare("exact counting", false, [contenders[0]!, counting]);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
