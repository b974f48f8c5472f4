import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { typesFolder } from "../inputTypes";
import { readTypes } from "./readTypes";

/** Writes what {@link readTypes} reads, a file a module: `npm run generate:inputs`. */
async function main(): Promise<void> {
  const modules = readTypes();
  mkdirSync(typesFolder, { recursive: true });
  for (const file of readdirSync(typesFolder)) rmSync(join(typesFolder, file));
  for (const [module, types] of modules) {
    const file = join(typesFolder, `${module}.json`);
    const options = await resolveConfig(file);
    writeFileSync(file, await format(JSON.stringify(types), { ...options, parser: "json" }));
    const { resources, differences } = types;
    console.log(`${module}: ${Object.keys(resources).length} types, ${differences.length} differences`);
    for (const difference of differences) console.log(`  ${difference}`);
  }
}

void main();
