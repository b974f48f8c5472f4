import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { HttpHeaders, type HttpRequest } from "../../../packages/common/http";
import type { DevStack } from "../devStack";
import { ask, papers, serviceEvents, startServices, type Answer } from "./serviceStack";

const version = "api-version=2024-11-30";
const bytes = { "Content-Type": "application/octet-stream" };

describe("whoever would pay for one page and have all", () => {
  // A service that compresses for whoever takes it, gives parts, and has the PDF at once.
  const result = JSON.stringify({
    status: "succeeded",
    analyzeResult: { pages: [1, 2, 3].map((pageNumber) => ({ pageNumber })) },
  });
  let analyses = 0;
  const service = ({ method, url, headers }: HttpRequest) => {
    const answer = (status: number, body: Uint8Array | string, more: Record<string, string> = {}) =>
      Promise.resolve({ status, headers: new HttpHeaders(more), body: Buffer.from(body) });
    const begun = "https://di-shared.cognitiveservices.azure.com/documentintelligence/documentModels/x";
    if (method === "POST")
      return answer(202, "", { "Operation-Location": `${begun}/analyzeResults/${++analyses}-a` });
    if (url.includes("/pdf") || url.includes("/figures/")) return answer(200, "%PDF-1.7 all of it");
    if (headers.has("range")) return answer(206, result.slice(0, 10));
    if (/gzip/.test(headers.get("accept-encoding") ?? ""))
      return answer(200, gzipSync(result), { "Content-Encoding": "gzip" });
    return answer(200, result);
  };
  let hungry: DevStack;
  before(async () => {
    hungry = await startServices([papers], {}, {}, { "di-shared.cognitiveservices.azure.com": service });
  });
  const own = () => ({ "Ocp-Apim-Subscription-Key": hungry.key("premium-team"), ...bytes });
  const placeOf = (answer: Answer) => answer.headers.get("operation-location")!;
  const beginning = async (more = "") =>
    placeOf(
      await ask(
        hungry,
        "POST",
        `/documentintelligence/documentModels/prebuilt-read:analyze?${version}${more}`,
        own(),
        "x",
      ),
    );
  const pages = () => serviceEvents(hungry).reduce((sum, event) => sum + (event.pages ?? 0), 0);

  for (const [what, headers] of [
    ["compressed, as every client takes it", { "Accept-Encoding": "gzip, deflate" }],
    ["in part", { Range: "bytes=0-9", "If-Range": '"x"' }],
  ] as const)
    it(`pays for three, with a result ${what}`, async () => {
      const before = pages();
      const answer = await ask(hungry, "GET", await beginning(), { ...own(), ...headers });
      expect([answer.status, answer.text]).to.deep.equal([200, result]);
      expect(pages() - before).to.equal(3);
    });

  for (const part of ["pdf", "figures/1.1"])
    it(`has no ${part} before the result has been read`, async () => {
      const begun = await beginning("&output=pdf");
      const at = begun.replace("?", `/${part}?`);
      const early = await ask(hungry, "GET", at, own());
      expect([early.status, early.json<{ error: { code: string } }>().error.code]).to.deep.equal([
        409,
        "ResultNotRead",
      ]);
      const before = pages();
      await ask(hungry, "GET", begun, own());
      expect((await ask(hungry, "GET", at, own())).text).to.equal("%PDF-1.7 all of it");
      expect(pages() - before).to.equal(2);
    });
});
