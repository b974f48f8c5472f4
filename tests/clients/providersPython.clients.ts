import { expect } from "chai";
import { serveFoundry } from "./foundryServer";
import { pixel, serveProvider, type ServedProvider } from "./providerServers";
import { hasPython, runCases, type CaseResult } from "./python";

/** Case of python/providers.py => what it gives back. */
const cases: Readonly<Record<string, unknown>> = {
  "anthropic messages.create": "text",
  "anthropic messages.stream": true,
  "anthropic tool and image": ["tool_use", { city: "text" }],
  "anthropic count_tokens": true,
  "anthropic another key": "authentication_error",
  "boto3 converse": "end_turn",
  "boto3 converse_stream": ["messageStart", "metadata"],
  "boto3 invoke_model": true,
  "boto3 invoke_model_with_response_stream": ["message_start", "message_stop", true],
  "boto3 tool": { city: "text" },
  "boto3 another secret": "InvalidSignatureException",
  "google-genai generate_content": true,
  "google-genai stream": "STOP",
  "azure-ai-inference complete": true,
  "azure-ai-inference stream": true,
};

(hasPython() || process.env["CI"] ? describe : describe.skip)("the providers' packages for Python", () => {
  let results: ReadonlyMap<string, CaseResult>;
  const served: Pick<ServedProvider, "url" | "close">[] = [];
  before(async () => {
    const awsCredentials = new Map([["AKIDEXAMPLE", ["secret"]]]);
    const anthropic = await serveProvider("anthropic", "api.anthropic.com", { keys: ["sk-ant-key"] });
    const bedrock = await serveProvider("bedrock", "bedrock-runtime.eu-west-1.amazonaws.com", {
      awsCredentials,
    });
    const gemini = await serveProvider("gemini", "generativelanguage.googleapis.com", {
      keys: ["google-key"],
    });
    const foundry = await serveFoundry();
    served.push(anthropic, bedrock, gemini, foundry);
    results = await runCases("providers.py", {
      ANTHROPIC_URL: anthropic.url,
      BEDROCK_URL: bedrock.url,
      GEMINI_URL: gemini.url,
      FOUNDRY_URL: foundry.url,
      PIXEL: pixel,
    });
  });
  after(() => Promise.all(served.map((one) => one.close())));

  it("runs every case of the file", () => {
    expect([...results.keys()]).to.deep.equal(Object.keys(cases));
  });
  for (const [name, expected] of Object.entries(cases))
    it(name, () => {
      const { error, value } = results.get(name)!;
      expect(error).to.equal(undefined);
      expect(value).to.deep.equal(expected);
    });
});
