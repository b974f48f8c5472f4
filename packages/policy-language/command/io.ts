import { readFileSync, writeFileSync } from "node:fs";
import { decodeText } from "@azure-genai-gateway/common/textFile";

/** What the commands need of the process; tests put their own in. */
export interface Io {
  out(text: string): void;
  error(text: string): void;
  readInput(): string;
  write(file: string, text: string): void;
}

export const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  readInput: () => decodeText(readFileSync(0)),
  write: (file, text) => writeFileSync(file, text),
};

/** How the commands end. */
export const exitCodes = { clean: 0, findings: 1, usage: 2 } as const;
