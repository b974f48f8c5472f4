import { expect } from "chai";
import { ask } from "../ask";
import {
  data,
  flexBody,
  flux,
  jpeg,
  keyOf,
  mai,
  maiBody,
  maiUsage,
  png,
  proBody,
  startImages,
} from "./imageStack";

describe("what pictures of Foundry's models cost", function () {
  /**
   * Call, body and what is answered => tokens of the prompt's pictures and of the answer, and the sum in millionths of a
   * dollar but for the prompt's text, by hand: pro $0.015 a megapixel and $0.015 a picture, flex $0.05 a megapixel; MAI $47
   * a million tokens of pictures.
   */
  const sums: readonly (readonly [string, string, object, object, number, number, number])[] = [
    ["MAI states its tokens", mai, maiBody, { data: data(png(9, 9)), usage: maiUsage }, 0, 1024, 48_128],
    ["MAI states none: its picture does", mai, maiBody, { data: data(png(1024, 1024)) }, 0, 1024, 48_128],
    ["of 768 x 768", mai, maiBody, { data: data(png(768, 768)) }, 0, 576, 27_072],
    ["as a link, it is the largest", mai, maiBody, { data: [{ url: "https://x/1" }] }, 0, 1032, 48_504],
    [
      "states 0 for a picture",
      mai,
      maiBody,
      { data: data(png(1024, 1024)), usage: { ...maiUsage, num_output_tokens: 0 } },
      0,
      1024,
      48_128,
    ],
    ["pro of 1 megapixel", flux("flux-2-pro"), proBody, { data: data(png(1024, 1024)) }, 0, 1024, 30_000],
    ["pro of 4", flux("flux-2-pro"), proBody, { data: data(jpeg(2048, 2048)) }, 0, 4096, 75_000],
    [
      "pro of one pixel more than 1",
      flux("flux-2-pro"),
      proBody,
      { data: data(jpeg(1025, 1024)) },
      0,
      2048,
      45_000,
    ],
    [
      "pro, two pictures",
      flux("flux-2-pro"),
      { ...proBody, num_images: 2 },
      { data: data(jpeg(64, 64), jpeg(64, 64)) },
      0,
      2048,
      60_000,
    ],
    [
      "pro, a link of a size asked for",
      flux("flux-2-pro"),
      { ...proBody, width: 1024, height: 2048 },
      { data: [{ url: "https://x/1" }] },
      0,
      2048,
      45_000,
    ],
    [
      "pro, a link of no size",
      flux("flux-2-pro"),
      proBody,
      { data: [{ url: "https://x/1" }] },
      0,
      4096,
      75_000,
    ],
    [
      "pro, one picture given",
      flux("flux-2-pro"),
      { ...proBody, input_image: png(1500, 1024) },
      { data: data(png(1024, 1024)) },
      2048,
      1024,
      60_000,
    ],
    ["flex of 1 megapixel", flux("flux-2-flex"), flexBody, { data: data(png(1024, 1024)) }, 0, 1024, 50_000],
    [
      "flex, what is stated",
      flux("flux-2-flex"),
      { ...flexBody, input_image: "https://x/1" },
      { data: data(png(512, 512)), request_meta: { input_mp: 0.39, output_mp: 1.5 } },
      1024,
      2048,
      150_000,
    ],
    [
      "flex, stated less than there is",
      flux("flux-2-flex"),
      flexBody,
      { data: data(png(8, 8), png(8, 8)), request_meta: { output_mp: 0.01 } },
      0,
      2048,
      100_000,
    ],
    [
      "flex, two given",
      flux("flux-2-flex"),
      { ...flexBody, input_image: png(9, 9), input_image_2: jpeg(4000, 4000) },
      { data: data(png(8, 8)) },
      5120,
      1024,
      300_000,
    ],
  ];
  for (const [what, call, body, answered, given, made, micros] of sums)
    it(`charges ${what}: ${given} + ${made} tokens, ${micros} micros`, async () => {
      const { stack } = await startImages(answered);
      const { status } = await ask(stack, call, keyOf(stack), body);
      expect(status).to.equal(200);
      const [event] = stack.usage();
      expect(event).to.include({ tokensFrom: "response", completionTokens: made });
      const { prompt = 0, image = 0, output = 0 } = event!.cost!;
      expect([image + output, Math.ceil(prompt + image + output)]).to.deep.equal([micros, event!.costMicros]);
      const text = call === mai ? (event!.promptTokens === 22 ? 22 : 5) : 5;
      expect(event!.promptTokens).to.equal(text + given);
      if (call !== mai) expect(prompt).to.equal(0);
    });

  /** Body and what is answered => the most that can have been made, which is what budgets take of an answer that says nothing. */
  const bounds: readonly (readonly [string, string, object, number, number])[] = [
    ["MAI", mai, maiBody, 1032, 0],
    ["MAI, of many", mai, { ...maiBody, n: "3" }, 3096, 0],
    ["pro without a size", flux("flux-2-pro"), proBody, 4096, 0],
    ["pro of one megapixel", flux("flux-2-pro"), { ...proBody, width: 1024, height: 1024 }, 1024, 0],
    ["sides that are snapped", flux("flux-2-pro"), { ...proBody, width: 1000, height: 1048 }, 2048, 0],
    ["a size as texts", flux("flux-2-pro"), { ...proBody, width: "2048", height: "1024" }, 2048, 0],
    ["a size below nothing", flux("flux-2-pro"), { ...proBody, width: -1, height: 8 }, 4096, 0],
    ["a size beyond all", flux("flux-2-pro"), { ...proBody, width: 1e300, height: 1e300 }, 4096, 0],
    ["a size that is none", flux("flux-2-pro"), { ...proBody, width: [1], height: { of: 1 } }, 4096, 0],
    ["half a size", flux("flux-2-pro"), { ...proBody, width: 64 }, 4096, 0],
    [
      "a shape beside the size",
      flux("flux-2-pro"),
      { ...proBody, width: 64, height: 64, aspect_ratio: "1:1" },
      4096,
      0,
    ],
    ["many, as a text", flux("flux-2-pro"), { ...proBody, width: 64, height: 64, num_images: "4" }, 4096, 0],
    [
      "many by another name",
      flux("flux-2-pro"),
      { ...proBody, width: 64, height: 64, num_images: 1, n: 3 },
      3072,
      0,
    ],
    ["less than one", flux("flux-2-pro"), { ...proBody, width: 64, height: 64, num_images: -5 }, 1024, 0],
    [
      "more than anybody makes",
      flux("flux-2-pro"),
      { ...proBody, width: 64, height: 64, num_images: 1e12 },
      131_072,
      0,
    ],
    [
      "what is given as no picture",
      flux("flux-2-flex"),
      { ...flexBody, width: 64, height: 64, input_image: "????" },
      1024,
      4096,
    ],
    [
      "what is given under a number",
      flux("flux-2-flex"),
      { ...flexBody, width: 64, height: 64, input_image_11: 7 },
      1024,
      4096,
    ],
    [
      "a list that is given",
      flux("flux-2-flex"),
      { ...flexBody, width: 64, height: 64, input_images: [png(8, 8), "https://x/1"] },
      1024,
      5120,
    ],
  ];
  for (const [what, call, body, bound, given] of bounds)
    it(`takes ${what} for ${given} + ${bound} tokens until an answer says so`, async () => {
      const { stack } = await startImages({ id: "later" });
      const { status } = await ask(stack, call, keyOf(stack), body);
      expect(status).to.equal(200);
      const [event] = stack.usage();
      expect(event).to.include({ tokensFrom: "estimate", completionBound: bound, promptTokens: 5 + given });
      const each = { [mai]: 47, [flux("flux-2-flex")]: 50_000 / 1024 }[call] ?? 15_000 / 1024;
      const pictures = call === flux("flux-2-pro") ? Math.ceil(bound / (bound === 4096 ? 4096 : 1024)) : 0;
      expect(event!.cost!["output"]).to.be.at.least(bound * each + (pictures > 0 ? 15_000 : 0) - 1);
    });
});
