import { formatPlan, planDeployment } from "./planDeployment";

/** `npm run plan [STACK...]`: default every stack of this project. */
async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  for (const stack of asked.length > 0 ? asked : ["dev", "test", "ptu", "prod"])
    process.stdout.write(`${formatPlan(await planDeployment({ stack }))}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
