import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import { formatProblem, ProblemsError, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { systemClock } from "@azure-genai-gateway/common/clock";
import { evaluateProgram, readStackConfig } from "@azure-genai-gateway/local-cloud";
import { loadCatalogue, type Catalogue } from "@azure-genai-gateway/catalogue";
import { clientAccess } from "@azure-genai-gateway/local-gateway/stack/access";
import { declaredBackends } from "@azure-genai-gateway/local-gateway/stack/declaredBackends";
import { createDashboard } from "@azure-genai-gateway/local-gateway/dashboard/createDashboard";
import { Feed } from "@azure-genai-gateway/local-gateway/dashboard/feed";
import { documentsOf } from "@azure-genai-gateway/local-gateway/resources/documents";
import { createIssuer } from "@azure-genai-gateway/local-gateway/estate/issuer";
import { outside, type Outside, wrongAddresses } from "@azure-genai-gateway/local-gateway/estate/outside";
import { expandTemplates } from "@azure-genai-gateway/local-gateway/gateway/model/expandTemplates";
import { loopbackCertificate } from "@azure-genai-gateway/local-gateway/http/loopbackCertificate";
import { serveHttp, type HttpServer } from "@azure-genai-gateway/local-gateway/http/server";
import { Recordings } from "@azure-genai-gateway/local-gateway/openai";
import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import { Reloader } from "@azure-genai-gateway/local-gateway/watch/reloader";
import { watchProject } from "@azure-genai-gateway/local-gateway/watch/watchProject";
import { serveLocalStack, type ServedStack } from "@azure-genai-gateway/local-gateway/stack/serveStack";
import { writeCertificate } from "@azure-genai-gateway/local-gateway/command/certificateFile";
import { compileSooner } from "./compileSooner";
import { costOfAll, tableHead, tableRow } from "./callTable";
import type { DemoTarget } from "./demo";
import { renderInvitation } from "./invitation";
import type { StartOptions } from "./options";
import { planTree } from "./planTree";
import { startProvider } from "./startProvider";
import { billOfCalls } from "./bill";
import { exampleBackends } from "./exampleBackend";
import { findTeamTarget } from "./teamTargets";
import { findTarget } from "./targets";
import { withContracts } from "../onboard/withContracts";
import { useTypeScript } from "@azure-genai-gateway/local-cloud/useTypeScript";

/**
 * Evaluates the stack, serves it, makes the calls, and stays up until Ctrl-C unless told to exit.
 * @returns the exit code: 1 where something is wrong with the stack, or a call did not get what it is there for
 */
export async function startGateway(options: StartOptions): Promise<number> {
  try {
    return (await start(options)) ? 0 : 1;
  } catch (error) {
    console.error(`\n${tellable(error)}`);
    return 1;
  }
}

/** Whether the calls got what they are there for. */
async function start(options: StartOptions): Promise<boolean> {
  const projectDir = resolve(options.cwd);
  useTypeScript(projectDir);
  const provider = startProvider((problem) => console.log(`\n   ${formatProblem(problem)}`));
  const { config } = readStackConfig(projectDir, options.stack);
  const contracts = options.contracts ?? ownContracts(config, projectDir, options.stack);
  const evaluate = async () =>
    withContracts(
      await evaluateProgram({ ...readStackConfig(projectDir, options.stack), provider }),
      contracts,
      provider,
    );

  const catalogue = loadCatalogue({ directory: projectDir });
  const evaluated = progress(`evaluating stack ${options.stack}`);
  const deployment = await evaluate();
  evaluated();
  console.log(`\n${planTree(deployment)}\n`);

  // Not before: what evaluates a stack runs once.
  compileSooner();
  const served = progress("starting the gateway and the simulated Azure OpenAI accounts");
  const feed = new Feed(systemClock);
  const certificate = options.https ? loopbackCertificate() : undefined;
  const { elsewhere, redirects, hosts, problems, openId, tokens } = outsideOf(
    deployment,
    options,
    exampleBackends(config, projectDir),
  );
  const stack = await serveLocalStack(deployment, {
    elsewhere,
    redirects,
    hosts,
    // Models that the program leaves to others are simulated, whoever calls them; its own are as it declares them.
    openAccounts: "undeclared",
    providers: { real: new Set(options.allowHost) },
    sinks: feed.sinks,
    // Traces are for people who look: a run that ends by itself has none to show them to.
    onTrace: options.once ? undefined : feed.onTrace,
    isTraced: feed.isTraced,
    port: options.port,
    portOption: "--port",
    certificate,
    recordCapacity: 10_000,
    instances: options.instances,
    eventsDirectory: options.events,
    recordings: options.replay === undefined ? undefined : Recordings.read(options.replay),
  });
  served();
  for (const warning of [...problems, ...stack.warnings]) console.log(`   ${formatProblem(warning)}`);
  let dashboard: HttpServer | undefined;
  let issuer: HttpServer | undefined;
  let stopWatching: () => void = () => undefined;
  try {
    let declared = deployment;
    const access = () => clientAccess(stack, declared.resources);
    const found = targetOf(deployment, stack, options.demo && options.once, catalogue);
    const target = found && {
      ...found,
      team: findTeamTarget({
        ...{ config, access: access(), openId },
        chatDeployment: found.chatDeployment ?? "",
      }),
    };
    const worked =
      !options.demo || !target || (await demonstrate(stack, target, deployment, certificate?.cert));
    if (options.demo && !target) console.log("\nno calls are made: the stack declares no model to call");
    if (options.once) return worked;
    dashboard = await serveHttp(createDashboard({ stack: () => stack, feed, catalogue, access }), {
      host: "127.0.0.1",
      port: options.dashboardPort,
      portOption: "--dashboard-port",
    });
    issuer =
      tokens &&
      (await serveHttp(createIssuer(openId, tokens), {
        host: "127.0.0.1",
        port: options.issuerPort,
        portOption: "--issuer-port",
      }));
    const certificateFile = certificate && writeCertificate(certificate.cert, projectDir);
    console.log(
      `\n${renderInvitation(target, access(), options.stack, certificateFile)}\n\ndashboard: http://127.0.0.1:${dashboard.port}${issuer ? `\nissuer: http://127.0.0.1:${issuer.port}, for azure-genai-gateway token` : ""}`,
    );
    const swap = async (next: Deployment) => {
      await stack.swap(next);
      declared = next;
    };
    if (options.watch) stopWatching = watching(projectDir, options, evaluate, stack, swap);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    console.log("\nstopping");
    return worked;
  } finally {
    stopWatching();
    await issuer?.close();
    await dashboard?.close();
    await stack.close();
  }
}

/** Servers of this machine that backends lead to, whoever issues tokens, and what is asked for where nobody answers. */
function outsideOf(
  deployment: Deployment,
  { backend, allowHost }: StartOptions,
  examples: Readonly<Record<string, HttpHandler>>,
): Outside {
  const resources = expandTemplates(deployment.resources);
  const given = [...(backend?.keys() ?? []), ...(allowHost ?? [])].map((host) => host.toLowerCase());
  const options = {
    clock: systemClock,
    // What somebody names is asked in place of an example.
    hosts: Object.fromEntries(Object.entries(examples).filter(([host]) => !given.includes(host))),
    backends: new Map([...(backend ?? [])].filter(([name]) => name !== "")),
    fallback: backend?.get(""),
    allowHosts: new Set(allowHost),
  };
  throwIfErrors("The gateway cannot be started", wrongAddresses(options));
  return outside({ ...options, resources, documents: documentsOf(resources) });
}

/** Who makes no calls can do without something to call. */
function targetOf(
  deployment: Deployment,
  stack: ServedStack,
  needed: boolean,
  catalogue: Catalogue,
): DemoTarget | undefined {
  try {
    return findTarget(deployment, stack.gateway, clientAccess(stack, deployment.resources), catalogue);
  } catch (error) {
    if (needed) throw error;
    return undefined;
  }
}

/** @returns whether every call got what it is there for */
async function demonstrate(
  stack: ServedStack,
  target: DemoTarget,
  { stack: name, resources }: Deployment,
  certificate: string | undefined,
): Promise<boolean> {
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
  const packages = new Set([
    ...(target.chatDeployment === undefined ? [] : ["openai"]),
    ...(target.providers ?? []).map(({ format }) => format.client.name),
  ]);
  console.log(`\ncalls to stack ${name} with ${[...packages].join(", ")}, through ${stack.url}`);
  console.log(`   ${renderEntrance(stack, target)}\n${tableHead()}`);
  const failed: string[] = [];
  await runDemo(
    target,
    (result) => {
      console.log(tableRow(result, stack.recorded.eventHubEvents));
      if (!result.expected) failed.push(result.call);
    },
    { certificate, takeAway: (backend) => takeAway(stack, resources, backend) },
  );
  console.log(`\n${renderRecords(stack, resources)}`);
  if (target.team?.contract) console.log(`\nthe bill\n${indented(await billOfCalls(stack.recorded))}`);
  if (failed.length > 0)
    console.error(`\n${failed.join(", ")}: not what the stack is there for; the notes above say why`);
  return failed.length === 0;
}

/** Has the account or provider behind a backend answer 503. @returns what ends it; undefined where it is not simulated */
function takeAway(
  { accounts }: ServedStack,
  resources: Deployment["resources"],
  backend: string,
): (() => void) | undefined {
  const declared = declaredBackends(resources).find(({ id }) => id === backend);
  const account = accounts.get(declared?.subdomain ?? "");
  account?.setOutage("unavailable");
  return account && (() => account.setOutage(undefined));
}

/** Takes what is saved; what is broken is told, and the gateway stays as it was. */
function watching(
  projectDir: string,
  { stack: stackName, contracts = [] }: Pick<StartOptions, "stack" | "contracts">,
  evaluate: () => Promise<Deployment>,
  stack: ServedStack,
  swap: (deployment: Deployment) => Promise<void>,
): () => void {
  const reloader = new Reloader({
    projectDir,
    evaluate,
    swap,
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
    also: contracts,
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

const indented = (text: string) => text.trimEnd().replace(/^(?=.)/gm, "   ");

/** Contracts of the stack's own name, where it takes any: what `npm start` has to show of them. */
function ownContracts(
  config: Readonly<Record<string, string>>,
  projectDir: string,
  stack: string,
): readonly string[] {
  const text = Object.entries(config).find(([name]) => name.endsWith(":contracts"))?.[1];
  const folder = join(projectDir, "contracts");
  if (text === undefined || !(JSON.parse(text) as { enabled?: boolean }).enabled || !existsSync(folder))
    return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.split(sep).length === 3 && path.endsWith(`${sep}${stack}.yaml`))
    .map((path) => join(folder, path));
}

/** What the calls left behind, so that it can be seen that nothing was lost. */
function renderRecords({ recorded, accounts }: ServedStack, resources: Deployment["resources"]): string {
  const from = new Map<string, number>();
  for (const { body } of recorded.eventHubEvents) {
    const source = (JSON.parse(body) as { tokensFrom?: string }).tokensFrom ?? "?";
    from.set(source, (from.get(source) ?? 0) + 1);
  }
  const sources = [...from].map(([source, count]) => `${count} ${source}`).join(", ");
  // Accounts that guardrails ask have no models.
  const guards = resources.flatMap(({ inputs: { kind, accountName } }) =>
    kind === "ContentSafety" || kind === "TextAnalytics" ? [accountName] : [],
  );
  const served = [...accounts.values()]
    .filter(({ subdomain }) => !guards.includes(subdomain))
    .map((account) => {
      const calls = account.ledger.calls;
      const refused = calls.filter((call) => call.status === 429).length;
      return `   ${account.subdomain}: ${calls.length} calls, ${refused} of them refused with 429`;
    })
    .join("\n");
  return [
    `usage events ${recorded.eventHubEvents.length} (tokens from: ${sources}), ${costOfAll(recorded.eventHubEvents)}; LLM log rows ${recorded.llmLogs.length}, metrics ${recorded.metrics.length}`,
    served,
  ].join("\n");
}

/** What the address here stands for, and how keys are sent there. */
function renderEntrance({ scheme }: ServedStack, { keyHeader }: DemoTarget): string {
  const where = scheme === "https" ? "which stands for HTTPS on Azure" : "plain HTTP, on Azure too";
  return keyHeader === undefined
    ? `(${where}; keys as Authorization: Bearer, api-key or Ocp-Apim-Subscription-Key)`
    : `(${where}; keys as ${keyHeader} alone)`;
}
