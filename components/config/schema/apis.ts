import { z } from "@azure-genai-gateway/schema";
import type { AnyApiName, ProviderApiFacts, ProviderApiName, Providers } from "../../providers";
import { about } from "./about";
import { between, count } from "./texts";

const openAiPaths = { azureOpenAi: "openai", openAiV1: "openai/v1" } as const;

const sinks = {
  eventHub: z
    .boolean()
    .default(true)
    .meta(
      about("One event a call into the Event Hub, with product, subscription, backend and tokens.", {
        page: "https://learn.microsoft.com/azure/api-management/log-to-eventhub-policy",
      }),
    ),
  applicationInsights: z
    .boolean()
    .default(true)
    .meta(
      about("Calls and tokens as metrics of Application Insights.", {
        page: "https://learn.microsoft.com/azure/api-management/llm-emit-token-metric-policy",
      }),
    ),
};

const whereUsageGoes = about("Where the usage of the API goes.");

const usage = z
  .strictObject({
    ...sinks,
    llmLog: z
      .boolean()
      .default(true)
      .meta(
        about("API Management's own log of calls to models, which has the exact tokens of streamed calls.", {
          page: "https://learn.microsoft.com/azure/api-management/api-management-howto-llm-logs",
        }),
      ),
  })
  .prefault({})
  .meta(whereUsageGoes);

/** Without API Management's own log, which does not know the wire formats of all providers. */
const providerUsage = z.strictObject(sinks).prefault({}).meta(whereUsageGoes);

const tokensPerMinute = () => count("Write tokens per minute, 1 or more");

/** What every API has. */
const common = <Usage extends z.ZodType>(path: string, usageOfApi: Usage) => ({
  enabled: z.boolean().default(true).meta(about("Whether the API is there.")),
  path: z
    .string()
    .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, "Write the path without slashes at its ends")
    .default(path)
    .meta(about("Path of the API below the gateway's URL, without slashes at its ends.")),
  loadBalancing: z
    .enum(["round-robin", "weighted", "latency"])
    .default("weighted")
    .meta(
      about(
        "How calls are shared out among backends of one priority: in turn, by their weights, or to the one that has answered fastest.",
      ),
    ),
  spillToPayg: z
    .boolean()
    .default(true)
    .meta(
      about(
        "Whether a call that a priority has no room for goes on to the next; otherwise the client gets 429.",
      ),
    ),
  usage: usageOfApi,
  backendTimeoutSeconds: between(1, 240)
    .default(240)
    .meta(
      about("Longest wait for a backend to begin its answer. Azure may not honour more than 240.", {
        unit: "seconds",
        page: "https://learn.microsoft.com/azure/api-management/forward-request-policy",
      }),
    ),
});

const cors = z
  .strictObject({
    allowedOrigins: z
      .array(
        z
          .string()
          .regex(/^(\*|https?:\/\/[^/\s]+)$/, "Write * or an origin such as https://app.example.com")
          .meta(about("An origin, or `*`.", { example: "https://app.example.com" })),
      )
      .min(1, "Name at least one origin, or leave the key out")
      .meta(
        about("Origins whose pages may call, or `*` for any.", {
          example: ["https://app.example.com"],
        }),
      ),
    maxAgeSeconds: between(0, 86_400)
      .default(600)
      .meta(about("How long a browser may remember the answer to a preflight.", { unit: "seconds" })),
  })
  .optional()
  .meta(
    about("Lets browsers call from pages of other origins; a preflight needs no key.", {
      otherwise: "browsers may not",
      page: "https://learn.microsoft.com/azure/api-management/cors-policy",
    }),
  );

const api = (what: string, path: string) =>
  z
    .strictObject({
      ...common(path, usage),
      stored: z
        .enum(["owned", "off"])
        .default("owned")
        .meta(
          about(
            "What becomes of responses and conversations that a model's account keeps: `owned` lets only the subscription that made one read, continue or delete it; `off` has nothing stored.",
            { page: "https://learn.microsoft.com/azure/foundry/openai/how-to/responses" },
          ),
        ),
      files: z
        .enum(["owned", "off"])
        .default("off")
        .meta(
          about(
            "Whether clients may upload files and start batch jobs; `owned` lets only the subscription that made one see it.",
            { page: "https://learn.microsoft.com/azure/foundry/openai/how-to/batch" },
          ),
        ),
      realtime: z
        .boolean()
        .default(true)
        .meta(
          about("Whether a WebSocket API is declared too, where a deployment is of a realtime model.", {
            page: "https://learn.microsoft.com/azure/api-management/websocket-api",
          }),
        ),
      cors,
      priority: z
        .strictObject({
          capacityTokensPerMinute: tokensPerMinute().meta(
            about("What all products together may use.", { unit: "tokens per minute", example: 400000 }),
          ),
          reservedTokensPerMinute: tokensPerMinute().meta(
            about("How much of it products of low priority have to leave to the others.", {
              unit: "tokens per minute",
              example: 100000,
            }),
          ),
        })
        .optional()
        .meta(
          about("Adaptive limit: while capacity is short, products of low priority are refused first.", {
            otherwise: "off",
          }),
        ),
    })
    .prefault({})
    .meta(about(what));

/** An API in the wire format of another provider. It is there where a backend speaks it. */
const providerApi = (facts: ProviderApiFacts) =>
  z
    .strictObject({ ...common(facts.path, providerUsage), cors })
    .prefault({})
    .meta(about(`${facts.about} There only where a backend speaks it.`));

/** @param providers those whose APIs there may be */
export const apisOf = ({ apis }: Providers) =>
  z
    .strictObject({
      azureOpenAi: api(
        "Azure OpenAI's API by deployment, `/openai/deployments/NAME/...`, which the AzureOpenAI clients call.",
        openAiPaths.azureOpenAi,
      ),
      openAiV1: api(
        "The v1 API, which OpenAI's own clients call with the deployment as `model`.",
        openAiPaths.openAiV1,
      ),
      ...(Object.fromEntries(
        Object.entries(apis).map(([name, facts]) => [name, providerApi(facts)]),
      ) as Record<ProviderApiName, ReturnType<typeof providerApi>>),
    })
    .prefault({})
    .meta(about("The APIs that clients call."));

/** Where an API is, if the config says nothing. */
export function defaultPathOf(name: AnyApiName, { apis }: Providers): string {
  return name === "azureOpenAi" || name === "openAiV1" ? openAiPaths[name] : apis[name].path;
}
