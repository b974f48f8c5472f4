import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { destroyStack, upStack } from "@azure-genai-gateway/cli/automation";

/**
 * A stack that lives as long as a pull request: `tsx pullRequest.ts open 123 path/to/program`, and `close` when it is
 * merged. Its config is the dev stack's under another environment, so that every name in Azure is its own.
 */
async function main([action, number = "", directory = "."]: readonly string[]): Promise<void> {
  if (!/^[1-9]\d{0,5}$/.test(number)) throw new Error("usage: pullRequest.ts open|close NUMBER [FOLDER]");
  const stack = `pr-${number}`;
  const file = join(directory, `Pulumi.${stack}.yaml`);
  if (action === "open") {
    const dev = readFileSync(join(directory, "Pulumi.dev.yaml"), "utf8");
    // The dev stack's salt belongs to its own passphrase check.
    const own = dev.replace(/^encryptionsalt:.*\n/m, "").replace(/(:environment:) .*/, `$1 pr${number}`);
    writeFileSync(file, own);
    const { result, errors, outputs } = await upStack({ stack, directory });
    if (result !== "succeeded") throw new Error(errors.join("\n") || result);
    console.log(`gateway: ${String(outputs?.["gatewayUrl"])}`);
  } else if (action === "close") {
    const {
      result,
      errors,
      softDeleted = [],
    } = await destroyStack({
      stack,
      directory,
      allowAll: true,
      // Nobody comes back for it, and a pull request that is opened again has the same names.
      purge: true,
      remove: true,
    });
    // `unknown`: it was closed before, or never came as far as a state.
    if (result !== "succeeded" && result !== "unknown") throw new Error(errors.join("\n") || result);
    rmSync(file, { force: true });
    // What purge protection keeps.
    for (const { purge } of softDeleted) console.log(purge);
  } else throw new Error("usage: pullRequest.ts open|close NUMBER [FOLDER]");
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
