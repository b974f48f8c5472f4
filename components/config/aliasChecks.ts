import type { Catalogue, Model } from "@azure-genai-gateway/catalogue";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { ProviderName, Providers } from "../providers";
import { declaredModels, type DeclaredModel } from "./declaredModels";
import { endpointOf, endsInV1 } from "../providerPlan";
import type { Report } from "./report";
import type { SalvagedConfig } from "./salvage";

type Alias = NonNullable<NonNullable<SalvagedConfig["aliases"]>[number]>;
type Path = readonly (string | number)[];

/** Whose calls say in JSON which model they ask for: a form or a handshake cannot be written anew for the next one. */
const kindsWithBodies: readonly (Model["kind"] | undefined)[] = [
  "chat",
  "completions",
  "embeddings",
  "speech",
  undefined,
];

/** API Management makes at most 50 attempts after the first. https://learn.microsoft.com/azure/api-management/retry-policy */
const mostAttempts = 51;

/** Whether every alias has a name of its own, and stands for deployments that can take each other's place. */
export function aliasChecks(
  config: SalvagedConfig,
  report: Report,
  catalogue: Catalogue,
  providers: Providers,
): void {
  const declared = declaredModels(config, catalogue, providers);
  const names = new Map<string, number>();
  for (const alias of config.aliases ?? [])
    if (alias?.name !== undefined && !names.has(alias.name.toLowerCase()))
      names.set(alias.name.toLowerCase(), config.aliases!.indexOf(alias));
  for (const [index, alias] of (config.aliases ?? []).entries()) {
    if (!alias) continue;
    const path = ["aliases", index];
    checkName(alias, index, path, declared, names, report);
    const members = checkMembers(alias, path, declared, names, report);
    checkWeights(alias, path, report);
    checkKinds(members, path, report);
    checkFormats(members, path, report, providers);
    checkUrls(members, config, path, report, providers);
    const attempts = members.reduce((sum, { backends }) => sum + backends, 0);
    if (attempts > mostAttempts)
      report(
        "CONFIG_ALIAS_TOO_LONG",
        [...path, "models"],
        `Its deployments stand on ${attempts} backends, and a call is tried ${mostAttempts} times at most`,
        "Name fewer deployments",
      );
  }
}

function checkName(
  { name }: Alias,
  index: number,
  path: Path,
  declared: ReadonlyMap<string, DeclaredModel>,
  names: ReadonlyMap<string, number>,
  report: Report,
): void {
  if (name === undefined) return;
  if (declared.has(name.toLowerCase()))
    report(
      "CONFIG_ALIAS_NAME",
      [...path, "name"],
      `A backend has a deployment "${name}": a call for it would not say which of the two is meant`,
      "Choose another name",
    );
  const first = names.get(name.toLowerCase());
  if (first !== index)
    report(
      "CONFIG_DUPLICATE_ALIAS",
      [...path, "name"],
      `aliases[${first}] has the name "${name}" too`,
      "Give each alias a name of its own",
    );
}

function checkMembers(
  { models }: Alias,
  path: Path,
  declared: ReadonlyMap<string, DeclaredModel>,
  names: ReadonlyMap<string, number>,
  report: Report,
): readonly DeclaredModel[] {
  const found = new Map<string, DeclaredModel>();
  for (const [at, model] of (models ?? []).entries()) {
    if (model === undefined) continue;
    const key = model.toLowerCase();
    const place = [...path, "models", at];
    const known = declared.get(key);
    if (found.has(key)) report("CONFIG_DUPLICATE_MODEL", place, `${model} is named twice`, "Name it once");
    else if (known) found.set(key, known);
    else if (names.has(key))
      report(
        "CONFIG_ALIAS_OF_ALIAS",
        place,
        `"${model}" is an alias itself`,
        "Name the deployments that it stands for",
      );
    else {
      const all = [...declared.values()].map(({ name }) => name);
      const near = nearestWord(model, all);
      report(
        "CONFIG_UNKNOWN_MODEL",
        place,
        `No backend has a deployment "${model}"`,
        near ? `Did you mean ${near}?` : `Deployments: ${all.join(", ")}`,
      );
    }
  }
  return [...found.values()];
}

