export { createLanguage, type LanguageOptions } from "./service";
export type { KnownEntity } from "./recognisers";
