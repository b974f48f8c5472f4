import type { ClientAccess } from "@azure-genai-gateway/local-gateway/stack/access";
import type { Outside } from "@azure-genai-gateway/local-gateway/estate/outside";

/** What a stack has beyond models: contracts, guardrails, callers by token, tools. Each is absent where it has none. */
export interface TeamTarget {
  readonly contract?: { readonly useCase: string; readonly key: string };
  readonly guardrail?: {
    readonly key: string;
    readonly model: string;
    readonly contentSafety: boolean;
    readonly blocksPersonalData: boolean;
    /** A tool that it refuses. */
    readonly deniedTool?: string;
    /** Longest prompt, in tokens. */
    readonly maxPromptTokens?: number;
  };
  /** Somebody asks twice what means the same. */
  readonly cache?: { readonly key: string; readonly model: string };
  readonly token?: { readonly product: string; readonly bearer: string; readonly model: string };
  readonly tool?: { readonly url: string; readonly key: string; readonly keyHeader: string };
}

/** As far as it is read here: the program has checked it. */
interface Product {
  readonly name: string;
  readonly models?: readonly string[];
  readonly guardrails?: string;
  readonly semanticCache?: object;
  readonly subscriptions?: readonly { readonly name: string }[];
  readonly identity?: {
    readonly mode: string;
    readonly applications?: readonly string[];
    readonly roles?: readonly string[];
    readonly groups?: readonly string[];
    readonly users?: readonly string[];
    readonly tenants?: readonly string[];
    readonly audience?: string;
  };
}

interface Guardrail {
  readonly name: string;
  readonly contentSafety?: object;
  readonly pii?: { readonly mode?: string };
  readonly maxPromptTokens?: number;
  readonly denyTools?: readonly string[];
}

/** Where a stack's config, its keys and the issuer of its tokens are. */
export interface TeamSources {
  /** Of the stack's file: keys as `project:key`, structured values as JSON. */
  readonly config: Readonly<Record<string, string>>;
  readonly access: ClientAccess;
  readonly openId: Outside["openId"];
  /** A model that everybody may call who has no list. */
  readonly chatDeployment: string;
}

/** Finds what the calls need in the stack's config, and in the contracts that were deployed with it. */
export function findTeamTarget(sources: TeamSources): TeamTarget {
  const { config, access, openId, chatDeployment } = sources;
  const read = <T>(key: string): readonly T[] => {
    const text = Object.entries(config).find(([name]) => name.endsWith(`:${key}`))?.[1];
    return text === undefined ? [] : (JSON.parse(text) as readonly T[]);
  };
  const products = read<Product>("products");
  const model = ({ models = [] }: Product) => models[0] ?? chatDeployment;
  const keyOf = (product: Product | undefined) => {
    const names = product?.subscriptions?.map(({ name }) => name.toLowerCase()) ?? [];
    return access.keys.find(({ subscription }) => names.includes(subscription.toLowerCase()));
  };
  const guarded = products.find(({ guardrails }) => guardrails !== undefined);
  const cached = products.find(({ semanticCache }) => semanticCache !== undefined);
  const byToken = products.find(({ identity }) => identity?.mode === "entra");
  return {
    contract: contractOf(access),
    guardrail: guardrailOf(read<Guardrail>("guardrails"), guarded, keyOf(guarded)?.key, model),
    cache: cached && withKey(keyOf(cached)?.key, model(cached)),
    token: byToken && {
      product: byToken.name,
      bearer: bearerOf(openId, byToken, config),
      model: model(byToken),
    },
    tool: toolOf(read<{ readonly path?: string; readonly name: string }>("mcpServers"), access),
  };
}

const withKey = (key: string | undefined, model: string) => (key === undefined ? undefined : { key, model });

/** Ids of use cases' products begin so; nobody else's may. */
const ofContract = /^MULTI-([^-]+)-(.+)-([^-]+)$/i;

function contractOf(access: ClientAccess): TeamTarget["contract"] {
  // One of tools or services alone lists no models.
  const found = access.keys.find(
    ({ product, apis }) => ofContract.test(product) && apis.some((id) => id.endsWith("openai-v1")),
  );
  const [, unit = "", name = "", environment = ""] = ofContract.exec(found?.product ?? "") ?? [];
  return found && { useCase: `${unit}/${name}/${environment}`.toLowerCase(), key: found.key };
}

function guardrailOf(
  guardrails: readonly Guardrail[],
  product: Product | undefined,
  key: string | undefined,
  model: (product: Product) => string,
): TeamTarget["guardrail"] {
  const rules = guardrails.find(({ name }) => name === product?.guardrails);
  if (!product || !rules || key === undefined) return undefined;
  return {
    key,
    model: model(product),
    contentSafety: rules.contentSafety !== undefined,
    blocksPersonalData: rules.pii?.mode === "block",
    deniedTool: rules.denyTools?.[0]?.replaceAll("*", ""),
    maxPromptTokens: rules.maxPromptTokens,
  };
}

/** A token as Microsoft Entra would give it to the first caller whom the product takes. */
function bearerOf(openId: Outside["openId"], { identity }: Product, config: TeamSources["config"]): string {
  const entra = Object.entries(config).find(([name]) => name.endsWith(":entra"))?.[1] ?? "{}";
  const { tenants, audiences } = JSON.parse(entra) as Record<"tenants" | "audiences", readonly string[]>;
  const app = identity?.applications?.[0] ?? "33333333-3333-3333-3333-333333333333";
  const oid = identity?.users?.[0] ?? app;
  return openId.token({
    tenant: identity?.tenants?.[0] ?? tenants[0]!,
    audience: identity?.audience ?? audiences[0]!,
    lifetimeSeconds: 3600,
    claims: {
      ...{ azp: app, oid, sub: oid },
      ...(identity?.roles ? { roles: identity.roles.slice(0, 1) } : {}),
      ...(identity?.groups ? { groups: identity.groups.slice(0, 1) } : {}),
    },
  });
}

function toolOf(
  servers: readonly { readonly path?: string; readonly name: string }[],
  access: ClientAccess,
): TeamTarget["tool"] {
  for (const { path, name } of servers) {
    const api = access.apis.find(({ url }) => url === `${access.url}/${path ?? name}`);
    const key = access.keys.find(({ apis, product }) => product !== "" && api && apis.includes(api.id));
    if (api && key) return { url: `${api.url}/mcp`, key: key.key, keyHeader: api.keyHeader };
  }
  return undefined;
}
