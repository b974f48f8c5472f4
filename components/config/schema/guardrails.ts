import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { between, count, entityName, text } from "./texts";

const pages = {
  harm: "https://learn.microsoft.com/azure/ai-services/content-safety/concepts/harm-categories",
  shield: "https://learn.microsoft.com/azure/ai-services/content-safety/concepts/jailbreak-detection",
  blocklists: "https://learn.microsoft.com/azure/ai-services/content-safety/how-to/use-blocklist",
  policy: "https://learn.microsoft.com/azure/api-management/llm-content-safety-policy",
  entities:
    "https://learn.microsoft.com/azure/ai-services/language-service/personally-identifiable-information/concepts/entity-categories",
  languages:
    "https://learn.microsoft.com/azure/ai-services/language-service/personally-identifiable-information/language-support",
} as const;

export const harmCategories = ["Hate", "SelfHarm", "Sexual", "Violence"] as const;

const onFailure = (service: string) =>
  z
    .enum(["closed", "open"])
    .default("closed")
    .meta(
      about(
        `What happens to a call while ${service} does not answer: \`closed\` refuses it with 503, \`open\` lets it pass as it is.`,
      ),
    );

const category = z
  .strictObject({
    name: z
      .enum(harmCategories)
      .meta(about("A category of harm.", { example: "Violence", page: pages.harm })),
    threshold: between(1, 7)
      .default(4)
      .meta(
        about("Severity from which on a text is refused; the service gives 0, 2, 4 and 6.", {
          unit: "severity",
        }),
      ),
  })
  .meta(about("A category of harm that texts are looked at for."));

const contentSafety = z
  .strictObject({
    shieldPrompt: z
      .boolean()
      .default(true)
      .meta(
        about("Whether prompts are looked at for attacks on the model's instructions.", {
          page: pages.shield,
        }),
      ),
    categories: z
      .array(category)
      .default(harmCategories.map((name) => ({ name, threshold: 4 })))
      .meta(about("Categories of harm; an empty list for none.", { page: pages.harm })),
    blocklists: z
      .array(
        text("Write the name of a blocklist")
          .regex(/^[0-9A-Za-z._~-]{2,64}$/, "Write 2 to 64 letters, digits and . _ ~ -")
          .meta(about("Name of a blocklist of the Content Safety account.", { example: "projects" })),
      )
      .max(10, "Name at most 10 blocklists")
      .default([])
      .meta(
        about("Blocklists of the Content Safety account, whose words refuse a call.", {
          page: pages.blocklists,
        }),
      ),
    completions: z
      .boolean()
      .default(false)
      .meta(
        about(
          "Whether answers are looked at, too. An answer that is refused is paid for. Streams are held back window by window, and cut where one is refused; API Management does that for OpenAI's formats alone, so the other APIs refuse streams then.",
          { page: pages.policy },
        ),
      ),
    windowSize: between(100, 10_000)
      .default(1_000)
      .meta(
        about("How much of a streamed answer is held back and looked at together.", { unit: "characters" }),
      ),
    windowOverlapSize: between(0, 5_000)
      .default(100)
      .meta(about("How much of the window before is looked at again.", { unit: "characters" })),
    onFailure: onFailure("Content Safety"),
  })
  .meta(about("Azure AI Content Safety looks at prompts, and at answers."));

const pattern = z
  .strictObject({
    pattern: text("Write a regular expression")
      .max(1_000, "Write at most 1000 characters")
      .meta(
        about("A regular expression of .NET, case-sensitive; what it matches is personal.", {
          example: "\\bEMP-\\d{6}\\b",
          page: "https://learn.microsoft.com/dotnet/standard/base-types/regular-expression-language-quick-reference",
        }),
      ),
    category: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, "Write letters and digits, starting with a letter, at most 64")
      .meta(about("What it is called in refusals and usage events.", { example: "EmployeeNumber" })),
  })
  .meta(about("A regular expression for what the service does not know."));

