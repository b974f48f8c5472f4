import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { configJsonSchema } from "../../components/config/schema/jsonSchema";
import { packageName } from "../../plugin/packageSchema";
import { contractFileSchema, contractPage } from "./contract";
import { inputTypes } from "./inputTypes";
import { jsonLines } from "./jsonLines";
import { referencePage } from "./referencePage";
import { shareRepeated } from "./shareRepeated";
import { anyProjectSchema, stackSchema } from "./stackSchema";

const root = resolve(__dirname, "../..");

/** What is made from the schema of the config and its prose, by file. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const schema = configJsonSchema();
  const style = await resolveConfig(join(root, "package.json"));
  return {
    "components/config/input.ts": await format(inputTypes(schema), { ...style, parser: "typescript" }),
    "schemas/Pulumi.stack.schema.json": `${jsonLines(shareRepeated(stackSchema(schema, packageName)))}\n`,
    "schemas/Pulumi.stack.any-project.schema.json": `${jsonLines(
      anyProjectSchema(schema, packageName, "Pulumi.stack.schema.json"),
    )}\n`,
    "docs/reference.md": referencePage(schema, packageName),
    "schemas/contract.schema.json": `${jsonLines(shareRepeated(contractFileSchema()))}\n`,
    "docs/contract-reference.md": contractPage(),
  };
}

/** The files that are not as they would be generated now. */
export async function outdated(): Promise<readonly string[]> {
  return Object.entries(await generatedFiles()).flatMap(([file, content]) =>
    content === read(file) ? [] : [file],
  );
}

function read(file: string): string | undefined {
  try {
    return readFileSync(join(root, file), "utf8");
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  for (const [file, content] of Object.entries(await generatedFiles())) {
    if (content === read(file)) continue;
    writeFileSync(join(root, file), content);
    console.log(`wrote ${file}`);
  }
}

if (require.main === module) void main();
