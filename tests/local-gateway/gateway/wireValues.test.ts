import { expect } from "chai";
import { jsonResponse } from "../../../packages/common/http";
import { serveHttp } from "../../../packages/local-gateway/http/server";
import { header, say, withPolicies } from "./policies/runPolicies";
import { echoed } from "./support";

const reason = header(
  "x-why",
  "override",
  "@(context.LastError.Source + &quot;: &quot; + context.LastError.Message)",
);
const status = (code: string, text = '"OK"') =>
  `<return-response><set-status code="@(${code})" reason='@(${text})' /></return-response>`;
const value = (code: string) => header("x-a", "override", `@(${code})`);
const fetching = (url: string) =>
  `<send-request mode="new" response-variable-name="r" ignore-error="true"><set-url>@("${url}")</set-url></send-request>`;

describe("values that .NET does not send", () => {
  // prettier-ignore
  for (const [what, policy, message] of [
    ["a header of two lines", value('"a\\r\\nx-b: 1"'), "New-line characters are not allowed in header values."],
    ["a header with a carriage return alone", value('"a\\rb"'), "New-line characters are not allowed in header values."],
    ["a header with a line feed at its end", value('"a\\n"'), "New-line characters are not allowed in header values."],
    ["a header outside Latin-1", value('"\\u0416"'), "Invalid non-ASCII or control character in header: 0x0416"],
    ["a header of emoji", value('"\\U0001F600"'), "Invalid non-ASCII or control character in header: 0x1F600"],
    ["a header with a null character", value('"a\\0"'), "Invalid non-ASCII or control character in header: 0x0000"],
    ["an appended header", header("x-a", "append", '@("a\\nb")'), "New-line characters are not allowed in header values."],
    ["a header's name with a space", header('@("x a")', "override", "1"), "The header name 'x a' has an invalid format."],
    ["a header's name with a colon", header('@("x:")', "override", "1"), "The header name 'x:' has an invalid format."],
    ["a header's name of two lines", header('@("x\\r\\ny")', "override", "1"), "The header name 'x??y' has an invalid format."],
    ["a header without a name", header('@("")', "override", "1"), "The value cannot be null or empty. (Parameter 'name')"],
    ["a header of an answer", `<return-response>${value('"a\\nb"')}</return-response>`, "New-line characters are not allowed in header values."],
    ["a header of another request", `<send-request mode="new" response-variable-name="r"><set-url>https://other.test/</set-url>${value('"a\\nb"')}</send-request>`, "New-line characters are not allowed in header values."],
    ["a reason of two lines", status("200", '"a\\r\\nb"'), "The reason phrase must not contain new-line characters."],
    ["a reason outside Latin-1", status("200", '"\\u0416"'), "Invalid non-ASCII or control character in the reason phrase: 0x0416"],
    ["a status of two digits", status("99"), "Specified argument was out of the range of valid values. (Parameter 'value')"],
    ["a status of four digits", status("1000"), "Specified argument was out of the range of valid values. (Parameter 'value')"],
    ["a status below nothing", status("-200"), "Specified argument was out of the range of valid values. (Parameter 'value')"],
    ["a method of two words", '<set-method>@("GET /")</set-method>', "The format of the HTTP method is invalid."],
    ["a method of two lines", '<set-method>@("GET\\r\\nx: 1")</set-method>', "The format of the HTTP method is invalid."],
    ["no method", '<set-method>@("")</set-method>', "The format of the HTTP method is invalid."],
    ["an address that is none", fetching("other.test/a"), "Invalid URI: The format of the URI could not be determined."],
    ["an address of another scheme", fetching("file:///etc/passwd"), "Invalid URI: The format of the URI could not be determined."],
    ["an address of two lines", fetching("https://other.test/a\\r\\nb"), "Invalid URI: The URI holds control characters."],
    ["an address with a bad port", fetching("https://other.test:99999/"), "Invalid URI: The hostname could not be parsed."],
    ["a backend that is no address", '<set-backend-service base-url="@(&quot;one&quot;)" />', "Invalid URI: The format of the URI could not be determined."],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const answer = await say(withPolicies({ inbound: policy, onError: reason }));
      const source = /<([\w-]+)/.exec(policy.includes("<set-header") ? "<set-header" : policy.includes("<set-status") ? "<set-status" : policy)![1];
      expect([answer.status, answer.headers.get("x-why")]).to.deep.equal([500, `${source}: ${message}`]);
    });
  }

  it("answers 500 to what on-error makes of them, and says so on the wire as well", async () => {
    const gateway = withPolicies({ inbound: status("99"), onError: value('"a\\nb"') });
    const answer = await say(gateway);
    expect([answer.status, answer.headers.has("x-a")]).to.deep.equal([500, false]);
  });

  for (const [what, policy, url] of [
    ["a query of half a character", '<set-query-parameter name="q" exists-action="override"><value>@("\\uD800")</value></set-query-parameter>', "a=1&b=x%20y&q=%EF%BF%BD"],
    ["a query of two lines", '<set-query-parameter name="q" exists-action="override"><value>@("a\\r\\nb")</value></set-query-parameter>', "a=1&b=x%20y&q=a%0D%0Ab"],
    ["a path of two lines", '<rewrite-uri template="@(&quot;/x\\r\\ny z&quot;)" copy-unmatched-params="false" />', "/x%0D%0Ay%20z"],
    ["a path outside ASCII", '<rewrite-uri template="@(&quot;/Ж\\uD800&quot;)" copy-unmatched-params="false" />', "/%D0%96%EF%BF%BD"],
  ] as const) {
    it(`escapes ${what}`, async () => {
      expect(echoed(await say(withPolicies({ inbound: policy }))).url).to.contain(url);
    });
  } // prettier-ignore

  it("passes what Latin-1 has, through a real connection too", async () => {
    const gateway = withPolicies({
      inbound: `<return-response>${value('"caf\\u00e9\\ttab"')}</return-response>`,
    });
    expect((await say(gateway)).headers.get("x-a")).to.equal("caf\u00e9\ttab");
  });

  for (const [what, made] of [
    ["a header of two lines", { headers: { "x-a": "a\nb" } }],
    ["a header's name with a space", { headers: { "x a": "1" } }],
    ["a reason of two lines", { reason: "a\r\nb" }],
    ["a status of four digits", { status: 1000 }],
  ] as const) {
    it(`is a 500 of the server where a handler answers with ${what}`, async () => {
      const { headers = {}, ...head } = { status: 200, ...made } as { status: number; headers?: Record<string, string> };
      const server = await serveHttp(() => Promise.resolve({ ...jsonResponse(head.status, {}, headers), ...head }), {
        host: "127.0.0.1", port: 0,
      });
      const answer = await fetch(`http://127.0.0.1:${server.port}/`);
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code]).to.deep.equal([500, "InternalServerError"]);
      await server.close(0);
    });
  } // prettier-ignore
});
