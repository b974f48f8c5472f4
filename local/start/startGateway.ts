import { once } from "node:events";
import { resolve } from "node:path";
import { formatProblem, ProblemsError } from "../../common/problem";
import { systemClock } from "../../common/clock";
import { azureProvider, evaluateProgram, readStackConfig } from "../cloud";
import { loadCatalogue } from "../../catalogue";
import { createDashboard } from "../dashboard/createDashboard";
import { Feed } from "../dashboard/feed";
import { serveHttp, type HttpServer } from "../http/server";
import { Recordings } from "../openai";
import type { Deployment } from "../cloud/resource";
import { Reloader } from "../watch/reloader";
import { watchProject } from "../watch/watchProject";
import { serveLocalStack, type ServedStack } from "../serveStack";
import type { DemoResult, DemoTarget } from "./demo";
import type { StartOptions } from "./options";
import { planTree } from "./planTree";
import { findTarget } from "./targets";
import { useTypeScript } from "../cloud/useTypeScript";

/**
 * Evaluates the stack, serves it, makes the calls, and stays up until Ctrl-C unless told to exit.
 * @returns the exit code
 */
export async function startGateway(options: StartOptions): Promise<number> {
  try {
    await start(options);
    return 0;
  } catch (error) {
    console.error(`\n${tellable(error)}`);
    return 1;
  }
}

async function start(options: StartOptions): Promise<void> {
  const projectDir = resolve(options.cwd);
  useTypeScript(projectDir);
  const evaluate = () =>
    evaluateProgram({ ...readStackConfig(projectDir, options.stack), provider: azureProvider });

  const catalogue = loadCatalogue({ directory: projectDir });
  const evaluated = progress(`evaluating stack ${options.stack}`);
  const deployment = await evaluate();
  evaluated();
  console.log(`\n${planTree(deployment)}\n`);

  const served = progress("starting the gateway and the simulated Azure OpenAI accounts");
  const feed = new Feed(systemClock);
  const stack = await serveLocalStack(deployment, {
    sinks: feed.sinks,
    // Traces are for people who look: a run that ends by itself has none to show them to.
    onTrace: options.once ? undefined : feed.onTrace,
    port: options.port,
    recordCapacity: 10_000,
    instances: options.instances,
    eventsDirectory: options.events,
    recordings: options.replay === undefined ? undefined : Recordings.read(options.replay),
  });
  served();
  for (const warning of stack.warnings) console.log(`   ${formatProblem(warning)}`);
  let dashboard: HttpServer | undefined;
  let stopWatching: () => void = () => undefined;
  try {
    const target = findTarget(deployment, stack.gateway, stack.url);
    if (options.demo) await demonstrate(stack, target, options.stack);
    if (options.once) return;
    dashboard = await serveHttp(createDashboard({ stack: () => stack, feed, catalogue }), {
      host: "127.0.0.1",
      port: options.dashboardPort,
    });
    console.log(
      `\n${renderInvitation(target, options.stack)}\n${renderEventHubs(stack)}\n\ndashboard: http://127.0.0.1:${dashboard.port}`,
    );
    if (options.watch) stopWatching = watching(projectDir, options.stack, evaluate, stack);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    console.log("\nstopping");
  } finally {
    stopWatching();
    await dashboard?.close();
    await stack.close();
  }
}

async function demonstrate(stack: ServedStack, target: DemoTarget, name: string): Promise<void> {
  let runDemo: (typeof import("./demo"))["runDemo"];
  try {
    // Not with the rest: only whoever has the package can make the calls.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    ({ runDemo } = require("./demo") as typeof import("./demo"));
  } catch (error) {
    if ((error as { code?: string }).code !== "MODULE_NOT_FOUND") throw error;
    throw new Error(
      "The calls are made with the openai package: npm install --save-dev openai, or --no-demo.",
      {
        cause: error,
      },
    );
  }
  console.log(`\ncalls to stack ${name} with the openai package, through ${stack.url}`);
  console.log(`   ${renderEntrance(stack, target)}`);
  await runDemo(target, (result) => console.log(renderResult(result)));
  console.log(`\n${renderRecords(stack)}`);
}

