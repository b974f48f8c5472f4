import { z } from "@azure-genai-gateway/schema";
import { about } from "./about";
import { caseless } from "./caseless";
import { count } from "./texts";

const validateJwt = "https://learn.microsoft.com/azure/api-management/validate-jwt-policy";
const accessTokens = "https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference";
const appRoles =
  "https://learn.microsoft.com/entra/identity-platform/howto-add-app-roles-in-apps#assign-app-roles-to-applications";

const guidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text is an id as Microsoft Entra has them, in either case. */
export const isGuid = (text: string): boolean => guidForm.test(text.toLowerCase());

/** Microsoft Entra names tenants, applications, groups and people by a GUID. */
const guid = (of: string) =>
  z
    .string(`Write the id of ${of}: 8-4-4-4-12 hexadecimal digits`)
    .regex(caseless(guidForm), `Write the id of ${of}: 8-4-4-4-12 hexadecimal digits`);

/** A text that goes into a policy and is compared as it stands. */
const plain = (what: string) =>
  z
    .string(what)
    .regex(
      /^(?!@)[!#-;=?-[\]-z|~]+$/,
      `${what}, without blanks, quotes, <, >, backslashes, braces, and @ in front`,
    )
    .max(256, "Write at most 256 characters");

const audience = plain("Write what tokens are for, such as api://genai-gateway");

const list = <Item extends z.ZodType>(item: Item, what: string) => z.array(item).min(1, what);

const exampleTenant = "11111111-1111-1111-1111-111111111111";
const exampleApplication = "22222222-2222-2222-2222-222222222222";

/** Whose tokens the gateway takes, where products are called with tokens. */
export const entra = z
  .strictObject({
    tenants: list(
      guid("a tenant").meta(about("Id of a tenant.", { example: exampleTenant })),
      "Name at least one tenant",
    ).meta(
      about("Tenants of Microsoft Entra whose tokens are taken.", {
        example: [exampleTenant],
        page: accessTokens,
      }),
    ),
    audiences: list(
      audience.meta(about("What a token is for.", { example: "api://genai-gateway" })),
      "Name at least one audience",
    ).meta(
      about(
        "What tokens have to be for, of which one is enough: the application id URI of the app registration that stands for the gateway (in tokens of version 1), and its client id (in those of version 2). The stack makes no app registration.",
        { example: ["api://genai-gateway"], page: accessTokens },
      ),
    ),
    authority: z
      .string()
      .regex(
        caseless(/^https:\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+$/),
        "Write https and a host, such as https://login.microsoftonline.com",
      )
      .default("https://login.microsoftonline.com")
      .meta(
        about("Where the keys are read that tokens are signed with; another one in Azure's other clouds.", {
          page: "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud",
        }),
      ),
  })
  .optional()
  .meta(
    about("Microsoft Entra, for products that are called with tokens: see `products[].identity`.", {
      otherwise: "keys only",
      page: validateJwt,
    }),
  );

/** @param budget of what one user may spend, of the same form as a product's */
export const identityWith = <Budget extends z.ZodType>(budget: Budget) =>
  z
    .strictObject({
      mode: z
        .enum(["key", "entra", "both"])
        .meta(
          about(
            "`key`: a subscription key, as without `identity`. `entra`: a token of Microsoft Entra and no key. `both`: a key of the product, and a token.",
            { example: "entra" },
          ),
        ),
      audience: audience.optional().meta(
        about("What tokens of this product have to be for: one of `entra.audiences`.", {
          example: "api://genai-gateway",
          otherwise: "any of `entra.audiences`",
        }),
      ),
      tenants: list(
        guid("a tenant").meta(about("Id of a tenant.", { example: exampleTenant })),
        "Name at least one tenant, or leave the key out for all of entra.tenants",
      )
        .optional()
        .meta(
          about("Tenants whose tokens may use the product: some of `entra.tenants`.", {
            example: [exampleTenant],
            otherwise: "all of `entra.tenants`",
          }),
        ),
      applications: list(
        guid("an application").meta(
          about("Client id of an application (`appid` of version 1, `azp` of version 2).", {
            example: exampleApplication,
          }),
        ),
        "Name at least one application, or leave the key out",
      )
        .optional()
        .meta(
          about("Applications that tokens may have been issued to.", {
            example: [exampleApplication],
            otherwise: "any",
            page: accessTokens,
          }),
        ),
      roles: list(
        plain("Write the value of an app role").meta(
          about("Value of an app role, compared as it is written.", { example: "Models.Read" }),
        ),
        "Name at least one role, or leave the key out",
      )
        .optional()
        .meta(
          about("App roles, of which a token has to have one.", {
            example: ["Models.Read"],
            otherwise: "none is asked for",
            page: appRoles,
          }),
        ),
      groups: list(
        guid("a group").meta(
          about("Object id of a group.", { example: "33333333-3333-3333-3333-333333333333" }),
        ),
        "Name at least one group, or leave the key out",
      )
        .optional()
        .meta(
          about(
            "Groups, of which a token has to name one. A token of somebody in more than 200 groups names none: roles are surer.",
            {
              example: ["33333333-3333-3333-3333-333333333333"],
              otherwise: "none is asked for",
              page: "https://learn.microsoft.com/security/zero-trust/develop/configure-tokens-group-claims-app-roles",
            },
          ),
        ),
      users: list(
        plain("Write the value of the claim userClaim").meta(
          about("Object id of a user or of an application's service principal.", {
            example: "44444444-4444-4444-4444-444444444444",
          }),
        ),
        "Name at least one user, or leave the key out",
      )
        .optional()
        .meta(
          about("Who may call, by the claim in `userClaim`.", {
            example: ["44444444-4444-4444-4444-444444444444"],
            otherwise: "anybody",
          }),
        ),
      userClaim: z
        .enum(["oid", "sub"])
        .default("oid")
        .meta(
          about(
            "The claim that names who calls: `oid` is the same in all applications of a tenant, `sub` another one in each. Names and addresses are none, for they change hands.",
            { page: accessTokens },
          ),
        ),
      perUser: z
        .strictObject({
          tokensPerMinute: count("Write tokens per minute, 1 or more")
            .optional()
            .meta(
              about("Tokens that each user may use in a minute; then 429.", {
                unit: "tokens per minute",
                example: 20000,
                otherwise: "no limit",
                page: "https://learn.microsoft.com/azure/api-management/llm-token-limit-policy",
              }),
            ),
          budget,
        })
        .optional()
        .meta(
          about(
            "What each user of the product may use, by the token's tenant and `userClaim`; an application that calls for itself is a user, too.",
            { otherwise: "no limit" },
          ),
        ),
    })
    .optional()
    .meta(
      about(
        "Who may call. A product with `entra` has no subscriptions; its callers are told apart by their tokens, and one of `applications`, `roles`, `groups` and `users` says whose.",
        { otherwise: "whoever has a key of the product" },
      ),
    );
