import type { Catalogue } from "@azure-genai-gateway/catalogue";
import { deploymentsBy, endpointOf, endsInV1, modelInPathOf, speaks } from "../providerPlan";
import { isInAzure, providerApiNamesOf, type AuthKind, type Providers } from "../providers";
import { skuFacts } from "../apiManagement/skus";
import { namedBackends } from "./namedBackends";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";
import { apiNames, type ProviderApiName } from "./schema";

type Backend = NonNullable<NonNullable<SalvagedConfig["backends"]>[number]>;
type Path = readonly (string | number)[];

/** Keys of a backend that describe an account in Azure. */
const azureKeys = ["location", "sku", "accountKind", "existing"] as const;

/** What a provider takes and needs: kind, endpoint, sign-on, and what its deployments say. */
export function providerChecks(
  config: SalvagedConfig,
  report: Report,
  _catalogue: Catalogue,
  providers: Providers,
): void {
  const ids = new Map<string, string>();
  for (const [index, backend] of (config.backends ?? []).entries()) {
    if (!backend) continue;
    const path = ["backends", index];
    checkKind(backend, path, report, providers);
    checkDeployments(backend, path, report, providers);
    checkAuth(backend, path, report, providers);
    for (const { suffix } of providers.facts[backend.provider ?? "azure-openai"].doors) {
      const id = `${backend.name ?? ""}${suffix}`;
      const other = ids.get(id);
      // Two of one name are told already.
      if (other !== undefined && other !== backend.name)
        report(
          "CONFIG_DUPLICATE_BACKEND",
          [...path, "name"],
          `"${id}" is what backend "${suffix === "" ? other : (backend.name ?? "")}" has in API Management too`,
          "Give it another name",
        );
      if (backend.name !== undefined && !ids.has(id)) ids.set(id, backend.name);
    }
  }
  checkPaths(config, report, providers);
  checkReach(config, report, providers);
  checkLimits(config, report, providers);
}

function checkKind(backend: Backend, path: Path, report: Report, providers: Providers): void {
  const { provider = "azure-openai", kind } = backend;
  const inAzure = isInAzure(provider);
  if (kind !== undefined && (kind === "external") === inAzure)
    report(
      "CONFIG_PROVIDER_KIND",
      [...path, "kind"],
      inAzure
        ? `${providers.facts[provider].title} is in Azure, and the backend external`
        : `${providers.facts[provider].title} is outside Azure, and has neither PTUs nor Azure's pay-as-you-go`,
      inAzure ? "Write payg or ptu, or another provider" : "Write external",
    );
  if (!inAzure)
    for (const key of azureKeys)
      if (backend[key] !== undefined)
        report(
          "CONFIG_PROVIDER_KEY",
          [...path, key],
          `${key} is about an account in Azure, and ${providers.facts[provider].title} has none`,
          "Take the key out",
        );
  if (provider === "foundry" && backend.accountKind === "OpenAI")
    report(
      "CONFIG_PROVIDER_KEY",
      [...path, "accountKind"],
      "A Foundry resource is an account of kind AIServices",
      "Write AIServices, or leave the key out",
    );
}

function checkDeployments(backend: Backend, path: Path, report: Report, providers: Providers): void {
  const { provider = "azure-openai", kind } = backend;
  const inAzure = isInAzure(provider);
  for (const [index, deployment] of (backend.deployments ?? []).entries()) {
    if (!deployment) continue;
    const own = [...path, "deployments", index];
    for (const key of ["version", "capacity"] as const) {
      if (!inAzure && deployment[key] !== undefined)
        report(
          "CONFIG_PROVIDER_KEY",
          [...own, key],
          `${providers.facts[provider].title} has no ${key} to choose`,
          key === "version" ? "Take the key out; write the dated model's name as `as`" : "Take the key out",
        );
      if (!inAzure || deployment[key] !== undefined) continue;
      if (key === "capacity" && kind === "ptu")
        report(
          "CONFIG_PTU_WITHOUT_CAPACITY",
          [...own, key],
          "A PTU deployment needs its PTUs",
          "Write a whole number from 1",
        );
      else
        report(
          "CONFIG_REQUIRED",
          [...own, key],
          "The value is missing",
          key === "version"
            ? 'Write the model\'s version in quotes, for example "2025-11-13"'
            : "Write a whole number from 1",
        );
    }
    if (deployment.as !== undefined && inAzure)
      report(
        "CONFIG_PROVIDER_KEY",
        [...own, "as"],
        "In Azure an account knows the deployment by its name",
        "Take the key out",
      );
    if (deployment.format !== undefined && provider !== "foundry")
      report(
        "CONFIG_PROVIDER_KEY",
        [...own, "format"],
        "Only Foundry serves models of several publishers in one account",
        "Take the key out, or write provider: foundry",
      );
  }
}

