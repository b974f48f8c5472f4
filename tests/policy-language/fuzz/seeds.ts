import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { withoutPlaceholders } from "../../../packages/policy-language/lint";

const policies = resolve(__dirname, "../../../policies");

/** A document with a bit of everything that the reader knows. */
const kitchenSink = `\ufeff<?xml version="1.0"?>
<!-- a -- b -->
<policies>\r
  <inbound><base /><set-variable name='a' value='@("x" + $"{1:F2}" + @"c:\\")' />
    <set-body template="liquid">{ "a": {{body.a}}, "b": "<c>" }</set-body>
    <set-variable name="n" value="{{named-value}}" /><set-variable name="e" value="@({{n}} &lt; 2 &amp;&amp; true)" />
    <choose><when condition="@(context.Request.Headers.GetValueOrDefault("h","")=="a" && 1 < 2)"><return-response><set-status code="400" reason="no" /></return-response></when><otherwise /></choose>
    <rate-limit-by-key calls="1" renewal-period="2" counter-key="@(context.Subscription?.Id ?? "x")" />
  </inbound>
  <backend><retry condition="@(context.Response.StatusCode == 429)" count="3" interval="1"><forward-request /></retry></backend>
  <outbound><base /><set-header name="x" exists-action="append"><value><![CDATA[@("<y>")]]></value></set-header></outbound>
  <on-error><base /></on-error>
</policies>`;

export const documents: readonly string[] = [
  kitchenSink,
  ...readdirSync(policies, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".xml"))
    .map((name) => withoutPlaceholders(readFileSync(join(policies, name), "utf8"))),
];

const vectors = JSON.parse(readFileSync(resolve(__dirname, "../conformance/vectors.json"), "utf8")) as {
  expression: string;
}[];

export const expressions: readonly string[] = vectors.map(({ expression }) => expression);
