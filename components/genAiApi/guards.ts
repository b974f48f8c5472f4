import type { BackendPlan } from "../backendPlan";
import type { GatewayConfig, GuardrailConfig } from "../config/schema";
import { isContractCall } from "../contractProducts";
import { productOfCall } from "./callers";
import { guardWalk } from "./guardWalk";
import { embeddingsPlan } from "./semanticCache";
import { includeOf, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type RenderedPolicy, type TemplateParameters } from "../policyTemplates";

/** A guardrail that some product has: of the others nothing is declared. */
export interface UsedGuardrail {
  readonly guardrail: GuardrailConfig;
  readonly products: readonly string[];
}

export type GuardedConfig = Pick<GatewayConfig, "guardrails" | "products"> & {
  readonly contracts?: GatewayConfig["contracts"] | undefined;
};

/** Where a stack takes contracts, one of them may name any guardrail. */
export function usedGuardrails({ guardrails, products, contracts }: GuardedConfig): readonly UsedGuardrail[] {
  return guardrails.flatMap((guardrail) => {
    const own = products.filter(({ guardrails: name }) => name === guardrail.name).map(({ name }) => name);
    const all = contracts?.enabled ? [...own, ofContract(guardrail.name)] : own;
    return all.length > 0 ? [{ guardrail, products: all }] : [];
  });
}

/** Stands for all contracts that name a guardrail; no product of the stack's own is named so. */
const ofContract = (guardrail: string) => `contract:${guardrail}`;

/** C#: what {@link UsedGuardrail.products} has of a call. A contract's product policy has set genai-guardrail. */
function guardedProduct({ products, contracts }: GuardedConfig): string {
  const own = `(${productOfCall(products)} ?? "")`;
  return contracts?.enabled
    ? `(${isContractCall} ? "contract:" + context.Variables.GetValueOrDefault<string>("genai-guardrail", "") : ${own})`
    : own;
}

/** The services that guardrails ask. */
export interface GuardServices {
  readonly contentSafety: boolean;
  readonly language: boolean;
  /** Whether API Management asks Content Safety itself, about streams. */
  readonly streams: boolean;
}

export function guardServices(config: GuardedConfig): GuardServices {
  const used = usedGuardrails(config).map(({ guardrail }) => guardrail);
  return {
    contentSafety: used.some(({ contentSafety }) => contentSafety !== undefined && asksSafety(contentSafety)),
    language: used.some(({ pii }) => pii !== undefined && asksLanguage(pii)),
    streams: used.some(({ contentSafety }) => contentSafety?.completions === true && hasRules(contentSafety)),
  };
}

type Safety = NonNullable<GuardrailConfig["contentSafety"]>;
type Pii = NonNullable<GuardrailConfig["pii"]>;

const hasRules = ({ categories, blocklists }: Safety) => categories.length > 0 || blocklists.length > 0;
const asksSafety = (safety: Safety) => safety.shieldPrompt || hasRules(safety);
const asksLanguage = ({ mode, categories }: Pii) => mode !== "off" && categories?.length !== 0;

/** Named values that hold the addresses of the services, and the backend that API Management asks itself. */
export function guardNames({ prefix }: Pick<EntityNames, "prefix">) {
  return {
    contentSafety: `${prefix}genai-content-safety-endpoint`,
    language: `${prefix}genai-language-endpoint`,
    contentSafetyBackend: `${prefix}genai-content-safety`,
  };
}

/** The named values of {@link guardNames} that are used, each with a value of the form that the real one will have. */
export function guardNamedValues(
  services: GuardServices,
  names: Pick<EntityNames, "prefix">,
): ReadonlyMap<string, string> {
  const own = guardNames(names);
  return new Map([
    ...(services.contentSafety
      ? [[own.contentSafety, "https://safety.cognitiveservices.azure.com"] as const]
      : []),
    ...(services.language ? [[own.language, "https://language.cognitiveservices.azure.com"] as const] : []),
  ]);
}

/** Backends of API Management's that policies ask beside the models. */
export function askedBackends(
  config: GuardedConfig,
  plan: Pick<BackendPlan, "backends">,
  names: Pick<EntityNames, "prefix">,
): readonly string[] {
  return [
    ...embeddingsPlan(config, plan, names).map(({ id }) => id),
    ...(guardServices(config).streams ? [guardNames(names).contentSafetyBackend] : []),
  ];
}

const guard = '((JObject)context.Variables["genai-guard"])';
const all = '((string)context.Variables["genai-guard-all"])';
const at = '(int)context.Variables["genai-guard-at"]';
const onPrompt = '(string)context.Variables["genai-guard-side"] == "prompt"';
const ofLanguage = `${guard}["pii"] != null && (bool)${guard}["pii"]["service"] && ${onPrompt}`;
const ofHarm = `${guard}["safety"] != null && ((JObject)${guard}["safety"]["thresholds"]).Count + ((JArray)${guard}["safety"]["lists"]).Count > 0`;
const ofShield = `${guard}["safety"] != null && (bool)${guard}["safety"]["shield"] && ${onPrompt}`;

