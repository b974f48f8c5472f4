import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { AccountCall } from "./teller";

/** A server in a process of its own: its load comes from another process, and its CPU time is its own alone. */
export interface Child {
  readonly port: number;
  /** Opens the server, where it wants one. */
  readonly key?: string;
  readonly child: ChildProcess;
  stop(): Promise<void>;
}

/** Answers in every child to questions of {@link usageOf}; loaded before the server's own code. */
const teller = join(__dirname, "teller.js");

/** Starts a server of `bench/servers`, which tells its port. */
export async function startServer(name: string, args: readonly string[] = []): Promise<Child> {
  const child = fork(join(__dirname, "../servers", `${name}.js`), [...args], {
    stdio: "inherit",
    execArgv: ["--require", teller],
  });
  const told = (await Promise.race([once(child, "message"), failed(child, name)])) as [
    { port: number; key?: string },
  ];
  return { ...told[0], child, stop: () => stopped(child) };
}

export interface StartedGateway extends Child {
  readonly url: string;
  /** Header and value that carry a key of the roomiest product. */
  readonly keyHeader: readonly [string, string];
  readonly dashboard: string;
}

/** `npm start` as users run it, but compiled: with its dashboard, without the calls of its demonstration. */
export async function startCommand(project: string, stack: string): Promise<StartedGateway> {
  const args = ["--cwd", project, "--stack", stack, "--port", "0", "--dashboard-port", "0", "--no-demo"];
  const child = fork(join(project, "packages/cli/start/main.js"), args, {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    execArgv: ["--require", teller],
  });
  const printed: string[] = [];
  const found = (pattern: RegExp) => pattern.exec(printed.join("\n"));
  const up = (async () => {
    for await (const line of createInterface({ input: child.stdout! })) {
      printed.push(line);
      if (found(/dashboard: \S+/)) return;
    }
    throw new Error(`npm start said nothing of a dashboard:\n${printed.join("\n")}`);
  })();
  await Promise.race([up, failed(child, "npm start")]);
  child.stdout!.resume();
  const url = found(/https?:\/\/127\.0\.0\.1:\d+(?=\/openai)/)![0];
  const [, name, value] = found(/-H "([\w-]+): ([^"]+)"/)!;
  return {
    url,
    port: Number(new URL(url).port),
    keyHeader: [name!, value!],
    dashboard: found(/dashboard: (\S+)/)![1]!,
    child,
    stop: () => stopped(child),
  };
}

async function failed(child: ChildProcess, name: string): Promise<never> {
  const [code] = (await once(child, "exit")) as [number | null];
  throw new Error(`${name} ended with ${code} before it served`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

export interface Usage {
  /** Seconds of CPU since its start, in user and system mode. */
  readonly cpu: number;
  /** Resident. */
  readonly megabytes: number;
}

export function usageOf({ child }: Child): Promise<Usage> {
  return ask(child, "usage") as Promise<Usage>;
}

/** How the gateway last called an account; it must have done so once. */
export async function accountCallOf({ child }: Child): Promise<AccountCall> {
  const call = (await ask(child, "account")) as AccountCall | null;
  if (!call) throw new Error("No account has been called yet");
  return call;
}

async function ask(child: ChildProcess, question: string): Promise<unknown> {
  const answer = once(child, "message");
  child.send(question);
  return ((await answer) as [unknown])[0];
}
