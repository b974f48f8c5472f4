import { createHash } from "node:crypto";
import { type Problem, ProblemsError, throwIfErrors } from "@azure-genai-gateway/common/problem";
import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { z } from "@azure-genai-gateway/schema";
import { pricesSchema, type Scenario } from "../model/schema";
import type { ScenarioResult } from "../run/runScenario";

/** Of what `--json` writes. It rises when a field is no longer what it was, not when one is added. */
export const recordsVersion = 1;

const count = z.number().nonnegative();

/** As `--json` writes a run; what `--against` reads of it. Keys that are not here are left alone. */
const recordedSchema = z.object({
  recordsVersion: z.literal(recordsVersion),
  name: z.string(),
  seed: z.number(),
  instances: z.number(),
  /** Seconds. */
  duration: count,
  /** A digest of each part of the scenario that makes the load, by which another load is noticed. */
  load: z.record(z.string(), z.string()),
  prices: pricesSchema.optional(),
  passed: z.boolean(),
  assertions: z.array(
    z.object({
      name: z.string(),
      what: z.string(),
      expected: z.string(),
      actual: z.number().optional(),
      passed: z.boolean(),
    }),
  ),
  backends: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(["ptu", "payg"]),
      priority: z.number(),
      weight: z.number(),
      ptus: count,
    }),
  ),
  calls: z.array(
    z.object({
      at: z.number(),
      traffic: z.string(),
      subscription: z.string(),
      status: count,
      complete: z.boolean(),
      latencyMs: count,
      firstByteMs: count.optional(),
      retryAfterS: z.number().optional(),
      requestId: z.string(),
      follows: z.string().optional(),
      backend: z.string(),
      product: z.string(),
      region: z.string(),
      spilled: z.boolean(),
      promptTokens: count,
      completionTokens: count,
      costMicros: count.optional(),
      usageEvents: count,
      llmLogRows: count,
    }),
  ),
  backendCalls: z.array(
    z.object({
      at: z.number(),
      backend: z.string(),
      status: count,
      promptTokens: count,
      cachedTokens: count,
      completionTokens: count,
    }),
  ),
});

/** A run as another run is compared with it. */
export type RecordedRun = z.output<typeof recordedSchema>;

export function recorded({ scenario, records, assertions, passed }: ScenarioResult): RecordedRun {
  const { name, seed, instances, prices } = scenario;
  const { duration, backends, calls, backendCalls } = records;
  return {
    ...{ recordsVersion, name, seed, instances, duration, load: loadOf(scenario), prices, passed },
    assertions: [...assertions],
    backends: [...backends],
    calls: [...calls],
    backendCalls: [...backendCalls],
  };
}

/** Everything a run measured, each call of a client and each attempt at a backend included. No keys, no texts. */
export function renderJson(results: readonly ScenarioResult[]): string {
  const runs = results.map((result) => {
    const { recordsVersion: version, name, ...rest } = recorded(result);
    return { recordsVersion: version, name, description: result.scenario.description, ...rest };
  });
  return `${JSON.stringify(runs, undefined, 1)}\n`;
}

/** Digests and not the parts: bodies and headers of calls may hold what is no business of a report. */
function loadOf({ traffic, events, behaviour, backends }: Scenario): Record<string, string> {
  const digest = (part: unknown) =>
    createHash("sha256").update(JSON.stringify(part)).digest("hex").slice(0, 16);
  return Object.fromEntries(
    Object.entries({ traffic, events, behaviour, backends }).map(([name, part]) => [name, digest(part)]),
  );
}

/** Of what is wrong with a file of records: a foreign file would have a line for each of its entries. */
const mostProblems = 10;

/**
 * Runs that an earlier command has written with `--json`.
 * @throws ProblemsError where the file cannot be read, holds no such runs, or those of another version: a comparison
 *   with nothing would look as if nothing had changed.
 */
export function readRecords(file: string): readonly RecordedRun[] {
  const value = parsed(readTextFile(file).replace(/^\uFEFF/, ""), file);
  const title = `${file} cannot be compared with`;
  const place = { file, line: 1, column: 1 };
  const hint = "Write it by the same command with --json FILE, before the change";
  const problem = (code: string, message: string, subject?: string): Problem => ({
    ...{ code, severity: "error", message, hint, place },
    ...(subject === undefined ? {} : { subject }),
  });
  const runs: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (!runs)
    throw new ProblemsError(title, [problem("SCENARIO_RECORDS_SHAPE", "it is no list of runs of scenarios")]);
  if (runs.length === 0)
    throw new ProblemsError(title, [problem("SCENARIO_RECORDS_EMPTY", "there is no run in it")]);
  const versions = new Set(runs.map((run) => (run as { recordsVersion?: unknown } | null)?.recordsVersion));
  const foreign = [...versions].filter((version) => version !== recordsVersion);
  throwIfErrors(
    title,
    foreign.map((version) =>
      problem(
        "SCENARIO_RECORDS_VERSION",
        `its records have ${version === undefined ? "no recordsVersion" : `recordsVersion ${JSON.stringify(version)}`}, this command reads ${recordsVersion}`,
      ),
    ),
  );
  const read = z.array(recordedSchema).safeParse(runs);
  if (read.success) return read.data;
  const { issues } = read.error;
  const told = issues
    .slice(0, mostProblems)
    .map(({ path, message }) => problem("SCENARIO_RECORDS_VALUE", message, path.map(String).join(".")));
  const more = issues.length - told.length;
  throw new ProblemsError(
    title,
    more === 0 ? told : [...told, problem("SCENARIO_RECORDS_VALUE", `${more} more values are wrong`)],
  );
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const at = /position (\d+)/.exec(message)?.[1];
    const before = text.slice(0, at === undefined ? (/end of/.test(message) ? text.length : 0) : Number(at));
    throw new ProblemsError(`${file} cannot be compared with`, [
      {
        code: "SCENARIO_RECORDS_JSON",
        severity: "error",
        message: `not JSON: ${message.replace(/ in JSON at position.*$| \(line .*$/s, "")}`,
        hint: "Write it with --json FILE; what npm prints before a command is no part of --json's records",
        place: {
          file,
          line: before.split("\n").length,
          column: before.length - before.lastIndexOf("\n"),
        },
      },
    ]);
  }
}
