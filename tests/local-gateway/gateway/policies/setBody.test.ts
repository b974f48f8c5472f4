import { answered, sent } from "./converting";
import { expect } from "chai";
import { echoed } from "../support";
import { header, run } from "./runPolicies";

describe("set-body", () => {
  it("replaces the request's body by literal text or by what an expression gives", async () => {
    expect(echoed(await run("<set-body>plain</set-body>")).body).to.equal("plain");
    const upper =
      "<set-body>@(context.Request.Body.As&lt;string&gt;(preserveContent: true).ToUpper())</set-body>";
    expect(echoed(await run(upper)).body).to.equal("HELLO");
    expect(echoed(await run("<set-body>@((string)null)</set-body>")).body).to.equal("");
  });

  it("replaces the response's body in outbound, which it may read first", async () => {
    const answer = await run(
      "",
      `<set-body>@((string)context.Response.Body.As<JObject>()["body"])</set-body>${header("x-out", "override", "1")}`,
    );
    expect(answer.text).to.equal("hello");
    expect(answer.headers.get("Content-Length")).to.equal(undefined);
  });
});

describe("set-body with a Liquid template", () => {
  const liquid = (template: string) => `<set-body template="liquid">${template}</set-body>`;
  const order = '{"customer":{"name":"Ann & Co"},"items":[{"id":1},{"id":2}]}';

  it("makes a request's body of its JSON", async () => {
    const template =
      '{"name":"{{body.customer.name | Upcase}}","ids":[{% for item in body.items %}{{item.id}}{% unless forloop.last %},{% endunless %}{% endfor %}]}';
    const answer = await sent(liquid(template), order, "application/json");
    expect((JSON.parse(answer.text) as { body: string }).body).to.equal('{"name":"ANN & CO","ids":[1,2]}');
  });

  it("knows DotLiquid's names of filters, and the context", async () => {
    const template =
      "{{context.Request.Method | Downcase}} {{context.Api.Id}} {{context.Variables.v}} {{context.Request.Headers.x-one}}";
    const answer = await sent(
      `<set-variable name="v" value="@(1 + 1)" />${liquid(template)}`,
      "{}",
      "application/json",
      {
        "x-one": "1",
      },
    );
    expect((JSON.parse(answer.text) as { body: string }).body).to.equal("post chat 2 1");
  });

  it("makes an answer's body of its XML", async () => {
    const answer = await answered(
      liquid("{{body.order.id}}: {{body.order.item[1]}}"),
      "<order id='7'><item>a</item><item>b</item></order>",
      "application/xml",
    );
    expect(answer.text).to.equal("7: b");
  });

  it("sees nothing but what it is given", async () => {
    const answer = await answered(
      liquid("[{{body.constructor.name}}{{context.gateway}}{{process.env.PATH}}]"),
      "{}",
      "application/json",
    );
    expect(answer.text).to.equal("[]");
  });

  it("fails on a template that is broken", async () => {
    expect((await answered(liquid("{% if %}"), "{}", "application/json")).status).to.equal(500);
  });

  it("reads no file", async () => {
    expect((await answered(liquid('{% include "/etc/passwd" %}'), "{}", "application/json")).text).to.equal(
      "Liquid error: Error - This liquid context does not allow includes",
    );
  });

  it("goes over headers, which have names in any case", async () => {
    const template =
      "{% for h in context.Request.Headers %}{% if h[0] == 'x-one' %}{{h[0]}}={{h[1]}} {{h.Key}}={{h.Value}}{% endif %}{% endfor %} {{context.Request.Headers['X-ONE']}}";
    const answer = await sent(liquid(template), "{}", "application/json", { "x-one": "1" });
    expect((JSON.parse(answer.text) as { body: string }).body).to.equal("x-one=1 x-one=1 1");
  });

  it("has the members of URLs, and parameters of the query", async () => {
    const template =
      "{{context.Request.OriginalUrl.Scheme}} {{context.Request.OriginalUrl.Path}} {{context.Request.HasBody}} {{query.none}}.";
    const answer = await sent(liquid(template), "{}", "application/json");
    expect((JSON.parse(answer.text) as { body: string }).body).to.match(/^https? \/\S+ true \.$/);
  });

  it("has dates of JSON as dates, unless parse-date says no", async () => {
    const body = '{"when":"2012-03-21T05:40:00Z"}';
    expect((await answered(liquid("{{body.when}}"), body, "application/json")).text).to.equal(
      "03/21/2012 05:40:00",
    );
    expect(
      (
        await answered(
          '<set-body template="liquid" parse-date="false">{{body.when}}</set-body>',
          body,
          "application/json",
        )
      ).text,
    ).to.equal("2012-03-21T05:40:00Z");
  });

  it("reads SOAP without prefixes and in any case, as the portal's templates do", async () => {
    const soap = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Body>
      <GetResponse xmlns="http://tempuri.org/"><Result><P><Id>1</Id><N xsi:nil="true"/></P><Q><Id>2</Id></Q></Result></GetResponse></soap:Body></soap:Envelope>`;
    const template = (attributes: string, where = "") =>
      `<set-body template="liquid"${attributes}>[{% JSONArrayFor item in body.envelope.body.GetResponse.Result${where} -%}{{item.Id}}{% if item.N %}+{% else %}-{% endif %}{% endJSONArrayFor -%}]</set-body>`;
    expect((await answered(template(""), soap, "text/xml")).text).to.equal("[1+,2-]");
    expect((await answered(template(' xsi-nil="null"'), soap, "text/xml")).text).to.equal("[1-,2-]");
    expect((await answered(template("", " where item == 'Q'"), soap, "text/xml")).text).to.equal("[2-]");
  });

  it("has no body inside return-response, and the context there", async () => {
    const answer = await answered(
      `<return-response>${liquid("[{{body.a}}{{body}}] {{context.Response.StatusCode}}")}</return-response>`,
      '{"a":1}',
      "application/json",
    );
    expect(answer.text).to.equal("[] 200");
  });
});
