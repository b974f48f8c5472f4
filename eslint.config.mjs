import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

/** The arrows of the map: each room and the rooms it must not import. */
const walls = {
  common: ["catalogue", "components", "policy-language", "local", "cli", "automation", "scenarios", "tests"],
  catalogue: ["components", "policy-language", "local", "cli", "automation", "scenarios", "plugin", "tests"],
  "policy-language": ["catalogue", "components", "local", "cli", "automation", "scenarios", "tests"],
  components: ["local", "cli", "automation", "scenarios", "tests"],
  local: ["components", "cli", "automation", "scenarios", "tests"],
  scenarios: ["components", "cli", "automation", "tests"],
  automation: ["components", "cli", "scenarios", "tests"],
  plugin: ["local", "cli", "automation", "scenarios", "tests"],
  // The command line puts the rooms' commands together.
  cli: ["components", "tests"],
};

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "tests/package/consumer/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // Steps and handlers share one signature; not every one of them has something to await.
      "@typescript-eslint/require-await": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  ...Object.entries(walls).map(([room, others]) => ({
    files: [`${room}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: others.flatMap((other) => [
                `../${other}/*`,
                `../**/${other}/*`,
                `../${other}`,
                `../**/${other}`,
              ]),
              message: `${room}/ does not import from there; see the map in CONTRIBUTING.md.`,
            },
          ],
        },
      ],
    },
  })),
  {
    files: [".mocharc.cjs", "cli/*.js", "tests/engine/languageHost/pulumi-language-nodejs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: {
        module: "readonly",
        require: "readonly",
        process: "readonly",
        console: "readonly",
        __dirname: "readonly",
      },
    },
  },
  {
    files: ["local/dashboard/assets/*.js", "tests/local/dashboard/*.js"],
    languageOptions: {
      sourceType: "module",
      globals: {
        document: "readonly",
        matchMedia: "readonly",
        getComputedStyle: "readonly",
        performance: "readonly",
        fetch: "readonly",
        EventSource: "readonly",
        ResizeObserver: "readonly",
        TextDecoderStream: "readonly",
      },
    },
  },
  {
    files: ["scenarios/report/client.js"],
    languageOptions: {
      sourceType: "script",
      globals: {
        document: "readonly",
        window: "readonly",
        getComputedStyle: "readonly",
        uPlot: "readonly",
      },
    },
  },
  {
    files: ["tests/**/*.ts"],
    rules: {
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-floating-promises": "error",
    },
  },
);
