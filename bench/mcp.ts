import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { connect } from "../tests/endToEnd/mcp/clients";
import { Crowd, scarce, seats } from "../tests/endToEnd/mcp/crowd";
import { startMcpStack } from "../tests/endToEnd/mcp/mcpStack";
import { ToolServer } from "../tests/endToEnd/mcp/toolServer";
import { isShort, median, say } from "./support/goals";

/**
 * MCP by the official SDK's client. First a thousand sessions at once, three servers and four subscriptions of two
 * products, round after round in one process: fails where a session sees anything of another's, where a tool's limit lets
 * one call too many or too few through, where a session outlives its end, and where the heap goes on growing. Then what a
 * tool's call takes through the gateway, as a ratio of CPU time to the same call without it; clients and servers run in
 * the same process and are in both.
 */
const sessions = isShort ? 60 : 1_000;
const rounds = isShort ? 2 : 5;
// Fewer than the SDK's one signal may have listeners, which Node counts until they are collected.
const calls = isShort ? 20 : 200;

async function main(): Promise<void> {
  await manySessions();
  await ratios();
}

async function manySessions(): Promise<void> {
  const crowd = await Crowd.start();
  const heaps: number[] = [];
  const rates: number[] = [];
  const failures: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const cpu = cpuTimer();
    const { wrong, taken, left } = await crowd.come(sessions);
    rates.push(sessions / (cpu() / 1000));
    failures.push(...wrong.slice(0, 5));
    if (left > 0) failures.push(`${left} sessions are left`);
    for (const seat of seats(sessions)) {
      const allowed = Math.min(scarce, seat.members);
      if (taken.get(seat.name) !== allowed)
        failures.push(`${seat.name}: ${taken.get(seat.name) ?? 0} calls of a scarce tool, not ${allowed}`);
    }
    heaps.push(heapAfterCollection());
  }
  // The first round fills caches of compiled policies and expressions.
  const [, settled = heaps[0]!] = heaps;
  const end = heaps.at(-1)!;
  say(
    `${sessions} sessions at once, ${rounds} times`,
    `${median(rates).toFixed(0)} sessions a CPU-second, each with ten messages`,
  );
  say("heap after each round", heaps.map((bytes) => `${(bytes / 1_048_576).toFixed(1)} MB`).join(", "));
  if (end > settled * 1.05 + 2_097_152) failures.push(`the heap grows from ${settled} to ${end} bytes`);
  if (failures.length > 0) throw new Error(failures.join("\n"));
}

async function ratios(): Promise<void> {
  const api = createServer((request, response) => {
    response.writeHead(200, { "Content-Type": "application/json" }).end(`{"line":"${request.url!}"}`);
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  const tools = new ToolServer();
  const toolsUrl = await tools.listen();
  const stack = await startMcpStack(
    {
      mcpServers: [
        {
          name: "made",
          from: { openapi: "tests/endToEnd/mcp/orders.openapi.json", url: "https://made.example.com/v2" },
        },
        { name: "passed", from: { url: "https://passed.example.com/mcp" } },
      ],
    },
    {
      elsewhere: ({ hostname }) =>
        hostname === "made.example.com" ? apiUrl : hostname === "passed.example.com" ? toolsUrl : undefined,
    },
  );
  const key = stack.key("premium-team");
  const made = (await connect(stack, key, "made")).client;
  const passed = (await connect(stack, key, "passed")).client;
  const bare = new Client({ name: "bench", version: "1.0.0" });
  await bare.connect(new StreamableHTTPClientTransport(new URL(`${toolsUrl}/mcp`)));
  const echo = (client: Client) => client.callTool({ name: "echo", arguments: { text: "hello" } });

  const direct = await timed(async () => void (await (await fetch(`${apiUrl}/v2/orders/17`)).text()));
  const byTool = await timed(() => made.callTool({ name: "get_order", arguments: { id: "17" } }));
  const alone = await timed(() => echo(bare));
  const through = await timed(() => echo(passed));
  const opened = await timed(async () => {
    const { client, transport } = await connect(stack, key, "passed");
    await transport.terminateSession();
    await client.close();
  });
  const ms = (value: number) => `${value.toFixed(2)} ms of CPU`;
  say("an API's operation called as it is", ms(direct));
  say("the same as a tool through the gateway", `${ms(byTool)}, ${(byTool / direct).toFixed(1)} x`);
  say("a tool of an MCP server without the gateway", ms(alone));
  say("the same passed through the gateway", `${ms(through)}, ${(through / alone).toFixed(1)} x`);
  say(
    "a session passed through, begun and ended",
    `${ms(opened)}, ${(1000 / opened).toFixed(0)} a CPU-second`,
  );

  await Promise.all([made.close(), passed.close(), bare.close()]);
  await stack.stack.close();
  await tools.close();
  api.closeAllConnections();
  await new Promise((resolve) => api.close(resolve));
}

/** Ms of CPU that one call takes: the median of rounds, after one that warms up. */
async function timed(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round <= (isShort ? 1 : 5); round++) {
    const cpu = cpuTimer();
    for (let index = 0; index < calls; index++) await call();
    times.push(cpu() / calls);
  }
  return median(times.slice(1));
}

function cpuTimer(): () => number {
  const begun = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  };
}

function heapAfterCollection(): number {
  setFlagsFromString("--expose_gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

void main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