/**
 * What the fragments guard-* are filled with, common to all templates; nothing where no product has a guardrail.
 * @param part renders a document of policies/apis
 */
export function guardParameters(
  config: GuardedConfig,
  names: Pick<EntityNames, "prefix">,
  part: (name: string, parameters: TemplateParameters) => RenderedPolicy,
): TemplateParameters {
  const used = usedGuardrails(config);
  const services = guardServices(config);
  const own = guardNames(names);
  const asks = {
    asksLanguage: services.language
      ? `${ofLanguage} && (${at} == 0 || ${at} * 23750 + 250 < ${all}.Length)`
      : "false",
    asksHarm: services.contentSafety
      ? `${ofHarm} && (${at} == 0 || ${at} * 9500 + 500 < ${all}.Length)`
      : "false",
    asksShield: services.contentSafety
      ? `${ofShield} && (${at} == 0 || ${at} * 9500 + 500 < ${all}.Length)`
      : "false",
  };
  const places = { languageNamedValue: own.language, safetyNamedValue: own.contentSafety };
  return {
    guardCases: used.flatMap(({ guardrail, products }) =>
      escapeXml(
        `${products.map((name) => `case ${csharpText(name)}:`).join(" ")} return ${csharpJson(ruleOf(guardrail))};`,
      ),
    ),
    guardedProduct: guardedProduct(config),
    guardWalk: [escapeXml(guardWalk)],
    guardEdge: [escapeXml(edge)],
    guardRounds: rounds(services),
    ...asks,
    guardAsks: [
      ...(services.language
        ? [part("ask-language", { ...asks, ...places, guardEdge: [escapeXml(edge)] })]
        : []),
      ...(services.contentSafety
        ? [part("ask-content-safety", { ...asks, ...places, guardEdge: [escapeXml(edge)] })]
        : []),
    ],
    guardOfEvent:
      used.length === 0
        ? []
        : [
            'if (context.Variables.GetValueOrDefault<JObject>("genai-guard-counts", new JObject()).Count > 0) { made.Add("guardrails", ((JObject)context.Variables["genai-guard-counts"]).DeepClone()); }',
          ],
  };
}

/**
 * The steps of an API's policy that look at prompts and answers.
 * @param native whether the body is in OpenAI's words, which other fragments read as genai-body; of other APIs that is a view
 */
export function guardIncludes(
  config: GuardedConfig,
  names: Pick<EntityNames, "prefix">,
  refuse: RenderedPolicy,
  native: boolean,
): TemplateParameters {
  const used = usedGuardrails(config);
  if (used.length === 0) return { guardPrompt: [], guardAnswer: [], guardFiles: [] };
  const { contentSafety, language, streams } = guardServices(config);
  const include = (name: string) => includeOf(names, name);
  const ask = contentSafety || language ? [include("guard-ask")] : [noAnswers];
  return {
    // What the lines of a batch job ask for is looked at by nobody when the job runs. A job that is there may be ended.
    guardFiles: [
      `<choose><when condition="${escapeXml(`@(new [] { "create-file", "create-batch" }.Contains(context.Operation.Id) && ${isGuarded(config)})`)}"><set-variable name="genai-refusal" value="@(new JObject(new JProperty("status", 403), new JProperty("code", "GuardrailUnsupported"), new JProperty("param", null), new JProperty("message", "This key has a guardrail, which cannot look into the lines of a batch job. Use a key without one.")))" /></when></choose>`,
      refuse,
    ],
    guardPrompt: [
      ...(native && streams ? ['<set-variable name="genai-guard-streams" value="@(true)" />'] : []),
      include("guard-read"),
      ...ask,
      include("guard-prompt"),
      refuse,
      ...(native ? [bodyAgain] : []),
    ],
    guardAnswer: [
      include("guard-answer"),
      ...ask,
      include("guard-completion"),
      refuse,
      ...(native ? used.flatMap((one) => streamCheck(one, guardNames(names).contentSafetyBackend)) : []),
    ],
  };
}

const isGuarded = (config: GuardedConfig) =>
  `new string[] { ${usedGuardrails(config)
    .flatMap((one) => one.products.map(csharpText))
    .join(", ")} }.Contains(${guardedProduct(config)})`;

/** What passes in a realtime session is seen by no policy. */
export function guardSessions(config: GuardedConfig): TemplateParameters {
  const used = usedGuardrails(config);
  return {
    guardSessions:
      used.length === 0
        ? []
        : [
            escapeXml(
              `if (${isGuarded(config)}) { return "403 This key has a guardrail, and what passes in a realtime session is seen by none. Use a key without one."; }`,
            ),
          ],
  };
}

