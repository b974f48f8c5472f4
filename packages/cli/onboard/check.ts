import type { Deployment } from "@azure-genai-gateway/common/resource";

/** What the gateway's output `hub` says that sums are held against. */
interface HubModels {
  readonly models: Readonly<Record<string, { readonly tokensPerMinute?: number }>>;
}

interface UseCaseOutput {
  readonly asked: {
    readonly tokensPerMinute: number | null;
    readonly ofModels: Readonly<Record<string, number | null>>;
    readonly dollars: number | null;
  };
}

/** What all contracts together may take; null: as much as there is. */
export interface Sums {
  readonly useCases: readonly {
    readonly useCase: string;
    readonly tokensPerMinute: number | null;
    /** In 30 days. */
    readonly dollars: number | null;
  }[];
  readonly models: readonly {
    readonly model: string;
    /** Of those contracts that have a limit. */
    readonly asked: number;
    /** How many contracts have none. */
    readonly unlimited: number;
    /** What the gateway's backends have room for; null: nobody knows. */
    readonly room: number | null;
  }[];
  /** In 30 days, of those contracts that have a budget. */
  readonly dollars: number;
  /** How many contracts have none. */
  readonly withoutBudget: number;
}

/** Adds up what contracts ask of a gateway. Pure. */
export function addUp(gateway: Deployment, contracts: Deployment): Sums {
  const { models } = gateway.outputs["hub"]!.value as HubModels;
  const all = Object.entries(contracts.outputs["useCases"]!.value as Record<string, UseCaseOutput>);
  const names = [...new Set(all.flatMap(([, { asked }]) => Object.keys(asked.ofModels)))].sort();
  const budgets = all.map(([, { asked }]) => asked.dollars);
  return {
    useCases: all.map(([useCase, { asked }]) => ({
      useCase,
      tokensPerMinute: asked.tokensPerMinute,
      dollars: asked.dollars,
    })),
    models: names.map((model) => {
      const asking = all.flatMap(([, { asked }]) =>
        model in asked.ofModels ? [asked.ofModels[model]!] : [],
      );
      return {
        model,
        asked: sum(asking),
        unlimited: asking.filter((tokens) => tokens === null).length,
        room: models[model]?.tokensPerMinute ?? null,
      };
    }),
    dollars: sum(budgets),
    withoutBudget: budgets.filter((dollars) => dollars === null).length,
  };
}

const sum = (parts: readonly (number | null)[]) =>
  parts.reduce<number>((total, part) => total + (part ?? 0), 0);

/** The sums as people read them. */
export function renderSums({ useCases, models, dollars, withoutBudget }: Sums): string {
  const amount = (value: number | null) => (value === null ? "no limit" : value.toLocaleString("en-US"));
  return [
    ...table(
      ["use case", "tokens a minute", "dollars in 30 days"],
      useCases.map((one) => [one.useCase, amount(one.tokensPerMinute), amount(one.dollars)]),
    ),
    "",
    ...table(
      ["model", "asked for at once", "room", ""],
      models.map(({ model, asked, unlimited, room }) => [
        model,
        `${amount(asked)}${unlimited > 0 ? ` and ${unlimited} without a limit` : ""}`,
        room === null ? "unknown" : amount(room),
        room !== null && asked > room ? `${(asked / room).toFixed(1)} times the room` : "",
      ]),
    ),
    "",
    `budgets: ${amount(Math.round(dollars * 100) / 100)} dollars in 30 days${withoutBudget > 0 ? `; ${withoutBudget} without one` : ""}`,
  ].join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}
