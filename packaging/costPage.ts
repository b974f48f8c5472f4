import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { costOf, formatCost } from "../packages/cli/automation/plan/cost";
import { packageCatalogue } from "../packages/catalogue";
import { azureProvider, evaluateProgram, readStackConfig } from "../packages/local-cloud";

const root = resolve(__dirname, "..");
export const costPage = resolve(root, "docs", "cost.md");
export const costStacks = ["dev", "test", "ptu", "prod"] as const;

const block = (stack: string) =>
  new RegExp(`(<!-- cost ${stack} -->\n\`\`\`text\n)[^]*?(\`\`\`\n<!-- end -->)`);

/** The page with what a stack costs put into its block. */
export function withCost(page: string, stack: string, text: string): string {
  if (!block(stack).test(page)) throw new Error(`docs/cost.md has no block for ${stack}`);
  return page.replace(block(stack), (_, before: string, after: string) => before + text + after);
}

/** What the block says. */
export function costInPage(page: string, stack: string): string {
  return block(stack).exec(page)?.[0].split("```text\n")[1]?.split("```\n<!--")[0] ?? "";
}

/** `npm run cost-page`: writes what `plan --cost` says of each stack into docs/cost.md. */
async function main(): Promise<void> {
  let page = readFileSync(costPage, "utf8");
  for (const stack of costStacks) {
    const { resources } = await evaluateProgram({ ...readStackConfig(root, stack), provider: azureProvider });
    page = withCost(page, stack, formatCost(stack, costOf(resources, packageCatalogue())));
  }
  writeFileSync(costPage, page);
}

if (require.main === module)
  main().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
