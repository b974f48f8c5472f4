import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { invalidRequest } from "./errors";

/** How such texts begin at the service. */
const PREFIX = "gAAAAAB";
const MAC_BYTES = 32;

/**
 * Content that only the account that wrote it can read: reasoning and compaction items that callers carry themselves.
 * Another account refuses it, as the service does when a turn moves to another resource.
 */
export class AccountCipher {
  constructor(private readonly key: string) {}

  /** The text that stands for an item; the same for the same item. */
  seal(item: string): string {
    const noise = createHash("sha512").update(`${this.key} ${item}`).digest();
    const payload = Buffer.concat([noise, Buffer.from(item)]);
    return `${PREFIX}${Buffer.concat([this.mac(payload), payload]).toString("base64url")}`;
  }

  /** @throws ServiceError 400 `invalid_encrypted_content` for what this account has not written. */
  verify(content: string): void {
    const bytes = Buffer.from(content.slice(PREFIX.length), "base64url");
    const mine =
      content.startsWith(PREFIX) &&
      bytes.length > MAC_BYTES &&
      timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.mac(bytes.subarray(MAC_BYTES)));
    if (mine) return;
    const shown = content.length > 8 ? `${content.slice(0, 4)}...${content.slice(-4)}` : content;
    throw invalidRequest(
      "invalid_encrypted_content",
      `The encrypted content ${shown} could not be verified. Reason: Encrypted content could not be decrypted or parsed.`,
    );
  }

  private mac(payload: Uint8Array): Buffer {
    return createHmac("sha256", this.key).update(payload).digest();
  }
}
