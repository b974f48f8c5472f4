import { readFileSync, writeFileSync } from "node:fs";
import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { decodeText } from "@azure-genai-gateway/common/textFile";

/** What the commands need of the process; tests put their own in. */
export interface Io {
  out(text: string): void;
  error(text: string): void;
  readInput(): string;
  /** @throws ProblemsError OUTPUT_NOT_WRITTEN */
  write(file: string, text: string): void;
}

export const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  readInput: () => decodeText(readFileSync(0)),
  write: (file, text) => {
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw notWritten(file, (error as NodeJS.ErrnoException).code ?? (error as Error).message);
    }
  },
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder is not there",
  EISDIR: "that is a folder",
  ENOTDIR: "its folder is a file",
  EACCES: "the right to write it is missing",
  EROFS: "nothing can be written there",
  ENOSPC: "the disk is full",
};

function notWritten(file: string, reason: string): ProblemsError {
  return new ProblemsError("Nothing was written", [
    {
      ...{ code: "OUTPUT_NOT_WRITTEN", severity: "error", place: { file, line: 1, column: 1 } },
      message: `The file cannot be written: ${reasons[reason] ?? reason}`,
      hint: "name a file in a folder that is there",
    },
  ]);
}

/** How the commands end. */
export const exitCodes = { clean: 0, findings: 1, usage: 2 } as const;
