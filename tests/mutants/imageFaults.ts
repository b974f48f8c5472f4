import type { Mutant } from "./mutant";

/** What a caller of Foundry's image models could have for less than it is, or although it is not granted. */
export const imageFaults: readonly Mutant[] = [
  {
    name: "image models: the path of a call chooses the model",
    file: "components/genAiApi/providerParameters.ts",
    from: "[escapedRefusal(modelInPath), refuse]",
    to: "[refuse]",
    tests: ["tests/endToEnd/providers/foundryImages.test.ts"],
  },
  {
    name: "image models: a size that is a text makes the smallest picture",
    file: "policies/providers/flux/read-request.xml",
    from: "{ return 4096; }",
    to: "{ return 1024; }",
    tests: ["tests/endToEnd/providers/imageCosts.test.ts"],
  },
  {
    name: "image models: num_images alone is counted",
    file: "policies/providers/flux/read-request.xml",
    from: 'new [] { "num_images", "n" }',
    to: 'new [] { "num_images" }',
    tests: ["tests/endToEnd/providers/imageCosts.test.ts"],
  },
  {
    name: "image models: pictures that are given are free",
    file: "policies/providers/mai/read-usage.xml",
    from: 'new JProperty("prompt_tokens_details", new JObject(new JProperty("image_tokens", seen)))',
    to: 'new JProperty("prompt_tokens_details", new JObject())',
    tests: ["tests/endToEnd/providers/imageCosts.test.ts"],
  },
];
