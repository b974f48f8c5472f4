import { expect } from "chai";
import { tokenParameters } from "../../../components/genAiApi/signing";
import { readPolicyFiles } from "../../../components/policyFiles";
import { renderTemplate } from "../../../components/policyTemplates";
import type { Problem } from "../../../packages/common/problem";
import { openPolicies } from "../../../packages/local-gateway/testing";

const host = "example.amazonaws.com";

/** The template of the deployed policies, filled with the keys and the service of AWS's test suite. */
function signingPolicy(token?: string): string {
  const problems: Problem[] = [];
  const { text } = renderTemplate(
    readPolicyFiles().operations.get("bedrock/sign")!,
    {
      backendId: "aws",
      awsRegion: "us-east-1",
      awsService: "service",
      awsHost: host,
      awsPath: "",
      accessKeyId: "AKIDEXAMPLE",
      secretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      ...tokenParameters(token),
    },
    problems,
  );
  expect(problems).to.deep.equal([]);
  return `<policies><inbound><base />${text}</inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>`;
}

/** Of AWS's published suite (aws-sig-v4-test-suite): request => signed headers, signature. */
const vectors: readonly (readonly [
  name: string,
  call: { method: string; path: string; body?: string; headers?: Record<string, string> },
  signedHeaders: string,
  signature: string,
  token?: string,
])[] = [
  [
    "get-vanilla",
    { method: "GET", path: "/" },
    "host;x-amz-date",
    "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  ],
  [
    "post-vanilla",
    { method: "POST", path: "/" },
    "host;x-amz-date",
    "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
  ],
  [
    "get-vanilla-query-order-key-case",
    { method: "GET", path: "/?Param2=value2&Param1=value1" },
    "host;x-amz-date",
    "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  ],
  [
    "post-x-www-form-urlencoded",
    {
      method: "POST",
      path: "/",
      body: "Param1=value1",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
    },
    "content-type;host;x-amz-date",
    "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
  ],
  [
    "post-sts-header-before",
    { method: "POST", path: "/" },
    "host;x-amz-date;x-amz-security-token",
    "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==",
  ],
];

describe("Signature Version 4 in the policies", () => {
  for (const [name, call, signedHeaders, signature, token] of vectors)
    it(`signs ${name} as AWS's suite has it`, async () => {
      const gateway = await openPolicies(
        { policy: signingPolicy(token) },
        {
          now: "2015-08-30T12:36:00Z",
          hosts: { default: () => ({ status: 200 }) },
        },
      );
      const { backendCalls } = await gateway.call({
        ...call,
        variables: { "genai-backend": "aws", "genai-sent-path": call.path.split("?")[0] },
      });
      expect(backendCalls).to.have.length(1);
      expect(backendCalls[0]!.headers["x-amz-date"]).to.equal("20150830T123600Z");
      expect(backendCalls[0]!.headers["x-amz-security-token"]).to.equal(token);
      expect(backendCalls[0]!.headers["authorization"]).to.equal(
        `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
      );
    });
});
