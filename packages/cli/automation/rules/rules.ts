import type { Problem } from "@azure-genai-gateway/common/problem";

/** A resource as far as rules look at it; unknown values of a preview are absent. */
export interface CheckedResource {
  readonly type: string;
  readonly name: string;
  /** URN. */
  readonly parent?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly protect: boolean;
}

/** What a stack must not have, whatever its config and program say. */
export interface Rule {
  readonly code: string;
  readonly title: string;
  /** Rules of `production` count for stacks that are named so. */
  readonly scope: "every stack" | "production";
  readonly hint: string;
  /** What is wrong with a resource, in one sentence; nothing where all is well, or the rule is not about its type. */
  readonly check: (resource: CheckedResource, all: readonly CheckedResource[]) => string | undefined;
}

const types = {
  service: "azure-native:apimanagement:ApiManagementService",
  account: "azure-native:cognitiveservices:Account",
  vault: "azure-native:keyvault:Vault",
  hubs: "azure-native:eventhub:Namespace",
  ingress: "azure-native:network:ApplicationGateway",
  diagnostics: "azure-native:monitor:DiagnosticSetting",
} as const;

type Json = Readonly<Record<string, unknown>>;
const record = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const properties = ({ inputs }: CheckedResource) => record(inputs["properties"]);
const records = (value: unknown) => (Array.isArray(value) ? value.map(record) : []);

const logged: ReadonlySet<string> = new Set([
  types.service,
  types.account,
  types.vault,
  types.hubs,
  types.ingress,
]);
const guarded: ReadonlySet<string> = new Set([types.service, types.account, types.vault]);

const oldProtocols =
  /^Microsoft\.WindowsAzure\.ApiManagement\.Gateway\.(Backend\.)?Security\.(Backend\.)?Protocols\.(Tls1[01]|Ssl30)$/;

export const rules: readonly Rule[] = [
  {
    code: "RULE_PUBLIC_ACCESS",
    title: "Azure OpenAI, Key Vault and Event Hubs are reached by private endpoint alone",
    scope: "every stack",
    hint: "set publicNetworkAccess to Disabled",
    check(resource) {
      const where = resource.type === types.hubs ? resource.inputs : properties(resource);
      const applies = [types.account, types.vault, types.hubs].includes(resource.type as never);
      return applies && where["publicNetworkAccess"] !== "Disabled"
        ? "can be reached from the internet"
        : undefined;
    },
  },
  {
    code: "RULE_LOCAL_AUTH",
    title: "Azure OpenAI and Event Hubs take no keys, only identities",
    scope: "every stack",
    hint: "set disableLocalAuth to true",
    check(resource) {
      if (resource.type !== types.account && resource.type !== types.hubs) return undefined;
      const where = resource.type === types.hubs ? resource.inputs : properties(resource);
      return where["disableLocalAuth"] === true ? undefined : "takes keys";
    },
  },
  {
    code: "RULE_KEY_VAULT_ACCESS",
    title: "Key Vault uses roles, and what is deleted can be recovered",
    scope: "every stack",
    hint: "set enableRbacAuthorization to true and leave soft delete on",
    check(resource) {
      if (resource.type !== types.vault) return undefined;
      const { enableRbacAuthorization, enableSoftDelete } = properties(resource);
      if (enableRbacAuthorization !== true) return "uses access policies";
      return enableSoftDelete === false ? "keeps nothing of what is deleted" : undefined;
    },
  },
  {
    code: "RULE_PURGE_PROTECTION",
    title: "Nobody can end what Key Vault keeps of a deleted vault before its days are over",
    scope: "production",
    hint: "write keyVault.purgeProtection: true in the stack file",
    check: (resource) =>
      resource.type === types.vault && properties(resource)["enablePurgeProtection"] !== true
        ? "can be purged at once"
        : undefined,
  },
  {
    code: "RULE_TLS",
    title: "Nothing speaks a TLS older than 1.2",
    scope: "every stack",
    hint: "ask for TLS 1.2 or later",
    check({ type, inputs }) {
      if (type === types.hubs && inputs["minimumTlsVersion"] !== "1.2") return "takes TLS older than 1.2";
      if (type === types.service) {
        const on = Object.entries(record(inputs["customProperties"])).find(
          ([key, value]) => oldProtocols.test(key) && String(value).toLowerCase() === "true",
        );
        return on && `has ${on[0]} on`;
      }
      if (type !== types.ingress) return undefined;
      const { policyName } = record(inputs["sslPolicy"]);
      return typeof policyName === "string" && /^AppGwSslPolicy(2015|20170401$)/.test(policyName)
        ? `has the TLS policy ${policyName}`
        : undefined;
    },
  },
  {
    code: "RULE_FIREWALL",
    title: "The public entrance has a web application firewall",
    scope: "every stack",
    hint: "give the gateway a firewall policy",
    check: ({ type, inputs }) =>
      type === types.ingress && !("firewallPolicy" in inputs) ? "has no web application firewall" : undefined,
  },
  {
    code: "RULE_DIAGNOSTICS",
    title: "Everything that serves or keeps data writes its logs somewhere",
    scope: "every stack",
    hint: "declare a DiagnosticSetting for it",
    check: ({ type, parent }, all) =>
      logged.has(type) && !all.some((other) => other.type === types.diagnostics && other.parent === parent)
        ? "has no diagnostic setting"
        : undefined,
  },
  {
    code: "RULE_PROTECTED",
    title: "What production cannot do without is protected from deletion",
    scope: "production",
    hint: "write protect: true in the stack file",
    check: ({ type, protect }) => (guarded.has(type) && !protect ? "is not protected" : undefined),
  },
  {
    code: "RULE_HTTPS",
    title: "Clients send keys and prompts over TLS alone; plain HTTP only sends them on",
    scope: "every stack",
    hint: "take ingress.plainHttp out",
    check({ type, inputs }) {
      if (type !== types.ingress) return undefined;
      const secure = records(inputs["httpListeners"]).filter(({ protocol }) => protocol === "Https");
      const serving = records(inputs["requestRoutingRules"]).filter(
        (rule) => "urlPathMap" in rule || "backendAddressPool" in rule,
      );
      // A first preview does not know the ids of listeners yet.
      const plain = serving.some(({ httpListener }) => {
        const listener = /\/httpListeners\/([^/]+)$/i.exec(String(record(httpListener)["id"]))?.[1];
        return listener !== undefined && !secure.some(({ name }) => name === listener);
      });
      return plain || secure.length === 0 ? "serves calls over plain HTTP" : undefined;
    },
  },
];

/** `prod`, `prod-eu`, `eu_production`: a word of the stack's name. */
export function isProduction(stack: string): boolean {
  return /(^|[-_.])prod(uction)?($|[-_.\d])/i.test(stack);
}

/** Every violation of every rule. Pure. */
export function checkRules(stack: string, resources: readonly CheckedResource[]): readonly Problem[] {
  const production = isProduction(stack);
  return rules
    .filter(({ scope }) => scope === "every stack" || production)
    .flatMap(({ code, check, hint }) =>
      resources.flatMap((resource): Problem[] => {
        const message = check(resource, resources);
        if (message === undefined) return [];
        return [{ code, severity: "error", subject: resource.name, message, hint }];
      }),
    );
}
