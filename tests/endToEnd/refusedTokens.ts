import { apps, audience, otherTenant, people } from "./tokenStack";

const role = { roles: ["Models.Read"] };

/** A token that is refused: its claims, and the status, the code and a word of what the caller is told. */
export type RefusedToken = readonly [
  what: string,
  claims: (now: number) => Record<string, unknown>,
  status: number,
  code: string,
  word: string,
];

/** Of whoever takes the application `apps.chat` with the role Models.Read, and `apps.coding` of the group `group`. */
export const refusedTokens: readonly RefusedToken[] = [
  ["expired", (now) => ({ ...role, exp: now - 1 }), 401, "invalid_token", "expired"],
  ["without an end", () => ({ ...role, exp: undefined }), 401, "invalid_token", "expired"],
  ["not yet valid", (now) => ({ ...role, nbf: now + 600 }), 401, "invalid_token", "not valid"],
  ["for another audience", () => ({ ...role, aud: "api://other" }), 401, "invalid_token", "audience"],
  [
    "for an audience of a longer name",
    () => ({ ...role, aud: `${audience}-2` }),
    401,
    "invalid_token",
    "audience",
  ],
  ["without an audience", () => ({ ...role, aud: undefined }), 401, "invalid_token", "audience"],
  [
    "of another tenant",
    () => ({ ...role, tid: otherTenant, iss: `https://login.microsoftonline.com/${otherTenant}/v2.0` }),
    401,
    "invalid_token",
    "issuer",
  ],
  [
    "of another tenant under our issuer",
    () => ({ ...role, tid: otherTenant }),
    403,
    "caller_not_allowed",
    "tenant",
  ],
  ["of another issuer", () => ({ ...role, iss: "https://issuer.example/" }), 401, "invalid_token", "issuer"],
  ["without the role", () => ({}), 403, "insufficient_role", "role"],
  ["with a role in other letters", () => ({ roles: ["models.read"] }), 403, "insufficient_role", "role"],
  ["with a longer role", () => ({ roles: ["Models.Read.All"] }), 403, "insufficient_role", "role"],
  ["whose scope is named as the role", () => ({ scp: "Models.Read" }), 403, "insufficient_role", "role"],
  [
    "of an application that no product has",
    () => ({ ...role, azp: apps.stranger }),
    403,
    "caller_not_allowed",
    "application",
  ],
  [
    "of no application, as id tokens are",
    () => ({ ...role, azp: undefined }),
    403,
    "caller_not_allowed",
    "id token",
  ],
  [
    "of a wrong group",
    () => ({ azp: apps.coding, groups: [people.ann] }),
    403,
    "caller_not_allowed",
    "group",
  ],
  [
    "of too many groups to name",
    () => ({ azp: apps.coding, hasgroups: true }),
    403,
    "caller_not_allowed",
    "200",
  ],
  ["that says nobody", () => ({ ...role, oid: undefined }), 403, "caller_not_allowed", "oid"],
];