const entity = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{0,63}$/, "Write a category such as Person or CreditCardNumber")
  .meta(about("A category of the service.", { example: "Person", page: pages.entities }));

const pii = z
  .strictObject({
    mode: z
      .enum(["mask", "block", "off"])
      .default("mask")
      .meta(
        about(
          "`mask` puts placeholders such as ⟦P0⟧ in the place of what is personal, `block` refuses the call with 400, `off` does nothing.",
        ),
      ),
    categories: z
      .array(entity)
      .optional()
      .meta(
        about(
          "Categories that count; an empty list leaves it to `regex` alone, and needs no Language account.",
          {
            example: ["Person", "Email", "PhoneNumber"],
            otherwise: "all that the service has for the language",
            page: pages.entities,
          },
        ),
      ),
    exclude: z
      .array(entity)
      .default([])
      .meta(about("Categories that do not count.", { example: ["DateTime"], page: pages.entities })),
    regex: z
      .array(pattern)
      .max(20, "Write at most 20 expressions")
      .default([])
      .meta(about("Expressions for what the service does not know.")),
    language: z
      .string()
      .regex(/^[a-z]{2}(?:-[A-Za-z]{2,4})?$/, "Write a language such as en, de or pt-BR")
      .default("en")
      .meta(about("Language of the prompts.", { page: pages.languages })),
    confidence: z
      .number("Write a number between 0 and 1")
      .min(0, "Write 0 or more")
      .max(1, "Write 1 or less")
      .default(0.8)
      .meta(about("How sure the service has to be, from 0 to 1.", { unit: "probability" })),
    restore: z
      .boolean()
      .default(true)
      .meta(
        about(
          "Whether placeholders of a whole answer become again what they stand for. In a stream they stay: nobody can change a stream without holding it back.",
        ),
      ),
    streams: z
      .enum(["mask", "refuse"])
      .default("mask")
      .meta(
        about(
          "With `mode: mask`, what becomes of streams: `mask` leaves the placeholders in, `refuse` answers 400.",
        ),
      ),
    onFailure: onFailure("Language"),
  })
  .meta(about("Azure AI Language finds personal data in prompts."));

export const guardrails = z
  .array(
    z
      .strictObject({
        name: entityName.meta(
          about("What products name it by, under `guardrails`.", { example: "personal-data" }),
        ),
        contentSafety: contentSafety
          .optional()
          .meta(about("Content Safety looks at prompts and answers.", { otherwise: "it does not" })),
        pii: pii
          .optional()
          .meta(
            about("Personal data in prompts is masked, or refused.", { otherwise: "nobody looks for any" }),
          ),
        maxPromptTokens: count("Write a number of tokens, 1 or more")
          .optional()
          .meta(
            about("The longest prompt, by the gateway's estimate; a longer one is refused with 400.", {
              unit: "tokens",
              example: 32000,
              otherwise: "as long as the model takes",
            }),
          ),
        denyTools: z
          .array(
            z
              .string()
              .regex(/^[A-Za-z0-9_.:-]*\*?$/, "Write a name, or the beginning of one and *")
              .min(1, "Write a name, or the beginning of one and *")
              .max(128, "Write at most 128 characters")
              .meta(
                about("Name or type of a tool; with * at its end the beginning of one.", {
                  example: "web_search*",
                }),
              ),
          )
          .max(100, "Name at most 100 tools")
          .default([])
          .meta(
            about("Tools that a call may not offer the model: it is refused with 403.", {
              example: ["web_search*", "mcp"],
            }),
          ),
      })
      .meta(about("What calls are looked at for, before a model sees them.")),
  )
  .default([])
  .meta(
    about(
      "What calls of a product are looked at for. The accounts of Content Safety and Language are declared where some product's guardrail needs them. See docs/guardrails.md.",
    ),
  );

/** Of a product. */
export const guardrailOfProduct = z
  .string()
  .optional()
  .meta(
    about("Name of a guardrail, as under `guardrails`, that every call of a model by the product passes.", {
      example: "personal-data",
      otherwise: "none",
    }),
  );