/** Where no service is asked, there is nothing that one has found. */
const noAnswers = `<set-variable name="genai-guard-found" value="@(new JObject(new JProperty("spans", new JArray()), new JProperty("harm", new JArray()), new JProperty("silent", new JArray())))" />`;

/** What other fragments read is what the model gets. */
const bodyAgain = `<choose><when condition="@(context.Variables.ContainsKey("genai-guard-outcome"))"><set-variable name="genai-body" value="@(JObject.Parse(context.Request.Body.As<string>(preserveContent: true)))" /></when></choose>`;

/** A stream, which a policy cannot read: API Management holds it back by itself, window by window. */
function streamCheck({ guardrail }: UsedGuardrail, backend: string): readonly string[] {
  const safety = guardrail.contentSafety;
  if (!safety?.completions || !hasRules(safety)) return [];
  const { windowSize, windowOverlapSize, categories, blocklists } = safety;
  const condition = `@((string)${guard}["name"] == ${csharpText(guardrail.name)} && (bool)context.Variables["genai-stream"] && context.Response.StatusCode == 200)`;
  return [
    `<choose><when condition="${escapeXml(condition)}">`,
    `<llm-content-safety backend-id="${escapeXml(backend)}" window-size="${windowSize}" window-overlap-size="${windowOverlapSize}">`,
    ...(categories.length > 0
      ? [
          `<categories output-type="FourSeverityLevels">${categories.map(({ name, threshold }) => `<category name="${name}" threshold="${threshold}" />`).join("")}</categories>`,
        ]
      : []),
    ...(blocklists.length > 0
      ? [`<blocklists>${blocklists.map((id) => `<id>${escapeXml(id)}</id>`).join("")}</blocklists>`]
      : []),
    "</llm-content-safety></when></choose>",
  ];
}

/** As guard-read and its followers read it. */
function ruleOf({ name, contentSafety, pii, maxPromptTokens, denyTools }: GuardrailConfig): Json {
  return {
    name,
    ...(contentSafety && asksSafety(contentSafety)
      ? {
          safety: {
            shield: contentSafety.shieldPrompt,
            thresholds: Object.fromEntries(contentSafety.categories.map((one) => [one.name, one.threshold])),
            lists: contentSafety.blocklists,
            completions: contentSafety.completions && hasRules(contentSafety),
            open: contentSafety.onFailure === "open",
          },
        }
      : {}),
    ...(pii && pii.mode !== "off"
      ? {
          pii: {
            mode: pii.mode,
            service: asksLanguage(pii),
            confidence: pii.confidence,
            ...(pii.categories ? { categories: pii.categories } : {}),
            exclude: pii.exclude,
            regex: pii.regex.map(({ category, pattern }) => [category, pattern]),
            language: pii.language,
            restore: pii.restore,
            refuseStreams: pii.mode === "mask" && pii.streams === "refuse",
            open: pii.onFailure === "open",
          },
        }
      : {}),
    ...(maxPromptTokens === undefined ? {} : { most: maxPromptTokens }),
    tools: denyTools,
  };
}

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** C# that makes the value: nothing is parsed at a call. */
function csharpJson(value: Json): string {
  if (typeof value === "string") return csharpText(value);
  if (typeof value !== "object") return String(value);
  // One list within another would be taken apart, were it the only argument.
  if (Array.isArray(value))
    return `new JArray(new object[] { ${(value as readonly Json[]).map(csharpJson).join(", ")} })`;
  return `new JObject(${Object.entries(value)
    .map(([key, one]) => `new JProperty(${csharpText(key)}, ${csharpJson(one)})`)
    .join(", ")})`;
}

/** How often guard-ask asks: five documents of Language or one text of Content Safety at a time. */
function rounds({ contentSafety, language }: GuardServices): string {
  const length = `${all}.Length`;
  const pieces = (width: number, overlap: number) =>
    `(int)Math.Max(1, Math.Ceiling((${length} - ${overlap}) / ${width - overlap}.0))`;
  const counts = [
    ...(language ? [`(${ofLanguage} ? (${pieces(5000, 250)} + 4) / 5 : 0)`] : []),
    ...(contentSafety ? [`(${ofHarm} || ${ofShield} ? ${pieces(10_000, 500)} : 0)`] : []),
  ];
  if (counts.length === 0) return "0";
  return `${all}.Trim() == "" ? 0 : ${counts.length === 2 ? `Math.Max(${counts.join(", ")})` : counts[0]!}`;
}

/** Where a window may begin or end: never within a pair of surrogates. */
const edge =
  "Func<int, int> edge = index => index >= all.Length ? all.Length : index > 0 && char.IsLowSurrogate(all[index]) ? index - 1 : index;";
