/** The catalogue of what Azure sells: the one door to it. */
export { dateOf, describeAge, oldBlocks } from "./age";
export { assessDeployment, horizonMonths, type AssessedDeployment, type Finding } from "./assess";
export { makeCatalogue, type BlockName, type Catalogue, type CatalogueText } from "./catalogue";
export { addMonths, dayOf, isDay } from "./days";
export { loadCatalogue, ownFileName, packageCatalogue, type CatalogueOptions } from "./load";
export {
  findModel,
  modelKey,
  provisionedOf,
  provisionedSize,
  regionOf,
  resourcePriceOf,
  tokenPriceOf,
  tokenPricesAnywhere,
  versionOf,
} from "./lookups";
export { modelOfMeter, type MeterOf } from "./meterModel";
export type {
  HourPrice,
  Model,
  Offer,
  PriceTier,
  PriceUnit,
  Provenance,
  Provisioned,
  Region,
  ResourcePrice,
  TokenPrice,
  Version,
} from "./schema";
export { readRetailPrices, type FoundPrice, type RetailReading } from "./retailPrices";
export { reviewCatalogue, type Review } from "./review";
export { updatedCatalogue, type Change } from "./update";
