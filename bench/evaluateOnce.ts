import { resolve } from "node:path";
import { azureProvider, evaluateProgram, readStackConfig } from "../packages/local-cloud";

/** Evaluates the dev stack once and prints the most memory that the process has used, in MB. */
async function main(): Promise<void> {
  await evaluateProgram({ ...readStackConfig(resolve(__dirname, ".."), "ptu"), provider: azureProvider });
  process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
