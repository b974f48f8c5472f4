import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
    const written = hubs.map((hub, index) => {
      const file = join(folder, `${index}.jsonl`);
      writeFileSync(
        file,
        readEventHubFolder(hub)
          .map((body) => `${body.replaceAll(/[\r\n]+/g, " ")}\n`)
          .join(""),
        {
          mode: 0o600,
        },
      );
      return file;
    });
    // The gateway's LLM log lies beside its hubs, as JSON.
    const logs = hubs.map((hub) => join(hub, llmLogFile)).filter((file) => existsSync(file));
    return await work([...paths.filter((path) => !hubs.includes(path)), ...written, ...logs]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
