import { z } from "@azure-genai-gateway/schema";
import { isDay } from "./days";

/** What a catalogue file holds. Its prices are in US dollars: sums of other currencies would be sums of nothing. */

const day = z.string("Write a day in quotes or plain: 2026-03-05").refine(isDay, "Write a day: 2026-03-05");
const page = z.url({ protocol: /^https$/, error: "Write the page that the figures are from, with https" });
const money = z.number("Write US dollars").min(0, "Write 0 or more");
const positive = z.number("Write a number above 0").positive("Write a number above 0");
const whole = z.int("Write a whole number").min(0, "Write 0 or more");

/** What every entry may say of itself, where it differs from its block. */
const provenance = {
  asOf: day.optional(),
  source: page.optional(),
  /** true: no page at hand confirmed it. */
  unverified: z.boolean().optional(),
};

const region = z.strictObject({ name: z.string(), zones: z.boolean(), ...provenance });

const model = z.strictObject({
  kind: z.enum(["chat", "completions", "embeddings", "images", "speech", "transcription", "realtime"]),
  encoding: z.enum(["o200k_base", "cl100k_base"]),
  contextWindow: whole,
  maxOutput: whole,
  requestsPer1kTokens: positive,
  /** Whether it thinks before it answers: always, or when the call asks for it. */
  reasoning: z.enum(["always", "onRequest"]).optional(),
  dimensions: z.strictObject({ full: whole, shrinks: z.boolean() }).optional(),
  /**
   * Tokens of an image: a base, each tile of 512 x 512 pixels, each patch of 32 x 32. With both, the sources differ, and
   * the larger counts. https://platform.openai.com/docs/guides/images-vision
   */
  vision: z
    .strictObject({ base: whole.optional(), tile: whole.optional(), patch: positive.optional() })
    .optional(),
  ...provenance,
});

const size = z.strictObject({
  minimum: z.int("Write PTUs").min(1, "Write 1 or more"),
  step: z.int("Write PTUs").min(1, "Write 1 or more"),
});
const provisioned = z.strictObject({
  inputTpmPerPtu: positive,
  outputWeight: positive,
  global: size,
  regional: size,
  ...provenance,
});

const version = z.strictObject({ retires: day, replacement: z.string().optional(), ...provenance });

export const deploymentSkus = [
  "GlobalStandard",
  "DataZoneStandard",
  "Standard",
  "GlobalProvisionedManaged",
  "DataZoneProvisionedManaged",
  "ProvisionedManaged",
] as const;
const paygSkus = ["GlobalStandard", "DataZoneStandard", "Standard"] as const;
/**
 * Whose tokens have prices: Azure's by SKU, and each other provider's under its name (`bedrockRegional`
 * beside `bedrock`), which a file of one's own may bring.
 * Azure's SKUs begin with a capital, so a slip in one of them is no provider.
 */
const seller = z
  .string()
  .regex(
    new RegExp(`^(?:${paygSkus.join("|")}|[a-z](?:-?[A-Za-z0-9])*)$`),
    `Write ${paygSkus.join(", ")} or the name of a provider`,
  );
const ptuSkus = ["GlobalProvisionedManaged", "DataZoneProvisionedManaged", "ProvisionedManaged"] as const;

/** Kinds of tokens that have prices of their own. */
const tokenKinds = {
  input: money,
  cachedInput: money.optional(),
  /** Of input tokens that are written to the prompt cache, for minutes, where that has a price of its own. */
  cacheWrite: money.optional(),
  /** Of those that are written for an hour. */
  cacheWriteLong: money.optional(),
  /** Absent for models that answer no tokens. */
  output: money.optional(),
  /** Where audio and images have prices of their own. */
  audioInput: money.optional(),
  cachedAudioInput: money.optional(),
  audioOutput: money.optional(),
  imageInput: money.optional(),
};
/** Of models that are paid by their pictures, whose tokens are then free: US dollars. */
const pictureKinds = {
  /** A megapixel (1,048,576 pixels) of each picture that is given or made; one that is begun is a whole one. */
  megapixel: money.optional(),
  /** Each picture that is made, beside its megapixels. */
  picture: money.optional(),
};
/** Ways to have a call processed that are bought by the call: what the answer states as its tier; `fast` and `us` are Anthropic's. */
export const priceTiers = ["priority", "flex", "batch", "fast", "us"] as const;
const tokenPrice = z
  .strictObject({
    ...tokenKinds,
    ...pictureKinds,
    /** The prices of a whole call whose prompt has more than `above` tokens. */
    longPrompt: z.strictObject({ above: whole, ...tokenKinds, ...provenance }).optional(),
    tiers: z.partialRecord(z.enum(priceTiers), z.strictObject({ ...tokenKinds, ...provenance })).optional(),
    ...provenance,
  })
  .refine(
    ({ longPrompt, ...base }) =>
      !longPrompt || (longPrompt.input >= base.input && (longPrompt.output ?? 0) >= (base.output ?? 0)),
    "Write prices of long prompts that are no lower than the others: estimates rely on it",
  );
