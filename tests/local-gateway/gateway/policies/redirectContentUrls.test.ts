import { expect } from "chai";
import { HttpHeaders } from "../../../../packages/common/http";
import { answered, sent } from "./converting";
import { api, apiPolicy, bench, operation, service } from "../support";

const policy = "<redirect-content-urls />";

describe("redirect-content-urls", () => {
  it("puts the gateway in place of the backend in an answer", async () => {
    const { text } = await answered(
      policy,
      '{"next":"https://backend.test/base/page/2"}',
      "application/json",
    );
    expect(text).to.equal('{"next":"https://apim.azure-api.net/chat/page/2"}');
  });

  it("and in its Location", async () => {
    const gateway = bench(
      [
        service(),
        api("chat"),
        operation("chat", "get", "GET", "/*"),
        apiPolicy(
          "chat",
          `<policies><backend><forward-request /></backend><outbound>${policy}</outbound></policies>`,
        ),
      ],
      {
        "backend.test": () =>
          Promise.resolve({
            status: 302,
            headers: new HttpHeaders({ Location: "https://backend.test/base/new" }),
            body: Buffer.alloc(0),
          }),
      },
    );
    const answer = await gateway.call("/chat/");
    expect(answer.headers.get("Location")).to.equal("https://apim.azure-api.net/chat/new");
  });

  it("puts the backend in place of the gateway in a request", async () => {
    const answer = await sent(policy, "see https://apim.azure-api.net/chat/a", "text/plain");
    expect(answer.text).to.contain("see https://backend.test/base/a");
  });
});
