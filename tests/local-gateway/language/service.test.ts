import { expect } from "chai";
import fc from "fast-check";
import { HttpHeaders, readBody } from "../../../packages/common/http";
import { createLanguage, type LanguageOptions } from "../../../packages/local-gateway/language";

interface Entity {
  readonly text: string;
  readonly category: string;
  readonly offset: number;
  readonly length: number;
  readonly confidenceScore: number;
}

async function post(
  body: unknown,
  options: LanguageOptions = {},
  headers: Record<string, string> = { Authorization: "Bearer x" },
  path = "/language/:analyze-text?api-version=2023-04-01",
) {
  const answer = await createLanguage(options)({
    method: "POST",
    url: `https://language.cognitiveservices.azure.com${path}`,
    headers: new HttpHeaders(headers),
    body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  });
  const json = JSON.parse(Buffer.from(await readBody(answer.body)).toString()) as {
    error?: { code: string; message: string };
    results?: {
      documents: { id: string; entities: Entity[]; redactedText: string }[];
      errors: { id: string; error: { innererror: { code: string } } }[];
    };
  };
  return { status: answer.status, ...json };
}

const asked = (texts: readonly unknown[], parameters: object = {}) => ({
  kind: "PiiEntityRecognition",
  parameters: { stringIndexType: "Utf16CodeUnit", ...parameters },
  analysisInput: { documents: texts.map((text, index) => ({ id: String(index), language: "en", text })) },
});
const found = async (text: string, parameters: object = {}) =>
  (await post(asked([text], parameters))).results!.documents[0]!.entities.map(
    (one) => `${one.category}: ${one.text}`,
  );

