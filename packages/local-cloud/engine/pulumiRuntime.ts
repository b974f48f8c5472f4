import type { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import * as config from "@pulumi/pulumi/runtime/config";
import * as settings from "@pulumi/pulumi/runtime/settings";
import type { ResourceTransformation } from "@pulumi/pulumi/resource";
import { registerStackTransformation, runInPulumiStack } from "@pulumi/pulumi/runtime/stack";
import * as state from "@pulumi/pulumi/runtime/state";

/**
 * All that the embedded engine uses of what Pulumi's SDK keeps to itself: how a program is told its stack and its
 * engine. The Automation API starts its inline programs by the same functions (`automation/server.js` of the SDK). None
 * of it is promised to stay, so it stands in this file alone, and every start is checked by what the SDK then says.
 */
export interface Run {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys: readonly string[];
  readonly monitor: Client;
  readonly engine: Client;
  /** Applied to every resource before it is registered. */
  readonly transformation: ResourceTransformation;
}

/** What the SDK calls: a method for each call of the protocol, with request and callback. */
export interface Client {
  readonly [method: string]: unknown;
  close(): void;
}

const fromHere = createRequire(__filename);

/** Left out of Pulumi's type declarations. */
interface Internals {
  readonly withLocalStorage: <T>(callback: () => Promise<T>) => Promise<T>;
  readonly getStore: () => {
    readonly settings: { monitor?: unknown; engine?: unknown; readonly options: { parallel?: number } };
  };
}
const { withLocalStorage, getStore } = state as unknown as Internals;

/**
 * Runs a program to its end, which is when every call to the engine has been answered. `aborted` ends the wait, not the
 * program: Pulumi has no way to stop one.
 */
export async function runPulumiProgram(
  run: Run,
  program: () => Promise<unknown>,
  aborted: Promise<never>,
): Promise<void> {
  const restore = [dropSourceMaps(), dropPromiseTraces()];
  try {
    await withLocalStorage(async () => {
      try {
        begin(run);
        await Promise.race([toTheEnd(run, program), aborted]);
      } finally {
        settings.disconnectSync();
      }
    });
  } finally {
    for (const undo of restore) undo();
    forgetContext();
  }
}

/**
 * Node follows every promise, timer and socket of the process for Pulumi's context from the first program on. Evaluations
 * take turns, so that nobody needs it between them, and the calls of a gateway that is served do not pay for it. The next program
 * switches it on again.
 */
function forgetContext(): void {
  const shared = globalThis as { asyncLocalStorage?: AsyncLocalStorage<unknown> };
  shared.asyncLocalStorage?.disable();
}

/** Where the SDK takes an address; the clients that are set below are used in its place. */
const nowhere = "in-process";
/** How many resources the SDK may register at once: 1 means one by one, any other number no limit of its own. */
const parallel = 16;

function begin({ project, stack, organization, monitor, engine, ...run }: Run): void {
  settings.resetOptions(project, stack, parallel, nowhere, nowhere, false, organization);
  const store = getStore();
  store.settings.monitor = monitor;
  store.settings.engine = engine;
  config.setAllConfig({ ...run.config }, [...run.secretConfigKeys]);
  const said: readonly (readonly [part: string, given: unknown, read: () => unknown])[] = [
    ["project", project, () => settings.getProject()],
    ["stack", stack, () => settings.getStack()],
    ["organization", organization, () => settings.getOrganization()],
    ["preview", false, () => settings.isDryRun()],
    ["parallel", parallel, () => store.settings.options.parallel],
    ["monitor", monitor, () => settings.getMonitor()],
    ["engine", engine, () => settings.getEngine()],
    ...Object.entries(run.config).map(
      ([key, value]) => [`config ${key}`, value, () => config.allConfig()[key]] as const,
    ),
  ];
  const wrong = said.filter(([, given, read]) => answer(read) !== given).map(([part]) => part);
  if (wrong.length > 0) throw new Error(otherShape(wrong));
}

/** Some of the SDK's questions throw where they have no answer. */
function answer(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function otherShape(wrong: readonly string[]): string {
  const { version } = fromHere("@pulumi/pulumi/package.json") as { version: string };
  return `ENGINE_SDK_SHAPE: @pulumi/pulumi ${version} is started otherwise than packages/local-cloud/engine/pulumiRuntime.ts does: it does not know ${wrong.join(", ")} as given. Compare with the SDK's automation/server.js, or go back to the version of package-lock.json.`;
}

async function toTheEnd(run: Run, program: () => Promise<unknown>): Promise<void> {
  await runInPulumiStack(() => {
    registerStackTransformation(run.transformation);
    return program() as Promise<Record<string, unknown>>;
  });
  // Resources may still be on their way when the entry has run; this waits for every call to the engine.
  await settings.disconnect(true);
}

/**
 * Pulumi takes a stack trace for every promise it makes, some forty a resource: two fifths of an evaluation's time, for a
 * text that only `PULUMI_DEBUG_PROMISE_LEAKS` shows. What the program throws keeps its own.
 */
function dropPromiseTraces(): () => void {
  // By require: an import may be a copy of the module's exports, in which nothing can be replaced.
  const shared = fromHere("@pulumi/pulumi/runtime/debuggable") as {
    debuggablePromise: PromiseWrapper;
    readonly debugPromiseLeaks: boolean;
  };
  const original = shared.debuggablePromise;
  if (shared.debugPromiseLeaks) return () => undefined;
  shared.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return original(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
  return () => (shared.debuggablePromise = original);
}

type PromiseWrapper = (promise: Promise<unknown>, context: unknown) => Promise<unknown>;

/** Mapping each trace back to TypeScript, which loaders such as tsx turn on, costs time and memory for what nobody reads. */
function dropSourceMaps(): () => void {
  const { sourceMapsEnabled } = process as { sourceMapsEnabled?: boolean };
  process.setSourceMapsEnabled(false);
  return () => process.setSourceMapsEnabled(sourceMapsEnabled ?? false);
}
