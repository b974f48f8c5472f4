import type { CreatedResource, ResourceRequest } from "../provider";
import { seededHex, seededText, seededUuid } from "./seeded";

/** The `random` provider, except that the same resource has the same value every time. */
export function createRandom({ type, urn: ownUrn, inputs }: ResourceRequest): CreatedResource {
  // Other keepers, another value: https://www.pulumi.com/registry/packages/random/api-docs/randompassword/#keepers_nodejs
  const urn = inputs["keepers"] === undefined ? ownUrn : `${ownUrn} ${JSON.stringify(inputs["keepers"])}`;
  const kind = type.split(":")[2];
  switch (kind) {
    case "RandomString":
    case "RandomPassword": {
      const length = typeof inputs["length"] === "number" ? inputs["length"] : 8;
      const result = seededText(urn, length, alphabetOf(inputs));
      return kind === "RandomString"
        ? { id: result, outputs: { result } }
        : {
            id: "none",
            outputs: { result, bcryptHash: seededHex(urn, 60) },
            secretOutputs: ["result", "bcryptHash"],
          };
    }
    case "RandomUuid": {
      const result = seededUuid(urn);
      return { id: result, outputs: { result } };
    }
    case "RandomInteger": {
      const [min, max] = [Number(inputs["min"]), Number(inputs["max"])];
      const result = min + (parseInt(seededHex(urn, 8), 16) % (max - min + 1));
      return { id: String(result), outputs: { result } };
    }
    case "RandomId":
    case "RandomBytes":
      return createBytes(urn, kind, inputs);
    default:
      throw new Error(`the local cloud does not know ${type}; RandomString, RandomUuid and RandomId will do`);
  }
}

function createBytes(urn: string, kind: string, inputs: ResourceRequest["inputs"]): CreatedResource {
  const length = Number(inputs["byteLength"] ?? inputs["length"] ?? 8);
  const hex = seededText(urn, length * 2, "0123456789abcdef");
  const bytes = Buffer.from(hex, "hex");
  const base64 = bytes.toString("base64");
  if (kind === "RandomBytes")
    return { id: "none", outputs: { hex, base64 }, secretOutputs: ["hex", "base64"] };
  const prefix = typeof inputs["prefix"] === "string" ? inputs["prefix"] : "";
  const b64Url = bytes.toString("base64url");
  const dec = BigInt(`0x${hex}`).toString();
  const outputs = { hex: prefix + hex, b64Std: prefix + base64, b64Url: prefix + b64Url, dec: prefix + dec };
  return { id: b64Url, outputs };
}

function alphabetOf(inputs: ResourceRequest["inputs"]): string {
  const wanted = (name: string, characters: string) => (inputs[name] === false ? "" : characters);
  const special =
    typeof inputs["overrideSpecial"] === "string" ? inputs["overrideSpecial"] : "!@#$%&*()-_=+[]{}<>:?";
  const alphabet = [
    wanted("lower", "abcdefghijklmnopqrstuvwxyz"),
    wanted("upper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    wanted("numeric", "0123456789"),
    wanted("special", special),
  ].join("");
  return alphabet || "0";
}
