import type { Problem } from "@azure-genai-gateway/common/problem";
import { regionName } from "@azure-genai-gateway/common/region";
import { nearestWord } from "@azure-genai-gateway/common/nearestWord";
import type { Catalogue } from "./catalogue";
import { addMonths } from "./days";
import { findModel, modelKey, regionOf, versionOf } from "./lookups";

/** A deployment of a model, as far as the catalogue has something to say about it. */
export interface AssessedDeployment {
  readonly model: string;
  readonly version: string;
  readonly sku: string;
  /** Of the account; without it nothing is said of regions. */
  readonly location?: string;
  /** Azure's word: `NoAutoUpgrade`, `OnceCurrentVersionExpired`, `OnceNewDefaultVersionAvailable`. */
  readonly versionUpgradeOption?: string;
}

export interface Finding extends Pick<Problem, "severity" | "message" | "hint"> {
  readonly code:
    | "MODEL_UNKNOWN"
    | "MODEL_VERSION_UNKNOWN"
    | "MODEL_RETIRED"
    | "MODEL_RETIRES_SOON"
    | "MODEL_NO_UPGRADE"
    | "MODEL_SKU"
    | "MODEL_REGION";
  /** Which of the deployment's values it is about. */
  readonly about: "model" | "version" | "sku" | "location" | "versionUpgradeOption";
}

/** Months ahead in which a retirement is worth a warning, and after which figures are old. */
export const horizonMonths = 6;

/**
 * What the catalogue has against a deployment. Retired models are errors, all else warnings: the catalogue ages, and
 * what it does not know may be sold all the same.
 * @param today YYYY-MM-DD
 */
export function assessDeployment(
  catalogue: Catalogue,
  deployment: AssessedDeployment,
  today: string,
): readonly Finding[] {
  const key = modelKey(deployment.model);
  const versions = catalogue.versions.get(key);
  if (!findModel(catalogue, key) && !versions) {
    const near = nearestWord(key, [...catalogue.models.keys()]);
    return [
      {
        code: "MODEL_UNKNOWN",
        severity: "warning",
        about: "model",
        message: `${deployment.model} is not in the catalogue`,
        hint: near
          ? `Did you mean ${near}?`
          : "Nothing is checked of it; a catalogue.yaml of your own can tell",
      },
    ];
  }
  return [...assessVersion(catalogue, deployment, today), ...assessOffer(catalogue, deployment)];
}

function assessVersion(
  catalogue: Catalogue,
  { model, version, versionUpgradeOption }: AssessedDeployment,
  today: string,
): readonly Finding[] {
  const known = versionOf(catalogue, model, version);
  const versions = catalogue.versions.get(modelKey(model));
  if (!known) {
    if (!versions) return [];
    return [
      {
        code: "MODEL_VERSION_UNKNOWN",
        severity: "warning",
        about: "version",
        message: `The catalogue has no version ${version} of ${model}`,
        hint: `It has ${[...versions.keys()].join(", ")}`,
      },
    ];
  }
  const { retires, replacement, asOf } = known;
  const instead = replacement ? `move to ${replacement}` : "move to a model that stays";
  if (retires <= today)
    return [
      {
        code: "MODEL_RETIRED",
        severity: "error",
        about: "version",
        message: `${model} ${version} was retired on ${retires} (schedule of ${asOf})`,
        hint: `Azure takes no new deployment of it: ${instead}`,
      },
    ];
  if (retires > addMonths(today, horizonMonths)) return [];
  if (versionUpgradeOption === "NoAutoUpgrade")
    return [
      {
        code: "MODEL_NO_UPGRADE",
        severity: "warning",
        about: "versionUpgradeOption",
        message: `${model} ${version} retires on ${retires} (schedule of ${asOf}), and with NoAutoUpgrade its deployments answer errors from then on`,
        hint: `Write OnceCurrentVersionExpired, or ${instead} before`,
      },
    ];
  return [
    {
      code: "MODEL_RETIRES_SOON",
      severity: "warning",
      about: "version",
      message: `${model} ${version} retires on ${retires} (schedule of ${asOf})`,
      hint: `Plan to ${instead}`,
    },
  ];
}

function assessOffer(
  catalogue: Catalogue,
  { model, version, sku, location }: AssessedDeployment,
): readonly Finding[] {
  const key = modelKey(model);
  const region = location === undefined || !regionOf(catalogue, location) ? undefined : regionName(location);
  const bySku = [...catalogue.offers].flatMap(([name, models]) => {
    const offers = models.get(key);
    return offers ? [{ name, offers }] : [];
  });
  const { asOf, size } = { asOf: catalogue.blocks.get("offers"), size: bySku.length };
  // Of SKUs that the catalogue does not have, Batch for one, and of models without any offer it says nothing.
  if (size === 0 || !catalogue.offers.has(sku)) return [];
  const there = bySku
    .filter(({ offers }) => region !== undefined && offers.get(version)?.regions.has(region))
    .map(({ name }) => name);
  const elsewhere = there.length > 0 ? `Sold in ${region}: ${there.join(", ")}` : undefined;
  const offers = bySku.find(({ name }) => name === sku)?.offers;
  if (!offers)
    return [
      {
        code: "MODEL_SKU",
        severity: "warning",
        about: "sku",
        message: `${model} is not sold under ${sku} (as of ${asOf})`,
        hint: elsewhere ?? `Write one of: ${bySku.map(({ name }) => name).join(", ")}`,
      },
    ];
  const offer = offers.get(version);
  if (!offer || region === undefined || offer.regions.has(region)) return [];
  return [
    {
      code: "MODEL_REGION",
      severity: "warning",
      about: "sku",
      message: `${model} ${version} is not sold under ${sku} in ${region} (as of ${offer.asOf})`,
      hint: [elsewhere, `Regions with ${sku}: ${some([...offer.regions])}`].filter(Boolean).join("; "),
    },
  ];
}

/** The first few of a list. */
function some(names: readonly string[]): string {
  const shown = names.slice(0, 8);
  return names.length > shown.length
    ? `${shown.join(", ")} and ${names.length - shown.length} more`
    : shown.join(", ");
}
