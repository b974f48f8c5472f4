import tseslint from "/work/wt/house/node_modules/typescript-eslint/dist/index.js";
import house from "/work/wt/house/packaging/arrows.mjs";
export default [{ ignores: ["dist/", "node_modules/", "tests/package/consumer/"] }, { files: ["**/*.ts"], languageOptions: { parser: tseslint.parser }, plugins: { house }, linterOptions:{reportUnusedDisableDirectives:"off"}, rules: { "house/arrows": "error" } }];
