import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { linkModules, packageNames } from "../packaging/modules";
import { median, say } from "./support/goals";

type Rates = Readonly<Record<"whole" | "streams", number>>;

/**
 * `npm run bench:against -- REV [ROUNDS]`: the calls of the plain dev stack, here and in another revision of the
 * repository, in turn and in one session, so that whatever else the machine does falls on both. Prints the rates by
 * CPU-second and their ratios, and exits 1 where calls are slower than there by more than 5 %.
 */
function main(): void {
  const [revision, rounds = "5"] = process.argv.slice(2);
  if (revision === undefined) throw new Error("Name a revision: npm run bench:against -- REV [ROUNDS]");
  const root = resolve(__dirname, "..");
  const folder = mkdtempSync(join(tmpdir(), "against-"));
  try {
    const archive = execFileSync("git", ["archive", revision], { cwd: root, maxBuffer: 1 << 30 });
    execFileSync("tar", ["-x"], { cwd: folder, input: archive });
    linkModules(root, folder);
    installMissing(folder);
    copyFileSync(join(root, "bench", "callRates.ts"), join(folder, "bench", "callRates.ts"));
    const pairs = Array.from({ length: Number(rounds) }, (_, round) => {
      // Each goes first in every other round.
      const order = round % 2 === 0 ? [folder, root] : [root, folder];
      const rates = new Map(order.map((place) => [place, ratesOf(place)]));
      return { there: rates.get(folder)!, here: rates.get(root)! };
    });
    process.exitCode = report(revision, pairs) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What that revision needs and this one no longer has installed. */
function installMissing(folder: string): void {
  const manifests = ["", ...packageNames(folder).map((name) => join("packages", name))].map(
    (place) =>
      JSON.parse(readFileSync(join(folder, place, "package.json"), "utf8")) as {
        readonly dependencies?: Readonly<Record<string, string>>;
      },
  );
  const missing = manifests
    .flatMap(({ dependencies = {} }) => Object.entries(dependencies))
    .filter(([name]) => !existsSync(join(folder, "node_modules", name)));
  if (missing.length === 0) return;
  const extra = join(folder, "extra");
  mkdirSync(extra);
  const wanted = missing.map(([name, range]) => `${name}@${range}`);
  execFileSync("npm", ["install", "--no-save", "--ignore-scripts", "--prefix", extra, ...wanted], {
    stdio: "ignore",
  });
  for (const [name] of missing) {
    const place = join(folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    if (!existsSync(place)) symlinkSync(join(extra, "node_modules", name), place);
  }
}

function ratesOf(folder: string): Rates {
  const tsx = join(folder, "node_modules", "tsx", "dist", "cli.mjs");
  const output = execFileSync(process.execPath, [tsx, join("bench", "callRates.ts")], {
    cwd: folder,
    encoding: "utf8",
  });
  return JSON.parse(output.trim().split("\n").at(-1)!) as Rates;
}

/** @returns whether calls are as fast as there, to within 5 % */
function report(
  revision: string,
  pairs: readonly { readonly there: Rates; readonly here: Rates }[],
): boolean {
  let isAsFast = true;
  for (const kind of ["whole", "streams"] as const) {
    const [there, here] = [
      median(pairs.map((pair) => pair.there[kind])),
      median(pairs.map((pair) => pair.here[kind])),
    ];
    const ratio = median(pairs.map((pair) => pair.here[kind] / pair.there[kind]));
    isAsFast &&= ratio >= 0.95;
    say(
      `${kind === "whole" ? "whole answers" : "streams"}: ${revision}, here, ratio`,
      `${there.toFixed(0)}, ${here.toFixed(0)}, ${ratio.toFixed(3)}`,
    );
  }
  return isAsFast;
}

main();