/** Takes what is saved; what is broken is told, and the gateway stays as it was. */
function watching(
  projectDir: string,
  stackName: string,
  evaluate: () => Promise<Deployment>,
  stack: ServedStack,
): () => void {
  const reloader = new Reloader({
    projectDir,
    evaluate,
    swap: (deployment) => stack.swap(deployment),
    report: ({ changed, tookMs, error }) => {
      const files = changed.join(", ");
      if (error === undefined) {
        console.log(`${files} taken in ${(tookMs / 1000).toFixed(1)} s`);
        for (const warning of stack.warnings) console.log(`   ${formatProblem(warning)}`);
      } else console.error(`${files} not taken; the gateway stays as it was\n${tellable(error)}`);
    },
  });
  return watchProject({
    projectDir,
    stack: stackName,
    onChange: (changed) => void reloader.changed(changed),
    onDefect: (error) => console.error(`watching failed: ${String(error)}`),
  });
}

/** What a user can mend is told without a stack trace. */
function tellable(error: unknown): string {
  return error instanceof ProblemsError ? error.message : String((error as Error)?.stack ?? error);
}

/** Says what is going on, and on the returned call how long it took. */
function progress(what: string): () => void {
  const started = performance.now();
  process.stdout.write(`${what} ...`);
  return () => process.stdout.write(` ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

function renderResult({ call, status, backend, tokens, note }: DemoResult): string {
  return `   ${call.padEnd(16)} ${status}  ${backend.padEnd(16)} ${tokens.padStart(11)} tokens  ${note}`;
}

/** What the calls left behind, so that it can be seen that nothing was lost. */
function renderRecords({ recorded, accounts }: ServedStack): string {
  const from = new Map<string, number>();
  for (const { body } of recorded.eventHubEvents) {
    const source = (JSON.parse(body) as { tokensFrom?: string }).tokensFrom ?? "?";
    from.set(source, (from.get(source) ?? 0) + 1);
  }
  const sources = [...from].map(([source, count]) => `${count} ${source}`).join(", ");
  const served = [...accounts.values()]
    .map((account) => {
      const calls = account.ledger.calls;
      const refused = calls.filter((call) => call.status === 429).length;
      return `   ${account.subdomain}: ${calls.length} calls, ${refused} of them refused with 429`;
    })
    .join("\n");
  return [
    `usage events ${recorded.eventHubEvents.length} (tokens from: ${sources}), LLM log rows ${recorded.llmLogs.length}, metrics ${recorded.metrics.length}`,
    served,
  ].join("\n");
}

function renderEventHubs({ eventHubConnectionStrings }: ServedStack): string {
  return [...eventHubConnectionStrings]
    .map(([name, connection]) => `\nEvent Hubs namespace ${name}, for any AMQP client:\n${connection}`)
    .join("\n");
}

/** What the address here stands for, and how keys are sent there. */
function renderEntrance({ scheme }: ServedStack, { keyHeader }: DemoTarget): string {
  const where = scheme === "https" ? "which stands for HTTPS on Azure" : "plain HTTP, on Azure too";
  return keyHeader === undefined
    ? `(${where}; keys as Authorization: Bearer, api-key or Ocp-Apim-Subscription-Key)`
    : `(${where}; keys as ${keyHeader} alone)`;
}

function renderInvitation(target: DemoTarget, name: string): string {
  const base = `${target.url}/${target.v1Path ?? target.azurePath}`;
  const path = target.v1Path
    ? "/chat/completions"
    : `/deployments/${target.chatDeployment}/chat/completions?api-version=2024-10-21`;
  return [
    `the gateway of stack ${name} is up; the key is made for this run and opens nothing else. Ctrl-C stops it.`,
    "",
    `curl ${base}${path} \\`,
    `  -H "${target.keyHeader ? `${target.keyHeader}:` : "Authorization: Bearer"} ${target.key}" -H "Content-Type: application/json" \\`,
    `  -d '{"model":"${target.chatDeployment}","messages":[{"role":"user","content":"Hello"}]}'`,
  ].join("\n");
}
