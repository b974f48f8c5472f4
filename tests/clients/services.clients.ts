import { expect } from "chai";
import DocumentIntelligence, {
  getLongRunningPoller,
  isUnexpected,
  parseResultIdFromResponse,
  type AnalyzeOperationOutput,
} from "@azure-rest/ai-document-intelligence";
import { AzureKeyCredential as Key, SearchClient } from "@azure/search-documents";
import { loopbackCertificate } from "../../packages/local-gateway/http/loopbackCertificate";
import { indexes, knowledge, papers } from "../endToEnd/services/serviceStack";
import { startFullStack, type FullStack } from "./fullStack";

interface Hotel {
  id: string;
  name: string;
  city?: string;
  rating?: number;
}

/** Where a result is, is an address with https: so the gateway speaks it. */
const certificate = loopbackCertificate();
const trusting = { tlsOptions: { ca: certificate.cert }, retryOptions: { maxRetries: 0 } } as const;

describe("Microsoft's clients of services that are no models", () => {
  let full: FullStack;
  before(async () => {
    full = await startFullStack(
      (config) => ({
        ...config,
        services: [
          { ...knowledge, productIndexes: {}, indexes: ["hotels"], callsPerMinute: 100 },
          { ...papers, productModels: {} },
        ],
      }),
      certificate,
      undefined,
      { aiServices: { indexes, documentIntelligence: { models: papers.models!, analysisMs: 100 } } },
    );
  });
  after(() => full?.stack.close());

  const search = (index = "hotels", key = full.key) =>
    new SearchClient<Hotel>(`${full.url}/knowledge`, index, new Key(key), {
      ...trusting,
    });
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error as { statusCode?: number; message: string },
    );

  describe("@azure/search-documents", () => {
    it("searches with a filter, an order and a count", async () => {
      const answer = await search().search("harbour", {
        filter: "rating gt 4",
        orderBy: ["rating desc"],
        select: ["name", "rating"],
        includeTotalCount: true,
      });
      const found: Partial<Hotel>[] = [];
      for await (const { document } of answer.results) found.push(document);
      expect(found.map(({ name }) => name)).to.deep.equal(["Harbour Hotel", "Harbour House"]);
      expect(answer.count).to.equal(2);
    });

    it("gets a document, counts, suggests and completes", async () => {
      expect((await search().getDocument("2")).name).to.equal("Forest Inn");
      expect(await search().getDocumentsCount()).to.equal(3);
      expect((await search().suggest("har", "sg")).results.map(({ text }) => text)).to.deep.equal([
        "Harbour House",
        "Harbour Hotel",
      ]);
      expect((await search().autocomplete("har", "sg")).results.map(({ text }) => text)).to.deep.equal([
        "harbour",
      ]);
    });

    it("writes with the key of a product that may, and with no other", async () => {
      const document = { id: "9", name: "Lake Lodge" };
      expect((await search().uploadDocuments([document])).results[0]).to.include({
        key: "9",
        succeeded: true,
      });
      expect(await failure(search("hotels", full.otherKey).uploadDocuments([document]))).to.include({
        statusCode: 403,
      });
      await search().deleteDocuments([document]);
    });

    it("is told what is wrong, in the words of the gateway", async () => {
      const other = await failure(search("secret").getDocumentsCount());
      expect(other).to.include({ statusCode: 403 });
      expect(other!.message).to.include("This key may not ask 'secret'");
      expect(await failure(search("hotels", "wrong").getDocumentsCount())).to.include({ statusCode: 401 });
      expect(await failure(search().getDocument("none"))).to.include({ statusCode: 404 });
    });
  });

  describe("@azure-rest/ai-document-intelligence", () => {
    const client = (key = full.key) => DocumentIntelligence(full.url, new Key(key), trusting);
    const analyze = (model: string, key?: string) =>
      client(key)
        .path("/documentModels/{modelId}:analyze", model)
        .post({
          contentType: "application/json",
          body: { base64Source: Buffer.from("Invoice Number: 17\fPage two").toString("base64") },
        });

    it("analyzes, waits, and gets what was found", async () => {
      const begun = await analyze("prebuilt-invoice");
      expect(isUnexpected(begun)).to.equal(false);
      const poller = getLongRunningPoller(client(), begun, {
        intervalInMs: 20,
      });
      const { body } = await poller.pollUntilDone();
      const { status, analyzeResult } = body as AnalyzeOperationOutput;
      expect(status).to.equal("succeeded");
      expect(analyzeResult!.pages).to.have.length(2);
      expect(analyzeResult!.documents![0]!.fields!["InvoiceNumber"]!.valueString).to.equal("17");
    });

    it("reads and removes a result by its id, which another product's key cannot", async () => {
      const begun = await analyze("prebuilt-read");
      const resultId = parseResultIdFromResponse(begun as Parameters<typeof parseResultIdFromResponse>[0]);
      const result = (key?: string) =>
        client(key).path("/documentModels/{modelId}/analyzeResults/{resultId}", "prebuilt-read", resultId);
      expect((await result(full.otherKey).get()).status).to.equal("404");
      expect((await result(full.otherKey).delete()).status).to.equal("404");
      expect((await result().get()).status).to.equal("200");
      expect((await result().delete()).status).to.equal("204");
      expect((await result().get()).status).to.equal("404");
    });

    it("is told what is wrong, in the words of the gateway", async () => {
      const refused = await analyze("prebuilt-receipt");
      expect(refused.status).to.equal("403");
      expect((refused.body as { error: { code: string } }).error.code).to.equal("ModelNotAllowed");
      expect((await analyze("prebuilt-read", "wrong")).status).to.equal("401");
      expect((await client().path("/documentModels").get()).status).to.equal("404");
    });
  });
});
