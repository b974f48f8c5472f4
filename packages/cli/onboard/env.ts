import { ProblemsError } from "@azure-genai-gateway/common/problem";

/** What `pulumi stack output --json` says of a program of contracts. */
export interface ContractsOutput {
  readonly useCases?: Readonly<
    Record<
      string,
      {
        readonly endpoints: Readonly<Record<string, string>>;
        readonly models: Readonly<Record<string, readonly string[]>>;
      }
    >
  >;
  /** Only with --show-secrets. */
  readonly keys?: Readonly<Record<string, string>> | string;
}

/**
 * The variables that clients read, as a .env file: of OpenAI's SDKs and LangChain, of AzureOpenAI clients, and of Claude Code,
 * each where the contract grants an API that they speak. Throws a ProblemsError where there is no such use case.
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
  const { endpoints, models } = useCases[name]!;
  const key = typeof keys === "object" ? keys[name] : undefined;
  const shown = key ?? "";
  return [
    `# ${name}${key === undefined ? ": without --show-secrets the key is not known; write it in, or read it from Key Vault" : ""}`,
    ...ofOpenAi(endpoints["openAiV1"], models["openAiV1"], shown),
    ...ofAzureOpenAi(endpoints["azureOpenAi"], models["azureOpenAi"], shown),
    ...ofClaudeCode(endpoints["anthropic"], models["anthropic"], shown),
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
