import { scenarioCommand } from "./runScenarios";

/** `npm run scenario`. */
scenarioCommand("npm run scenario --", (code) => process.exit(code))
  .parseAsync(process.argv)
  .catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
