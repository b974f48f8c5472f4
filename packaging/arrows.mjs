import { existsSync, readFileSync } from "node:fs";
import { dirname, posix, relative, sep } from "node:path";

const scope = "@azure-genai-gateway";
const gateway = "packages/local-gateway";
const language = "packages/policy-language";
const cloud = "packages/local-cloud";
const command = "packages/cli";
const common = "packages/common";
const catalogue = "packages/catalogue";
const billing = "packages/billing";
const schema = "packages/schema";

/**
 * The arrows of the map in CONTRIBUTING.md: each room, and the rooms it may import. A room that is named takes in the
 * rooms within it. What a room does not name it does not import, and a file outside every room is refused.
 */
export const arrows = {
  "index.ts": ["components"],
  contracts: ["components"],
  components: [language, catalogue, schema, common],
  plugin: ["components", common],
  [common]: [],
  [schema]: [],
  [catalogue]: [schema, common],
  [billing]: [common],

  [language]: [language, common],
  [`${language}/command`]: [`${language}/lint`, `${language}/format`, common],
  [`${language}/lint`]: [language, common],
  [`${language}/format`]: [`${language}/schema`, `${language}/reader`, common],
  [`${language}/conformance`]: [`${language}/expressions`, common],
  [`${language}/expressions`]: [common],
  [`${language}/schema`]: [`${language}/reader`, language, common],
  [`${language}/reader`]: [common],

  [gateway]: [gateway, language, catalogue, schema, common],
  [`${gateway}/command`]: [gateway, catalogue, common],
  [`${gateway}/testing`]: [gateway, language, catalogue, common],
  [`${gateway}/dashboard`]: [gateway, catalogue, schema, common],
  [`${gateway}/watch`]: [language, common],
  [`${gateway}/estate`]: [
    ...["stack", "gateway", "arm-template", "http", "resources"].map((room) => `${gateway}/${room}`),
    language,
    common,
  ],
  [`${gateway}/stack`]: [
    ...[
      "regions",
      "ingress",
      "gateway",
      "openai",
      "providers",
      "event-hub",
      "content-safety",
      "language",
      "search",
      "document-intelligence",
      "log-analytics",
    ].map((room) => `${gateway}/${room}`),
    ...["http", "tokens", "resources"].map((room) => `${gateway}/${room}`),
    common,
  ],
  [`${gateway}/regions`]: [`${gateway}/resources`, common],
  [`${gateway}/ingress`]: [`${gateway}/http`, `${gateway}/resources`, common],
  [`${gateway}/gateway`]: [
    ...["arm-template", "http", "tokens", "resources"].map((room) => `${gateway}/${room}`),
    language,
    schema,
    common,
  ],
  [`${gateway}/openai`]: [`${gateway}/answers`, `${gateway}/tokens`, schema, common],
  [`${gateway}/providers`]: [`${gateway}/providers`, `${gateway}/resources`],
  [`${gateway}/providers/compatible`]: [`${gateway}/providers/service`, `${gateway}/openai`, common],
  [`${gateway}/providers/gemini`]: [
    ...["providers/compatible", "providers/service", "answers", "tokens"].map((room) => `${gateway}/${room}`),
    common,
  ],
  [`${gateway}/providers/foundry`]: [
    ...[
      "providers/anthropic",
      "providers/compatible",
      "providers/service",
      "openai",
      "answers",
      "tokens",
    ].map((room) => `${gateway}/${room}`),
    common,
  ],
  [`${gateway}/providers/service`]: [`${gateway}/answers`, `${gateway}/tokens`, common],
  [`${gateway}/providers/anthropic`]: [
    ...["providers/service", "answers", "tokens"].map((room) => `${gateway}/${room}`),
    common,
  ],
  [`${gateway}/providers/bedrock`]: [
    ...["providers/anthropic", "providers/service", "answers", "tokens"].map((room) => `${gateway}/${room}`),
    common,
  ],
  [`${gateway}/answers`]: [`${gateway}/tokens`, common],
  [`${gateway}/event-hub`]: [`${gateway}/resources`, common],
  [`${gateway}/ai-services`]: [common],
  [`${gateway}/content-safety`]: [`${gateway}/ai-services`, common],
  [`${gateway}/language`]: [`${gateway}/ai-services`, common],
  [`${gateway}/search`]: [`${gateway}/ai-services`, common],
  [`${gateway}/document-intelligence`]: [`${gateway}/ai-services`, common],
  [`${gateway}/log-analytics`]: [`${gateway}/gateway`, common],
  [`${gateway}/arm-template`]: [`${gateway}/resources`, common],
  [`${gateway}/http`]: [common],
  [`${gateway}/tokens`]: [catalogue, common],
  [`${gateway}/resources`]: [`${language}/reader`, common],

  [cloud]: [cloud, common],
  [`${cloud}/arm`]: [`${cloud}/account`, `${cloud}/azure`, common],
  [`${cloud}/pulumi`]: [cloud, common],
  [`${cloud}/account`]: [cloud, common],
  [`${cloud}/azure`]: [cloud, language, common],
  [`${cloud}/engine`]: [cloud, common],
  [`${cloud}/config`]: [common],

  [command]: [command, `${gateway}/command`, language, catalogue, common],
  [`${command}/evaluate`]: [language, schema, common],
  [`${command}/automation`]: [cloud, language, catalogue, common],
  [`${command}/scenarios`]: [gateway, cloud, language, catalogue, schema, common],
  [`${command}/usage`]: [billing, `${gateway}/event-hub`, catalogue, language, common],
  [`${command}/onboard`]: [cloud, language, common],
  [`${command}/start`]: [
    `${command}/onboard`,
    `${command}/usage`,
    billing,
    gateway,
    cloud,
    catalogue,
    common,
  ],

  scenarios: [`${command}/scenarios`],
  examples: ["components", `${command}/automation`],
  bench: ["components", "packages", "packaging", "tests"],
  packaging: ["components", "plugin", "packages"],
  tests: [
    "index.ts",
    "contracts",
    "components",
    "plugin",
    "packages",
    "packaging",
    "scenarios",
    "bench",
    "examples",
  ],
};

