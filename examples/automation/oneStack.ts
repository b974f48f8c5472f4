import { upStack } from "@azure-genai-gateway/cli/automation";

/** Deploys one stack of the program in a folder: `tsx oneStack.ts dev path/to/program`. */
async function main([stack = "dev", directory = "."]: readonly string[]): Promise<void> {
  const result = await upStack({ stack, directory, onOutput: (text) => process.stdout.write(text) });
  for (const warning of result.warnings) console.error(`warning: ${warning}`);
  for (const { op, name } of result.refused)
    console.error(`not done: ${op} ${name}; allow it with allowReplace`);
  if (result.result !== "succeeded") throw new Error(result.errors.join("\n") || result.result);
  console.log(`gateway: ${String(result.outputs?.["gatewayUrl"])}`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
