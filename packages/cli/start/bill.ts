import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { llmLogName, totalUsage } from "@azure-genai-gateway/billing";
import { billTable } from "../usage/table";

/** What was recorded while the calls were made. */
interface Recorded {
  readonly eventHubEvents: readonly { readonly body: string }[];
  readonly llmLogs: readonly object[];
}

/**
 * The bill of all calls so far, by product and use case, as `usage total` adds it up; streams at what the LLM log says of
 * them. Where the package is missing that does the sums, what to install.
 */
export async function billOfCalls({ eventHubEvents, llmLogs }: Recorded): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "genai-bill-"));
  try {
    const write = (name: string, lines: readonly string[]) =>
      writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(""));
    write(
      "events.jsonl",
      eventHubEvents.map(({ body }) => body),
    );
    if (llmLogs.length > 0)
      write(
        `${llmLogName}.jsonl`,
        llmLogs.map((row) => JSON.stringify(row)),
      );
    return billTable(await totalUsage({ events: [folder], by: ["product", "useCase"] }));
  } catch (error) {
    if (error instanceof ProblemsError) return recordedProblems(error).message;
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The files were made for the sum and are gone: what is told is which of the calls' records it is. */
function recordedProblems({ title, problems }: ProblemsError): ProblemsError {
  return new ProblemsError(
    title,
    problems.map(({ place, ...problem }) =>
      place === undefined ? problem : { ...problem, message: `record ${place.line}: ${problem.message}` },
    ),
  );
}
