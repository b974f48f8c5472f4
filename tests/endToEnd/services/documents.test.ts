import { expect } from "chai";
import { HttpHeaders, type HttpRequest } from "../../../packages/common/http";
import { devConfig, type DevStack } from "../devStack";
import { otherCharsets } from "../contentTypes";
import { ask, papers, serviceEvents, startServices, type Answer } from "./serviceStack";

const version = "api-version=2024-11-30";
const bytes = { "Content-Type": "application/octet-stream" };
const threePages = Buffer.from("Invoice Number: 17\nTotal: 20\fPage two\fPage three");

describe("Azure AI Document Intelligence behind the gateway", () => {
  let stack: DevStack;
  const sent: HttpRequest[] = [];
  before(async () => {
    stack = await startServices([papers], {}, { onSend: (request) => void sent.push(request) });
  });
  beforeEach(() => void sent.splice(0));
  const key = (of = "premium-team") => ({ "Ocp-Apim-Subscription-Key": stack.key(of) });
  const begin = (model: string, of?: string, more = "") =>
    ask(
      stack,
      "POST",
      `/documentintelligence/documentModels/${model}:analyze?${version}${more}`,
      { ...key(of), ...bytes },
      threePages,
    );
  const read = (place: string, of?: string) => ask(stack, "GET", place, key(of));
  const place = (answer: Answer) => answer.headers.get("operation-location")!;
  const costs = () => serviceEvents(stack).map(({ costMicros }) => costMicros);

  it("says where a result is in its own words, and gives it to whoever began", async () => {
    const begun = await begin("prebuilt-invoice");
    expect(begun.status, begun.text).to.equal(202);
    expect(place(begun)).to.match(
      /^https:\/\/gateway\.example\/documentintelligence\/documentModels\/prebuilt-invoice\/analyzeResults\/[0-9a-f]{40}\.10000\.[0-9a-f-]{36}\?api-version=2024-11-30$/,
    );
    expect(begun.headers.get("retry-after")).to.equal("1");
    expect((await read(place(begun))).json()).to.include({ status: "running" });
    await stack.clock.advance(2_000);
    const done = (await read(place(begun))).json<{
      status: string;
      analyzeResult: { pages: unknown[]; documents: { fields: Record<string, { valueString: string }> }[] };
    }>();
    expect(done.status).to.equal("succeeded");
    expect(done.analyzeResult.pages).to.have.length(3);
    expect(done.analyzeResult.documents[0]!.fields["Total"]!.valueString).to.equal("20");
  });

  it("signs on as the gateway, with the service's own id and none of the caller's keys", async () => {
    const begun = await begin("prebuilt-read");
    await read(place(begun));
    const own = /\.([0-9a-f-]{36})\?/.exec(place(begun))![1]!;
    expect(sent.map(({ url }) => url.replace(/^https:\/\/[^/]+/, ""))).to.deep.equal([
      `/documentintelligence/documentModels/prebuilt-read:analyze?${version}`,
      `/documentintelligence/documentModels/prebuilt-read/analyzeResults/${own}?${version}`,
    ]);
    for (const { headers } of sent) {
      expect(headers.get("authorization")).to.match(/^Bearer ey/);
      expect(headers.has("ocp-apim-subscription-key")).to.equal(false);
    }
  });

  it("answers for another's result, and for any that is not, in the same words and without asking", async () => {
    const mine = place(await begin("prebuilt-read"));
    const own = /\.([0-9a-f-]{36})\?/.exec(mine)![1]!;
    const [, signed] = /analyzeResults\/([0-9a-f]{40})\./.exec(mine)!;
    sent.splice(0);
    const wrong: readonly (readonly [string, string, string?])[] = [
      ["another product's key", mine, "standard-team"],
      ["another model in the path", mine.replace("prebuilt-read", "prebuilt-layout")],
      ["another price in the id", mine.replace(`.1500.${own}`, `.0.${own}`)],
      ["the service's own id", mine.replace(`${signed}.1500.`, "")],
      ["a signature of letters", mine.replace(signed!, "0".repeat(40))],
      ["an id of nobody's", mine.replace(own, "11111111-1111-1111-1111-111111111111")],
    ];
    const texts = new Set<string>();
    for (const [name, url, of] of wrong) {
      const answer = await read(url, of);
      expect(answer.status, name).to.equal(404);
      texts.add(answer.text);
      expect((await ask(stack, "DELETE", url, key(of))).status, name).to.equal(404);
    }
    expect([...texts]).to.deep.equal(['{"error":{"code":"NotFound","message":"Resource not found."}}']);
    expect(sent).to.deep.equal([]);
    expect((await read(mine)).status).to.equal(200);
  });

  it("answers for a result that is gone as for one that never was", async () => {
    const mine = place(await begin("prebuilt-read"));
    expect((await ask(stack, "DELETE", mine, key())).status).to.equal(204);
    const gone = await read(mine);
    expect([gone.status, gone.text]).to.deep.equal([
      404,
      '{"error":{"code":"NotFound","message":"Resource not found."}}',
    ]);
  });

  for (const [model, more, page] of [
    ["prebuilt-read", "", 1_500],
    ["prebuilt-layout", "", 10_000],
    ["prebuilt-invoice", "&features=keyValuePairs,barcodes", 10_000],
    ["contracts-2", "", 30_000],
    ["prebuilt-layout", "&features=ocrHighResolution,formulas", 22_000],
    ["prebuilt-layout", "&FEATURES=Formulas&features=formulas", 16_000],
    ["prebuilt-invoice", "&features=queryFields&queryFields=a", 20_000],
  ] as const)
    it(`charges ${page} millionths for each page of ${model}${more}, once`, async () => {
      const before = costs().length;
      const begun = place(await begin(model, undefined, more));
      await read(begun);
      await stack.clock.advance(2_000);
      await read(begun);
      await read(begun);
      // One when it begins, for no analysis has fewer; the others with the first answer that has the result.
      expect(costs().slice(before)).to.deep.equal([page, 0, 2 * page, 0]);
      expect(
        serviceEvents(stack)
          .slice(before)
          .map(({ pages }) => pages),
      ).to.deep.equal([1, 0, 2, 0]);
    });

  it("charges the pages that a call has chosen, as the result states them", async () => {
    const before = costs().length;
    const begun = place(await begin("prebuilt-read", undefined, "&pages=1-2"));
    await stack.clock.advance(2_000);
    await read(begun);
    expect(costs().slice(before)).to.deep.equal([1_500, 1_500]);
  });

  for (const [name, path, headers, body, status, code] of [
    [
      "a model whose name is a part of another's",
      "documentModels/prebuilt-lay:analyze",
      bytes,
      "x",
      403,
      "ModelNotAllowed",
    ],
    [
      "a model that nobody may use",
      "documentModels/prebuilt-receipt:analyze",
      bytes,
      "x",
      403,
      "ModelNotAllowed",
    ],
    ["an action that is none", "documentModels/prebuilt-read:analyzeBatch", bytes, "x", 404, "NotFound"],
    ["a list of models", "documentModels", bytes, "x", 404, "OperationNotOffered"],
    ["a model that is built", "documentModels:build", bytes, "x", 404, "OperationNotOffered"],
    [
      "a document at an address",
      "documentModels/prebuilt-read:analyze",
      {},
      { urlSource: "https://company.blob.core.windows.net/private/a.pdf" },
      400,
      "UrlNotAllowed",
    ],
    [
      "an address behind a key that stands twice",
      "documentModels/prebuilt-read:analyze",
      { "Content-Type": "application/json" },
      '{"urlSource":"https://a.blob.core.windows.net/x","urlSource":null,"base64Source":"eA=="}',
      0,
      "",
    ],
    [
      "an address in other letters",
      "documentModels/prebuilt-read:analyze",
      {},
      { UrlSource: "https://a.blob.core.windows.net/x" },
      400,
      "InvalidRequest",
    ],
    [
      "a body that is no JSON",
      "documentModels/prebuilt-read:analyze",
      { "Content-Type": "application/json" },
      "{",
      400,
      "InvalidRequest",
    ],
    [
      "a type that is none of a document's",
      "documentModels/prebuilt-read:analyze",
      { "Content-Type": "text/plain" },
      "x",
      415,
      "UnsupportedMediaType",
    ],
    [
      "JSON by another name",
      "documentModels/prebuilt-read:analyze",
      { "Content-Type": "text/json" },
      '{"urlSource":"https://a/x"}',
      415,
      "UnsupportedMediaType",
    ],
    ...otherCharsets.map(
      (type) =>
        [
          `JSON of type ${type}`,
          "documentModels/prebuilt-read:analyze",
          { "Content-Type": type },
          { base64Source: "eA==" },
          415,
          "UnsupportedMediaType",
        ] as const,
    ),
    [
      "JSON that is packed",
      "documentModels/prebuilt-read:analyze",
      { "Content-Encoding": "gzip" },
      { base64Source: "eA==" },
      415,
      "UnsupportedMediaType",
    ],
  ] as const)
    it(`refuses ${name}`, async () => {
      const answer = await ask(
        stack,
        "POST",
        `/documentintelligence/${path}?${version}`,
        { ...key(), ...headers },
        body,
      );
      if (status === 0) {
        // What goes out is what was read: no address.
        expect(answer.status).to.equal(202);
        expect(Buffer.from(sent[0]!.body).toString()).to.equal('{"urlSource":null,"base64Source":"eA=="}');
        return;
      }
      expect([answer.status, answer.json<{ error: { code: string } }>().error.code]).to.deep.equal([
        status,
        code,
      ]);
      expect(sent).to.deep.equal([]);
      expect(serviceEvents(stack).at(-1)).to.include({ kind: "documents", status, costMicros: 0 });
    });

  it("refuses a product a model that is not among its own", async () => {
    expect((await begin("prebuilt-layout", "trial-user")).status).to.equal(403);
    expect((await begin("prebuilt-read", "trial-user")).status).to.equal(202);
  });

  it("fetches a document from hosts that the stack names, and from no host that looks like one", async () => {
    const fetching = await startServices(
      [{ ...papers, urlHosts: ["files.example.com"] }],
      {},
      {
        aiServices: {
          documentIntelligence: {
            models: papers.models!,
            documents: { "https://files.example.com/a.txt": Buffer.from("One page") },
          },
        },
      },
    );
    const from = async (urlSource: string) =>
      (
        await ask(
          fetching,
          "POST",
          `/documentintelligence/documentModels/prebuilt-read:analyze?${version}`,
          { "Ocp-Apim-Subscription-Key": fetching.key("premium-team") },
          { urlSource },
        )
      ).status;
    expect(await from("https://files.example.com/a.txt")).to.equal(202);
    for (const url of [
      "http://files.example.com/a.txt",
      "https://files.example.com.evil.example/a.txt",
      "https://evil.example/files.example.com",
      "https://files.example.com@evil.example/a.txt",
      "https://files.example.com:8443/a.txt",
      "https://169.254.169.254/metadata",
      "file:///etc/passwd",
    ])
      expect(await from(url), url).to.equal(400);
  });

  it("counts into a product's budget, which ends with 403", async () => {
    const [first, ...others] = devConfig.products;
    const paying = await startServices([papers], {
      products: [{ ...first!, budget: { dollars: 0.04 } }, ...others],
    });
    const call = (url: string, method = "POST", body: Uint8Array | string = threePages) =>
      ask(
        paying,
        method,
        url,
        { "Ocp-Apim-Subscription-Key": paying.key(first!.subscriptions![0]!.name), ...bytes },
        body,
      );
    const layout = `/documentintelligence/documentModels/prebuilt-layout:analyze?${version}`;
    const begun = await call(layout);
    expect(begun.status, begun.text).to.equal(202);
    await paying.clock.advance(2_000);
    // 10,000 when it began and 20,000 now; a budget of 40,000 has room for one more page.
    expect((await call(place(begun), "GET", "")).status).to.equal(200);
    expect((await call(layout)).status).to.equal(202);
    const spent = await call(layout);
    expect(spent.status, spent.text).to.equal(403);
    expect(spent.headers.get("x-genai-limit")).to.equal("product_budget");
    expect(spent.json<{ error: { message: string } }>().error.message).to.match(
      /^The budget of the product is spent\./,
    );
  });

  it("does not count looking for a result against a limit of calls", async () => {
    const limited = await startServices([{ ...papers, callsPerMinute: 1 }]);
    const headers = { "Ocp-Apim-Subscription-Key": limited.key("premium-team"), ...bytes };
    const url = `/documentintelligence/documentModels/prebuilt-read:analyze?${version}`;
    const begun = await ask(limited, "POST", url, headers, threePages);
    for (let turn = 0; turn < 4; turn++)
      expect((await ask(limited, "GET", place(begun), headers)).status).to.equal(200);
    expect((await ask(limited, "POST", url, headers, threePages)).status).to.equal(429);
  });

  for (const [name, location] of [
    ["does not say where the result will be", undefined],
    ["says it in a form that nobody knows", "https://di-shared.cognitiveservices.azure.com/operations/7"],
  ] as const)
    it(`ends with 502 when the service begins and ${name}`, async () => {
      const answers = () =>
        Promise.resolve({
          status: 202,
          headers: new HttpHeaders(location === undefined ? {} : { "Operation-Location": location }),
          body: Buffer.from(""),
        });
      const silent = await startServices(
        [papers],
        {},
        {},
        {
          "di-shared.cognitiveservices.azure.com": answers,
        },
      );
      const answer = await ask(
        silent,
        "POST",
        `/documentintelligence/documentModels/prebuilt-read:analyze?${version}`,
        { "Ocp-Apim-Subscription-Key": silent.key("premium-team"), ...bytes },
        "x",
      );
      expect([answer.status, answer.headers.has("operation-location")]).to.deep.equal([502, false]);
      expect(answer.text).to.include("ResultUnknown").and.not.to.include("di-shared");
    });
});
