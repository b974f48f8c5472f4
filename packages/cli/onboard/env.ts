import { ProblemsError } from "@azure-genai-gateway/common/problem";

interface GrantedService {
  readonly kind: string;
  /** Indexes, or models. */
  readonly allowed: readonly string[];
}

/** What `pulumi stack output --json` says of a program of contracts. */
export interface ContractsOutput {
  readonly useCases?: Readonly<
    Record<
      string,
      {
        readonly endpoints: Readonly<Record<string, string>>;
        readonly models: Readonly<Record<string, readonly string[]>>;
        readonly services?: Readonly<Record<string, GrantedService>>;
      }
    >
  >;
  /** Only with --show-secrets. */
  readonly keys?: Readonly<Record<string, string>> | string;
}

/**
 * The variables that clients read, as a .env file: of OpenAI's SDKs and LangChain, of AzureOpenAI clients, of Claude Code, and
 * of the clients of Azure AI Search and Document Intelligence, each where the contract grants what they speak to. Where MCP
 * servers and agents are, no variable says to clients, so comments do. Throws a ProblemsError where there is no such use case.
 */
export function environmentFor(useCase: string, { useCases = {}, keys }: ContractsOutput): string {
  const name = Object.keys(useCases).find((one) => one.toLowerCase() === useCase.toLowerCase());
  if (name === undefined)
    throw new ProblemsError("There are no variables to print", [
      {
        code: "CONTRACT_MISSING",
        severity: "error",
        subject: useCase,
        message: "The stack has no such use case",
        hint: `There are: ${Object.keys(useCases).join(", ") || "none"}`,
      },
    ]);
  const { endpoints, models, services = {} } = useCases[name]!;
  const key = typeof keys === "object" ? keys[name] : undefined;
  const shown = key ?? "";
  return [
    `# ${name}${key === undefined ? ": without --show-secrets the key is not known; write it in, or read it from Key Vault" : ""}`,
    ...ofOpenAi(endpoints["openAiV1"], models["openAiV1"], shown),
    ...ofAzureOpenAi(endpoints["azureOpenAi"], models["azureOpenAi"], shown),
    ...ofClaudeCode(endpoints["anthropic"], models["anthropic"], shown),
    ...ofServices(endpoints, services, shown),
    ...ofTools(endpoints, shown),
    "",
  ].join("\n");
}

const listed = (models: readonly string[] = []) => `# models: ${models.join(", ")}`;

/** https://github.com/openai/openai-node, https://github.com/openai/openai-python; LangChain's ChatOpenAI reads the same. */
function ofOpenAi(
  url: string | undefined,
  models: readonly string[] | undefined,
  key: string,
): readonly string[] {
  if (url === undefined) return [];
  return ["", "# OpenAI SDKs, LangChain", listed(models), `OPENAI_BASE_URL=${url}`, `OPENAI_API_KEY=${key}`];
}

/** These clients add /openai to the endpoint themselves. */
function ofAzureOpenAi(
  url: string | undefined,
  models: readonly string[] | undefined,
  key: string,
): readonly string[] {
  if (url === undefined) return [];
  const endpoint = /^(.*)\/openai$/.exec(url)?.[1];
  return [
    ...["", "# AzureOpenAI, AzureChatOpenAI", listed(models)],
    endpoint === undefined ? `# base URL: ${url}` : `AZURE_OPENAI_ENDPOINT=${endpoint}`,
    ...["OPENAI_API_VERSION=2024-10-21", `AZURE_OPENAI_API_KEY=${key}`],
  ];
}

/** https://code.claude.com/docs/en/llm-gateway: a key for x-api-key. */
function ofClaudeCode(
  url: string | undefined,
  models: readonly string[] | undefined,
  key: string,
): readonly string[] {
  if (url === undefined) return [];
  const [first] = models ?? [];
  return [
    ...["", "# Claude Code", listed(models), `ANTHROPIC_BASE_URL=${url}`, `ANTHROPIC_API_KEY=${key}`],
    ...(first === undefined ? [] : [`ANTHROPIC_MODEL=${first}`]),
  ];
}

/**
 * As the samples of Microsoft's own packages read them:
 * https://github.com/Azure/azure-sdk-for-python/tree/main/sdk/search/azure-search-documents/samples and
 * https://github.com/Azure/azure-sdk-for-python/tree/main/sdk/documentintelligence/azure-ai-documentintelligence/samples
 */
const serviceVariables: Readonly<
  Record<
    string,
    { readonly title: string; readonly named: string; readonly url: string; readonly key: string }
  >
> = {
  search: {
    ...{ title: "Azure AI Search", named: "indexes" },
    ...{ url: "AZURE_SEARCH_SERVICE_ENDPOINT", key: "AZURE_SEARCH_API_KEY" },
  },
  documentIntelligence: {
    ...{ title: "Document Intelligence", named: "models" },
    ...{ url: "DOCUMENTINTELLIGENCE_ENDPOINT", key: "DOCUMENTINTELLIGENCE_API_KEY" },
  },
};

/** Of two services of one kind the first has the variables, and the other stands there as a comment. */
function ofServices(
  endpoints: Readonly<Record<string, string>>,
  services: Readonly<Record<string, GrantedService>>,
  key: string,
): readonly string[] {
  const named = new Set<string>();
  return Object.entries(services).flatMap(([label, { kind, allowed }]) => {
    const variables = serviceVariables[kind];
    const url = endpoints[label];
    if (!variables || url === undefined) return [];
    const comment = named.has(kind) ? "# " : "";
    named.add(kind);
    return [
      ...["", `# ${variables.title}: ${label.replace(/^service-/, "")}`],
      `# ${variables.named}: ${allowed.join(", ")}`,
      `${comment}${variables.url}=${url}`,
      ...(comment === "" ? [`${variables.key}=${key}`] : []),
      ...(kind === "search" && comment === "" ? [`AZURE_SEARCH_INDEX_NAME=${allowed[0] ?? ""}`] : []),
    ];
  });
}

const tools = { mcp: "MCP server", a2a: "Agent" } as const;

function ofTools(endpoints: Readonly<Record<string, string>>, key: string): readonly string[] {
  const found = Object.entries(endpoints).flatMap(([label, url]) => {
    const [, kind, name] = /^(mcp|a2a)-(.+)$/.exec(label) ?? [];
    return kind === undefined ? [] : [`# ${tools[kind as keyof typeof tools]} ${name}: ${url}`];
  });
  return found.length === 0
    ? []
    : ["", ...found, "# The key goes into the header api-key.", `GATEWAY_KEY=${key}`];
}
