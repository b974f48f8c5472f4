import { expect } from "chai";
import type { GatewayConfigInput } from "../../components";
import { ask } from "./ask";
import { devConfig, DevStack, moreDeployments } from "./devStack";

const config: GatewayConfigInput = {
  ...devConfig,
  backends: moreDeployments(
    { name: "whisper", model: "whisper", version: "001", capacity: 100 },
    { name: "secret", model: "gpt-4o-transcribe", version: "2025-03-20", capacity: 100 },
  ),
  products: devConfig.products.map((product) =>
    product.name === "trial" ? { ...product, models: ["whisper"] } : product,
  ),
};

const CRLF = "\r\n";
const part = (head: string, value = "whisper") => `${head}${CRLF}${CRLF}${value}${CRLF}`;
const disposition = (rest: string) => `Content-Disposition: form-data; ${rest}`;
const model = part(disposition('name="model"'));
const file = part(
  `${disposition('name="file"; filename="a.wav"')}${CRLF}Content-Type: audio/wav`,
  "RIFF\u0000",
);
const whole = (parts: readonly string[], boundary = "b") =>
  `${parts.map((one) => `--${boundary}${CRLF}${one}`).join("")}--${boundary}--${CRLF}`;
const contentType = "multipart/form-data; boundary=b";

describe("forms", () => {
  let stack: DevStack;
  let key: Record<string, string>;
  before(async () => {
    stack = await DevStack.start(config);
    key = { "api-key": stack.key("trial-user") };
  });

  /** What the gateway takes for the model, or its error. */
  async function taken(body: string | Buffer, type = contentType): Promise<string> {
    const { status, code, message } = await ask(
      stack,
      "POST /openai/v1/audio/transcriptions",
      { ...key, "Content-Type": type },
      Buffer.from(body),
    );
    if (status === 400 && code === "FormUnreadable") return message;
    if (status === 403) return code;
    return (stack.usage().at(-1) as unknown as { deployment: string }).deployment;
  }

  const understood: readonly (readonly [what: string, body: string, type?: string])[] = [
    ["the model first", whole([model, file])],
    ["the model last", whole([file, model])],
    ["the model between others", whole([file, part(disposition('name="prompt"'), "x"), model, file])],
    ["names without quotes", whole([part(disposition("name=model")), part(disposition("name=file; filename=a"))])],
    ["other spellings of the head", whole([part('content-disposition:form-data ;NAME="model"'), file])],
    ["a part with a type", whole([part(`Content-Type: text/plain; charset=utf-8${CRLF}${disposition("name=model")}`)])],
    ["a boundary in quotes", whole([model, file], "a b"), 'multipart/form-data; boundary="a b"'],
    ["no line end after the last boundary", whole([model, file]).trimEnd()],
    ["a file name with quotes and other letters", whole([part(disposition('name="file"; filename="a\\"; name=\\"secret é.wav"')), model])],
    ["a file that holds a form", whole([part(disposition("name=file; filename=f"), whole([part(disposition("name=model"), "secret")], "c")), model])],
    ["a file that holds the start of its boundary", whole([part(disposition("name=file; filename=f"), `${CRLF}-${CRLF}--${CRLF}`), model])],
    ["a field that is a list", whole([part(disposition('name="include[]"'), "a"), part(disposition('name="include[]"'), "b"), model])],
    ["a file name in other letters beside a plain one", whole([part(disposition("name=file; filename=a; filename*=utf-8''%C3%A4")), model])],
    ["an empty field", whole([part(disposition("name=prompt"), ""), model])],
  ]; // prettier-ignore
  for (const [what, body, type] of understood)
    it(`understands ${what}`, async () => expect(await taken(body, type)).to.equal("whisper"));

  const refused: readonly (readonly [what: string, why: RegExp, body: string, type?: string])[] = [
    ["no form", /Content-Type/, "{}", "application/json"],
    ["no boundary", /Content-Type/, whole([model]), "multipart/form-data"],
    ["two boundaries", /Content-Type/, whole([model]), "multipart/form-data; boundary=b; boundary=c"],
    ["another charset", /Content-Type/, whole([model]), "multipart/form-data; boundary=b; charset=utf-7"],
    ["nothing", /begin with its boundary/, ""],
    ["another boundary", /begin with its boundary/, whole([model], "c")],
    ["a preamble", /begin with its boundary/, `hello${CRLF}${whole([model])}`],
    ["no end", /no end/, whole([model]).replace("--b--", "")],
    ["a truncated file", /no end/, whole([model, file]).slice(0, -12)],
    ["line feeds alone", /no head/, whole([model]).replaceAll(CRLF, "\n")],
    ["two models", /once/, whole([model, part(disposition("name=model"), "secret")])],
    ["another field twice", /twice/, whole([part(disposition("name=n"), "1"), part(disposition("name=n"), "9"), model])],
    ["a number that is none", /whole number/, whole([part(disposition("name=n"), " 9"), model])],
    ["a number with a fraction", /whole number/, whole([part(disposition("name=n"), "9.0"), model])],
    ["two filenames", /two filenames/, whole([part(disposition("name=file; filename=a; filename=b")), model])],
    ["a model that is a file", /one text/, whole([part(disposition('name="model"; filename="m"'))])],
    ["a name in escapes", /without escapes/, whole([model, part(disposition('name="mod%65l"'), "secret")])],
    ["a name in backslashes", /without escapes/, whole([model, part(disposition('name="mo\\del"'), "secret")])],
    ["an extended name", /one name/, whole([model, part(disposition("name*=utf-8''model"), "secret")])],
    ["two names", /one name/, whole([part(disposition("name=prompt; name=model"))])],
    ["a list of models", /written model/, whole([model, part(disposition('name="model[]"'), "secret")])],
    ["a model in capitals", /written model/, whole([model, part(disposition("name=MODEL"), "secret")])],
    ["a part without a name", /one name/, whole([part("Content-Disposition: form-data")])],
    ["a part without a disposition", /Content-Disposition/, whole([part("Content-Type: text/plain")])],
    ["two dispositions", /Content-Disposition/, whole([part(`${disposition("name=model")}${CRLF}${disposition("name=x")}`)])],
    ["a folded head", /folded/, whole([part(`${disposition("name=prompt")}${CRLF} ; name=model`, "secret"), model])],
    ["an encoded model", /encoded/, whole([part(`${disposition("name=model")}${CRLF}Content-Transfer-Encoding: base64`, "c2VjcmV0")])],
  ]; // prettier-ignore
  for (const [what, why, body, type] of refused)
    it(`refuses ${what}, and passes nothing on`, async () => {
      const before = stack.account("payg-1").ledger.calls.length;
      expect(await taken(body, type)).to.match(why);
      expect(stack.account("payg-1").ledger.calls.length).to.equal(before);
      expect(stack.usage().at(-1)).to.include({ status: 400 });
    });

  it("keeps a product to its models in forms too", async () => {
    expect(await taken(whole([file, part(disposition("name=model"), "secret")]))).to.equal("ModelNotAllowed");
  });

  it("finds the model behind 25 MB of bytes that are no text", async () => {
    const bytes = Buffer.alloc(25 * 1024 * 1024);
    for (let at = 0; at < bytes.length; at += 4) bytes.writeUInt32LE((at * 2654435761) >>> 0, at);
    const [before, after] = whole([part(disposition('name="file"; filename="a.wav"'), "FILE"), model]).split(
      "FILE",
    );
    expect(await taken(Buffer.concat([Buffer.from(before!), bytes, Buffer.from(after!)]))).to.equal(
      "whisper",
    );
  });
});