const within = (path, room) => path === room || path.startsWith(`${room}/`);

/** The room that a path of the repository stands in, or undefined. */
export function roomOf(path) {
  return Object.keys(arrows)
    .filter((room) => within(path, room))
    .sort((a, b) => b.length - a.length)[0];
}

/** Where in the repository a specifier leads; undefined for other people's packages. */
function placeOf(specifier, file) {
  if (specifier.startsWith(".")) return posix.normalize(posix.join(posix.dirname(file), specifier));
  if (specifier === "azure-genai-gateway") return "components";
  if (specifier.startsWith(`${scope}/`)) return `packages/${specifier.slice(scope.length + 1)}`;
  return undefined;
}

/** What the package around a file declares, by name; undefined for rooms that are not published. */
function declared(root, file) {
  const name = /^packages\/[^/]+/.exec(file)?.[0] ?? (/^(components|plugin)\//.test(file) ? "." : undefined);
  if (name === undefined || /\/(generate|conformance)\//.test(file)) return undefined;
  const manifest = posix.join(root, name, "package.json");
  if (!existsSync(manifest)) return undefined;
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(readFileSync(manifest, "utf8"));
  return { ...dependencies, ...peerDependencies };
}

/** What is wrong with an import, or undefined. */
export function wrongArrow(root, file, specifier) {
  const from = roomOf(file);
  if (!from)
    return `${dirname(file)}/ is no room of the map: add it to packaging/arrows.mjs and to CONTRIBUTING.md.`;
  const to = placeOf(specifier, file);
  if (to === undefined) {
    const name = specifier
      .split("/")
      .slice(0, specifier.startsWith("@") ? 2 : 1)
      .join("/");
    const known = declared(root, file);
    // In a clone tsx reads the sources; nobody who installs the package has any.
    if (!known || specifier.startsWith("node:") || name in known || name === "tsx") return undefined;
    return `${name} is not among the dependencies of the package that ${file} is published in.`;
  }
  const room = roomOf(to);
  if (room === from || arrows[from].some((allowed) => within(room ?? to, allowed))) return undefined;
  return `${from}/ does not import from ${room ?? to}/; see the map in CONTRIBUTING.md.`;
}

const rule = {
  meta: { type: "problem", schema: [], docs: { description: "imports follow the arrows of the map" } },
  create(context) {
    const root = context.cwd;
    const file = relative(root, context.filename).split(sep).join("/");
    const check = (node, source) => {
      if (typeof source?.value !== "string") return;
      const message = wrongArrow(root, file, source.value);
      if (message) context.report({ node, message });
    };
    const declaration = (node) => check(node, node.source);
    return {
      Program(node) {
        if (!roomOf(file)) context.report({ node, message: wrongArrow(root, file, ".") });
      },
      ImportDeclaration: declaration,
      ExportNamedDeclaration: declaration,
      ExportAllDeclaration: declaration,
      ImportExpression: declaration,
      TSImportType: declaration,
      CallExpression(node) {
        const { callee } = node;
        const name = callee.type === "MemberExpression" ? callee.object.name : callee.name;
        if (name === "require" || name === "load") check(node, node.arguments[0]);
      },
    };
  },
};

export default { rules: { arrows: rule } };
