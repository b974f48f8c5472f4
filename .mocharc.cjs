const { existsSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const { resolve } = require("node:path");

/** Options of mocha's command line whose value is an argument of its own. */
const withValue =
  /^(-[fgjnORrstu]|--(config|extension|fgrep|file|grep|ignore|jobs|node-option|package|reporter|reporter-options?|require|retries|slow|timeout|ui|watch-files|watch-ignore))$/;

/** Files, folders and globs that a command line names; `--spec X` and `--spec=X` are X. */
function named(commandLine) {
  const found = [];
  for (let at = 0; at < commandLine.length; at++) {
    const argument = commandLine[at].replace(/^--spec=/, "");
    if (withValue.test(argument)) at++;
    else if (!argument.startsWith("-")) found.push(argument.replaceAll("\\", "/"));
  }
  return found.filter((name) => /[*?{}[\]]|\.ts$/.test(name) || existsSync(resolve(__dirname, name)));
}

const names = named(process.argv.slice(2));

module.exports = {
  require: ["tsx/cjs", "./tests/setup.ts"],
  extension: ["ts"],
  // A command line that names tests runs those and nothing else: mocha would otherwise add them to its "spec".
  ...(names.length > 0 ? {} : { spec: ["tests/**/*.test.ts"] }),
  // A process for each core takes one file after another. Files by their names need none: they would only wait for it.
  parallel: !(names.length > 0 && names.every((name) => name.endsWith(".ts") && !/[*?{}[\]]/.test(name))),
  // More would evaluate the stacks and load Pulumi's SDK once more each, and take a gigabyte.
  jobs: Math.min(Math.max(2, availableParallelism()), 8),
  timeout: require("./tests/limit.cjs"),
  reporter: "dot",
};
