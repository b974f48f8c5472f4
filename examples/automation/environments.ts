import { previewStack, runStacks, upStack } from "@azure-genai-gateway/cli/automation";

/**
 * One environment after another has to look right before the next is touched; the regions of an environment go together:
 * `tsx environments.ts path/to/program dev test prod-eu,prod-us`.
 */
async function main([directory = ".", ...waves]: readonly string[]): Promise<void> {
  for (const wave of waves.length > 0 ? waves : ["dev", "test"]) {
    const stacks = wave.split(",");
    const settings = { directory };
    const previews = await runStacks(stacks, (stack) => previewStack({ ...settings, stack }), {
      concurrency: 3,
    });
    const changes = previews.reduce((sum, { steps }) => sum + steps.length, 0);
    const blocked = previews.filter(({ result, refused }) => result !== "succeeded" || refused.length > 0);
    if (blocked.length > 0)
      throw new Error(
        blocked
          .map(
            ({ stack, errors, refused }) =>
              `${stack}: ${errors.join("; ") || `${refused.length} guarded resources`}`,
          )
          .join("\n"),
      );
    const results = await runStacks(stacks, (stack) => upStack({ ...settings, stack }), { concurrency: 3 });
    const failed = results.filter(({ result }) => result !== "succeeded");
    if (failed.length > 0)
      throw new Error(failed.map(({ stack, errors }) => `${stack}: ${errors.join("; ")}`).join("\n"));
    console.log(`${wave}: ${changes} changes made`);
  }
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
