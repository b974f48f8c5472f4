import { defaultStack } from "@azure-genai-gateway/local-cloud/config/defaultStack";
import { z } from "@azure-genai-gateway/schema";

/** A number of milliseconds or tokens that cannot be negative. */
const amount = z.number().nonnegative();
/** Seconds from the scenario's start. */
const seconds = z.number().nonnegative();

const latency = z.strictObject({
  /** Milliseconds from the request to the first token. */
  firstTokenMs: amount,
  /** Milliseconds for each token of the answer. */
  perTokenMs: amount,
});

const fault = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("status"),
    status: z.int().min(400).max(599),
    retryAfterMs: amount.optional(),
    share: z.number().min(0).max(1).optional(),
  }),
  z.strictObject({ kind: z.literal("hang"), share: z.number().min(0).max(1).optional() }),
  z.strictObject({
    kind: z.literal("cut"),
    afterChunks: z.int().nonnegative().optional(),
    share: z.number().min(0).max(1).optional(),
  }),
  z.strictObject({ kind: z.literal("contentFilter"), share: z.number().min(0).max(1).optional() }),
]);

const behaviour = z.strictObject({
  latency: latency.optional(),
  /** Tokens of an answer that nothing cuts short. */
  answerTokens: z.strictObject({ min: z.int().positive(), max: z.int().positive() }).optional(),
  /** `none` ends a fault. */
  fault: z.union([z.literal("none"), fault]).optional(),
});

/** Calls in other providers' wire formats, which the stack's first chat deployment does not speak. */
const ofProviders = ["messages", "generateContent", "converse"] as const;

const call = z
  .strictObject({
    /** `realtime` is a session over a WebSocket: a call of status 101 when it was let in, complete when it went to its end. */
    operation: z
      .enum([
        ...(["chat", "responses", "embeddings", "images", "imageEdits", "speech", "transcription"] as const),
        "realtime",
        ...ofProviders,
      ])
      .default("chat"),
    /** Default: the stack's first deployment of the kind; other providers' operations name one. */
    deployment: z.string().optional(),
    /** Roughly; words of about one token each. Default 100. A range is drawn evenly. */
    promptTokens: z
      .union([z.int().positive(), z.tuple([z.int().positive(), z.int().positive()])])
      .default(100),
    /** Length of the audio to write down; default 10. */
    seconds: z.number().positive().max(1_000).default(10),
    /** max_completion_tokens; default 100. */
    maxTokens: z.int().positive().default(100),
    stream: z.boolean().default(false),
    /** Keys of the body in place of those that the call would have. */
    body: z.record(z.string(), z.json()).default({}),
    /** Seconds after which the caller hangs up; default never. */
    leaveAfter: amount.optional(),
    /** Answers of a realtime session, one after another; default 2. */
    turns: z.int().positive().default(2),
    headers: z.record(z.string(), z.string()).default({}),
    /** Of responses: how often a user goes on from its last answer before it begins anew; default 0. */
    followUps: z.int().nonnegative().default(0),
    /** Of responses: goes on from the newest response of that group of users, whoever they are. */
    borrow: z.string().optional(),
  })
  .refine(({ operation, deployment }) => deployment !== undefined || !isOfProvider(operation), {
    message: "say which deployment: a stack's first chat deployment speaks OpenAI's format",
    path: ["deployment"],
  });

function isOfProvider(operation: string): boolean {
  return ofProviders.some((one) => one === operation);
}

const traffic = z
  .strictObject({
    name: z.string().min(1),
    /** Subscriptions of the stack by name; users take them in turn. */
    subscriptions: z.array(z.string()).min(1),
    /** How many call at a time, throughout. */
    users: z.int().nonnegative().optional(),
    /** The same by time: each stage lasts until the next begins. */
    stages: z
      .array(z.strictObject({ from: seconds, users: z.int().nonnegative() }))
      .min(1)
      .optional(),
    /** The region that the users are in, or nearest to; default the stack's first. */
    location: z.string().optional(),
    /** Seconds between an answer and the same user's next call; default 1. */
    think: amount.default(1),
    call: call.prefault({}),
  })
  .refine(({ users, stages }) => (users === undefined) !== (stages === undefined), {
    message: "give either users or stages",
  });

const one = z.union([z.string(), z.array(z.string()).min(1)]);

