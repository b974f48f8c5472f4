import type { AliasConfig } from "./config/schema";
import type { PlannedModel, RouteGroup, Routes } from "./backendPlan";
import { apiNames, type AnyApiName, type ProviderApiName } from "./providers";

/** A name that stands for one of several deployments. */
export interface PlannedAlias {
  readonly strategy: AliasConfig["strategy"];
  /** In the order in which they are asked, or drawn by weight; spelled as the routes are. */
  readonly members: readonly { readonly deployment: string; readonly weight: number }[];
  /** The one API that it is called under; absent for those in OpenAI's form. */
  readonly api?: ProviderApiName;
}

/** Alias to its members. */
export type Aliases = Readonly<Record<string, PlannedAlias>>;

/** A group of backends that is asked for one member of an alias. */
export interface AliasGroup extends RouteGroup {
  readonly deployment: string;
  /** Of the member, where members are drawn by weight. */
  readonly share?: number;
}

/**
 * Members that no backend has are left out; config checks name them. Pure.
 * @param routes of the APIs in OpenAI's form
 * @param others of APIs in other formats whose bodies name the model: an alias is one of those that have more of its members than OpenAI's
 */
export function planAliases(
  configs: readonly AliasConfig[],
  routes: Routes,
  others: Readonly<Partial<Record<ProviderApiName, Routes>>> = {},
): Aliases {
  const membersIn = ({ models, weights }: AliasConfig, all: Routes) => {
    const spellings = new Map(Object.keys(all).map((name) => [name.toLowerCase(), name]));
    return models.flatMap((model, index) => {
      const deployment = spellings.get(model.toLowerCase());
      return deployment === undefined ? [] : [{ deployment, weight: weights?.[index] ?? 1 }];
    });
  };
  return Object.fromEntries(
    configs.map((config): [string, PlannedAlias] => {
      const { name, strategy } = config;
      const members = membersIn(config, routes);
      const elsewhere = (Object.entries(others) as [ProviderApiName, Routes][])
        .map(([api, all]) => ({ api, members: membersIn(config, all) }))
        .find((one) => one.members.length > members.length);
      return [name, { strategy, members, ...elsewhere }];
    }),
  );
}

/** The aliases that clients of an API may call. */
export function aliasesUnder(api: AnyApiName, aliases: Aliases): Aliases {
  const own = (apiNames as readonly string[]).includes(api) ? undefined : api;
  return Object.fromEntries(Object.entries(aliases).filter(([, alias]) => alias.api === own));
}

/** The groups of an alias: all of its first member's, then all of the next one's. */
export function aliasGroups({ strategy, members }: PlannedAlias, routes: Routes): readonly AliasGroup[] {
  return members.flatMap(({ deployment, weight }) =>
    (routes[deployment] ?? []).map((group) => ({
      ...group,
      deployment,
      ...(strategy === "weighted" ? { share: weight } : {}),
    })),
  );
}

/** Deployments by name, and what each alias stands for first of those that there are. */
export function modelsWithAliases(plan: {
  readonly models: Readonly<Record<string, PlannedModel>>;
  readonly aliases: Aliases;
}): Readonly<Record<string, PlannedModel>> {
  return {
    ...plan.models,
    ...Object.fromEntries(
      Object.entries(plan.aliases).flatMap(([name, { members }]) => {
        const [first] = members.flatMap(({ deployment }) => plan.models[deployment] ?? []);
        return first ? [[name, first]] : [];
      }),
    ),
  };
}
