import { packageProviders, type AnyApiName, type ProviderApiFacts } from ".";

/** Where API Management looks for a caller's key, before any policy runs: one header and one query parameter an API. */
export interface CallerKey {
  readonly header: string;
  readonly query: string;
}

/** By name; those of a plan, the package's or a program's own. */
type Apis = Readonly<Partial<Record<string, ProviderApiFacts>>>;

/** Of the APIs in OpenAI's wire format. */
export const usualKey: CallerKey = { header: "api-key", query: "subscription-key" };

export function callerKeyOf(api: AnyApiName, apis: Apis = {}): CallerKey {
  return apis[api]?.key ?? usualKey;
}

/**
 * Headers in which some client of some API sends its key.
 * @param apis of a stack with other providers; there the package's are known too, whichever of them it has
 */
export function callerKeyHeaders(apis?: Apis): readonly string[] {
  return unique([
    usualKey.header,
    "Authorization",
    "Ocp-Apim-Subscription-Key",
    ...withPackages(apis).map(({ key }) => key.header),
  ]);
}

/** In every form that some client of some API has it: what no backend may see. */
export function callerSecrets(apis?: Apis): {
  readonly headers: readonly string[];
  readonly queries: readonly string[];
} {
  const all = withPackages(apis);
  return {
    headers: unique([...callerKeyHeaders(apis), ...all.flatMap(({ secretHeaders }) => secretHeaders)]),
    queries: unique([usualKey.query, ...all.map(({ key }) => key.query)]),
  };
}

function withPackages(apis: Apis | undefined): readonly ProviderApiFacts[] {
  if (!apis) return [];
  return Object.values<ProviderApiFacts | undefined>({ ...packageProviders.apis, ...apis }).flatMap(
    (api) => api ?? [],
  );
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
