import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import {
  isEventHubFolder,
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
    const written = hubs.map((hub, index) => {
      const events = readEventHubFolder(hub);
      if (events.length === 0) empty.push(hub);
      const file = join(folder, `${index}.jsonl`);
      writeFileSync(file, events.map((body) => `${body.replaceAll(/[\r\n]+/g, " ")}\n`).join(""), {
        mode: 0o600,
      });
      return file;
    });
    if (empty.length > 0) throw withoutEvents(empty);
    // The gateway's LLM log lies beside its hubs, as JSON.
    const logs = hubs.map((hub) => join(hub, llmLogFile)).filter((file) => existsSync(file));
    return await work([...paths.filter((path) => !hubs.includes(path)), ...written, ...logs]);
  } finally {
    rmSync(folder, { recursive: true });
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
