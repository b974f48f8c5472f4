import type { AnyApiName } from "../config/schema";
import { providerApiFacts } from ".";

/** Where API Management looks for a caller's key, before any policy runs: one header and one query parameter an API. */
export interface CallerKey {
  readonly header: string;
  readonly query: string;
}

/** Of the APIs in OpenAI's wire format. */
export const usualKey: CallerKey = { header: "api-key", query: "subscription-key" };

export function callerKeyOf(api: AnyApiName): CallerKey {
  return api in providerApiFacts ? providerApiFacts[api as keyof typeof providerApiFacts].key : usualKey;
}

/** Headers in which some client sends its key. */
export const callerKeyHeaders: readonly string[] = unique([
  usualKey.header,
  "Authorization",
  "Ocp-Apim-Subscription-Key",
  ...Object.values(providerApiFacts).map(({ key }) => key.header),
]);

/** In every form that some client of some API has it: what no backend may see. */
export const callerSecrets: { readonly headers: readonly string[]; readonly queries: readonly string[] } = {
  headers: unique([
    ...callerKeyHeaders,
    ...Object.values(providerApiFacts).flatMap(({ secretHeaders = [] }) => secretHeaders),
  ]),
  queries: unique([usualKey.query, ...Object.values(providerApiFacts).map(({ key }) => key.query)]),
};

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
