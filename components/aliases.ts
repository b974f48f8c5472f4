import type { AliasConfig } from "./config/schema";
import type { PlannedModel, RouteGroup, Routes } from "./backendPlan";

/** A name that stands for one of several deployments. */
export interface PlannedAlias {
  readonly strategy: AliasConfig["strategy"];
  /** In the order in which they are asked, or drawn by weight; spelled as the routes are. */
  readonly members: readonly { readonly deployment: string; readonly weight: number }[];
}

/** Alias to its members. */
export type Aliases = Readonly<Record<string, PlannedAlias>>;

/** A group of backends that is asked for one member of an alias. */
export interface AliasGroup extends RouteGroup {
  readonly deployment: string;
  /** Of the member, where members are drawn by weight. */
  readonly share?: number;
}

/** Members that no backend has are left out; config checks name them. Pure. */
export function planAliases(configs: readonly AliasConfig[], routes: Routes): Aliases {
  const spellings = new Map(Object.keys(routes).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    configs.map(({ name, models, strategy, weights }) => [
      name,
      {
        strategy,
        members: models.flatMap((model, index) => {
          const deployment = spellings.get(model.toLowerCase());
          return deployment === undefined ? [] : [{ deployment, weight: weights?.[index] ?? 1 }];
        }),
      },
    ]),
  );
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
