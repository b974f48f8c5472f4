import { expect } from "chai";
import { importOpenApi } from "../../../../packages/local-gateway/gateway/model/openApi";

const definition = {
  openapi: "3.0.3",
  servers: [{ url: "https://contoso.openai.azure.com/openai" }],
  components: {
    parameters: { version: { name: "api-version", in: "query", required: true } },
  },
  paths: {
    "/deployments/{deployment-id}/chat/completions": {
      parameters: [{ name: "deployment-id", in: "path", required: true }],
      post: {
        operationId: "ChatCompletions_Create",
        summary: "Chat",
        parameters: [
          { $ref: "#/components/parameters/version" },
          { name: "trace", in: "query", required: false },
        ],
      },
      get: {},
    },
  },
};

describe("importOpenApi", () => {
  it("makes operations named after their operationId, required query parameters being part of the template", () => {
    const imported = importOpenApi(JSON.stringify(definition), "template")!;
    expect(imported.serviceUrl).to.equal("https://contoso.openai.azure.com/openai");
    const [get, post] = imported.operations;
    expect(post!.contract!.parameters.map(({ name, required }) => [name, required])).to.deep.equal([
      ["deployment-id", true],
      ["api-version", true],
      ["trace", false],
    ]);
    expect([get, post].map((operation) => ({ ...operation, contract: undefined }))).to.deep.equal(
      [
        {
          id: "get-deployments-deployment-id-chat-completions",
          name: "get-deployments-deployment-id-chat-completions",
          method: "GET",
          urlTemplate: "/deployments/{deployment-id}/chat/completions",
        },
        {
          id: "ChatCompletions_Create",
          name: "Chat",
          method: "POST",
          urlTemplate: "/deployments/{deployment-id}/chat/completions?api-version={api-version}",
        },
      ].map((operation) => ({ ...operation, contract: undefined })),
    );
  });

  it("leaves query parameters out of the template when the import says so", () => {
    const operations = importOpenApi(JSON.stringify(definition), "query")?.operations ?? [];
    expect(operations.map(({ urlTemplate }) => urlTemplate)).to.deep.equal([
      "/deployments/{deployment-id}/chat/completions",
      "/deployments/{deployment-id}/chat/completions",
    ]);
  });

  it("reads YAML, and says of anything else that it is none", () => {
    const yaml = "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      operationId: a\n";
    expect(importOpenApi(yaml, "template")?.operations).to.have.length(1);
    for (const text of ["", "{", "[]", '{"openapi": "3.0.0"}', "a: [", "just text"]) {
      expect(importOpenApi(text, "template"), text).to.equal(undefined);
    }
  });
});
