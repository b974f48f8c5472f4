import { resolve } from "node:path";
import { isMainThread } from "node:worker_threads";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { ResourceTransformationArgs, ResourceTransformationResult } from "@pulumi/pulumi/resource";
import { throwIfErrors } from "@azure-genai-gateway/common/problem";
import type { LocalProvider } from "../provider";
import type { Deployment } from "@azure-genai-gateway/common/resource";
import type { Failure } from "./failures";
import { failureOf, seenFrom } from "./failures";
import { inProcessClient } from "./inProcessClient";
import type { EvaluationEvent } from "./monitor";
import { Monitor } from "./monitor";
import type { InlineProgram } from "./program";
import { runProgram } from "./program";
import type { Client } from "./pulumiRuntime";
import { runPulumiProgram } from "./pulumiRuntime";
import { turns } from "./turns";

export interface EvaluateOptions {
  /** The path of the program's entry (TypeScript needs a loader such as tsx in this process), or the program itself. */
  readonly program: string | InlineProgram;
  readonly project: string;
  readonly stack: string;
  /** The working folder while it runs, as Pulumi sets it; default the process's own. Worker threads cannot change theirs. */
  readonly directory?: string;
  /** Default `organization`, which is also what Pulumi says for a self-managed backend. */
  readonly organization?: string;
  /** Keys as `project:key`; structured values as JSON text, the way Pulumi hands them to a program. */
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys?: readonly string[];
  readonly provider: LocalProvider;
  readonly onEvent?: (event: EvaluationEvent) => void;
  /** Stacks that are there already: StackReferences read their outputs, and their resources exist. Default none. */
  readonly stacks?: readonly Deployment[];
  /**
   * Milliseconds in which a program does nothing but wait, until it is given up: what it waits for never comes. Time in
   * which it runs, or would if the machine had room for it, does not count. Default 120,000.
   */
  readonly timeout?: number;
}

/**
 * Runs a Pulumi program without Pulumi's CLI, on an engine inside this process that is spoken to by the messages of the
 * real one's protocol. The program is not mocked: dependencies, secrets and options arrive as `pulumi up` would see
 * them.
 *
 * Rejects with one error: the ProblemsError that the program threw, or one that gathers everything else that
 * went wrong, by resource (`RESOURCE_FAILED`, `PROGRAM_FAILED`, what the provider's check found).
 *
 * Evaluations take turns: Pulumi's runtime keeps the running stack in variables of the process. Unhandled
 * rejections that occur meanwhile are taken to be the program's, because that is how Pulumi's promises fail.
 */
export function evaluateProgram(options: EvaluateOptions): Promise<Deployment> {
  const evaluation = turn.then(() => evaluate(options));
  turn = evaluation.catch(() => undefined);
  return evaluation;
}

let turn: Promise<unknown> = Promise.resolve();

async function evaluate(options: EvaluateOptions): Promise<Deployment> {
  const { project, stack, organization = "organization", secretConfigKeys = [] } = options;
  const failures = new Failures(options.timeout ?? 120_000);
  const logged: Failure[] = [];
  const monitor = new Monitor({
    project,
    stack,
    provider: options.provider,
    organization,
    stacks: options.stacks ?? [],
    onFailure: (error, subject) => failures.add({ error, subject }),
    onEvent: (event) => {
      if (event.kind === "log" && event.severity === "error") {
        logged.push({ error: new Error(event.message), subject: event.urn });
      }
      options.onEvent?.(event);
    },
  });
  const clients = {
    monitor: inProcessClient(ResourceMonitorService, monitor.monitorService),
    engine: withoutDebugMessages(inProcessClient(EngineService, monitor.engineService)),
  };
  const { config } = options;
  const run = { project, stack, organization, config, secretConfigKeys, ...clients };
  // Before the folder changes: a path that is relative is so to the one of now.
  const program = typeof options.program === "string" ? resolve(options.program) : options.program;
  const callersFolder = process.cwd();
  const leaveFolder = enterFolder(options.directory);
  const restoreRejections = takeRejections((error) => failures.add({ error }));
  try {
    await runPulumiProgram(
      { ...run, transformation: dropVersionAliases },
      () => runProgram(program),
      failures.first,
    ).catch((error: unknown) => failures.add({ error }));
    const all = failures.all.length > 0 ? failures.all : logged;
    if (all.length > 0) throw seenFrom(callersFolder, failureOf(`The program of stack ${stack} failed`, all));
  } finally {
    monitor.stop();
    failures.dispose();
    for (const client of Object.values(clients)) client.close();
    // The SDK's calls that this cancels are rejected while their rejections are still ours.
    await turns(2);
    restoreRejections();
    leaveFolder();
  }
  const { resources, outputs } = monitor;
  throwIfErrors(
    `What stack ${stack} declares cannot be deployed`,
    options.provider.check?.(afterOthers(resources, options.stacks ?? [])) ?? [],
  );
  return { project, stack, resources, outputs };
}

