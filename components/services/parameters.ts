import type { Catalogue } from "@azure-genai-gateway/catalogue";
import { plainAnswer, withoutHeaders } from "../genAiApi/accountHeaders";
import { ownOrigin, signature } from "../genAiApi/csharpParts";
import { withoutSecrets } from "../mcp/toBackend";
import { includeOf, type EntityNames } from "../policyNames";
import { csharpText, escapeXml, type TemplateParameters } from "../policyTemplates";
import type { ServicePlan } from "./plan";
import { dearFeatures, pagesOf, pricesOf, unitPrice } from "./prices";

/** How callers are told apart, and what their product is, as C#. */
export interface ServiceCallers {
  readonly tokens: boolean;
  readonly whose: string;
  readonly product: string;
}

/** What apis/service-api.xml and the parts of its kind have beside the common parameters. Pure. */
export function serviceParameters(
  plan: ServicePlan,
  names: EntityNames,
  signOn: (resource: string) => string,
  callers: ServiceCallers,
  catalogue: Catalogue,
): TemplateParameters {
  const { config, kind, operations } = plan;
  const search = config.kind === "search";
  return {
    eventKind: kind.eventKind,
    serviceName: config.name,
    path: plan.path,
    offered: operations
      .filter(({ id }) => !id.endsWith("-plain"))
      .map(({ method, path }) => `${method} ${path}`)
      .join(", "),
    keyHeader: kind.key.header,
    backendId: plan.id,
    timeoutSeconds: config.timeoutSeconds,
    // Of an analysis the answer is read, for its pages.
    buffered: search ? "false" : "true",
    signOn: [signOn(kind.audience)],
    // The last two: a caller may not have the service look past who may read a document, nor show a key of its own.
    withoutSecrets: withoutSecrets(["x-ms-enable-elevated-read"], ["api-key"]),
    // Nor in part: of half a result nobody could count the pages.
    plainAnswer: search ? [] : [plainAnswer, ...withoutHeaders(["Range", "If-Range"])],
    rateLimits: rateLimits(plan, callers),
    allowed: (search ? config.indexes : config.models)?.join(",") ?? "",
    allowedOfProducts: Object.entries(search ? config.productIndexes : config.productModels).map(
      ([product, allowed]) =>
        escapeXml(`case ${csharpText(product)}: allowed = ${csharpText(allowed.join(","))}; break;`),
    ),
    usageOutcomeIncludes: [includeOf(names, "usage-event-hub")],
    errorTypeHeader: [],
    ...(search ? searchParameters(plan, catalogue) : analysisParameters(plan, names, callers, catalogue)),
  };
}

function searchParameters({ config }: ServicePlan, catalogue: Catalogue): TemplateParameters {
  const price = unitPrice(catalogue, "search.semanticQueries");
  return {
    writers: [escapeXml(config.writers.map(csharpText).join(", "))],
    semanticMicros: `${price?.micros ?? 0}.0`.replace(/(\.\d+)\.0$/, "$1"),
    semanticFrom: price ? csharpText(price.from) : "null",
  };
}

function analysisParameters(
  { config }: ServicePlan,
  names: EntityNames,
  { whose }: ServiceCallers,
  catalogue: Catalogue,
): TemplateParameters {
  const { models = [], urlHosts } = config;
  const cases = (of: readonly (readonly [name: string, entry: string, sign: string])[]) =>
    of.flatMap(([name, entry, sign]) => {
      const price = unitPrice(catalogue, entry);
      return price ? [escapeXml(`case ${csharpText(name)}: micros ${sign} ${price.micros}; break;`)] : [];
    });
  return {
    ownOrigin,
    signedResult: signature(
      `"analysis:${config.name}:" + model + ":" + (${whose} ?? "") + ":" + micros + ":" + own`,
      names,
    ),
    pagePrices: cases(models.map((model) => [model, pagesOf(model), "="])),
    featurePrices: cases(
      Object.entries(dearFeatures).map(([feature, entry]) => [feature.toLowerCase(), entry, "+="]),
    ),
    priceFrom: priceDay(config, catalogue),
    urlHosts: [escapeXml(urlHosts.map(csharpText).join(", "))],
    urlWords: urlHosts.length === 0 ? "" : ` Hosts that it may be fetched from: ${urlHosts.join(", ")}.`,
  };
}

/** The oldest day of the prices that a call can have. */
function priceDay(config: ServicePlan["config"], catalogue: Catalogue): string {
  return (
    pricesOf(config)
      .flatMap((entry) => unitPrice(catalogue, entry)?.from ?? [])
      .sort()[0] ?? ""
  );
}

/** Looking for a result is no call that a limit counts: clients do it every few seconds. */
function rateLimits({ config }: ServicePlan, { whose, product }: ServiceCallers): readonly string[] {
  const { name, callsPerMinute, productCallsPerMinute } = config;
  const limit = (which: string, calls: number, key: string) => [
    `<set-variable name="genai-limit" value="${which}_calls" />`,
    `<rate-limit-by-key calls="${calls}" renewal-period="60" counter-key="${escapeXml(`@(${key})`)}" retry-after-header-name="Retry-After" />`,
  ];
  const limits = [
    ...(callsPerMinute === undefined
      ? []
      : limit("subscription", callsPerMinute, `"service:${name}:" + (${whose} ?? "")`)),
    ...Object.entries(productCallsPerMinute).flatMap(([of, calls]) =>
      when(
        `(${product} ?? "") == ${csharpText(of)}`,
        limit("product", calls, `"service-product:${name}:" + ${csharpText(of)}`),
      ),
    ),
  ];
  return limits.length === 0 ? [] : when(`!context.Operation.Id.Contains("result")`, limits);
}

function when(condition: string, steps: readonly string[]): readonly string[] {
  return ["<choose>", `<when condition="${escapeXml(`@(${condition})`)}">`, ...steps, "</when>", "</choose>"];
}
