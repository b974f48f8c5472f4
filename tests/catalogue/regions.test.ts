import { expect } from "chai";
import { packageCatalogue } from "../../packages/catalogue";
import { regionOf } from "../../packages/local-cloud/azure/rules/regions";

describe("regions of the catalogue", () => {
  for (const [region, { zones }] of packageCatalogue().regions)
    it(`${region}: as the local cloud, which has them from elsewhere, knows it`, () => {
      expect(regionOf(region)?.zones).to.equal(zones);
    });
});
