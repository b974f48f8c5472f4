import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { linkModules, packageNames } from "../packaging/modules";
import { median, say } from "./support/goals";

const kinds = { whole: "whole answers", streams: "streams" } as const;
type Kind = keyof typeof kinds;

/** Calls a CPU-second in one turn after another. */
interface Rates {
  readonly there: readonly number[];
  readonly here: readonly number[];
}
type Round = Readonly<Record<Kind, Rates>>;

/** So short that what else the machine does falls on both of a pair of turns, and so many that their median is steady. */
const turns = 12;

/**
 * `npm run bench:against -- REV [ROUNDS]`: the calls of the plain dev stack, here and in another revision of the
 * repository. A round, of nine by default, is a process of each, which take short turns: so whatever else the machine does
 * falls on both, and how V8 happens to compile one process weighs no more than a round. Prints the rates by CPU-second,
 * the median of the rounds' ratios and how far these lie apart; exits 1 where calls are slower than there by more than 5 %.
 */
async function main(): Promise<void> {
  const [revision, rounds = "9"] = process.argv.slice(2);
  if (revision === undefined) throw new Error("Name a revision: npm run bench:against -- REV [ROUNDS]");
  const root = resolve(__dirname, "..");
  const folder = mkdtempSync(join(tmpdir(), "against-"));
  try {
    const archive = execFileSync("git", ["archive", revision], { cwd: root, maxBuffer: 1 << 30 });
    execFileSync("tar", ["-x"], { cwd: folder, input: archive });
    linkModules(root, folder);
    installMissing(folder);
    copyFileSync(join(root, "bench", "callRates.ts"), join(folder, "bench", "callRates.ts"));
    const measured: Round[] = [];
    for (let round = 0; round < Number(rounds); round++) measured.push(await measure(folder, root, round));
    process.exitCode = report(revision, measured) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(there: string, here: string, round: number): Promise<Round> {
  const callers = { there: startCaller(there), here: startCaller(here) };
  try {
    const events = [Number(await callers.there.ready), Number(await callers.here.ready)] as const;
    // What is counted has to be the same work.
    if (Math.abs(events[0] / events[1] - 1) > 0.05)
      throw new Error(
        `A stream has ${events[0]} events there and ${events[1]} here, so calls a second compare nothing`,
      );
    const rates = {
      whole: { there: [] as number[], here: [] as number[] },
      streams: { there: [] as number[], here: [] as number[] },
    };
    for (let turn = 0; turn < turns; turn++)
      for (const kind of ["whole", "streams"] as const) {
        // Each goes first in every other turn.
        const order = (round + turn) % 2 === 0 ? (["there", "here"] as const) : (["here", "there"] as const);
        for (const place of order) rates[kind][place].push(await callers[place].rate(kind));
      }
    return rates;
  } finally {
    callers.there.stop();
    callers.here.stop();
  }
}

/** A process that calls the stack of the repository in `folder` when it is told to. */
function startCaller(folder: string) {
  const tsx = join(folder, "node_modules", "tsx", "dist", "cli.mjs");
  const child = spawn(process.execPath, [tsx, join("bench", "callRates.ts")], {
    cwd: folder,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const next = await lines.next();
    if (next.done) throw new Error(`The calls of ${folder} ended early: what it says stands above`);
    return next.value;
  };
  return {
    ready: line(),
    rate: async (kind: Kind): Promise<number> => {
      child.stdin.write(`${kind}\n`);
      return Number(await line());
    },
    stop: () => void child.stdin.end(),
  };
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

/** @returns whether calls are as fast as there, to within 5 % */
function report(revision: string, rounds: readonly Round[]): boolean {
  let isAsFast = true;
  for (const kind of ["whole", "streams"] as const) {
    const [there, here] = (["there", "here"] as const).map((place) =>
      median(rounds.flatMap((round) => round[kind][place])),
    );
    const ratios = rounds.map(({ [kind]: rates }) =>
      median(rates.here.map((rate, turn) => rate / rates.there[turn]!)),
    );
    const ratio = median(ratios);
    isAsFast &&= ratio >= 0.95;
    const spread = `rounds ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`;
    say(
      `${kinds[kind]}: ${revision}, here, ratio`,
      `${there!.toFixed(0)}, ${here!.toFixed(0)}, ${ratio.toFixed(3)} (${spread})`,
    );
  }
  return isAsFast;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
