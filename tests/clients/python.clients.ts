import { expect } from "chai";
import { deployments, startFullStack, type FullStack } from "./fullStack";
import { hasPython, runCases, type CaseResult } from "./python";

/** Case of python/openai_methods.py => whether what it gave back is right. */
const openAiCases: Readonly<Record<string, (value: unknown) => boolean>> = {
  "chat.completions.create": (value) => (value as [string, number])[1] > 0,
  "chat.completions.with_raw_response": (value) => typeof value === "string",
  "completions.create": isText,
  "embeddings.create": (value) => value === 1536,
  "responses.create": (value) => value === "response.completed",
  "responses.background": (value) => value === "completed",
  "responses.retrieve": isText,
  "responses.delete": (value) => value === true,
  // It may have ended by then.
  "responses.cancel": (value) => value === "cancelled" || value === "completed",
  "responses.input_items.list": (value) => value === 1,
  conversations: (value) => JSON.stringify(value) === '[2,"new"]',
  "images.generate": (value) => value === true,
  "images.edit": (value) => value === true,
  "audio.speech.create": (value) => value === "RIFF",
  "audio.transcriptions.create": isText,
  "audio.translations.create": isText,
  "models.list": (value) => JSON.stringify(value) === JSON.stringify(Object.values(deployments).sort()),
  "models.retrieve": (value) => value === deployments.chat,
  files: (value) => JSON.stringify(value) === '[true,"one","jobs.jsonl"]',
  batches: (value) => JSON.stringify(value) === "[true,true]",
  realtime: (value) => (value as number) > 0,
  "another key sees nothing": (value) => value === 404,
};

/** Case of python/frameworks.py => whether what it gave back is right. */
const frameworkCases: Readonly<Record<string, (value: unknown) => boolean>> = {
  "litellm azure chat": isText,
  "litellm azure stream": isText,
  "litellm azure responses": isText,
  "litellm azure embeddings": (value) => value === 1536,
  "litellm openai chat": isText,
  "litellm azure image": (value) => value === true,
  "langchain AzureChatOpenAI": allTrue,
  "langchain ChatOpenAI responses": (value) => value === true,
  "langchain embeddings": (value) => value === 1536,
  "agents sdk responses": allTrue,
  "agents sdk chat": allTrue,
  "agents sdk conversation": (value) => (value as number) >= 4,
};

function allTrue(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((one) => one === true);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.length > 0;
}

(hasPython() || process.env["CI"] ? describe : describe.skip)(
  "Python clients through the whole local stack",
  () => {
    let full: FullStack;
    before(async () => {
      full = await startFullStack();
    });
    after(() => full?.stack.close());

    const files = [
      ["openai, class OpenAI", "openai_methods.py", openAiCases, { CLIENT: "OpenAI" }],
      ["openai, class AzureOpenAI", "openai_methods.py", openAiCases, { CLIENT: "AzureOpenAI" }],
      ["frameworks", "frameworks.py", frameworkCases, {}],
    ] as const;
    for (const [title, file, cases, more] of files)
      describe(title, () => {
        let results: ReadonlyMap<string, CaseResult>;
        before(async () => {
          results = await runCases(file, {
            GATEWAY_URL: full.url,
            GATEWAY_KEY: full.key,
            OTHER_KEY: full.otherKey,
            DEPLOYMENTS: JSON.stringify(deployments),
            ...more,
          });
        });
        it("runs every case of the file", () => {
          expect([...results.keys()]).to.deep.equal(Object.keys(cases));
        });
        for (const [name, isRight] of Object.entries(cases))
          it(name, () => {
            const result = results.get(name)!;
            expect(result.error).to.equal(undefined);
            expect(isRight(result.value), JSON.stringify(result)).to.equal(true);
          });
      });
  },
);