/** What exists when the stack is there: other stacks' resources first, for which all of its own have waited. */
function afterOthers(
  resources: Deployment["resources"],
  stacks: readonly Deployment[],
): Deployment["resources"] {
  const others = stacks.flatMap((stack) => stack.resources);
  if (others.length === 0) return resources;
  const urns = others.map(({ urn }) => urn);
  return [
    ...others,
    ...resources.map((resource) => ({ ...resource, dependencies: [...resource.dependencies, ...urns] })),
  ];
}

function enterFolder(directory: string | undefined): () => void {
  const before = process.cwd();
  if (directory === undefined || !isMainThread || before === directory) return () => undefined;
  process.chdir(directory);
  return () => process.chdir(before);
}

/** The SDK sends some ten debug messages a resource, one call each: most of the calls, and nobody reads them. */
function withoutDebugMessages(engine: Client): Client {
  const send = engine["log"] as (request: LogRequest, callback: (error: unknown) => void) => void;
  return {
    ...engine,
    log: (request: LogRequest, callback: (error: unknown) => void) =>
      request.getSeverity() === LogSeverity.DEBUG ? callback(null) : send(request, callback),
  };
}

/**
 * Azure-native gives every resource an alias for each API version of its type, some twenty, and the SDK works
 * them out one by one: most of an evaluation's time and memory. They only matter to a state that exists.
 */
function dropVersionAliases({ props, opts }: ResourceTransformationArgs): ResourceTransformationResult {
  const { aliases } = opts;
  if (!Array.isArray(aliases)) return { props, opts };
  return { props, opts: { ...opts, aliases: aliases.filter((alias) => !isVersionAlias(alias)) } };
}

function isVersionAlias(alias: unknown): boolean {
  if (typeof alias !== "object" || alias === null || Object.keys(alias).length !== 1) return false;
  const { type } = alias as { type?: unknown };
  return typeof type === "string" && type.startsWith("azure-native:");
}

/** Hands unhandled rejections to `onRejection` and to nobody else, until the returned function is called. */
function takeRejections(onRejection: (error: unknown) => void): () => void {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", onRejection);
  return () => {
    process.off("unhandledRejection", onRejection);
    for (const listener of others) process.on("unhandledRejection", listener);
  };
}

/** What failed so far; `first` rejects some turns after the first, so that what fails with it is told too. */
class Failures {
  readonly all: Failure[] = [];
  readonly first: Promise<never>;
  private reject: (reason: unknown) => void = () => undefined;
  private ending = false;
  private deadline?: NodeJS.Timeout;

  constructor(timeout: number) {
    this.first = new Promise<never>((_resolve, reject) => (this.reject = reject));
    this.first.catch(() => undefined);
    this.giveUpAfter(timeout);
  }

  /** Of the event loop's time only that counts which it spends without anything to do. */
  private giveUpAfter(timeout: number): void {
    const begun = performance.eventLoopUtilization().idle;
    const look = () => {
      const left = timeout - (performance.eventLoopUtilization().idle - begun);
      if (left > 1) {
        this.deadline = setTimeout(look, left);
        return;
      }
      const message = `the program has not finished after ${timeout / 1000} s: something it waits for never settles`;
      this.add({ error: new Error(message) });
    };
    this.deadline = setTimeout(look, timeout);
  }

  add(failure: Failure): void {
    if (this.all.some(({ error }) => error === failure.error)) return;
    this.all.push(failure);
    if (this.ending) return;
    this.ending = true;
    void turns(20).then(() => this.reject(failure.error));
  }

  dispose(): void {
    clearTimeout(this.deadline);
  }
}
