import type { Problem } from "@azure-genai-gateway/common/problem";
import { textOf } from "./files";
import { parseDecimal } from "./money";

const atMost = 20;

/** Why lines of files are no usage events or rows of the log, each with its place: at most twenty, then how many more. */
export function whatIsWrong(files: readonly string[], kind: "event" | "log"): readonly Problem[] {
  const problems: Problem[] = [];
  for (const file of files) {
    const text = textOf(file);
    if (text.trimStart().startsWith("[")) problems.push(...wrongInArray(file, text, kind));
    else
      for (const [index, line] of text.split("\n").entries()) {
        if (line.trim() === "") continue;
        const wrong = wrongInLine(line, kind);
        if (wrong) problems.push(problem(file, index + 1, kind, wrong));
      }
  }
  if (problems.length <= atMost) return problems;
  return [
    ...problems.slice(0, atMost),
    {
      code: "BILL_MORE",
      severity: "error",
      message: `${problems.length - atMost} more lines are wrong`,
      hint: "mend these first",
    },
  ];
}

function wrongInArray(file: string, text: string, kind: "event" | "log"): readonly Problem[] {
  try {
    return (JSON.parse(text) as readonly unknown[]).flatMap((value, index) => {
      const wrong = wrongInValue(value, kind);
      return wrong ? [problem(file, 1, kind, `element ${index}: ${wrong}`)] : [];
    });
  } catch (error) {
    return [problem(file, 1, kind, `no JSON: ${(error as Error).message}`)];
  }
}

function wrongInLine(line: string, kind: "event" | "log"): string | undefined {
  try {
    return wrongInValue(JSON.parse(line), kind);
  } catch {
    return "no JSON; a line that was cut off while it was written ends like this";
  }
}

function wrongInValue(value: unknown, kind: "event" | "log"): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "no JSON object";
  const fields = value as Readonly<Record<string, unknown>>;
  if (kind === "log") {
    if (typeof fields["CorrelationId"] !== "string") return "no CorrelationId";
    return wrongFigure(fields, ["PromptTokens", "CompletionTokens"], 0);
  }
  if (fields["schema"] === undefined && fields["requestId"] === undefined) return "no usage event";
  if (fields["schema"] !== "genai-usage/1") return undefined;
  if (typeof fields["requestId"] !== "string" || fields["requestId"] === "") return "no requestId";
  if (typeof fields["time"] !== "string" || Number.isNaN(Date.parse(fields["time"])))
    return `time is ${JSON.stringify(fields["time"])}, and no time in ISO 8601`;
  if ((fields["status"] ?? null) === null) return "no status";
  const tokens = ["status", "promptTokens", "completionTokens", "cachedTokens", "completionBound"];
  return (
    wrongFigure(fields, tokens, 0) ??
    wrongFigure(fields, ["costMicros"], 6) ??
    wrongFigure((fields["prices"] ?? {}) as typeof fields, ["prompt", "completion"], 9)
  );
}

/** A figure may be a text, as Log Analytics prints them; null is none. */
function wrongFigure(
  fields: Readonly<Record<string, unknown>>,
  names: readonly string[],
  scale: number,
): string | undefined {
  for (const name of names) {
    const value = fields[name] ?? null;
    if (value === null) continue;
    const isFigure = typeof value === "string" || typeof value === "number";
    const size = isFigure ? parseDecimal(String(value), scale) : undefined;
    if (size === undefined || size < 0n)
      return `${name} is ${JSON.stringify(value)}, and no figure of 0 or more`;
  }
  return undefined;
}

function problem(file: string, line: number, kind: "event" | "log", message: string): Problem {
  return {
    code: kind === "event" ? "BILL_EVENT_WRONG" : "BILL_LOG_WRONG",
    severity: "error",
    place: { file, line, column: 1 },
    message,
    hint: "take the line out, or mend it: a bill passes over nothing",
  };
}
