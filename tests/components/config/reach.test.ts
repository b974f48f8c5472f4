import { expect } from "chai";
import { parseGatewayConfig } from "../../../components/config/parse";
import { configOf, devStack } from "./stackFile";

type Config = Record<string, unknown>;
const dev = configOf(devStack);
const deployment = (name: string, model = name) => ({ name, model, version: "1", capacity: 10 });
/** One pay-as-you-go backend with these deployments, beside what the dev stack has otherwise. */
const backends = (...deployments: object[]) => ({ backends: [{ name: "payg", kind: "payg", deployments }] });
const chat = { ...deployment("gpt-5.4"), version: "2026-03-05" };
const voice = deployment("voice", "gpt-realtime");
const product = (name: string, more: object = {}) => ({ name, displayName: name, ...more });
const noRealtime = { realtime: false };

const found = (more: Config) =>
  parseGatewayConfig({ ...dev, ...more })
    .problems.filter(({ code }) => !/MODEL_(REGION|SKU|VERSION|RETIRE)/.test(code))
    .map(({ severity, code, subject, hint }) => `${severity} ${code} ${subject}: ${hint}`);

describe("what clients reach", () => {
  const rows: readonly (readonly [what: string, more: Config, problems: readonly string[]])[] = [
    ["the dev stack", {}, []],
    [
      "every kind of model in the catalogue, by products that may use all",
      backends(
        chat,
        voice,
        deployment("gpt-image-1"),
        deployment("whisper"),
        deployment("tts"),
        deployment("text-embedding-3-small"),
        deployment("gpt-35-turbo-instruct"),
      ),
      [],
    ],
    [
      "names in another case",
      { products: [product("one", { models: ["GPT-5.4", "Text-Embedding-3-small"] })] },
      [],
    ],
    [
      "a model that a product misspells",
      { products: [product("one"), product("two", { models: ["gpt-5.5", "gpt-5.4", "zzz"] })] },
      [
        "error CONFIG_UNKNOWN_MODEL products[1].models[0]: Did you mean gpt-5.4?",
        "error CONFIG_UNKNOWN_MODEL products[1].models[2]: Deployments: gpt-5.4, text-embedding-3-small",
      ],
    ],
    [
      "a model that a product names twice",
      { products: [product("one"), product("two", { models: ["gpt-5.4", "GPT-5.4"] })] },
      ["error CONFIG_DUPLICATE_MODEL products[1].models[1]: Name it once"],
    ],
    [
      "a deployment that no product may use",
      { products: [product("one", { models: ["gpt-5.4"] }), product("two", { models: ["gpt-5.4"] })] },
      [
        "warning CONFIG_MODEL_UNREACHED backends[1].deployments[1].name: Add it to the models of a product, or take the deployment out",
      ],
    ],
    [
      "a realtime model without a WebSocket API",
      { ...backends(chat, voice), apis: { azureOpenAi: noRealtime, openAiV1: noRealtime } },
      [
        "warning CONFIG_MODEL_UNREACHED backends[0].deployments[1].model: Write apis.azureOpenAi.realtime: true or apis.openAiV1.realtime: true, or take the deployment out",
      ],
    ],
    [
      "a realtime model whose one WebSocket API no product has",
      {
        ...backends(chat, voice),
        apis: { azureOpenAi: noRealtime },
        products: [product("one", { apis: ["azureOpenAi"] })],
      },
      ["warning CONFIG_MODEL_UNREACHED backends[0].deployments[1].name: Give one of them the API openAiV1"],
    ],
    [
      "a product whose APIs and models have nothing in common",
      {
        ...backends(chat, voice),
        apis: { azureOpenAi: noRealtime },
        products: [product("one", { apis: ["azureOpenAi"], models: ["voice"] }), product("all")],
      },
      ["error CONFIG_PRODUCT_REACHES_NOTHING products[0].models: Give it an API that does, or other models"],
    ],
    [
      "a product all of whose APIs are off, once",
      {
        ...backends(chat),
        apis: { azureOpenAi: { enabled: false } },
        products: [product("one", { apis: ["azureOpenAi"], models: ["gpt-5.4"] }), product("all")],
      },
      ["error CONFIG_API_DISABLED products[0].apis[0]: Take it out, or write apis.azureOpenAi.enabled: true"],
    ],
    [
      "a model that the catalogue does not know",
      backends(chat, deployment("own", "own-model-9")),
      [
        "warning CONFIG_MODEL_UNKNOWN backends[0].deployments[1].model: Nothing is checked of it; a catalogue.yaml of your own can tell",
      ],
    ],
  ];
  for (const [what, more, problems] of rows) it(what, () => expect(found(more)).to.deep.equal(problems));

  it("says where", () => {
    const { problems } = parseGatewayConfig({
      ...dev,
      products: [product("one", { models: ["gpt-5.4"] })],
    });
    expect(problems.find(({ code }) => code === "CONFIG_MODEL_UNREACHED")).to.include({
      message: "No product may use text-embedding-3-small",
    });
  });
});
