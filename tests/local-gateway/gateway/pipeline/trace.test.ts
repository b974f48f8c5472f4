import { expect } from "chai";
import type { CallTraceRecord } from "../../../../packages/local-gateway/gateway/pipeline/trace";
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

  it("are made of the calls that are asked for, by operation", async () => {
    const records: CallTraceRecord[] = [];
    const asked: string[] = [];
    const gateway = bench(
      [
        service(),
        api("chat"),
        operation("chat", "say", "GET", "/"),
        operation("chat", "shout", "GET", "/loud"),
        apiPolicy("chat", "<policies><inbound><return-response /></inbound></policies>"),
      ],
      {},
      {
        onTrace: (record) => void records.push(record),
        isTraced: (operationId) => {
          asked.push(operationId);
          return operationId !== "say";
        },
      },
    );
    for (const path of ["/chat/", "/chat/loud", "/chat/nowhere"]) await gateway.call(path);
    expect(asked).to.deep.equal(["say", "shout", ""]);
    expect(records.map(({ url }) => new URL(url).pathname)).to.deep.equal(["/chat/loud", "/chat/nowhere"]);
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

describe("traces, read long after the call", () => {
  const steps = `
    <set-variable name="plan" value="@(JObject.Parse(&quot;{\\&quot;a\\&quot;:[1]}&quot;))" />
    <set-variable name="part" value="@((JArray)((JObject)context.Variables[&quot;plan&quot;])[&quot;a&quot;])" />
    <set-variable name="added" value="@{ ((JArray)context.Variables[&quot;part&quot;]).Add(2); return 1; }" />
    <set-header name="x-a" exists-action="append"><value>1</value></set-header>
    <set-header name="x-a" exists-action="append"><value>2</value></set-header>
    <set-variable name="gone" value="@{ ((JObject)context.Variables[&quot;plan&quot;]).Remove(&quot;a&quot;); return context.Variables[&quot;plan&quot;]; }" />
    <set-variable name="list" value="@(new XElement(&quot;a&quot;))" />
    <set-variable name="grown" value="@{ ((XElement)context.Variables[&quot;list&quot;]).Add(new XElement(&quot;b&quot;)); return 2; }" />
    <set-body>@("longer")</set-body>`;
  async function traced(body: string): Promise<CallTraceRecord> {
    const records: CallTraceRecord[] = [];
    const gateway = bench(
      [
        service(),
        api("chat"),
        operation("chat", "say", "POST", "/"),
        apiPolicy(
          "chat",
          `<policies><inbound>${steps}</inbound><backend><forward-request /></backend></policies>`,
        ),
      ],
      {},
      { onTrace: (record) => void records.push(record) },
    );
    await gateway.call("/chat/", { method: "POST", body });
    return records[0]!;
  }

  for (const [title, body] of [
    ["of a small body", "small"],
    ["of a body too large to be kept", "x".repeat(20_000)],
  ] as const)
    it(`tell each value as it was at its step, ${title}`, async () => {
      const { entries } = await traced(body);
      const changed = entries.slice(0, 9).map((entry) => entry.changed);
      expect(changed).to.deep.equal([
        {
          "request.url": "https://backend.test/base/",
          "variables.plan": 'JObject {\n  "a": [\n    1\n  ]\n}',
        },
        { "variables.part": "JArray [\n  1\n]" },
        {
          "variables.plan": 'JObject {\n  "a": [\n    1,\n    2\n  ]\n}',
          "variables.part": "JArray [\n  1,\n  2\n]",
          "variables.added": "int 1",
        },
        { "request.headers.x-a": "1" },
        { "request.headers.x-a": "1,2" },
        { "variables.plan": "JObject {}", "variables.gone": "JObject {}" },
        { "variables.list": "XElement <a />" },
        { "variables.list": "XElement <a>\n  <b />\n</a>", "variables.grown": "int 2" },
        { "request.body": "6 bytes" },
      ]);
      const { expressions } = entries[1]!.data as { expressions: { text: string }[] };
      expect(expressions.map(({ text }) => text)).to.deep.equal(["[\n  1\n]"]);
      // Read again, they are the same.
      expect(entries.slice(0, 9).map((entry) => entry.changed)).to.deep.equal(changed);
    });
});
