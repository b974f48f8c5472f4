import { ProblemsError } from "@azure-genai-gateway/common/problem";
import { scenarioCommand } from "./runScenarios";

/** `npm run scenario`. */
scenarioCommand("npm run scenario --", (code) => process.exit(code))
  .parseAsync(process.argv)
  .catch((error: unknown) => {
    console.error(error instanceof ProblemsError ? error.message : error);
    process.exit(1);
  });
