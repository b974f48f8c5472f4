/** What runs the ```sh blocks of a page, each page in a clean folder. */
export type Suite =
  /** `npm test`, in this process. */
  | "test"
  /** `npm run test:package`, with the packages as they are published. */
  | "package"
  /** `npm run test:engine`, in a clone, with Azure played by the local cloud. */
  | "engine"
  /** `npm run test:clients`, against a gateway. */
  | "clients";

/** Who runs the commands of which page. The suites take their pages from here. */
export const runBy: Readonly<Record<string, Suite>> = {
  "README.md": "engine",
  "docs/bill.md": "test",
  "docs/call.md": "clients",
  "docs/configure.md": "engine",
  "docs/consume.md": "package",
  "docs/contracts.md": "engine",
  "docs/cost.md": "test",
  "docs/deploy.md": "engine",
  "docs/extend.md": "engine",
  "docs/local.md": "engine",
  "docs/migrate/ai-hub.md": "test",
  "docs/migrate/landing-zone.md": "test",
  "docs/migrate/openai-apim-lb.md": "test",
  "docs/migrate/toolkit.md": "test",
  "docs/operate.md": "engine",
  "docs/policies.md": "package",
  "docs/python.md": "engine",
  "docs/run.md": "package",
  "docs/test-policies.md": "package",
  "packages/cli/README.md": "package",
  "packages/local-gateway/README.md": "package",
  "packages/policy-language/README.md": "package",
  "scenarios/README.md": "engine",
};

/** The pages of a suite. */
export const pagesOf = (suite: Suite): readonly string[] =>
  Object.keys(runBy).filter((page) => runBy[page] === suite);

interface NotRun {
  /** Of commands as they stand on a page, from their beginning. */
  readonly command: RegExp;
  readonly why: string;
  /** Left out: on every page. */
  readonly page?: string;
}

const azure = "needs a subscription of Azure's, and somebody who is signed on";
const deployed = "needs a gateway that stands in Azure, and what its deployment put out";
const whole = "CI runs it by itself, once: .ci/run";

/** Commands in ```sh and ```text blocks that no test runs as they stand, and why. Those of ```sh are left out there. */
export const notRun: readonly NotRun[] = [
  { command: /^npm ci && npm (start|test)$/, why: whole },
  { command: /^npm run scenario -- all\b/, why: whole },
  { command: /^az /, why: azure },
  {
    page: "docs/bill.md",
    command: /^curl -H "api-key: \$KEY" https:\/\/GATEWAY\//,
    why: "needs a gateway with the key on; tests/endToEnd/ownUsage.test.ts calls one",
  },
  {
    page: "docs/bill.md",
    command: /^npm install @duckdb\/node-api@|^npx azure-genai-gateway usage reconcile azure-cost\.csv /,
    why: "installs a package, and needs an export of Azure's costs; tests/cli/usage compares with one",
  },
  {
    page: "packages/billing/README.md",
    command: /^npm install @azure-genai-gateway\/billing /,
    why: "installs what is published; tests/package has a registry of its own",
  },
  {
    command: /^npx azure-genai-gateway import prod /,
    why: `${azure}; tests/engine/recover.engine.ts imports`,
  },
  { command: /^export GATEWAY_(URL|KEY)=/, why: "whoever reads it fills it in; the clients' tests set both" },
  {
    command: /^npm config set --location project registry /,
    why: "names a registry; tests/package has its own",
  },
  {
    command: /^npm (run build|publish)$|^for package in dist\/packages\/\*; do npm publish /,
    why: "publishes; tests/package/publishAll.ts does the same with another version number",
  },
  { command: /^pulumi stack output certificate > gateway\.pem$/, why: deployed },
  { command: /^(curl|NODE_EXTRA_CA_CERTS=|SSL_CERT_FILE=)\S* .*gateway\.pem|^NODE_|^SSL_/, why: deployed },
  { command: /^pulumi up --stack dev --replace /, why: "the reader fills in the name of a resource" },
  {
    page: "docs/extend.md",
    command:
      /^node acme\.mjs &$|^npx azure-genai-gateway dev --no-demo --backend acme-1=|^curl http:\/\/127\.0\.0\.1:8080\/acme\//,
    why: "needs the files of the page; tests/docs/extend.test.ts writes them, and calls Acme through the gateway",
  },
  {
    page: "docs/identity.md",
    command: /^npx azure-genai-gateway (dev --stack NAME|token )/,
    why: "needs a stack that takes tokens, and stays up; tests/cli/token.test.ts makes and rotates them, for a gateway of its own",
  },
  {
    page: "docs/mcp.md",
    command: /^npx @modelcontextprotocol\/inspector@/,
    why: "needs a gateway with such a server; tests/clients/mcp.clients.ts makes these calls",
  },
  {
    page: "docs/python.md",
    command: /^(npm install azure-genai-gateway|pip install -r requirements\.txt)$/,
    why: "tests/engine/otherLanguages.engine.ts has both installed before it runs the page",
  },
  {
    page: "docs/python.md",
    command: /^pulumi (stack init dev|up)$/,
    why: "asks at a terminal; that test gives the answers as options",
  },
];

/** Whether a command of a page is listed as not to be run. */
export const isNotRun = (page: string, text: string): boolean =>
  notRun.some(({ command, page: only }) => (only === undefined || only === page) && command.test(text));
