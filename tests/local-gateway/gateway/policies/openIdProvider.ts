import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type HttpHandler, jsonResponse } from "../../../../packages/common/http";

/** A simulated OpenID provider for tests of the policies that check tokens. */
export class OpenIdProvider {
  /** Requests that reached it, by path. */
  readonly asked: string[] = [];
  /** Answers with this instead, when set. */
  broken?: HttpHandler;
  private readonly keys = new Map<string, { privateKey: KeyObject; publicKey: KeyObject }>();
  private readonly published = new Set<string>();

  constructor(
    private readonly host: string,
    readonly issuer: string,
  ) {
    this.addKey("first");
  }

  addKey(id: string, published = true): void {
    this.keys.set(id, generateKeyPairSync("rsa", { modulusLength: 2048 }));
    if (published) this.published.add(id);
  }

  publish(id: string): void {
    this.published.add(id);
  }

  readonly handle: HttpHandler = (request) => {
    const { pathname } = new URL(request.url);
    this.asked.push(pathname);
    if (this.broken) return this.broken(request);
    if (pathname !== "/keys") {
      return Promise.resolve(
        jsonResponse(200, { issuer: this.issuer, jwks_uri: `https://${this.host}/keys` }),
      );
    }
    const keys = [...this.published].map((kid) => ({
      ...this.keys.get(kid)!.publicKey.export({ format: "jwk" }),
      kid,
      use: "sig",
    }));
    return Promise.resolve(jsonResponse(200, { keys: [{ kty: "EC", kid: "other" }, ...keys] }));
  };

  token(claims: Record<string, unknown>, key = "first"): string {
    const signed = `${part({ alg: "RS256", typ: "JWT", kid: key })}.${part({ iss: this.issuer, ...claims })}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), this.keys.get(key)!.privateKey).toString("base64url")}`;
  }
}

function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
