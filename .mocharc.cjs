// A command line that names test files runs those and nothing else: mocha would otherwise add its "spec" to them.
const named = process.argv
  .slice(2)
  .some((argument) => /\.(test|engine|package)\.ts$|^tests\//.test(argument));

module.exports = {
  require: ["tsx/cjs", "./tests/setup.ts"],
  extension: ["ts"],
  ...(named ? {} : { spec: ["tests/**/*.test.ts"] }),
  timeout: 10000,
  reporter: "dot",
};
