import { BatchStore } from "./batches/batchStore";
import { FileStore } from "./files/fileStore";
import type { Item } from "./responses/items";
import { ConversationStore } from "./responses/conversationStore";
import { ResponseStore } from "./responses/responseStore";
import { AccountCipher } from "./wire/encryption";

const MOST_ITEMS = 20_000;

/** What an account keeps between calls. */
export class AccountState {
  readonly responses = new ResponseStore(this);
  readonly conversations = new ConversationStore(this);
  readonly files = new FileStore();
  readonly batches = new BatchStore();
  readonly cipher: AccountCipher;
  private readonly items = new Map<string, Item>();

  /** @param secret what only this account knows. */
  constructor(secret: string) {
    this.cipher = new AccountCipher(secret);
  }

  /** Items that an `item_reference` may name; the newest 20,000. */
  keepItems(items: readonly Item[]): void {
    for (const item of items) if (typeof item.id === "string") this.items.set(item.id, item);
    for (const oldest of this.items.keys()) {
      if (this.items.size <= MOST_ITEMS) break;
      this.items.delete(oldest);
    }
  }

  forgetItems(items: readonly Item[]): void {
    for (const { id } of items) if (typeof id === "string") this.items.delete(id);
  }

  item(id: string): Item | undefined {
    return this.items.get(id);
  }
}
