import eslint from "@eslint/js";
import tseslint from "typescript-eslint";
import house from "./packaging/arrows.mjs";

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
  {
    // One interface a key, written by a program.
    files: ["components/config/input.ts"],
    rules: { "max-lines": "off" },
  },
  {
    // Every room, its tests and tools, and folders that nobody has entered yet.
    files: ["**/*.ts"],
    plugins: { house },
    rules: { "house/arrows": "error" },
  },
  {
    files: [
      ".mocharc.cjs",
      "packages/*/bin.js",
      "plugin/bin.js",
      "tests/engine/languageHost/pulumi-language-nodejs",
    ],
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
    files: ["packages/local-gateway/dashboard/assets/*.js", "tests/local-gateway/dashboard/*.js"],
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
    files: ["packages/cli/scenarios/report/client.js"],
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
      // docs/decisions/0027: what is slow is no fault, and what hangs is caught by tests/limit.cjs.
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "CallExpression[callee.object.type='ThisExpression'][callee.property.name=/^(timeout|retries)$/]",
          message: "No test sets a limit of its own: tests/limit.cjs is there for what hangs.",
        },
      ],
    },
  },
);
