import { wander } from "../tests/endToEnd/tenants/wander";

/**
 * Calls of all kinds by seven callers, with keys and with tokens, each naming what is its own and what is another's, all features on:
 * `npm run tenants -- CALLS [SEED]` (default 100,000, and 16). Fails where one caller gets a text or an id of another's,
 * or where a usage event is another's. Under the virtual clock, in one process; eight calls at a time.
 */
const calls = Number(process.argv[2] ?? 100_000);
const seed = Number(process.argv[3] ?? 16);
if (!(calls > 0) || !Number.isInteger(seed))
  throw new Error("npm run tenants -- CALLS [SEED]: whole numbers");

async function main(): Promise<void> {
  const { leaks, seen } = await wander(seed, calls, (done) => {
    if (done % 10_000 === 0) process.stdout.write(`${done} calls\n`);
  });
  const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
  const named = (what: string) =>
    [...seen].filter(([key]) => key.includes(what)).reduce((sum, [, count]) => sum + count, 0);
  for (const [key, count] of [...seen].sort()) process.stdout.write(`${String(count).padStart(8)}  ${key}\n`);
  process.stdout.write(
    `${total} calls, seed ${seed}: ${named(" own ")} of what was the caller's, ${named(" another's ")} of what was another's; ${leaks.length} leaks\n`,
  );
  for (const leak of leaks.slice(0, 20)) process.stdout.write(`${leak}\n`);
  if (leaks.length > 0) process.exitCode = 1;
}

void main();
