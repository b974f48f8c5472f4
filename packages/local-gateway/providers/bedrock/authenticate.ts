import { timingSafeEqual } from "node:crypto";
import type { HttpRequest } from "@azure-genai-gateway/common/http";
import type { Access, Incoming } from "../service/dialect";
import { failure } from "./errors";
import {
  canonicalRequest,
  parseAuthorization,
  signatureOf,
  stringToSign,
  type Authorization,
} from "./signature";

const SKEW = 5 * 60_000;

/**
 * Lets a call in by its signature or by an API key of Bedrock, or throws what AWS answers.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html
 * @param region of the host that is called
 */
export function authenticate(incoming: Incoming, access: Access, region: string, now: number): void {
  const header = incoming.request.headers.get("authorization");
  if (header === undefined)
    throw failure(403, "Missing Authentication Token", "MissingAuthenticationTokenException");
  const bearer = /^Bearer\s+(.*)$/i.exec(header)?.[1];
  if (bearer !== undefined) {
    if (bearer !== "" && (access.keys === undefined || access.keys.includes(bearer))) return;
    throw failure(403, "Authentication failed: Please make sure your API Key is valid.");
  }
  const authorization = parseAuthorization(header);
  if (!authorization)
    throw failure(
      403,
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
      "IncompleteSignatureException",
    );
  checkScope(authorization, region);
  const secrets = access.awsCredentials?.get(authorization.accessKeyId);
  const token = incoming.request.headers.get("x-amz-security-token");
  if (token !== undefined && !authorization.signedHeaders.includes("x-amz-security-token"))
    throw wrongSignature("'X-Amz-Security-Token' must be a 'SignedHeader' in the AWS Authorization.");
  // Ids of temporary keys begin with ASIA, and none of them is taken without its token.
  const isTemporary = authorization.accessKeyId.startsWith("ASIA");
  if (!secrets?.length || (isTemporary && token === undefined))
    throw failure(
      403,
      "The security token included in the request is invalid.",
      "UnrecognizedClientException",
    );
  const time = checkTime(incoming.request, authorization, now);
  checkSignature(incoming, authorization, time, secrets);
}

function checkScope({ region: signed, service }: Authorization, region: string): void {
  if (service !== "bedrock")
    throw wrongSignature(`Credential should be scoped to correct service: 'bedrock'.`);
  if (signed !== region) throw wrongSignature("Credential should be scoped to a valid region.");
}

function checkTime({ headers }: HttpRequest, { date, signedHeaders }: Authorization, now: number): string {
  const time = headers.get("x-amz-date") ?? "";
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!parts)
    throw failure(
      403,
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
      "IncompleteSignatureException",
    );
  if (!time.startsWith(date))
    throw wrongSignature(
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP",
    );
  // What is not signed anybody on the way can change.
  for (const name of ["host", "x-amz-date"])
    if (!signedHeaders.includes(name))
      throw wrongSignature(
        `'${name === "host" ? "Host" : "X-Amz-Date"}' must be a 'SignedHeader' in the AWS Authorization.`,
      );
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const at = Date.UTC(year!, month! - 1, day, hour, minute, second);
  const shown = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
  if (at < now - SKEW)
    throw wrongSignature(
      `Signature expired: ${time} is now earlier than ${shown(now - SKEW)} (${shown(now)} - 5 min.)`,
    );
  if (at > now + SKEW)
    throw wrongSignature(
      `Signature not yet current: ${time} is still later than ${shown(now + SKEW)} (${shown(now)} + 5 min.)`,
    );
  return time;
}

function checkSignature(
  { request, url }: Incoming,
  authorization: Authorization,
  time: string,
  secrets: readonly string[],
): void {
  const headers: Record<string, readonly string[]> = { host: [url.host] };
  for (const [name, values] of request.headers) headers[name.toLowerCase()] = values;
  const canonical = canonicalRequest(
    {
      ...{ method: request.method.toUpperCase(), path: url.pathname, query: url.search.slice(1) },
      ...{ headers, body: request.body },
    },
    authorization.signedHeaders,
  );
  const toSign = stringToSign(canonical, time, authorization);
  const given = Buffer.from(authorization.signature);
  const right = secrets.some((secret) => {
    const made = Buffer.from(signatureOf(secret, toSign, authorization));
    return made.length === given.length && timingSafeEqual(made, given);
  });
  if (right) return;
  throw wrongSignature(
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  );
}

function wrongSignature(message: string) {
  return failure(403, message, "InvalidSignatureException");
}
