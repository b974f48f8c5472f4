import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

/** `npm run test:package`: builds the package, then runs the tests that publish, install and use it. */
const root = join(__dirname, "..", "..");
const run = (command: string, args: readonly string[]): void => {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};

run("npm", ["run", "--silent", "build"]);
run(process.execPath, [
  require.resolve("mocha/bin/mocha.js"),
  ...[
    "--no-config",
    "--require",
    "tsx/cjs",
    "--extension",
    "ts",
    "--timeout",
    String(createRequire(__filename)("../limit.cjs")),
    "--reporter",
    "spec",
  ],
  "tests/package/**/*.package.ts",
]);
