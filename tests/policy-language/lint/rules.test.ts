import { expect } from "chai";
import { applyFixes, lintPolicy, rules } from "../../../packages/policy-language/lint";

/** The codes of the rules that a document's findings have, each with its line. */
function found(text: string): string[] {
  return lintPolicy(text, { file: "policy.xml" })
    .filter(({ code }) => code.startsWith("LINT_"))
    .map(({ code, place }) => `${code.slice(5)}@${place!.line}`);
}

const base = "<base />";

/** A document whose sections have base; each section's policies start in a line of their own. */
function document(sections: {
  inbound?: string;
  backend?: string;
  outbound?: string;
  onError?: string;
}): string {
  const { inbound = "", backend = base, outbound = "", onError = "" } = sections;
  return `<policies><inbound>${base}
${inbound}
</inbound><backend>
${backend}
</backend><outbound>${base}
${outbound}
</outbound><on-error>${base}
${onError}
</on-error></policies>`;
}

const identity = '<authentication-managed-identity resource="https://cognitiveservices.azure.com" />';
const deleted = (name: string) => `<set-header name="${name}" exists-action="delete" />`;
const named = identity.replace("/>", 'output-token-variable-name="t" />');
const authorization =
  '<set-header name="Authorization"><value>@("Bearer " + (string)context.Variables["t"])</value></set-header>';
const noKeys = deleted("api-key") + deleted("Ocp-Apim-Subscription-Key");
const limit = '<rate-limit calls="1" renewal-period="60" />';
const forward = (attributes: string) =>
  `<retry condition="@(true)" count="1" interval="1"><forward-request ${attributes}/></retry>`;
const send = (more: string) =>
  `<send-request mode="new" response-variable-name="r" timeout="5" ${more}><set-url>https://a.example</set-url></send-request>`;
const variable = (name: string, value: string) => `<set-variable name="${name}" value='${value}' />`;

