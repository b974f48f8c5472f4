import { expect } from "chai";
import { HttpHeaders, jsonResponse, readBody } from "../../../../packages/common/http";
import { createManagementApi } from "../../../../packages/local-gateway/gateway/debug/managementApi";
import { api, apiPolicy, backend, bench, declared, echoed, operation, service, serviceId } from "../support";

interface Traced {
  readonly source: string;
  readonly elapsed: string;
  readonly data: {
    readonly message: string;
    readonly scope?: string;
    readonly backendId?: string;
    readonly status?: number;
    readonly url?: string;
    readonly expressions?: readonly { code: string; type: string; text: string; place: string }[];
    readonly changed: Readonly<Record<string, string>>;
  };
}

function debugBench() {
  const made = bench(
    [
      service(),
      declared("apimanagement:NamedValue", "namedValues/k", {
        displayName: "key",
        value: "s3cret!",
        secret: true,
      }),
      api("chat"),
      api("other"),
      operation("chat", "say", "GET", "/"),
      operation("other", "say", "GET", "/"),
      backend("payg-1", { url: "https://payg-1.test" }),
      backend("payg-2", { url: "https://payg-2.test" }),
      apiPolicy(
        "chat",
        `<policies><inbound>
          <choose><when condition="@(context.Request.Method == &quot;GET&quot;)">
            <set-variable name="key" value="@(&quot;{{key}}&quot; + 1)" />
          </when></choose>
          <set-backend-service backend-id="payg-1" />
        </inbound><backend>
          <retry condition="@(context.Response.StatusCode == 429)" count="1" interval="0">
            <set-backend-service backend-id="@(context.Response == null ? &quot;payg-1&quot; : &quot;payg-2&quot;)" />
            <forward-request buffer-request-body="true" />
          </retry>
        </backend><outbound><set-status code="299" reason="@((string)null ?? &quot;Fine&quot;)" /></outbound></policies>`,
      ),
    ],
    {
      "payg-1.test": () => Promise.resolve(jsonResponse(429, {}, { "Retry-After": "7" })),
    },
  );
  const manage = createManagementApi(() => made.gateway);
  const post = async (name: string, body: unknown, id = serviceId, method = "POST") => {
    const answer = await manage({
      method,
      url: `http://127.0.0.1${id}/gateways/managed/${name}?api-version=2024-05-01`,
      headers: new HttpHeaders(),
      body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
    });
    const text = Buffer.from(await readBody(answer.body)).toString();
    return { status: answer.status, text, json: JSON.parse(text) as Record<string, unknown> };
  };
  const token = async (more: object = {}) =>
    (await post("listDebugCredentials", { apiId: `${serviceId}/apis/chat`, purposes: ["tracing"], ...more }))
      .json.token as string;
  const call = (header?: string, path = "/chat/") =>
    made.call(path, header === undefined ? {} : { headers: { "Apim-Debug-Authorization": header } });
  return { ...made, post, token, call };
}

describe("debug tokens", () => {
  it("trace a call: policies, expression values, what changed and each backend attempt", async () => {
    const { call, token, post } = debugBench();
    const answer = await call(await token());
    const traceId = answer.headers.get("Apim-Trace-Id")!;
    const { json, text } = await post("listTrace", { traceId });
    const { inbound, backend: tried, outbound } = json.traceEntries as Record<string, Traced[]>;

    expect(inbound!.map(({ source }) => source)).to.deep.equal([
      "set-variable",
      "choose",
      "set-backend-service",
    ]);
    expect(inbound![0]!.data.changed["variables.key"]).to.equal("string [secret]1");
    const [condition] = inbound![1]!.data.expressions!;
    expect(condition).to.include({ type: "bool", text: "True" });
    expect(condition!.code).to.contain("context.Request.Method");
    expect(condition!.place).to.match(/:2:\d+$/);

    const attempts = tried!.filter(({ source }) => source === "backend").map(({ data }) => data);
    expect(attempts.map(({ backendId, status }) => [backendId, status])).to.deep.equal([
      ["payg-1", 429],
      ["payg-2", 200],
    ]);
    expect(attempts[0]).to.deep.include({ retryAfter: "7", url: "https://payg-1.test/" });
    expect(outbound!.map(({ source, data }) => [source, data.scope])).to.deep.equal([["set-status", "api"]]);
    expect(outbound![0]!.elapsed).to.match(/^00:00:0\d\.\d{7}$/);
    expect(text).not.to.contain("s3cret");
  });

  it("stay in the gateway", async () => {
    const { call, token, gateway } = debugBench();
    const { headers } = echoed(await call(await token()));
    expect(Object.keys(headers)).not.to.include("apim-debug-authorization");
    expect(gateway.service.name).to.equal("apim");
  });

  it("trace nothing for others, without a token or with an invented one", async () => {
    const { call } = debugBench();
    for (const header of [undefined, "", "invented"])
      expect((await call(header)).headers.has("Apim-Trace-Id")).to.equal(false);
  });

  it("hold for one API and as long as asked for, and say so", async () => {
    const { call, token, clock } = debugBench();
    const brief = await token({ credentialsExpireAfter: "PT5M" });
    const wrong = await call(brief, "/other/");
    expect(wrong.headers.get("Apim-Debug-Authorization-WrongAPI")).to.equal("chat");
    await clock.advance(5 * 60_000);
    const late = await call(brief);
    expect(late.headers.get("Apim-Debug-Authorization-Expired")).to.equal("1");
    expect(late.headers.has("Apim-Trace-Id")).to.equal(false);
  });

  it("last an hour at most", async () => {
    const { call, token, clock } = debugBench();
    const long = await token({ credentialsExpireAfter: "P1D" });
    await clock.advance(3_600_000);
    expect((await call(long)).headers.get("Apim-Debug-Authorization-Expired")).to.equal("1");
  });
});

describe("the management API of tracing", () => {
  const wanted = { apiId: `${serviceId}/apis/chat`, purposes: ["tracing"] };
  for (const [what, name, body, status, part] of [
    ["an unknown API", "listDebugCredentials", { ...wanted, apiId: "/apis/none" }, 404, "/apis/none"],
    ["no purpose", "listDebugCredentials", { apiId: wanted.apiId }, 400, "purposes"],
    ["no duration", "listDebugCredentials", { ...wanted, credentialsExpireAfter: "1h" }, 400, "1h"],
    ["no JSON", "listDebugCredentials", "{", 400, "ValidationError"],
    ["an unknown trace", "listTrace", { traceId: "none" }, 404, "none"],
    ["no trace id", "listTrace", {}, 400, "traceId"],
    ["another operation", "listKeys", {}, 404, "listTrace"],
  ] as const) {
    it(`answers ${status} to ${what}`, async () => {
      const answer = await debugBench().post(name, body);
      expect(answer.status).to.equal(status);
      expect(answer.text).to.contain(part);
    });
  }

  it("knows its own service only, and POST only", async () => {
    const { post } = debugBench();
    expect((await post("listTrace", {}, `${serviceId}-2`)).status).to.equal(404);
    expect((await post("listTrace", {}, serviceId, "GET")).status).to.equal(405);
  });
});
