import { expect } from "chai";
import {
  encodeMessage,
  type HeaderValue,
} from "../../../packages/local-gateway/providers/bedrock/eventStream";
import {
  canonicalRequest,
  signatureOf,
  stringToSign,
} from "../../../packages/local-gateway/providers/bedrock/signature";

describe("what AWS has published for all its services", () => {
  describe("encodes messages as the published vectors have them", () => {
    const body = "{'foo':'bar'}";
    /** The vectors that AWS's SDKs share: name, headers, payload, bytes. */
    const vectors: readonly (readonly [string, Record<string, HeaderValue>, string, readonly number[]])[] = [
      ["empty_message", {}, "", [0, 0, 0, 16, 0, 0, 0, 0, 5, 194, 72, 235, 125, 152, 200, 255]],
      [
        "int32_header",
        { "event-type": { type: "integer", value: 40_972 } },
        body,
        [
          ...[
            0, 0, 0, 45, 0, 0, 0, 16, 65, 196, 36, 184, 10, 101, 118, 101, 110, 116, 45, 116, 121, 112, 101,
            4,
          ],
          ...[0, 0, 160, 12, 123, 39, 102, 111, 111, 39, 58, 39, 98, 97, 114, 39, 125, 54, 244, 128, 160],
        ],
      ],
      [
        "payload_no_headers",
        {},
        body,
        [
          ...[
            0, 0, 0, 29, 0, 0, 0, 0, 253, 82, 140, 90, 123, 39, 102, 111, 111, 39, 58, 39, 98, 97, 114, 39,
            125,
          ],
          ...[195, 101, 57, 54],
        ],
      ],
      [
        "payload_one_str_header",
        { "content-type": { type: "string", value: "application/json" } },
        body,
        [
          ...[
            0, 0, 0, 61, 0, 0, 0, 32, 7, 253, 131, 150, 12, 99, 111, 110, 116, 101, 110, 116, 45, 116, 121,
            112,
          ],
          ...[
            101, 7, 0, 16, 97, 112, 112, 108, 105, 99, 97, 116, 105, 111, 110, 47, 106, 115, 111, 110, 123,
            39,
          ],
          ...[102, 111, 111, 39, 58, 39, 98, 97, 114, 39, 125, 141, 156, 8, 177],
        ],
      ],
    ];
    for (const [name, headers, payload, bytes] of vectors)
      it(name, () => expect([...encodeMessage(headers, Buffer.from(payload))]).to.deep.equal(bytes));
  });

  describe("signs as AWS's test suite of Signature Version 4 does", () => {
    const scope = { date: "20150830", region: "us-east-1", service: "service" };
    const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const time = "20150830T123600Z";
    type Vector = readonly [string, string, Record<string, readonly string[]>, string, string];
    const form = "application/x-www-form-urlencoded";
    /** Name of the vector (its method), path and query, further headers, body, signature. */
    const vectors: readonly Vector[] = [
      ["get-vanilla", "/", {}, "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
      [
        "get-vanilla-empty-query-key",
        "/?Param1=value1",
        {},
        "",
        "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
      ],
      [
        "get-vanilla-query-order-key-case",
        "/?Param2=value2&Param1=value1",
        {},
        "",
        "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
      ],
      ["get-utf8", "/\u1234", {}, "", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"],
      [
        "get-relative",
        "/example/..",
        {},
        "",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      ],
      [
        "get-relative-relative",
        "/example1/example2/../..",
        {},
        "",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      ],
      ["get-slash", "//", {}, "", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
      [
        "get-slash-dot-slash",
        "/./",
        {},
        "",
        "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
      ],
      [
        "get-slashes",
        "//example//",
        {},
        "",
        "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
      ],
      [
        "get-slash-pointless-dot",
        "/./example",
        {},
        "",
        "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
      ],
      [
        "get-space",
        "/example space/",
        {},
        "",
        "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
      ],
      ["post-vanilla", "/", {}, "", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"],
      [
        "post-vanilla-empty-query-value",
        "/?Param1=value1",
        {},
        "",
        "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
      ],
      [
        "get-header-key-duplicate",
        "/",
        { "my-header1": ["value2", "value2", "value1"] },
        "",
        "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
      ],
      [
        "get-header-value-multiline",
        "/",
        { "my-header1": ["value1", "value2", "value3"] },
        "",
        "ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790",
      ],
      [
        "get-header-value-order",
        "/",
        { "my-header1": ["value4", "value1", "value3", "value2"] },
        "",
        "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
      ],
      [
        "get-header-value-trim",
        "/",
        { "my-header1": [" value1"], "my-header2": [' "a   b   c"'] },
        "",
        "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
      ],
      [
        "post-header-value-case",
        "/",
        { "my-header1": ["VALUE1"] },
        "",
        "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
      ],
      [
        "post-x-www-form-urlencoded",
        "/",
        { "content-type": [form] },
        "Param1=value1",
        "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
      ],
      [
        "post-x-www-form-urlencoded-parameters",
        "/",
        { "content-type": [`${form}; charset=utf8`] },
        "Param1=value1",
        "1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe",
      ],
    ];
    for (const [name, target, more, body, signature] of vectors)
      it(name, () => {
        const headers = { host: ["example.amazonaws.com"], "x-amz-date": [time], ...more };
        const [path = "", query = ""] = target.split("?");
        const request = {
          method: name.split("-")[0]!.toUpperCase(),
          path,
          query,
          headers,
          body: Buffer.from(body),
        };
        const canonical = canonicalRequest(request, Object.keys(headers).sort());
        expect(signatureOf(secret, stringToSign(canonical, time, scope), scope)).to.equal(signature);
      });
  });
});
