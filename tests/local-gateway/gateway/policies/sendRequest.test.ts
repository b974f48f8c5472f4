import { expect } from "chai";
import { HttpHeaders } from "../../../../packages/common/http";
import {
  sendOneWayRequest,
  sendRequest,
} from "../../../../packages/local-gateway/gateway/policies/sendRequest";
import { TransportError } from "../../../../packages/local-gateway/http/transport";
import { isNull, toResponse } from "../../../../packages/policy-language/expressions/values/values";
import { build, element } from "../support/elements";
import { FakeGateway, refusal } from "../support/fakeGateway";

const attributes = { "response-variable-name": "answer" };

describe("send-request", () => {
  it("sends a request of its own and keeps the answer", async () => {
    const gateway = new FakeGateway();
    const call = gateway.call({ headers: new HttpHeaders({ "api-key": "client" }), body: "asked" });
    const header = element("set-header", { name: "x-a" }, element("value", {}, "1"));
    const source = element(
      "send-request",
      { ...attributes, mode: "new" },
      element("set-url", {}, "https://side.test/path"),
      element("set-method", {}, "put"),
      header,
      element("set-body", {}, "sent"),
    );
    await build(sendRequest, source).run(call);
    const [request] = gateway.sent;
    expect(request).to.include({ url: "https://side.test/path", method: "PUT" });
    expect([...request!.headers]).to.deep.equal([["x-a", ["1"]]]);
    expect(Buffer.from(request!.body).toString()).to.equal("sent");
    const answer = toResponse(call.context.variables.get("answer"));
    expect(Buffer.from(answer!.body.bytes()!).toString()).to.equal("answered");
    expect(Buffer.from(call.context.request.body.bytes()!).toString()).to.equal("asked");
  });

  it("copies the call's request", async () => {
    const gateway = new FakeGateway();
    const call = gateway.call({ headers: new HttpHeaders({ "x-b": "2", Host: "here" }), body: "asked" });
    const source = element(
      "send-request",
      { ...attributes, mode: "copy" },
      element("set-url", {}, "https://side.test"),
    );
    await build(sendRequest, source).run(call);
    expect(gateway.sent[0]).to.include({ method: "POST" });
    expect([...gateway.sent[0]!.headers]).to.deep.equal([["x-b", ["2"]]]);
    expect(Buffer.from(gateway.sent[0]!.body).toString()).to.equal("asked");
  });

  it("signs its own request on as a managed identity, and leaves the call's alone", async () => {
    const gateway = new FakeGateway();
    const call = gateway.call();
    const signOn = (more = {}) => element("authentication-managed-identity", { resource: "r", ...more });
    const url = element("set-url", {}, "https://side.test");
    await build(sendRequest, element("send-request", attributes, url, signOn())).run(call);
    expect(gateway.sent[0]!.headers.get("Authorization")).to.equal("Bearer token-for-r-as-system");
    expect(call.context.request.headers.has("Authorization")).to.equal(false);
    const unknown = build(
      sendRequest,
      element("send-request", attributes, url, signOn({ "client-id": "unknown" })),
    );
    await refusal(unknown, gateway.call());
    expect(gateway.sent).to.have.length(1);
    expect(() =>
      build(
        sendRequest,
        element("send-request", attributes, url, element("authentication-managed-identity")),
      ),
    ).to.throw("resource");
  });

  it("gives null for a failure that is to be ignored, and fails otherwise", async () => {
    const gateway = new FakeGateway();
    gateway.answer = () => Promise.reject(new TransportError("Timeout", "too late"));
    const url = element("set-url", {}, "https://side.test");
    const call = gateway.call();
    await build(sendRequest, element("send-request", { ...attributes, "ignore-error": "true" }, url)).run(
      call,
    );
    expect(call.context.variables.has("answer")).to.equal(true);
    expect(isNull(call.context.variables.get("answer"))).to.equal(true);
    const failed = await refusal(
      build(sendRequest, element("send-request", attributes, url)),
      gateway.call(),
    );
    expect(failed.error.reason).to.equal("Timeout");
  });
});

describe("send-one-way-request", () => {
  it("does not wait, nor mind a failure", async () => {
    const gateway = new FakeGateway();
    gateway.answer = () => Promise.reject(new TransportError("BackendConnectionFailure", "gone"));
    const url = element("set-url", {}, "https://side.test");
    await build(sendOneWayRequest, element("send-one-way-request", {}, url)).run(gateway.call());
    expect(gateway.sent).to.have.length(1);
  });
});
