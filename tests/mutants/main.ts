import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { linkModules } from "../../packaging/modules";
import type { Mutant } from "./mutant";
import { mutants } from "./mutants";

/**
 * `npm run mutants [WORD...]`: puts each known fault back into a copy of the project, one at a time, and runs the tests
 * that should notice. A mutant that survives is a fault that could come back unseen. Words choose mutants by name.
 */
function main(): void {
  const words = process.argv.slice(2).map((word) => word.toLowerCase());
  const chosen = mutants.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
  );
  if (chosen.length === 0) throw new Error(`no mutant is named like ${words.join(", ")}`);
  const folder = copyProject();
  let survived = 0;
  try {
    for (const mutant of chosen) {
      const verdict = tryMutant(folder, mutant);
      if (!verdict.killed) survived++;
      console.log(`${verdict.killed ? "killed  " : "SURVIVED"} ${mutant.name}\n         ${verdict.by}`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  console.log(`${chosen.length - survived} killed, ${survived} survived`);
  process.exitCode = survived === 0 ? 0 : 1;
}

function copyProject(): string {
  const root = resolve(__dirname, "..", "..");
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  const left = new Set(["node_modules", ".git", "dist"].map((name) => join(root, name)));
  cpSync(root, folder, { recursive: true, filter: (source) => !left.has(source) });
  linkModules(root, folder);
  return folder;
}

interface Verdict {
  readonly killed: boolean;
  /** The test that failed, or what went on instead. */
  readonly by: string;
}

function tryMutant(folder: string, { file, from, to, tests }: Mutant): Verdict {
  const path = join(folder, file);
  const sound = readFileSync(path, "utf8");
  if (sound.split(from).length !== 2)
    throw new Error(`${file} has ${sound.split(from).length - 1} places that read: ${from}`);
  writeFileSync(
    path,
    sound.replace(from, () => to),
  );
  try {
    const failures = failuresOf(folder, tests);
    return failures.length > 0
      ? { killed: true, by: failures[0]! }
      : { killed: false, by: `${tests.join(", ")} passed` };
  } finally {
    writeFileSync(path, sound);
  }
}

/** Titles of the tests that failed; a file that does not even load counts as one. */
function failuresOf(folder: string, tests: readonly string[]): readonly string[] {
  const mocha = join(folder, "node_modules", "mocha", "bin", "mocha.js");
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [mocha, "--reporter", "json", "--timeout", "600000", ...tests],
    { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 },
  );
  if (status === 0) return [];
  const json = stdout.slice(stdout.indexOf('{\n  "stats"'));
  try {
    const { failures } = JSON.parse(json) as {
      failures: readonly { readonly fullTitle: string; readonly file: string | null }[];
    };
    return failures.map(({ fullTitle }) => fullTitle);
  } catch {
    return [`does not load: ${stderr.trim().split("\n").at(-1) ?? ""}`];
  }
}

main();
