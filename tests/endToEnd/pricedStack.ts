import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import type { GatewayConfigInput } from "../../components";
import { devConfig, DevStack } from "./devStack";

/** The catalogue's own file, read by nothing of the project's. */
export const yaml = parse(readFileSync(resolve("packages/catalogue/catalogue.yaml"), "utf8")) as {
  readonly tokens: {
    readonly asOf: string;
    readonly entries: Readonly<
      Record<string, Readonly<Record<string, { input: number; cachedInput?: number; output?: number }>>>
    >;
  };
};
export const listed = (model: string, sku = "GlobalStandard") => yaml.tokens.entries[model]![sku]!;

type Product = GatewayConfigInput["products"][number];

const deployment = (model: string, version: string) => ({ name: model, model, version, capacity: 900_000 });
export const backends: GatewayConfigInput["backends"] = [
  {
    name: "ptu",
    kind: "ptu",
    deployments: [{ name: "gpt-5.4", model: "gpt-5.4", version: "2026-03-05", capacity: 100_000 }],
  },
  {
    name: "zone",
    kind: "payg",
    sku: "DataZoneStandard",
    deployments: [deployment("gpt-5.4", "2026-03-05"), deployment("gpt-4.1-mini", "2025-04-14")],
  },
  {
    name: "payg",
    kind: "payg",
    priority: 3,
    deployments: [
      deployment("gpt-4.1-nano", "2025-04-14"),
      deployment("text-embedding-3-small", "1"),
      deployment("whisper", "1"),
    ],
  },
];
export const product = (more: Partial<Product> = {}): Product => ({
  name: "one",
  displayName: "One",
  models: ["gpt-5.4", "gpt-4.1-mini", "gpt-4.1-nano", "text-embedding-3-small"],
  subscriptions: [{ name: "team" }],
  ...more,
});
export const budget = { dollars: 100, period: "Daily" } as const;

export async function start(
  more: Partial<Product> = {},
  config: Partial<GatewayConfigInput> = {},
): Promise<DevStack> {
  return DevStack.start({ ...devConfig, backends, products: [product(more)], ...config });
}

export const ask = (stack: DevStack, path: string, body: unknown, key = "team") =>
  stack.call(path, body, { "api-key": stack.key(key) });
export const counted = (stack: DevStack, of = "") =>
  stack.local.counters[0]!.list().find(({ key }) => key.includes(`budget:product:${of}`))?.used ?? 0;