function isManagedAlone(auth: Backend["auth"]): boolean {
  return auth?.managedIdentity !== false && auth?.apiKey === undefined && auth?.sigv4 === undefined;
}

function checkAuth(backend: Backend, path: Path, report: Report, providers: Providers): void {
  const { provider = "azure-openai" } = backend;
  if (isInAzure(provider)) {
    for (const key of ["auth", "endpoint"] as const)
      if (backend[key] !== undefined && !(key === "auth" && isManagedAlone(backend.auth)))
        report(
          key === "auth" ? "CONFIG_AUTH_PROVIDER" : "CONFIG_ENDPOINT_PROVIDER",
          [...path, key],
          `${providers.facts[provider].title} is asked by managed identity, at its account's own address`,
          key === "auth"
            ? "Take the key out, or say whose models they are: provider"
            : "Take the key out, or bring an account: existing.accountId",
        );
    return;
  }
  const { auth: takes, title, regionalEndpoint } = providers.facts[provider];
  const given = (["managedIdentity", "apiKey", "sigv4"] as const).filter((kind) => backend.auth?.[kind]);
  for (const kind of given)
    if (!takes.includes(kind))
      report(
        "CONFIG_AUTH_PROVIDER",
        [...path, "auth", kind],
        `${title} takes no ${kind}`,
        `Write ${wordsOf(takes)}`,
      );
  if (given.length > 1)
    report(
      "CONFIG_AUTH_TWICE",
      [...path, "auth"],
      `The gateway can sign on in one way, and ${given.join(" and ")} are given`,
      "Leave one of them",
    );
  if (given.length === 0 && !takes.includes("none"))
    report(
      "CONFIG_AUTH_MISSING",
      [...path, "auth"],
      `${title} answers nobody who does not sign on`,
      `Write auth: ${wordsOf(takes)}`,
    );
  // A region that cannot be read is told already.
  const hasRegion = regionalEndpoint !== undefined && backend.auth?.sigv4 !== undefined;
  if (!hasRegion && endpointOf(backend as Parameters<typeof endpointOf>[0], providers) === undefined)
    report(
      "CONFIG_ENDPOINT_MISSING",
      [...path, "endpoint"],
      `Where ${title} answers is not known`,
      regionalEndpoint
        ? `Write endpoint: ${regionalEndpoint("REGION")}, or auth.sigv4.region`
        : "Write endpoint: the URL that clients of the server take as their base, such as https://llm.example.com/v1",
    );
}

function wordsOf(kinds: readonly AuthKind[]): string {
  return kinds
    .filter((kind) => kind !== "none")
    .map((kind) => `{ ${kind}: ... }`)
    .join(" or ");
}

/** The path of a call is the same for every backend that may get it. */
function checkPaths(config: SalvagedConfig, report: Report, providers: Providers): void {
  const first = new Map<string, { readonly index: number; readonly v1: boolean }>();
  for (const [index, backend] of (config.backends ?? []).entries()) {
    const { provider = "azure-openai" } = backend ?? {};
    const isV1 = providers.facts[provider].doors.some(({ format }) => format === "openAiV1");
    if (!backend || (!isV1 && provider !== "azure-openai" && provider !== "foundry")) continue;
    const url = isV1 ? endpointOf(backend as Parameters<typeof endpointOf>[0], providers) : undefined;
    const v1 = url === undefined || endsInV1(url);
    for (const [at, deployment] of (backend.deployments ?? []).entries()) {
      const name = deployment?.name?.toLowerCase();
      if (name === undefined) continue;
      const other = first.get(name);
      if (other === undefined) first.set(name, { index, v1 });
      else if (other.v1 !== v1)
        report(
          "CONFIG_ENDPOINT_MIX",
          ["backends", index, "deployments", at, "name"],
          `"${deployment!.name!}" is behind a URL that ends in /v1 and behind one that does not: a call cannot go from one to the other`,
          "Give it another name here",
        );
    }
  }
  checkNamesInPaths(config, report, providers);
}

