import { expect } from "chai";
import { inputChanges } from "../../../local/cloud/azure/inputs/changes";
import { checkInputs, unknownValue } from "../../../local/cloud/azure/inputs/checkInputs";
import { evaluated } from "../../components/evaluated";

const backend = "azure-native:apimanagement:Backend";
const sound = {
  resourceGroupName: "rg",
  serviceName: "s",
  backendId: "b",
  protocol: "http",
  url: "https://a.example.com",
};
const faults = (inputs: Record<string, unknown>, type = backend) =>
  checkInputs(type, inputs).map(({ property, reason }) => `${property} ${reason}`);

describe("checking inputs against azure-native's declarations", () => {
  for (const stack of ["dev", "test", "ptu", "prod"])
    it(`finds nothing wrong with stack ${stack}`, async () => {
      const { deployment } = await evaluated(stack);
      const found = deployment.resources.flatMap(({ name, type, inputs }) =>
        checkInputs(type, inputs).map(({ property, reason }) => `${name}: ${property} ${reason}`),
      );
      expect(found).to.be.empty;
    });

  it("tells everything at once: missing, unknown, read-only, of the wrong type, no such value", () => {
    expect(faults(sound)).to.be.empty;
    expect(
      faults({
        ...sound,
        serviceName: undefined,
        name: "b",
        weight: 3,
        url: 5,
        tls: { validateCertificateChain: "yes" },
        pool: { services: [{ priority: 1 }] },
      }),
    ).to.have.members([
      "serviceName is required",
      "name is read-only: Azure sets it",
      "weight is not a property of apimanagement:Backend",
      "url takes a string, not a number",
      "tls.validateCertificateChain takes a boolean, not a string",
      "pool.services[0].id is required",
    ]);
  });

  it("lets unknown values pass, and never shows a value", () => {
    expect(faults({ ...sound, url: unknownValue, tls: unknownValue })).to.be.empty;
    expect(faults({ ...sound, url: ["s3cret"] }).join()).to.not.include("s3cret");
  });

  it("tells changes by path, and which of them replace the resource", () => {
    const after = { ...sound, serviceName: "t", url: "https://b.example.com" };
    expect(inputChanges(backend, sound, after)).to.deep.equal({
      changed: ["serviceName", "url"],
      replaces: ["serviceName"],
    });
    expect(inputChanges(backend, sound, after, ["url"]).changed).to.deep.equal(["serviceName"]);
    expect(inputChanges(backend, sound, { ...sound })).to.deep.equal({ changed: [], replaces: [] });
    const endpoint = { privateEndpointName: "e", subnet: { id: "/one" }, location: "westeurope" };
    const changed = { privateEndpointName: "e", subnet: { id: "/two" }, location: "northeurope" };
    expect(inputChanges("azure-native:network:PrivateEndpoint", endpoint, changed)).to.deep.equal({
      changed: ["subnet.id", "location"],
      replaces: ["subnet.id"],
    });
  });
});
