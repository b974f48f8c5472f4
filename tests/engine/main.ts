import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";

import { availableParallelism } from "node:os";
import { delimiter, join } from "node:path";
import { pulumiDirectories } from "./pulumiCli";

/** `npm run test:engine [FILE...]`: finds or builds Pulumi's CLI, then runs mocha on the tests that need it. */
async function main(): Promise<void> {
  const programs = await pulumiDirectories((line) => console.log(line));
  // The Automation API takes the `pulumi` of this process's PATH, and that one its language host.
  const path = [join(__dirname, "languageHost"), ...programs, process.env["PATH"] ?? ""].join(delimiter);
  const mocha = require.resolve("mocha/bin/mocha.js");
  const asked = process.argv.slice(2);
  const files = asked.length > 0 ? asked : ["tests/engine/**/*.engine.ts"];
  const setup = join(__dirname, "..", "setup.ts");
  const limit = String(createRequire(__filename)("../limit.cjs"));
  const options = ["--no-config", "--require", "tsx/cjs", "--require", setup, "--extension", "ts"];
  // A file a process, as many at once as there are cores: each test has a workspace of its own.
  const side = ["--parallel", "--jobs", String(availableParallelism())];
  const { status } = spawnSync(
    process.execPath,
    [mocha, ...options, ...side, "--timeout", limit, "--reporter", "spec", ...files],
    { stdio: "inherit", env: { ...process.env, PATH: path } },
  );
  process.exitCode = status ?? 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
