import { basename, relative, resolve } from "node:path";
import type { Problem } from "@azure-genai-gateway/common/problem";

/** What is wrong with a contract's file that is of an environment but for the case of its letters; undefined where nothing is. */
export function misspelt(path: string, environment: string): Problem | undefined {
  const name = basename(path);
  const [ending] = /\.ya?ml$/i.exec(name) ?? [];
  if (ending === undefined) return undefined;
  const wanted = `${environment}${ending.toLowerCase()}`;
  if (name === wanted || name.toLowerCase() !== wanted.toLowerCase()) return undefined;
  return {
    ...{ code: "CONTRACT_PATH", severity: "error", subject: "useCase" },
    message: `Stack ${environment} looks for ${wanted}, and names of files compare with their case`,
    hint: `Rename the file to ${wanted}`,
    place: { file: relative(process.cwd(), resolve(path)), line: 1, column: 1 },
  };
}
