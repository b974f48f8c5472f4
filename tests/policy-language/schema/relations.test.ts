import { expect } from "chai";
import { found } from "../support";

/** What documents are refused for: each of these once passed one checker and was refused by another. */
const inbound = (text: string) => `<policies><inbound>${text}</inbound></policies>`;
const outbound = (text: string) => `<policies><outbound>${text}</outbound></policies>`;
const backend = (text: string) => `<policies><backend>${text}</backend></policies>`;
const dimensions = (count: number) => '<dimension name="a" value="b" />'.repeat(count);
const limit = (attributes: string) =>
  inbound(`<llm-token-limit counter-key="a" estimate-prompt-tokens="false" ${attributes} />`);
const lookup = (attributes: string) =>
  inbound(`<llm-semantic-cache-lookup score-threshold="0.1" embeddings-backend-id="a" ${attributes} />`);
const key = (content: string) =>
  inbound(
    `<validate-jwt header-name="a"><issuer-signing-keys>${content}</issuer-signing-keys></validate-jwt>`,
  );
const xslt = (content: string) => outbound(`<xsl-transform>${content}</xsl-transform>`);
const sheet = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" />';

const cases: [what: string, text: string, codes: string[]][] = [
  ["five dimensions", inbound(`<llm-emit-token-metric>${dimensions(5)}</llm-emit-token-metric>`), []],
  [
    "six dimensions",
    inbound(`<llm-emit-token-metric>${dimensions(6)}</llm-emit-token-metric>`),
    ["POLICY_TOO_MANY_DIMENSIONS"],
  ],
  [
    "six of an emit-metric",
    inbound(`<emit-metric name="m">${dimensions(6)}</emit-metric>`),
    ["POLICY_TOO_MANY_DIMENSIONS"],
  ],
  [
    "dimensions known by name",
    inbound(`<emit-metric name="m">${dimensions(5)}<dimension name="api id" /></emit-metric>`),
    [],
  ],
  [
    "a dimension without a value",
    inbound('<emit-metric name="m"><dimension name="Team" /></emit-metric>'),
    ["POLICY_DIMENSION_WITHOUT_VALUE"],
  ],
  ["a quota without a period", limit('token-quota="5"'), ["POLICY_MISSING_ATTRIBUTE"]],
  ["a period without a quota", limit('tokens-per-minute="5" token-quota-period="Daily"'), ["POLICY_MISSING_ATTRIBUTE"]],
  ["a quota with its period", limit('token-quota="5" token-quota-period="Daily"'), []],
  ["a period that is none", limit('token-quota="5" token-quota-period="Fortnightly"'), ["POLICY_BAD_VALUE"]],
  [
    "a window of 400 s",
    inbound('<rate-limit-by-key calls="1" renewal-period="400" counter-key="a" />'),
    ["POLICY_BAD_VALUE"],
  ],
  ["another of 400 s", inbound('<rate-limit calls="1" renewal-period="400" />'), ["POLICY_BAD_VALUE"]],
  ["a window of 300 s", inbound('<rate-limit calls="1" renewal-period="300" />'), []],
  [
    "one of 400 s inside",
    inbound('<rate-limit calls="1" renewal-period="60"><api id="a" calls="1" renewal-period="400" /></rate-limit>'),
    ["POLICY_BAD_VALUE"],
  ],
  [
    "a limit of nobody's API",
    inbound('<rate-limit calls="1" renewal-period="60"><api calls="1" renewal-period="60" /></rate-limit>'),
    ["POLICY_MISSING_ATTRIBUTE"],
  ],
  [
    "a quota of 100 s",
    inbound('<quota-by-key calls="1" renewal-period="100" counter-key="a" />'),
    ["POLICY_BAD_VALUE"],
  ],
  ["a quota in bytes", inbound('<quota bandwidth="40000" renewal-period="3600" />'), []],
  ["a quota of nothing", inbound('<quota renewal-period="3600" />'), ["POLICY_MISSING_ATTRIBUTE"]],
  ["managed-identity for embeddings", lookup('embeddings-backend-auth="managed-identity"'), ["POLICY_BAD_VALUE"]],
  ["system-assigned", lookup('embeddings-backend-auth="system-assigned"'), []],
  ["a score above 1", inbound('<llm-semantic-cache-lookup score-threshold="1.5" embeddings-backend-id="a" />'), ["POLICY_BAD_VALUE"]],
  [
    "a harm that is none",
    inbound(
      '<llm-content-safety backend-id="a"><categories><category name="Spam" threshold="8" /></categories></llm-content-safety>',
    ),
    ["POLICY_BAD_VALUE", "POLICY_BAD_VALUE"],
  ],
  ["an identity in outbound", outbound('<authentication-managed-identity resource="r" />'), ["POLICY_SECTION"]],
  ["two certificates", inbound('<authentication-certificate thumbprint="a" body="b" />'), ["POLICY_CONFLICTING_ATTRIBUTES"]],
  ["no certificate", inbound('<authentication-certificate password="b" />'), ["POLICY_MISSING_ATTRIBUTE"]],
  ["two backends", inbound('<set-backend-service backend-id="a" base-url="https://a.test" />'), ["POLICY_CONFLICTING_ATTRIBUTES"]],
  ["Dapr as the page has it", inbound('<set-backend-service backend-id="dapr" dapr-app-id="a" dapr-method="b" />'), []],
  ["Dapr without a method", inbound('<set-backend-service dapr-app-id="a" />'), ["POLICY_MISSING_ATTRIBUTE"]],
  ["Dapr behind a backend", inbound('<set-backend-service backend-id="x" dapr-app-id="a" dapr-method="b" />'), ["POLICY_BAD_VALUE"]],
  ["two timeouts", backend('<forward-request timeout="1" timeout-ms="1" />'), ["POLICY_CONFLICTING_ATTRIBUTES"]],
  ["a proxy by HTTPS", inbound('<proxy url="https://a.test" />'), ["POLICY_BAD_VALUE"]],
  ["a queue and a topic", inbound('<send-service-bus-message queue-name="a" topic-name="b"><payload>a</payload></send-service-bus-message>'), ["POLICY_CONFLICTING_ATTRIBUTES"]],
  ["no payload", inbound('<send-service-bus-message queue-name="a" />'), ["POLICY_MISSING_ELEMENT"]],
  ["a variable named by an expression", inbound('<cache-lookup-value key="a" variable-name="@(1)" />'), ["POLICY_EXPRESSION_NOT_ALLOWED"]],
  ["an RSA key", key('<key n="AQAB" e="AQAB" />'), []],
  ["half a key", key('<key n="AQAB" />'), ["POLICY_MISSING_ATTRIBUTE"]],
  ["a key that is none", key('<key n="A QAB" e="AQAB" />'), ["POLICY_BAD_VALUE"]],
  ["a stylesheet", xslt(`<parameter name="a">b</parameter>${sheet}`), []],
  ["no stylesheet", xslt("<a />"), ["POLICY_STYLESHEET", "POLICY_UNKNOWN_ELEMENT"]],
  ["two stylesheets", xslt(sheet + sheet), ["POLICY_STYLESHEET"]],
  ["a value cached by policies", inbound('<cache-value key="a" variable-name="b" expires-after="5"><value><set-varible name="b" value="c" /></value></cache-value>'), ["POLICY_UNKNOWN_ELEMENT"]],
  ["a resolver", '<http-data-source><http-request><set-method>GET</set-method><set-url>https://a.test</set-url></http-request></http-data-source>', []],
  ["a resolver without a URL", "<http-data-source><http-request><set-method>GET</set-method></http-request></http-data-source>", ["POLICY_MISSING_ELEMENT"]],
  ["a resolver's policy in a section", inbound("<publish-event><targets><graphql-subscription id='a' /></targets></publish-event>"), ["POLICY_SECTION"]],
]; // prettier-ignore

describe("what documents are refused for", () => {
  for (const [what, text, codes] of cases)
    it(`${what} => ${codes.join(", ") || "nothing"}`, () => {
      expect(
        found(text)
          .map((line) => line.split(" ")[1])
          .sort(),
      ).to.deep.equal(codes);
    });
});
