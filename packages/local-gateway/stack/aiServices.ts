import type { Clock } from "@azure-genai-gateway/common/clock";
import type { Random } from "@azure-genai-gateway/common/random";
import type { DeclaredResource } from "@azure-genai-gateway/common/resource";
import { createDocumentIntelligence, type DocumentIntelligenceOptions } from "../document-intelligence";
import { isModelAudience, mayAskServices, mayUseSearch } from "../gateway/identity/roles";
import type { TokenIssuer } from "../gateway/identity/tokens";
import { readRoleAssignments } from "../gateway/model/identities";
import type { RoleAssignmentModel } from "../gateway/model/types";
import { armName } from "../resources/armId";
import { hostOf } from "../resources/hosts";
import { azureType, property, textOf } from "../resources/inputs";
import { createSearch, type SearchIndex } from "../search";
import type { GuardService } from "./guardServices";

/** What the simulated services behind the gateway know. */
export interface AiServiceSettings {
  /** Indexes of every search service, by name. Default: one, `hotels`. */
  readonly indexes?: Readonly<Record<string, SearchIndex>>;
  /** Of every account of Document Intelligence. */
  readonly documentIntelligence?: Pick<DocumentIntelligenceOptions, "models" | "analysisMs" | "documents">;
}

/** `service: search` in a backend's description says what its address does not. */
const said = /\bservice: (search|documentIntelligence)\b/;

/** Of a backend that leads to such a service: which kind it is, and its host. */
function serviceOf(resource: DeclaredResource): { readonly kind: string; readonly host: string } | undefined {
  if (azureType(resource) !== "apimanagement:Backend") return undefined;
  const kind = said.exec(textOf(property(resource, "description")) ?? "")?.[1];
  const host = hostOf(textOf(property(resource, "url")) ?? "");
  return kind === undefined || host === undefined ? undefined : { kind, host };
}

/** The hosts that {@link aiServices} answers for. */
export function aiServiceHosts(resources: readonly DeclaredResource[]): ReadonlySet<string> {
  return new Set(resources.flatMap((resource) => serviceOf(resource)?.host ?? []));
}

/**
 * Search services and accounts of Document Intelligence that backends lead to, by host. Each takes tokens for its kind of
 * service; where the stack gives roles on a resource of its name, those of identities that have one.
 * @param before those of the program's last evaluation
 */
export function aiServices(
  resources: readonly DeclaredResource[],
  identity: TokenIssuer,
  {
    clock,
    random,
    settings = {},
  }: { readonly clock: Clock; readonly random: Random; readonly settings?: AiServiceSettings | undefined },
  before: ReadonlyMap<string, GuardService> = new Map(),
): ReadonlyMap<string, GuardService> {
  const assignments = readRoleAssignments(resources);
  return new Map(
    resources.flatMap((resource): (readonly [string, GuardService])[] => {
      const service = serviceOf(resource);
      if (!service) return [];
      const { kind, host } = service;
      const declared = JSON.stringify([kind, host, assignments]);
      const kept = before.get(host);
      if (kept?.declared === declared) return [[host, kept]];
      const name = host.split(".")[0]!;
      const scope = scopeOf(assignments, kind === "search" ? "searchServices" : "accounts", name);
      const handle =
        kind === "search"
          ? createSearch({
              ...(settings.indexes ? { indexes: settings.indexes } : {}),
              acceptsToken: (token, writing) => {
                const claims = identity.check(token);
                if (claims?.aud.replace(/\/+$/, "") !== "https://search.azure.com") return false;
                return scope === undefined || mayUseSearch(claims.oid, scope, assignments, writing);
              },
            })
          : createDocumentIntelligence({
              ...settings.documentIntelligence,
              ...{ clock, random },
              acceptsToken: (token) => {
                const claims = identity.check(token);
                if (claims === undefined || !isModelAudience(claims.aud)) return false;
                return scope === undefined || mayAskServices(claims.oid, scope, assignments);
              },
            });
      // https://azure.microsoft.com/pricing/details/document-intelligence/; a search service is paid by the hour.
      return [[host, { handle, declared, ...(kind === "documentIntelligence" ? { paidBy: "page" } : {}) }]];
    }),
  );
}

/** The resource that some role is given on and that has this name; undefined where its roles are somebody else's matter. */
function scopeOf(
  assignments: readonly RoleAssignmentModel[],
  type: string,
  name: string,
): string | undefined {
  return assignments.find(
    ({ scope }) =>
      scope.toLowerCase().includes(`/${type.toLowerCase()}/`) && armName(scope).toLowerCase() === name,
  )?.scope;
}
