import { expect } from "chai";
import type { CallTraceRecord } from "../../../../local/gateway/pipeline/trace";
import { api, apiPolicy, bench, declared, operation, service } from "../support";

describe("traces", () => {
  it("say of each policy what it changed, without showing secrets", async () => {
    const records: CallTraceRecord[] = [];
    const gateway = bench(
      [
        service(),
        declared("apimanagement:NamedValue", "namedValues/k", {
          displayName: "key",
          value: "s3cret!",
          secret: true,
        }),
        api("chat"),
        operation("chat", "say", "GET", "/"),
        apiPolicy(
          "chat",
          `<policies><inbound>
            <set-header name="x-key" exists-action="override"><value>{{key}}</value></set-header>
            <set-variable name="size" value="@(1 + 1)" />
          </inbound><backend><forward-request /></backend></policies>`,
        ),
      ],
      {},
      { onTrace: (record) => void records.push(record) },
    );
    await gateway.call("/chat/?key=s3cret!");

    expect(records).to.have.length(1);
    const [{ entries, ...call }] = records as [CallTraceRecord];
    expect(call).to.deep.include({ method: "GET", status: 200, url: "https://apim.azure-api.net/chat/" });
    expect(entries.map(({ source, message }) => [source, message])).to.deep.equal([
      ["set-header", "ran"],
      ["set-variable", "ran"],
      ["backend", "200"],
      ["forward-request", "ran"],
    ]);
    expect(entries[0]!.changed["request.headers.x-key"]).to.equal("[secret]");
    expect(entries[0]!.data).to.include({ section: "inbound", scope: "api", path: "set-header[1]" });
    expect(entries[1]!.changed["variables.size"]).to.contain("2");
    expect(entries[3]!.changed["response.status"]).to.equal("200");
    expect(JSON.stringify(records)).not.to.contain("s3cret");
  });

  it("show no key, not even one that is nobody's here", async () => {
    const records: CallTraceRecord[] = [];
    const gateway = bench(
      [
        service(),
        api("chat"),
        operation("chat", "say", "GET", "/"),
        apiPolicy(
          "chat",
          "<policies><inbound><set-variable name='a' value='1' /></inbound><backend><forward-request /></backend></policies>",
        ),
      ],
      {},
      { onTrace: (record) => void records.push(record) },
    );
    await gateway.call("/chat/?api-key=foreign-key&a=1&subscription-key=foreign-key", {
      headers: { "api-key": "foreign-key", Authorization: "Bearer foreign-key", "x-set": "a" },
    });
    await gateway.call("/chat/missing?api-key=foreign-key");
    expect(records).to.have.length(2);
    expect(JSON.stringify(records)).not.to.contain("foreign-key");
  });
});
