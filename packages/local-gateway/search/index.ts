export { createSearch, exampleIndexes, type SearchIndex, type SearchOptions } from "./service";