/** Rule by rule: what it finds, and what is right and close to it. */
const cases: Record<string, { bad: readonly string[]; good: readonly string[] }> = {
  BEARER_BEFORE_LIMIT: {
    bad: [document({ inbound: noKeys + identity + limit })],
    good: [
      document({ inbound: noKeys + limit + identity }),
      document({ inbound: noKeys + identity.replace("/>", 'output-token-variable-name="t" />') + limit }),
    ],
  },
  STREAM_PARSED: {
    bad: [
      document({
        inbound: '<llm-token-limit counter-key="a" tokens-per-minute="5" estimate-prompt-tokens="false" />',
        outbound: variable("u", "@(context.Response.Body.As<JObject>(true)[\"id\"].ToString())"),
      }),
    ],
    good: [
      document({ outbound: variable("u", "@(context.Response.Body.As<JObject>(true)[\"id\"].ToString())") }),
      document({
        inbound: '<llm-token-limit counter-key="a" tokens-per-minute="5" estimate-prompt-tokens="false" />',
        outbound: `<choose><when condition="@(!context.Variables.GetValueOrDefault<bool>("isStream"))">${variable("u", "@(context.Response.Body.As<JObject>(true)[\"id\"].ToString())")}</when></choose>`,
      }),
    ],
  },
  STREAM_BUFFERED: {
    bad: [
      document({
        backend: '<forward-request buffer-response="false" />',
        outbound: variable("u", "@(context.Response.Body.As<JObject>(true)[\"usage\"].ToString())"),
      }),
    ],
    good: [
      document({
        backend: '<forward-request buffer-response="true" />',
        outbound: variable("u", "@(context.Response.Body.As<JObject>(true)[\"usage\"].ToString())"),
      }),
      document({
        backend: '<forward-request buffer-response="false" />',
        inbound: variable("stream", "@(true)"),
        outbound: `<choose><when condition='@(!(bool)context.Variables["stream"])'>${variable("u", "@(context.Response.Body.As<string>(true))")}</when></choose>`,
      }),
    ],
  },
  RETRY_WITHOUT_BODY: {
    bad: [document({ backend: forward("") }), document({ backend: forward('buffer-request-body="false"') })],
    good: [document({ backend: forward('buffer-request-body="true"') }), document({ backend: "<forward-request />" })],
  },
  BODY_CONSUMED: {
    bad: [document({ inbound: variable("m", "@((string)context.Request.Body.As<JObject>()[\"model\"])") })],
    good: [
      document({ inbound: variable("m", "@((string)context.Request.Body.As<JObject>(preserveContent: true)[\"model\"])") }),
      document({ inbound: variable("m", "@((string)context.Request.Body.As<JObject>(true)[\"model\"])") }),
      document({ inbound: "<set-body>@(context.Request.Body.As<string>())</set-body>" }),
    ],
  },
  VARIABLE_NEVER_SET: {
    bad: [document({ inbound: variable("a", "@((string)context.Variables[\"b\"])") })],
    good: [
      document({ inbound: variable("b", "x") + variable("a", "@((string)context.Variables[\"b\"])") }),
      document({ inbound: variable("a", "@(context.Variables.GetValueOrDefault<string>(\"b\", \"\"))") }),
      document({ inbound: '<include-fragment fragment-id="f" />' + variable("a", "@((string)context.Variables[\"b\"])") }),
      `<fragment>${variable("a", "@((string)context.Variables[\"b\"])")}</fragment>`,
    ],
  },
  VARIABLE_TYPE: {
    bad: [
      document({ inbound: variable("n", "1") + variable("a", "@((int)context.Variables[\"n\"] + 1)") }),
      document({ inbound: variable("n", "@(1)") + variable("a", "@((string)context.Variables[\"n\"])") }),
      document({ inbound: variable("n", "@(1)") + variable("a", "@(context.Variables.GetValueOrDefault<long>(\"n\"))") }),
      document({ inbound: variable("n", "@(1)") + variable("n", "1") + variable("a", "@((int)context.Variables[\"n\"])") }),
    ],
    good: [
      document({ inbound: variable("n", "@(1)") + variable("a", "@((int)context.Variables[\"n\"] + 1)") }),
      document({ inbound: variable("n", "@(JToken.Parse(\"{}\"))") + variable("a", "@((JObject)context.Variables[\"n\"])") }),
      document({ inbound: variable("n", "1") + variable("n", "@(1)") + variable("a", "@((int)context.Variables[\"n\"])") }),
      document({ inbound: variable("n", "1") + variable("a", "@((context.Variables[\"n\"] as string).Length)") }),
      // What it holds here is a wider scope's.
      document({ inbound: variable("a", "@((int)context.Variables[\"n\"])") + variable("n", "1") }),
    ],
  },
  CACHE_MISS: {
    bad: [document({ inbound: '<cache-lookup-value key="k" variable-name="v" />' + variable("a", "@((string)context.Variables[\"v\"])") })],
    good: [
      document({ inbound: '<cache-lookup-value key="k" variable-name="v" default-value="d" />' + variable("a", "@((string)context.Variables[\"v\"])") }),
      document({ inbound: '<cache-lookup-value key="k" variable-name="v" />' + variable("a", "@(context.Variables.ContainsKey(\"v\") ? (string)context.Variables[\"v\"] : \"\")") }),
    ],
  },
  RESPONSE_MAY_BE_NULL: {
    bad: [document({ inbound: send('ignore-error="true"') + variable("a", "@(((IResponse)context.Variables[\"r\"]).StatusCode)") })],
    good: [
      document({ inbound: send('ignore-error="true"') + variable("a", "@(((IResponse)context.Variables[\"r\"])?.StatusCode == 200)") }),
      document({ inbound: send('ignore-error="false"') + variable("a", "@(((IResponse)context.Variables[\"r\"]).StatusCode)") }),
    ],
  },
  KEY_REACHES_BACKEND: {
    bad: [
      document({ inbound: limit + identity }),
      document({ inbound: deleted("Ocp-Apim-Subscription-Key") + identity }),
      document({ inbound: limit + named + authorization }),
    ],
    good: [
      document({ inbound: noKeys + identity }),
      document({ inbound: deleted("api-key") + identity }),
      // Nothing says that callers have keys.
      document({ inbound: identity }),
      // The token goes to a request of the policy's own.
      document({ inbound: limit + send("").replace("</send-request>", `${identity}</send-request>`) }),
      document({ inbound: limit + named + send("").replace("</set-url>", `</set-url>${authorization}`) }),
    ],
  },
  SECRET_IN_CLEAR: {
    bad: [
      document({ inbound: '<set-header name="api-key" exists-action="override"><value>3f2504e04f8911d39a0c0305e82c3301</value></set-header>' }),
      document({ inbound: '<authentication-basic username="u" password="hunter2" />' }),
    ],
    good: [
      document({ inbound: '<set-header name="api-key" exists-action="override"><value>{{key}}</value></set-header>' }),
      document({ inbound: '<set-header name="x-team" exists-action="override"><value>3f2504e04f8911d39a0c0305e82c3301</value></set-header>' }),
      document({ inbound: '<authentication-basic username="u" password="{{password}}" />' }),
    ],
  },
  MISSING_BASE: {
    bad: [document({}).replace(`<on-error>${base}`, "<on-error>")],
    good: [
      document({}),
      document({}).replace(`<on-error>${base}`, "<!-- lint-ignore LINT_MISSING_BASE: none is wanted --><on-error>"),
    ],
  },
  UNREACHABLE_WHEN: {
    bad: [
      document({ inbound: `<choose><when condition="@(false)">${variable("a", "1")}</when></choose>` }),
      document({ inbound: `<choose><when condition="@(true)">${variable("a", "1")}</when><otherwise>${variable("a", "2")}</otherwise></choose>` }),
      document({ inbound: `<choose><when condition="@(context.Tracing)">${variable("a", "1")}</when><when condition="@(context.Tracing)">${variable("a", "2")}</when></choose>` }),
    ],
    good: [document({ inbound: `<choose><when condition="@(context.Tracing)">${variable("a", "1")}</when><otherwise>${variable("a", "2")}</otherwise></choose>` })],
  },
  DEAD_STEPS: {
    bad: [document({ inbound: `<return-response />${variable("a", "1")}` })],
    good: [document({ inbound: `${variable("a", "1")}<return-response />` })],
  },
  BACKEND_TWICE: {
    bad: [document({ inbound: '<set-backend-service backend-id="a" /><set-backend-service backend-id="b" />' })],
    good: [document({ inbound: '<set-backend-service backend-id="a" />' })],
  },
  STORED_UNOWNED: {
    bad: [
      document({ inbound: noKeys + identity + '<rewrite-uri template="/openai/v1/responses" />' }),
      document({ inbound: noKeys + identity + '<rewrite-uri template=\'@("/v1/responses/" + context.Request.MatchedParameters["id"])\' />' }),
      document({ inbound: `${deleted("Ocp-Apim-Subscription-Key")}<choose><when condition="@(context.Request.Url.Path.EndsWith("/conversations"))"><set-header name="api-key" exists-action="override"><value>{{account-key}}</value></set-header></when></choose>` }),
    ],
    good: [
      document({ inbound: noKeys + identity + '<rewrite-uri template="/openai/v1/chat/completions" />' }),
      document({ inbound: noKeys + identity + '<rewrite-uri template="/v1/responses-archive" />' }),
      document({ inbound: '<rewrite-uri template="/openai/v1/responses" />' }),
      document({ inbound: `${noKeys}${identity}<choose><when condition="@(context.Request.Url.Path.Contains("/responses"))"><return-response /></when></choose>` }),
      document({ inbound: noKeys + identity + '<rewrite-uri template="/openai/v1/responses" />' + '<set-body>@{ var body = context.Request.Body.As<JObject>(true); body["store"] = false; return body.ToString(); }</set-body>' }),
      document({ inbound: noKeys + identity + '<rewrite-uri template="/openai/v1/responses" />' + '<include-fragment fragment-id="owner" />' }),
      document({ inbound: noKeys + identity + send("").replace("https://a.example", "https://a.example/responses/x") }),
    ],
  },
}; // prettier-ignore

