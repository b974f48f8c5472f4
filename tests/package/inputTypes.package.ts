import { expect } from "chai";
import { readInputTypes } from "../../local/cloud/azure/inputs/generate";
import { inputTypes } from "../../local/cloud/azure/inputs/inputTypes";

describe("the table of azure-native's inputs", () => {
  it("is what the installed azure-native declares; otherwise `npm run generate:inputs`", () => {
    expect(inputTypes()).to.deep.equal(readInputTypes());
  });
});
