import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import {
  isEventHubFolder,
  type KeptEvent,
  llmLogFile,
  readEventHubFolder,
} from "@azure-genai-gateway/local-gateway/event-hub/readFolder";

/**
 * Gives `work` the paths that hold JSON. A folder that a local gateway keeps its Event Hubs in has files of another form
 * (docs/decisions/0009): what they hold is written out beside it for as long as `work` takes.
 */
export async function withEventFiles<Result>(
  paths: readonly string[],
  work: (paths: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const hubs = paths.filter(isEventHubFolder);
  if (hubs.length === 0) return work(paths);
  const folder = mkdtempSync(join(tmpdir(), "genai-usage-"));
  try {
    const empty: string[] = [];
    const kept = new Map<string, readonly KeptEvent[]>();
    for (const [index, hub] of hubs.entries()) {
      const events = readEventHubFolder(hub);
      if (events.length === 0) empty.push(hub);
      const file = join(folder, `${index}.jsonl`);
      writeFileSync(file, linesOf(events.map(({ body }) => body)), { mode: 0o600 });
      kept.set(file, events);
    }
    if (empty.length > 0) throw withoutEvents(empty);
    // The gateway's LLM log lies beside its hubs, as JSON.
    const logs = hubs.map((hub) => join(hub, llmLogFile)).filter((file) => existsSync(file));
    const others = paths.filter((path) => !hubs.includes(path));
    return await placed(kept, () => work([...others, ...kept.keys(), ...logs]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A line each. The bytes stay what they are: what is no UTF-8 is for the bill to refuse. */
function linesOf(bodies: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    bodies.flatMap((body) => [
      body.map((byte) => (byte === 10 || byte === 13 ? 32 : byte)),
      Buffer.from("\n"),
    ]),
  );
}

/** Problems of lines that were written out here are told of the file in the hub's own folder. */
async function placed<Result>(
  kept: ReadonlyMap<string, readonly KeptEvent[]>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    throw new ProblemsError(
      error.title,
      error.problems.map((problem) => {
        const event = problem.place && kept.get(problem.place.file)?.[problem.place.line - 1];
        if (!event) return problem;
        return {
          ...problem,
          message: `event ${event.sequenceNumber} of its partition: ${problem.message}`,
          hint: "the files of a hub have checksums and are not mended by hand: move this hub's folder away, or name files of JSON lines; a bill passes over nothing",
          place: event.place(),
        };
      }),
    );
  }
}

/** By the names that whoever asked knows, not by those of the files that were written for it. */
function withoutEvents(hubs: readonly string[]): ProblemsError {
  return new ProblemsError(
    "The bill cannot be added up",
    hubs.map((hub) => ({
      code: "BILL_NO_EVENTS",
      severity: "error",
      message: `The Event Hubs in ${hub} have no event yet`,
      hint: "call the gateway that keeps them there, or name another folder",
    })),
  );
}
