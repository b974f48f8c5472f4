import type { HttpHandler } from "@azure-genai-gateway/common/http";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { type ContentSafetyRuleSet, createContentSafety, usualRules } from "../content-safety";
import { isModelAudience, mayAskServices } from "../gateway/identity/roles";
import type { TokenIssuer } from "../gateway/identity/tokens";
import { readRoleAssignments } from "../gateway/model/identities";
import { createLanguage, type KnownEntity } from "../language";
import { azureType, property, textOf } from "../resources/inputs";

/** What the simulated services that guardrails ask know, in place of a model. */
export interface GuardSettings {
  /** Default: a few harmful texts and attacks, enough to see a refusal. */
  readonly contentSafety?: ContentSafetyRuleSet;
  /** Texts that Language finds personal besides what its recognisers know. Default none. */
  readonly personal?: readonly KnownEntity[];
}

type Kind = "ContentSafety" | "TextAnalytics";

/** The kind of an account that is no account of models; undefined for all others. */
export function guardKind(resource: DeclaredResource): Kind | undefined {
  if (azureType(resource) !== "cognitiveservices:Account") return undefined;
  const kind = textOf(property(resource, "kind"));
  return kind === "ContentSafety" || kind === "TextAnalytics" ? kind : undefined;
}

export interface GuardService {
  readonly handle: HttpHandler;
  /** What it was made from: one that is declared the same way goes on. */
  readonly declared: string;
  /** What its use is paid by; absent where that is no call's. */
  readonly paidBy?: "page";
}

/**
 * The declared accounts of Content Safety and Language, by host. Each takes the tokens of identities that have a role on it,
 * and nothing else.
 * @param before those of the program's last evaluation
 */
export function guardServices(
  resources: readonly DeclaredResource[],
  identity: TokenIssuer,
  settings: GuardSettings = {},
  before: ReadonlyMap<string, GuardService> = new Map(),
): ReadonlyMap<string, GuardService> {
  const assignments = readRoleAssignments(resources);
  return new Map(
    resources.flatMap((resource): (readonly [string, GuardService])[] => {
      const kind = guardKind(resource);
      const subdomain = textOf(property(resource, "properties.customSubDomainName"))?.toLowerCase();
      if (kind === undefined || subdomain === undefined) return [];
      const host = `${subdomain}.cognitiveservices.azure.com`;
      const declared = JSON.stringify([kind, resource.id, assignments]);
      const kept = before.get(host);
      if (kept?.declared === declared) return [[host, kept]];
      const acceptsToken = (token: string) => {
        const claims = identity.check(token);
        return (
          claims !== undefined &&
          isModelAudience(claims.aud) &&
          mayAskServices(claims.oid, resource.id, assignments)
        );
      };
      const handle =
        kind === "ContentSafety"
          ? createContentSafety({ rules: settings.contentSafety ?? usualRules, acceptsToken })
          : createLanguage({ known: settings.personal, acceptsToken });
      return [[host, { handle, declared }]];
    }),
  );
}