const hourPrice = z.strictObject({ price: money, ...provenance });

export const priceUnits = [
  "hour",
  "month",
  "gigabyte",
  "gigabyteMonth",
  "million",
  "hundredThousand",
  "tenThousand",
  "thousand",
] as const;
const resourcePrice = z
  .strictObject({
    /** Absent where a file of one's own knows a region's price only. */
    price: money.optional(),
    per: z.enum(priceUnits),
    /** Where a region's price differs. */
    regions: z.record(z.string(), z.union([money, hourPrice], "Write US dollars")).optional(),
    ...provenance,
  })
  .refine(({ price, regions }) => price !== undefined || regions !== undefined, "Write price, or regions");

const block = <Entries extends z.ZodType>(entries: Entries) =>
  z.strictObject({ asOf: day, source: page, entries }).optional();

export const catalogueSchema = z.strictObject({
  /** Version of this form. */
  catalogue: z.literal(1, "Write 1"),
  asOf: day,
  currency: z.literal("USD", "Write USD: prices of other currencies cannot be added to these"),
  regions: block(z.record(z.string(), region)),
  models: block(z.record(z.string(), model)),
  provisioned: block(z.record(z.string(), provisioned)),
  versions: block(z.record(z.string(), z.record(z.string(), version))),
  regionSets: z.record(z.string(), z.array(z.string())).optional(),
  offers: block(
    z.partialRecord(
      z.enum(deploymentSkus),
      z.record(z.string(), z.record(z.string(), z.array(z.string("Write a region, @set or -region")))),
    ),
  ),
  tokens: block(z.record(z.string(), z.record(seller, tokenPrice))),
  ptuHours: block(z.partialRecord(z.enum(ptuSkus), hourPrice)),
  resources: z
    .strictObject({
      asOf: day,
      source: page,
      /** Where `price` is the list price of. */
      region: z.string().optional(),
      entries: z.record(z.string(), resourcePrice),
    })
    .optional(),
});

export type CatalogueFile = z.output<typeof catalogueSchema>;
export type DeploymentSku = (typeof deploymentSkus)[number];
export type PriceTier = (typeof priceTiers)[number];
export type PriceUnit = (typeof priceUnits)[number];

/** Where a figure is from: its own word, or its block's. */
export interface Provenance {
  /** YYYY-MM-DD. */
  readonly asOf: string;
  readonly source: string;
  readonly unverified: boolean;
}
type Entry<Schema extends z.ZodType> = Readonly<Omit<z.output<Schema>, keyof Provenance>> & Provenance;

export type Region = Entry<typeof region>;
export type Model = Entry<typeof model>;
export type Provisioned = Entry<typeof provisioned>;
export type Version = Entry<typeof version>;
/** US dollars for a million tokens. */
export type TokenPrice = Entry<typeof tokenPrice>;
/** US dollars. */
export type HourPrice = Entry<typeof hourPrice>;
/** US dollars. */
export interface ResourcePrice extends Provenance {
  readonly per: PriceUnit;
  /** Absent where only some regions' are known. */
  readonly price?: number;
  readonly regions: ReadonlyMap<string, HourPrice>;
}
/** Where a version of a model is sold under a SKU. */
export interface Offer extends Provenance {
  readonly regions: ReadonlySet<string>;
}
