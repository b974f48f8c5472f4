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
      '{"name":"{{body.customer.name | upcase}}","ids":[{% for item in body.items %}{{item.id}}{% unless forloop.last %},{% endunless %}{% endfor %}]}';
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

  it("fails on a template that is broken, and on a file", async () => {
    expect((await answered(liquid("{% if %}"), "{}", "application/json")).status).to.equal(500);
    expect((await answered(liquid('{% include "/etc/passwd" %}'), "{}", "application/json")).status).to.equal(
      500,
    );
  });
});
