import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** What most files need, and what has requirements that do not go with theirs. */
export type Requirements = "requirements.txt" | "requirements-mcp.txt";
const cache = resolve(__dirname, "../../node_modules/.cache/python-clients");

/** What became of one case of a Python file. */
export interface CaseResult {
  readonly case: string;
  /** What the case gave back; null for nothing. */
  readonly value?: unknown;
  /** Type and text of the exception that ended it. */
  readonly error?: string;
  /** HTTP status of the exception, where the client's exceptions have one. */
  readonly status?: number;
}

/** Whether there is a Python to make the environment with. */
export function hasPython(): boolean {
  return spawnSync("python3", ["-m", "venv", "--help"]).status === 0;
}

/**
 * The interpreter of an environment that has the clients of a list, made once for each version of that list.
 * Takes some two minutes the first time, and the package index. Throws an Error with pip's own last lines.
 */
export function pythonClients(
  tell: (line: string) => void = () => undefined,
  list: Requirements = "requirements.txt",
): string {
  const requirements = join(__dirname, list);
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
  const home = join(cache, wanted);
  const interpreter = join(home, "bin", "python");
  if (existsSync(join(home, "complete"))) return interpreter;
  tell("installing the Python clients");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(cache, { recursive: true });
  run("python3", ["-m", "venv", home]);
  run(interpreter, ["-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", requirements]);
  // Last, so that an installation that was cut short is made again.
  mkdirSync(join(home, "making"));
  renameSync(join(home, "making"), join(home, "complete"));
  return interpreter;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return;
  throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stderr.slice(-2000)}`);
}

/**
 * Runs one file of python/ with the clients' environment; each of its cases prints a line of JSON.
 * @param file name below tests/clients/python
 * @param environment variables that the file reads, beside those of this process
 */
export async function runCases(
  file: string,
  environment: Readonly<Record<string, string>>,
  list?: Requirements,
): Promise<ReadonlyMap<string, CaseResult>> {
  const python = spawn(pythonClients(undefined, list), [join(__dirname, "python", file)], {
    env: { ...process.env, PYTHONUNBUFFERED: "1", PYTHONDONTWRITEBYTECODE: "1", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let log = "";
  python.stdout.on("data", (bytes: Buffer) => (out += bytes.toString()));
  python.stderr.on("data", (bytes: Buffer) => (log = (log + bytes.toString()).slice(-4000)));
  const code = await new Promise<number | null>((done) => python.on("close", done));
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${log}`);
  const lines = out.split("\n").filter((line) => line.startsWith('{"case"'));
  const results = lines.map((line) => JSON.parse(line) as CaseResult);
  return new Map(results.map((result) => [result.case, result]));
}
