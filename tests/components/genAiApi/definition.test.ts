import { expect } from "chai";
import type { Problem } from "../../../packages/common/problem";
import { offeredText, readDefinition, type Definition } from "../../../components/genAiApi/definition";
import { readPolicyFiles } from "../../../components/policyFiles";

const files = readPolicyFiles();
const policies = new Set(files.operations.keys());
const all = { stored: true, files: true, ownView: true };

function read(document: unknown, has = all): { definition: Definition; problems: Problem[] } {
  const problems: Problem[] = [];
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const definition = readDefinition({ file: "own.json", text }, has, policies, problems);
  return { definition, problems };
}

const own = (id: string) => files.openApi.get(id)!.text;

describe("definitions of the APIs", () => {
  it("have every operation under one id in both, with one method and one meaning", () => {
    type Operations = Record<string, Record<string, { operationId: string; summary: string }>>;
    const described = (id: string) =>
      Object.entries((JSON.parse(own(id)) as { paths: Operations }).paths)
        .flatMap(([path, item]) =>
          Object.entries(item).map(
            ([method, { operationId, summary }]) =>
              `${operationId}: ${method} ${path.replace("/deployments/{deployment-id}/", "/")} ${summary}`,
          ),
        )
        .sort();
    // Where a client puts the model differs: by the path, or by the form where it does not look into forms.
    const onlyThere = "edit-image-by-form: post /images/edits Edit images with the deployment in the form";
    expect(described("azure-openai").filter((one) => one !== onlyThere)).to.deep.equal(
      described("openai-v1"),
    );
    expect(described("azure-openai")).to.include(onlyThere);
  });

  it("resolve every reference", () => {
    for (const id of ["azure-openai", "openai-v1"]) {
      const document = JSON.parse(own(id)) as Record<string, unknown>;
      const references = [...own(id).matchAll(/"#\/([^"]+)"/g)].map((match) => match[1]!.split("/"));
      expect(references).to.have.length.greaterThan(50);
      for (const keys of references)
        expect(
          keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document),
          keys.join("/"),
        ).to.be.an("object");
    }
  });

  it("declare each parameter of their templates", () => {
    for (const id of ["azure-openai", "openai-v1"]) {
      const document = JSON.parse(own(id)) as {
        paths: Record<string, Record<string, { parameters?: { $ref: string }[] }>>;
        components: { parameters: Record<string, { name: string; in: string }> };
      };
      for (const [path, item] of Object.entries(document.paths))
        for (const operation of Object.values(item)) {
          const declared = (operation.parameters ?? [])
            .map(({ $ref }) => document.components.parameters[$ref.split("/").at(-1)!]!)
            .filter((parameter) => parameter.in === "path")
            .map(({ name }) => name);
          expect(declared, path).to.deep.equal([...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]));
        }
    }
  });

  it("lose what the config switches off, paths that are empty then, and this project's own keys", () => {
    const operation = (operationId: string, more = {}) => ({ operationId, responses: {}, ...more });
    const document = {
      openapi: "3.0.3",
      paths: {
        "/things": {
          get: operation("list-models"),
          post: operation("upload", { "x-genai-needs": "files" }),
        },
        "/kept": { summary: "all of it is off", get: operation("kept", { "x-genai-needs": "stored" }) },
        "/other": { get: operation("stands-in", { "x-genai-policy": "not-offered" }) },
        "/*": { get: operation("rest", { "x-genai-policy": "not-offered" }) },
      },
    };
    const table = [
      [{ ...all }, "GET /things, POST /things, GET /kept", ["/things", "/kept", "/*"]],
      [{ ...all, files: false }, "GET /things, GET /kept", ["/things", "/kept", "/*"]],
      [{ ...all, stored: false }, "GET /things, POST /things", ["/things", "/*"]],
    ] as const;
    for (const [has, offered, paths] of table) {
      const { definition, problems } = read(document, has);
      expect(problems).to.deep.equal([]);
      expect(offeredText(definition.operations)).to.equal(offered);
      expect(definition.text).not.to.include("x-genai");
      expect(Object.keys((JSON.parse(definition.text) as { paths: object }).paths)).to.deep.equal(paths);
      expect(definition.operations.at(-1)).to.deep.equal({
        operationId: "rest",
        method: "get",
        path: "/*",
        policy: "not-offered",
      });
    }
  });

  it("that cannot be deployed are refused with the file, all mistakes at once", () => {
    for (const text of ["", "{", "[]", "{}", '{"paths": 1}'])
      expect(read(text).problems.map(({ code }) => code)).to.deep.equal(["OPENAPI_UNREADABLE"]);
    const { problems } = read({
      paths: {
        "/a": { get: { operationId: "one" }, post: { operationId: "one", "x-genai-needs": "fils" } },
        "/b": { get: { operationId: "two", "x-genai-policy": "no-such" } },
      },
    });
    expect(problems.map(({ code }) => code)).to.deep.equal([
      "OPENAPI_UNKNOWN_NEED",
      "OPENAPI_DUPLICATE_OPERATION",
      "OPENAPI_UNKNOWN_POLICY",
    ]);
    expect(new Set(problems.map(({ place }) => place!.file))).to.deep.equal(new Set(["own.json"]));
  });
});
