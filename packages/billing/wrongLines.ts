import { isUtf8 } from "node:buffer";
import type { Problem } from "@azure-genai-gateway/common/problem";
import { eventFigures, figurePattern, logFigures, timePattern, type Figure } from "./figures";
import { bytesOf } from "./files";
import { parseDecimal } from "./money";

const atMost = 20;

/** Why lines of files are no usage events or rows of the log, each with its place: at most twenty, then how many more. */
export function whatIsWrong(files: readonly string[], kind: "event" | "log"): readonly Problem[] {
  const problems: Problem[] = [];
  for (const file of files) {
    const bytes = bytesOf(file);
    const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
    if (!isUtf8(bytes)) problems.push(notUtf8(file, bytes, kind));
    else if (text.trimStart().startsWith("[")) problems.push(...wrongInArray(file, text, kind));
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

/** A text that would be read as another: the first line of it. */
function notUtf8(file: string, bytes: Buffer, kind: "event" | "log"): Problem {
  let [line, from] = [1, 0];
  for (
    let end = bytes.indexOf(10);
    end >= 0 && isUtf8(bytes.subarray(from, end));
    end = bytes.indexOf(10, from)
  ) {
    from = end + 1;
    line++;
  }
  return { ...problem(file, line, kind, "no UTF-8"), hint: "save the file as UTF-8" };
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

const loneSurrogate = /\p{Surrogate}/u;

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
  const broken = Object.keys(fields).find((name) => hasLoneSurrogate(fields[name]));
  if (broken !== undefined) return `${broken} has half of a character (a lone surrogate)`;
  if (kind === "log") {
    if (typeof fields["CorrelationId"] !== "string") return "no CorrelationId";
    return wrongFigure(fields, logFigures);
  }
  if (fields["schema"] === undefined && fields["requestId"] === undefined) return "no usage event";
  if (fields["schema"] !== "genai-usage/1") return undefined;
  if (typeof fields["requestId"] !== "string" || fields["requestId"] === "") return "no requestId";
  if (typeof fields["time"] !== "string" || !isTime(fields["time"]))
    return `time is ${JSON.stringify(fields["time"])}, and no time in ISO 8601`;
  if ((fields["status"] ?? null) === null) return "no status";
  const noObject = ["prices", "cost", "caller"].find((name) => !isObjectOrNone(fields[name]));
  if (noObject !== undefined) return `${noObject} is ${JSON.stringify(fields[noObject])}, and no object`;
  return wrongFigure(fields, eventFigures);
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === "string") return loneSurrogate.test(value);
  return typeof value === "object" && value !== null && Object.values(value).some(hasLoneSurrogate);
}

const isObjectOrNone = (value: unknown) =>
  (value ?? null) === null || (typeof value === "object" && !Array.isArray(value));

const timeForm = new RegExp(`^${timePattern}$`);

/** A day that a month does not have is a later one to JavaScript, and none to DuckDB. */
function isTime(text: string): boolean {
  const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return (
    timeForm.test(text) &&
    !Number.isNaN(day) &&
    new Date(day).toISOString().startsWith(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  );
}

const figureForm = new RegExp(`^${figurePattern}$`);

/** A figure may be a text, as Log Analytics prints them; null is none. */
function wrongFigure(
  fields: Readonly<Record<string, unknown>>,
  figures: Readonly<Record<string, Figure>>,
): string | undefined {
  for (const [path, { places, below }] of Object.entries(figures)) {
    const [name = "", part] = path.split(".");
    const whole = fields[name] ?? null;
    const value = part === undefined ? whole : ((whole as typeof fields | null)?.[part] ?? null);
    if (value === null) continue;
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    const size = figureForm.test(text) ? parseDecimal(text, places) : undefined;
    if (size === undefined) return `${path} is ${JSON.stringify(value)}, and no figure of 0 or more`;
    if (size > below * 10n ** BigInt(places))
      return `${path} is ${JSON.stringify(value)}, more than any can be`;
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