export const filterSchema = z.strictObject({
  traffic: one.optional(),
  subscription: one.optional(),
  product: one.optional(),
  backend: one.optional(),
  /** Whose gateway answered: `swedencentral`. */
  region: one.optional(),
  /** `ptu` or `payg`. */
  kind: z.enum(["ptu", "payg"]).optional(),
  status: z.union([z.int(), z.array(z.int()).min(1)]).optional(),
  spilled: z.boolean().optional(),
  /** The call goes on from a response. */
  followUp: z.boolean().optional(),
  /** Another account was asked than the one that made the response which the call goes on from. */
  strayed: z.boolean().optional(),
  /** Calls begun at or after this second. */
  from: seconds.optional(),
  /** Calls begun before this second. */
  to: seconds.optional(),
});

/** What is counted; each is explained in scenarios/README.md. */
export const measures = [
  "calls",
  "callsPer10s",
  "promptTokens",
  "completionTokens",
  "totalTokens",
  "latencyMs",
  "firstByteMs",
  "retryAfterS",
  "backendCalls",
  "usageEvents",
  "llmLogRows",
  "charged",
  "cost",
] as const;

export const statistics = ["mean", "p50", "p95", "p99", "min", "max"] as const;

const quantity = z.strictObject({
  measure: z.enum(measures),
  where: filterSchema.prefault({}),
  /** For latencyMs, firstByteMs, retryAfterS and callsPer10s; default mean. */
  statistic: z.enum(statistics).optional(),
});

export const assertionSchema = z
  .strictObject({
    name: z.string().min(1),
    ...quantity.shape,
    /** The quantity is divided by this one. */
    per: quantity.optional(),
    equals: z.number().optional(),
    atLeast: z.number().optional(),
    atMost: z.number().optional(),
  })
  .refine(({ equals, atLeast, atMost }) => [equals, atLeast, atMost].some((bound) => bound !== undefined), {
    message: "give equals, atLeast or atMost",
  });

const tokenPrices = {
  promptPerMillion: amount,
  cachedPerMillion: amount.optional(),
  completionPerMillion: amount,
};

/** Prices in any one currency; a scenario states its own, since list prices change and contracts differ. */
export const pricesSchema = z.strictObject({
  ptuPerHour: amount,
  ...tokenPrices,
  /** Of backends whose models have others. */
  backends: z.record(z.string(), z.strictObject(tokenPrices)).optional(),
});

export const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, "lower-case letters, digits and hyphens"),
  description: z.string().min(1),
  /** The stack whose declared resources run. Default: ptu where the working directory has one, else dev. */
  stack: z.string().default(() => defaultStack(".")),
  /** Config keys of the program in place of the stack's own. */
  config: z.record(z.string(), z.unknown()).default({}),
  /** Inputs merged into declared resources before the gateway starts, by type and name. */
  changes: z
    .array(
      z.strictObject({
        type: z.string(),
        /** How the resource's id ends, for example `azure-openai/policies/policy`; default all of the type. */
        name: z.string().optional(),
        merge: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
  seed: z.int().default(1),
  /** Gateway instances, each with its own counters; default 1. */
  instances: z.int().min(1).max(64).default(1),
  duration: seconds,
  /** How simulated deployments answer: of every backend, then of each named. */
  behaviour: behaviour.prefault({}),
  backends: z.record(z.string(), behaviour).default({}),
  traffic: z.array(traffic).min(1),
  events: z
    .array(
      z.union([
        z.strictObject({ at: seconds, backends: z.array(z.string()).min(1), ...behaviour.shape }),
        /** A whole region goes, gateway and accounts, or comes back. */
        z.strictObject({ at: seconds, region: z.string(), state: z.enum(["lost", "back"]) }),
      ]),
    )
    .default([]),
  prices: pricesSchema.optional(),
  assert: z.array(assertionSchema).min(1),
});

export type Scenario = z.output<typeof scenarioSchema>;
/** What a TypeScript scenario exports: the same, defaults left out. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
export type Traffic = Scenario["traffic"][number];
export type Behaviour = z.output<typeof behaviour>;
export type Assertion = z.output<typeof assertionSchema>;
export type Quantity = z.output<typeof quantity>;
export type Filter = z.output<typeof filterSchema>;
export type Prices = z.output<typeof pricesSchema>;
