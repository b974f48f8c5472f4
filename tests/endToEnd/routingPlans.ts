import fc from "fast-check";
import type { GatewayConfigInput } from "../../components";
import { devConfig } from "./devStack";
import type { Answer, Drawn, Rules } from "./routingModel";

export const deployment = "gpt-5.4";
const regions = ["swedencentral", "francecentral"] as const;

export interface Call {
  readonly answers: readonly Answer[];
  readonly region: (typeof regions)[number];
  readonly stream: boolean;
  /** ms until the next. */
  readonly pause: number;
}

export interface Plan extends Rules {
  readonly inTwoRegions: boolean;
  readonly cacheKey: string | undefined;
  readonly calls: readonly Call[];
}

export const answers: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: "ok" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "cut" as const }) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 1, max: 90_000 }).map((retryAfterMs) => ({
      kind: "status" as const,
      status: 429 as const,
      retryAfterMs,
    })),
  },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(401 as const, 403 as const, 404 as const, 408 as const, 500 as const, 503 as const)
      .map((status) => ({ kind: "status" as const, status })),
  },
);
/** Of accounts that are down for long, so that breakers open. */
export const downs: fc.Arbitrary<Answer> = fc.constantFrom(
  { kind: "ok" as const },
  { kind: "cut" as const },
  { kind: "status" as const, status: 503 as const },
);

const members = fc
  .array(
    fc.record({
      kind: fc.constantFrom("ptu" as const, "payg" as const),
      priority: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      weight: fc.integer({ min: 1, max: 4 }),
      offers: fc.integer({ min: 0, max: 4 }).map((drawn) => drawn > 0),
      region: fc.constantFrom(...regions),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) =>
    all.map((one, index): Drawn => ({
      ...one,
      name: `b${index}`,
      offers: one.offers || index === 0 || one.kind === "ptu",
    })),
  );

export function plansOf(answer: fc.Arbitrary<Answer>, pause: fc.Arbitrary<number>): fc.Arbitrary<Plan> {
  return (
    fc
      .record({
        backends: members,
        loadBalancing: fc.constantFrom("weighted" as const, "round-robin" as const, "latency" as const),
        spillToPayg: fc.boolean(),
        inTwoRegions: fc.boolean(),
        cacheKey: fc.oneof(
          { weight: 3, arbitrary: fc.constant(undefined) },
          { weight: 1, arbitrary: fc.string() },
        ),
        calls: fc.array(
          fc.record({
            answers: fc.array(answer, { minLength: 5, maxLength: 5 }),
            region: fc.constantFrom(...regions),
            stream: fc.boolean(),
            pause,
          }),
          { minLength: 8, maxLength: 16 },
        ),
      })
      // Where nothing could take the overflow of a PTU, the config has to say that none is wanted.
      .map((plan) => ({
        ...plan,
        spillToPayg: plan.spillToPayg && plan.backends.some(({ kind, offers }) => offers && kind === "payg"),
        backends: plan.backends.map((one) => (plan.inTwoRegions ? one : { ...one, region: regions[0] })),
        calls: plan.calls.map((call) => (plan.inTwoRegions ? call : { ...call, region: regions[0] })),
      }))
  );
}

export function configOf({ backends, loadBalancing, spillToPayg, inTwoRegions }: Plan): GatewayConfigInput {
  const other = { name: "other", model: "text-embedding-3-small", version: "1", capacity: 50 };
  return {
    ...devConfig,
    ...(inTwoRegions
      ? {
          apiManagement: { ...devConfig.apiManagement, sku: "Premium", capacity: 1 },
          additionalLocations: [{ location: regions[1], addressSpace: "10.3.0.0/16" }],
        }
      : {}),
    backends: backends.map(({ name, kind, priority, weight, offers, region }) => ({
      name,
      kind,
      weight,
      location: region,
      ...(priority === undefined ? {} : { priority }),
      deployments: offers
        ? [
            {
              name: deployment,
              model: deployment,
              version: "2026-03-05",
              capacity: kind === "ptu" ? 100 : 1_000,
            },
          ]
        : [other],
    })),
    apis: { azureOpenAi: { spillToPayg }, openAiV1: { loadBalancing, spillToPayg } },
    products: [{ name: "all", displayName: "All", subscriptions: [{ name: "premium-team" }] }],
  };
}