function checkWeights({ models, strategy, weights }: Alias, path: Path, report: Report): void {
  if (weights === undefined) return;
  if (strategy !== "weighted")
    report(
      "CONFIG_ALIAS_WEIGHTS",
      [...path, "weights"],
      "Deployments are asked in their order, so weights count for nothing",
      "Write strategy: weighted, or take the weights out",
    );
  else if (models !== undefined && weights.length !== models.length)
    report(
      "CONFIG_ALIAS_WEIGHTS",
      [...path, "weights"],
      `There are ${weights.length} weights for ${models.length} models`,
      "Write one weight for each model, in the same order",
    );
}

function checkKinds(members: readonly DeclaredModel[], path: Path, report: Report): void {
  const place = [...path, "models"];
  const odd = members.filter(({ kind }) => !kindsWithBodies.includes(kind));
  if (odd.length > 0)
    report(
      "CONFIG_ALIAS_KIND",
      place,
      `${odd.map(({ name }) => name).join(", ")}: an alias stands for models of chats, completions, embeddings or speech, whose calls name their model in JSON`,
      "Let clients call the deployment by its name",
    );
  const kinds = new Set(members.flatMap(({ kind }) => kind ?? []));
  if (kinds.size > 1)
    report(
      "CONFIG_ALIAS_KIND",
      place,
      `Models of different kinds cannot take each other's place: ${members.map(({ name, kind }) => `${name} (${kind ?? "unknown"})`).join(", ")}`,
      "Name models of one kind",
    );
  const models = new Set(members.map(({ model }) => model.toLowerCase()));
  if (kinds.size === 1 && kinds.has("embeddings") && models.size > 1)
    report(
      "CONFIG_ALIAS_EMBEDDINGS",
      place,
      `Vectors of different models cannot be compared: ${[...models].join(", ")}`,
      "Name deployments of one model",
    );
}

/**
 * A call of an alias is in one form, which every member has to be asked in: OpenAI's, or that of another provider whose
 * bodies name the model. What names it in the path cannot be written anew for the next member.
 */
function checkFormats(
  members: readonly DeclaredModel[],
  path: Path,
  report: Report,
  { apis }: Providers,
): void {
  const inOpenAis = ({ formats }: DeclaredModel) => formats.has("azureOpenAi") || formats.has("openAiV1");
  const byBody = Object.values(apis).filter(({ modelInPath }) => modelInPath === undefined);
  if (byBody.some(({ name }) => members.every(({ formats }) => formats.has(name)))) return;
  const odd = members.filter((one) => !inOpenAis(one));
  if (odd.length > 0)
    report(
      "CONFIG_ALIAS_FORMAT",
      [...path, "models"],
      odd.length < members.length
        ? `${odd.map(({ name }) => name).join(", ")}: no backend answers for it in OpenAI's form, as for the others, and a call is in one form`
        : `${odd.map(({ name }) => name).join(", ")}: no backend answers for them in one form that names the model in the body, and an alias is called in it`,
      `Name models that all have backends of Azure OpenAI, OpenAI or compatible servers, or all of one of: ${byBody.map(({ displayName }) => displayName).join(", ")}`,
    );
}

/** The path of a call is written once, and not for each member. */
function checkUrls(
  members: readonly DeclaredModel[],
  config: SalvagedConfig,
  path: Path,
  report: Report,
  providers: Providers,
): void {
  const without = new Set(
    (config.backends ?? []).flatMap((backend) => {
      const url =
        backend && speaksV1(backend.provider, providers)
          ? endpointOf(backend as Parameters<typeof endpointOf>[0], providers)
          : undefined;
      return url === undefined || endsInV1(url)
        ? []
        : (backend?.deployments ?? []).flatMap((deployment) => deployment?.name?.toLowerCase() ?? []);
    }),
  );
  const odd = members.filter(({ name }) => without.has(name.toLowerCase()));
  if (odd.length > 0 && odd.length < members.length)
    report(
      "CONFIG_ENDPOINT_MIX",
      [...path, "models"],
      `${odd.map(({ name }) => name).join(", ")}: behind a URL that does not end in /v1, and the others behind one that does: a call cannot go from one to the other`,
      "Name models of one kind of URL",
    );
}

function speaksV1(provider: ProviderName = "azure-openai", { facts }: Providers): boolean {
  return facts[provider].doors.some(({ format }) => format === "openAiV1");
}
