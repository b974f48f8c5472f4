import { expect } from "chai";
import { isFetched } from "../../packages/local-cloud/azure/inputs/generate/fetchPackage";
import { readTypes } from "../../packages/local-cloud/azure/inputs/generate/readTypes";
import { sources } from "../../packages/local-cloud/azure/inputs/generate/sources";
import { moduleTypes } from "../../packages/local-cloud/azure/inputs/inputTypes";

describe("the tables of Azure's input types", () => {
  // The packages are big; who has run the generator has them. That the files are as it wrote them, a digest tells others.
  if (Object.values(sources).flat().every(isFetched))
    it("are what Microsoft's packages and the installed azure-native say; otherwise `npm run generate:inputs`", () => {
      for (const [module, types] of readTypes()) expect(moduleTypes(module), module).to.deep.equal(types);
    });
});
