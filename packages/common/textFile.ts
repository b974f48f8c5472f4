import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { ProblemsError } from "./problem";

/**
 * Text of a file in the encoding that its writer used: by its byte order mark, by the zeros that UTF-16 has without one
 * (PowerShell and old editors write both), by its XML declaration, or else UTF-8. A mark stays, as the first character.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes), { ignoreBOM: true }).decode(bytes);
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first !== 0 && second === 0 && bytes.length > 1) return "utf-16le";
  if (first === 0 && second !== 0 && bytes.length > 1) return "utf-16be";
  const start = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  const declared = /^<\?xml\s[^>]*encoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
  // What says so in single bytes cannot be UTF-16, whatever it says: PowerShell's Out-File leaves such a declaration.
  if (declared === undefined || /^utf-?16/i.test(declared)) return "utf-8";
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    return "utf-8";
  }
}

/** @throws ProblemsError with code `FILE_UNREADABLE` where the file is not there or may not be read */
export function readTextFile(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  return decodeText(bytes);
}

/**
 * Files in a folder and below it whose names are wanted, in order of their names; not those of node_modules, hidden
 * folders, and links that lead nowhere or back to a folder that was seen already.
 */
export function filesBelow(folder: string, wanted: (name: string) => boolean): readonly string[] {
  const seen = new Set<string>();
  const below = (within: string): readonly string[] => {
    const real = realpathSync(within);
    if (seen.has(real)) return [];
    seen.add(real);
    return namesIn(within)
      .filter((name) => name !== "node_modules" && !name.startsWith("."))
      .flatMap((name) => {
        const path = join(within, name);
        const entry = statSync(path, { throwIfNoEntry: false });
        if (entry?.isDirectory()) return below(path);
        return entry?.isFile() && wanted(name) ? [path] : [];
      });
  };
  return below(folder);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    throw unreadable(folder, error);
  }
}

function unreadable(file: string, error: unknown): ProblemsError {
  const code = (error as NodeJS.ErrnoException).code;
  const reason =
    code === "ENOENT"
      ? "there is no such file"
      : code === "EISDIR"
        ? "it is a folder"
        : code === "EACCES" || code === "EPERM"
          ? "this user may not read it"
          : `the system says ${code ?? "nothing of why"}`;
  return new ProblemsError(`${file} cannot be read`, [
    {
      code: "FILE_UNREADABLE",
      severity: "error",
      message: `It cannot be read: ${reason}`,
      hint: "Check the path, and who may read it",
      place: { file, line: 1, column: 1 },
    },
  ]);
}
