export { createDocumentIntelligence, type DocumentIntelligenceOptions } from "./service";