describe("a simulated Language account", () => {
  for (const [text, entities] of [
    ["Ann Smith met Bob.", ["Person: Ann Smith", "Person: Bob"]],
    ["Anna-Lena", ["Person: Anna-Lena"]],
    ["Annual report of Thomasville", []],
    ["Ann met him", ["Person: Ann"]],
    ["Ann\nSmith and\r\nBob Jones-\nMary", ["Person: Ann", "Person: Bob Jones", "Person: Mary"]],
    ["x.Ann Smith, Jane Annabel Bob Lee", ["Person: Jane Annabel", "Person: Bob Lee"]],
    ["write to first.last+tag@mail.example.co.uk.", ["Email: first.last+tag@mail.example.co.uk"]],
    ["a@b, @ann, x@y..z", []],
    ["4111 1111 1111 1111 and 4111 1111 1111 1112", ["CreditCardNumber: 4111 1111 1111 1111"]],
    ["378282246310005", ["CreditCardNumber: 378282246310005"]],
    [
      "DE89 3704 0044 0532 0130 00 or GB29NWBK60161331926819",
      [
        "InternationalBankingAccountNumber: DE89 3704 0044 0532 0130 00",
        "InternationalBankingAccountNumber: GB29NWBK60161331926819",
      ],
    ],
    ["DE89 3704 0044 0532 0130 01", []],
    ["ssn 123-45-6789", ["USSocialSecurityNumber: 123-45-6789"]],
    ["host 10.0.0.1, version 1.2.3", ["IPAddress: 10.0.0.1"]],
    ["call +46 8 123 456 78", ["PhoneNumber: +46 8 123 456 78"]],
    ["the year 2024, 12 times", []],
  ] as const)
    it(`finds ${entities.length === 0 ? "nothing" : entities.join(", ")} in "${text}"`, async () => {
      expect(await found(text)).to.deep.equal(entities);
    });

  it("counts offsets in the unit that is asked for", async () => {
    // Two units, one code point; then one text element of several code points.
    const text = "😀👩‍👩‍👧 Ann Smith";
    for (const [stringIndexType, offset] of [
      ["Utf16CodeUnit", 11],
      ["UnicodeCodePoint", 7],
      ["TextElements_v8", 3],
    ] as const) {
      const { results } = await post(asked([text], { stringIndexType }));
      expect(results!.documents[0]!.entities[0], stringIndexType).to.include({ offset, length: 9 });
    }
    const { results } = await post({ ...asked([text]), parameters: {} });
    expect(results!.documents[0]!.entities[0]!.offset).to.equal(3);
    expect(results!.documents[0]!.redactedText).to.equal("😀👩‍👩‍👧 *********");
  });

  it("finds what it says to be in the text where it says, whatever the text", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.string({ unit: "grapheme" }),
            fc.constantFrom("Ann Smith", "a@b.cd", "4111111111111111"),
          ),
          { minLength: 1 },
        ),
        async (parts) => {
          const text = `x ${parts.join(" ")}`;
          const { results } = await post(asked([text]));
          for (const one of results!.documents[0]?.entities ?? [])
            expect(text.slice(one.offset, one.offset + one.length)).to.equal(one.text);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("looks for the categories that are named", async () => {
    expect(await found("Ann Smith, a@b.cd", { piiCategories: ["Email"] })).to.deep.equal(["Email: a@b.cd"]);
  });

  it("knows what a test says a model would have found", async () => {
    const known = [{ text: "Projekt Falke", category: "Organization", confidence: 0.7 }];
    const { results } = await post(asked(["Projekt Falke, Projekt Falken"]), { known });
    expect(results!.documents[0]!.entities).to.deep.equal([
      { text: "Projekt Falke", category: "Organization", offset: 0, length: 13, confidenceScore: 0.7 },
    ]);
  });

  it("takes 5,120 text elements in a document and five documents, and tells by document what is wrong", async () => {
    const { results } = await post(asked(["a".repeat(5120), "a".repeat(5121), "👩‍👩‍👧".repeat(5000), ""]));
    expect(results!.documents.map(({ id }) => id)).to.deep.equal(["0", "2"]);
    expect(results!.errors.map(({ id, error }) => [id, error.innererror.code])).to.deep.equal([
      ["1", "InvalidDocument"],
      ["3", "InvalidDocument"],
    ]);
    expect((await post(asked(["a", "a", "a", "a", "a", "a"]))).status).to.equal(400);
  });

  for (const [what, body, status] of [
    ["what is no JSON", "{", 400],
    ["a list", "[]", 400],
    ["another kind", { ...asked(["a"]), kind: "EntityRecognition" }, 400],
    ["no documents", asked([]), 400],
    [
      "two documents of one id",
      {
        ...asked([]),
        analysisInput: {
          documents: [
            { id: "1", text: "a" },
            { id: "1", text: "b" },
          ],
        },
      },
      400,
    ],
    ["a unit that is none", asked(["a"], { stringIndexType: "Bytes" }), 400],
    ["categories that are no list", asked(["a"], { piiCategories: "Person" }), 400],
  ] as const)
    it(`refuses ${what}`, async () => {
      expect((await post(body)).status).to.equal(status);
    });

  it("refuses other paths, other keys, tokens that it does not take, and languages that it does not know", async () => {
    expect(
      (await post(asked(["a"]), {}, { Authorization: "Bearer x" }, "/language/other?api-version=1")).status,
    ).to.equal(404);
    expect(
      (await post(asked(["a"]), {}, { Authorization: "Bearer x" }, "/language/:analyze-text")).status,
    ).to.equal(400);
    expect((await post(asked(["a"]), {}, {})).status).to.equal(401);
    expect((await post(asked(["a"]), { keys: ["k"] }, { "Ocp-Apim-Subscription-Key": "k" })).status).to.equal(
      200,
    );
    expect((await post(asked(["a"]), { acceptsToken: () => false })).status).to.equal(401);
    const body = { ...asked([]), analysisInput: { documents: [{ id: "1", language: "xx", text: "a" }] } };
    expect((await post(body)).results!.errors[0]!.error.innererror.code).to.equal("UnsupportedLanguageCode");
  });
});
