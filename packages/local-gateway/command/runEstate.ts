import { once } from "node:events";
import { dirname, resolve } from "node:path";
import { systemClock } from "@azure-genai-gateway/common/clock";
import { jsonOrText } from "@azure-genai-gateway/common/nameValue";
import { formatProblem, type Problem, ProblemsError } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { loadCatalogue } from "@azure-genai-gateway/catalogue";
import { clientAccess } from "../stack/access";
import { createDashboard } from "../dashboard/createDashboard";
import { Feed } from "../dashboard/feed";
import type { Estate } from "../estate/estate";
import { withFragments } from "../estate/fragments";
import { type PreparedEstate, prepareEstate, type PrepareOptions } from "../estate/prepareEstate";
import { readEstate } from "../estate/readEstate";
import { Written } from "../estate/parameters";
import { loopbackCertificate } from "../http/loopbackCertificate";
import { serveHttp } from "../http/server";
import { serveLocalStack, type ServedStack } from "../stack/serveStack";
import { createLocalStack } from "../stack/stack";
import { watchFiles } from "../watch/watchFiles";
import { writeCertificate } from "./certificateFile";
import { describeEstate, renderAccess } from "./describeEstate";
import { readNamedValues, readParameters, type RunOptions } from "./runOptions";

export interface RunOutput {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** A gateway that serves an estate, until it is closed. */
export interface RunningEstate {
  readonly stack: ServedStack;
  readonly url: string;
  readonly dashboardUrl: string;
  close(): Promise<void>;
}

/**
 * Serves what the path declares until Ctrl-C.
 * @returns the exit code: 1 where something is missing or wrong
 */
export async function runEstate(options: RunOptions, output: RunOutput): Promise<number> {
  try {
    if (options.check) return await check(options, output);
    const running = await openEstate(options, output);
    await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
    output.out("\nstopping\n");
    await running.close();
    return 0;
  } catch (error) {
    output.error(`${tellable(error)}\n`);
    return 1;
  }
}

/** What is missing is the same as for serving it: the gateway is built, and let go. */
async function check(options: RunOptions, { out }: RunOutput): Promise<number> {
  const { estate, prepared } = read(options);
  const stack = await built(() => createLocalStack(prepared.deployment, prepared.stack), prepared);
  void stack.closeEventHubs();
  out(`${describeEstate(estate, stack.gateway.service)}\n`);
  const problems = [...prepared.problems, ...prepared.told(stack.warnings)];
  for (const problem of problems) out(`   ${formatProblem(problem)}\n`);
  return 0;
}

/** @throws ProblemsError with everything that is missing or wrong */
export async function openEstate(options: RunOptions, { out, error }: RunOutput): Promise<RunningEstate> {
  const { estate, prepared } = read(options);
  const feed = new Feed(systemClock);
  const certificate = options.https ? loopbackCertificate() : undefined;
  const stack = await built(
    () =>
      serveLocalStack(prepared.deployment, {
        ...prepared.stack,
        elsewhere: prepared.elsewhere,
        sinks: feed.sinks,
        onTrace: feed.onTrace,
        port: options.port,
        certificate,
        portOption: "--port",
        recordCapacity: 10_000,
      }),
    prepared,
  );
  let declared = prepared.deployment;
  const access = () => clientAccess(stack, declared.resources);
  const catalogue = loadCatalogue({ directory: "." });
  const dashboard = await serveHttp(createDashboard({ stack: () => stack, feed, catalogue, access }), {
    host: "127.0.0.1",
    port: options.dashboardPort,
    portOption: "--dashboard-port",
  }).catch(async (failure: unknown) => {
    await stack.close();
    throw failure;
  });
  const warn = (problems: readonly Problem[]) =>
    problems.forEach((problem) => out(`   ${formatProblem(problem)}\n`));
  out(`${describeEstate(estate, stack.gateway.service)}\n`);
  warn([...prepared.problems, ...prepared.told(stack.warnings)]);
  const certificateFile = certificate && writeCertificate(certificate.cert, dirname(resolve(options.path)));
  const dashboardUrl = `http://127.0.0.1:${dashboard.port}`;
  out(`\n${renderAccess(access(), stack.gateway.service, certificateFile)}\n\ndashboard: ${dashboardUrl}\n`);
  const watched = options.watch
    ? watchFiles(options.path, (changed) => {
        void swap(changed).catch((failure: unknown) =>
          error(`${changed.join(", ")} not taken; the gateway stays as it was\n${tellable(failure)}\n`),
        );
      })
    : undefined;
  watched?.follow(filesOf(options, estate));

  async function swap(changed: readonly string[]): Promise<void> {
    const { estate, prepared: next } = read(options);
    // A file that is named now for the first time counts from here on, whatever becomes of what it says.
    watched?.follow(filesOf(options, estate));
    await built(() => stack.swap(next.deployment), next);
    declared = next.deployment;
    out(`${changed.join(", ")} taken\n`);
    warn(next.told(stack.warnings));
  }

  return {
    stack,
    url: stack.url,
    dashboardUrl,
    async close() {
      watched?.stop();
      await dashboard.close();
      await stack.close();
    },
  };
}

/** Every file that what is served was read from. */
function filesOf({ namedValues, parameters }: RunOptions, { files }: Estate): readonly string[] {
  return [...files, ...[namedValues, parameters].filter((file) => file !== undefined)];
}

function read(options: RunOptions): { readonly estate: Estate; readonly prepared: PreparedEstate } {
  const parameters = new Map([
    ...(options.parameters === undefined ? [] : readParameters(options.parameters)),
    ...[...(options.parameter ?? [])].map(
      ([name, text]) => [name, new Written(text, jsonOrText(text))] as const,
    ),
  ]);
  const fragments = new Map(
    [...(options.fragment ?? [])].map(([id, file]) => [id, { file, text: readTextFile(file) }]),
  );
  const estate = withFragments(readEstate(options.path, { parameters }), fragments);
  const backends = new Map([...(options.backend ?? [])].filter(([name]) => name !== ""));
  const prepare: PrepareOptions = {
    clock: systemClock,
    backends,
    fallback: options.backend?.get(""),
    namedValues: options.namedValues === undefined ? new Map() : readNamedValues(options.namedValues),
    allowHosts: new Set(options.allowHost),
    service: options.service,
  };
  return { estate, prepared: prepareEstate(estate, prepare) };
}

/** What the gateway finds wrong comes with what the estate is missing, all at once. */
function retold(error: unknown, prepared: PreparedEstate): unknown {
  if (!(error instanceof ProblemsError)) return error;
  return new ProblemsError("This cannot be served yet", [
    ...prepared.told(error.problems),
    ...prepared.problems,
  ]);
}

async function built<T>(make: () => T | Promise<T>, prepared: PreparedEstate): Promise<T> {
  try {
    return await make();
  } catch (error) {
    throw retold(error, prepared);
  }
}

/** What a user can mend is told without a stack trace. */
function tellable(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
