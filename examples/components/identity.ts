import { Identity } from "azure-genai-gateway";
import { group, inGroup } from "./shared";

/** A user-assigned identity, for whatever signs on to Azure. */
const identity = new Identity("gateway", { ...inGroup(group()), identityName: "id-example" });

export const clientId = identity.clientId;