describe("lint rules", () => {
  it("each have cases here", () => {
    expect(Object.keys(cases).map((name) => `LINT_${name}`)).to.have.members(rules.map(({ code }) => code));
  });

  for (const [name, { bad, good }] of Object.entries(cases)) {
    for (const [index, text] of bad.entries())
      it(`${name} finds bad document ${index + 1}, and nothing else is found`, () => {
        expect(new Set(found(text).map((one) => one.split("@")[0]))).to.deep.equal(new Set([name]));
      });
    for (const [index, text] of good.entries())
      it(`${name} has nothing to say of good document ${index + 1}`, () => {
        expect(found(text)).to.deep.equal([]);
      });
  }

  it("name the place of the read inside the expression", () => {
    const text = document({ inbound: variable("a", '@("x" + (string)context.Variables["b"])') });
    const [problem] = lintPolicy(text, { file: "policy.xml" });
    expect(problem).to.deep.include({ code: "LINT_VARIABLE_NEVER_SET", severity: "warning" });
    expect(problem!.place).to.deep.equal({ file: "policy.xml", line: 2, column: 39 });
  });

  it("can be turned off, or into errors", () => {
    const text = document({ inbound: "<return-response /><base />" }).replace(
      "<base /></inbound>",
      "</inbound>",
    );
    const at = (level: "off" | "error") =>
      lintPolicy(text, { file: "p.xml", levels: new Map([["LINT_DEAD_STEPS", level]]) })
        .filter(({ code }) => code === "LINT_DEAD_STEPS")
        .map(({ severity }) => severity);
    expect(at("off")).to.deep.equal([]);
    expect(at("error")).to.deep.equal(["error"]);
  });

  it("have fixes that mend what they find and keep the rest", () => {
    for (const text of [cases.BODY_CONSUMED!.bad[0]!, cases.RETRY_WITHOUT_BODY!.bad[0]!]) {
      const crlf = `\ufeff${text.replaceAll("\n", "\r\n")}`;
      const { text: fixed, applied } = applyFixes(crlf, lintPolicy(crlf, { file: "p.xml" }));
      expect(applied).to.have.length(1);
      expect(found(fixed)).to.deep.equal([]);
      expect(fixed.replace("preserveContent: true", "").replace(' buffer-request-body="true"', "")).to.equal(
        crlf,
      );
    }
  });
});