/** Where the model stands in the path, it is written there once, before a backend is chosen. */
function checkNamesInPaths(config: SalvagedConfig, report: Report, providers: Providers): void {
  const first = new Map<string, string>();
  for (const [index, backend] of (config.backends ?? []).entries())
    for (const [at, deployment] of (backend?.deployments ?? []).entries()) {
      const { doors, title } = providers.facts[backend!.provider ?? "azure-openai"];
      const { name, model = name, as = model } = deployment ?? {};
      if (name === undefined || model === undefined || as === undefined) continue;
      const door = doors.find(
        (one) =>
          modelInPathOf(one.format, providers) !== undefined &&
          deploymentsBy(one, [{ name, model, format: deployment?.format }]).length > 0,
      );
      if (!door) continue;
      const key = `${door.format} ${name.toLowerCase()}`;
      const other = first.get(key);
      const own = door.pathOf?.(model) ?? as;
      if (other === undefined) first.set(key, own);
      else if (other !== own)
        report(
          "CONFIG_MODEL_IN_PATH",
          ["backends", index, "deployments", at, as === deployment?.as ? "as" : "name"],
          `${title} has the model in the path, and "${name}" is ${other} on another backend`,
          door.pathOf
            ? "Use one model for one name, or another name"
            : "Use one `as` for one name, or another name",
        );
    }
}

/** An API that is configured, or granted, and that no backend speaks. */
function checkReach(config: SalvagedConfig, report: Report, providers: Providers): void {
  const backends = namedBackends(config.backends);
  if (backends.length === 0) return;
  for (const name of providerApiNamesOf(providers)) {
    const isSpoken = speaks(providers, backends, name);
    if (config.apis?.[name] !== undefined && !isSpoken)
      report(
        "CONFIG_API_UNSPOKEN",
        ["apis", name],
        `No backend speaks ${providers.apis[name].displayName}, so the API is not there`,
        "Take it out, or add a backend of that provider",
        "warning",
      );
  }
  const inAzure = speaks(providers, backends, "azureOpenAi");
  for (const name of apiNames)
    if (
      !inAzure &&
      config.apis?.[name]?.enabled === true &&
      !(name === "openAiV1" && speaks(providers, backends, "openAiV1"))
    )
      report(
        "CONFIG_API_UNSPOKEN",
        ["apis", name, "enabled"],
        "No backend answers in that form, so the API is not there",
        "Take it out, or add a backend",
        "warning",
      );
}

/** What stands in where API Management's own limits count nothing of a wire format. */
function checkLimits(config: SalvagedConfig, report: Report, providers: Providers): void {
  const sku = config.apiManagement?.sku;
  if (sku === undefined) return;
  const backends = namedBackends(config.backends);
  const uncounted = providerApiNamesOf(providers).filter(
    (name) => speaks(providers, backends, name) && config.apis?.[name]?.enabled !== false,
  );
  if (uncounted.length === 0) return;
  for (const [index, product] of (config.products ?? []).entries()) {
    if (!product) continue;
    const own = uncounted.filter((name) => product.apis === undefined || product.apis.includes(name));
    if (own.length === 0) continue;
    for (const key of ["tokensPerMinute", "subscriptionTokensPerMinute"] as const)
      if (product[key] !== undefined)
        report(
          "CONFIG_LIMIT_STANDS_IN",
          ["products", index, key],
          `llm-token-limit counts nothing of ${titles(own, providers)} ${countedBy(own, skuFacts[sku].quotaByKey, providers)}: a limit of the same size by rate-limit-by-key stands in, counted apart and after each call`,
          "Nothing to do; streams count with all that they may write, so let clients bound them",
          "warning",
        );
    for (const key of ["tokenQuota", "subscriptionTokenQuota"] as const)
      if (product[key] !== undefined && !skuFacts[sku].quotaByKey)
        report(
          "CONFIG_QUOTA_UNCOUNTED",
          ["products", index, key],
          `The ${sku} SKU has no quota-by-key policy, so the quota does not count calls of ${titles(own, providers)}`,
          `Give the product other APIs (apis: ${apiNames.join(", ")}), a tokensPerMinute, or take a classic SKU`,
          "warning",
        );
  }
}

function titles(names: readonly ProviderApiName[], providers: Providers): string {
  return names.map((name) => providers.apis[name].displayName).join(", ");
}

function countedBy(names: readonly ProviderApiName[], isClassic: boolean, providers: Providers): string {
  return isClassic || names.some((name) => !providers.apis[name].countedInV2)
    ? "in this tier"
    : "that this gateway could rely on";
}
