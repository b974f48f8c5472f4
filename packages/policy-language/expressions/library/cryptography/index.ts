import { createHash, createHmac } from "node:crypto";
import { define, named, type Members } from "../../types/registry";
import { argumentNull, checkSize, currentRuntime, NetObject, outOfRange, tick } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { fromByteArray, toByteArray } from "../core/bytes";
import { defineException } from "../core/exceptions";
import "./ciphers";
import "./rsa";

defineException("System.Security.Cryptography", "CryptographicException", "SystemException");

/** Work of a hash is charged by the size of what it reads. */
function charge(bytes: Uint8Array): Uint8Array {
  checkSize(bytes.length);
  tick(1 + (bytes.length >> 6));
  return bytes;
}

/** MD5, SHA256 and their like; with a key, the HMACs. */
class Hash extends NetObject {
  last: NetArray | null = null;
  /** What TransformBlock has been given so far. */
  readonly parts: Buffer[] = [];
  constructor(
    readonly typeName: string,
    readonly algorithm: string,
    public key?: Buffer,
  ) {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
  take(bytes: Buffer): void {
    checkSize(this.parts.reduce((sum, one) => sum + one.length, bytes.length));
    this.parts.push(Buffer.from(bytes));
  }
  compute(bytes: Uint8Array): NetArray {
    const made = this.key ? createHmac(this.algorithm, this.key) : createHash(this.algorithm);
    return (this.last = toByteArray(made.update(charge(bytes)).digest()));
  }
}

function part(array: NetArray | null, offset: number, count: number): Buffer {
  const bytes = fromByteArray(array, "buffer");
  if (offset < 0 || count < 0 || offset + count > bytes.length) outOfRange("offset");
  return bytes.subarray(offset, offset + count);
}

const members: Members = {
  "byte[] ComputeHash(byte[] buffer)": (hash: Hash, array: NetArray | null) => hash.compute(fromByteArray(array, "buffer")),
  "byte[] ComputeHash(byte[] buffer, int offset, int count)": (hash: Hash, array: NetArray | null, offset: number, count: number) =>
    hash.compute(part(array, offset, count)),
  "byte[] Hash": (hash: Hash) => hash.last,
  "int HashSize": (hash: Hash) => createHash(hash.algorithm).digest().length * 8,
  "void Initialize()": (hash: Hash) => void (hash.parts.length = 0),
  "void Clear()": () => undefined,
  "void Dispose()": () => undefined,
  "bool CanReuseTransform": () => true,
  "bool CanTransformMultipleBlocks": () => true,
  "int InputBlockSize": () => 1,
  "int OutputBlockSize": () => 1,
  "int TransformBlock(byte[] inputBuffer, int inputOffset, int inputCount, byte[] outputBuffer, int outputOffset)":
    (hash: Hash, array: NetArray | null, offset: number, count: number, into: NetArray | null, at: number) => {
      const bytes = part(array, offset, count);
      hash.take(bytes);
      // The block is handed on as it is, where there is somewhere to put it.
      if (into && into !== array) bytes.forEach((byte, index) => (into.items[at + index] = byte));
      return count;
    },
  "byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)": (hash: Hash, array: NetArray | null, offset: number, count: number) => {
    const bytes = Buffer.from(part(array, offset, count));
    hash.take(bytes);
    hash.compute(Buffer.concat(hash.parts.splice(0)));
    return toByteArray(bytes);
  },
}; // prettier-ignore
define("System.Security.Cryptography", "class HashAlgorithm : IDisposable", members);
const keyMembers: Members = {
  "byte[] Key": [
    (hash: Hash) => toByteArray(hash.key!),
    (hash: Hash, key: NetArray | null) => {
      hash.key = fromByteArray(key, "value");
    },
  ],
};
define("System.Security.Cryptography", "class KeyedHashAlgorithm : HashAlgorithm", keyMembers);
define("System.Security.Cryptography", "class HMAC : KeyedHashAlgorithm", {
  ...keyMembers,
  "string HashName": (hash: Hash) => hash.algorithm.toUpperCase(),
});

const random = (count: number): Uint8Array => {
  if (count < 0) outOfRange("count");
  checkSize(count);
  return Uint8Array.from({ length: count }, () => Math.floor(currentRuntime().random.next() * 256));
};

for (const [name, algorithm] of Object.entries({
  MD5: "md5",
  SHA1: "sha1",
  SHA256: "sha256",
  SHA384: "sha384",
  SHA512: "sha512",
})) {
  define("System.Security.Cryptography", `class ${name} : HashAlgorithm`, {
    [`static ${name} Create()`]: () => new Hash(name, algorithm),
    "static byte[] HashData(byte[] source)": (source: NetArray | null) =>
      new Hash(name, algorithm).compute(fromByteArray(source, "source")),
  });
  for (const suffix of ["Managed", "CryptoServiceProvider", "Cng"])
    define("System.Security.Cryptography", `class ${name}${suffix} : ${name}`, {
      "new()": () => new Hash(name, algorithm),
    });
  const keyed = `HMAC${name}`;
  define("System.Security.Cryptography", `class ${keyed} : HMAC`, {
    "new()": () => new Hash(keyed, algorithm, Buffer.from(random(64))),
    "new(byte[] key)": (key: NetArray | null) => new Hash(keyed, algorithm, fromByteArray(key, "key")),
    "static byte[] HashData(byte[] key, byte[] source)": (key: NetArray | null, source: NetArray | null) =>
      new Hash(keyed, algorithm, fromByteArray(key, "key")).compute(fromByteArray(source, "source")),
  });
}

class Generator extends NetObject {
  constructor(private readonly typeName = "RandomNumberGenerator") {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
}

function fillPart(_: Generator, array: NetArray | null, offset: number, count: number): void {
  const into = array ?? argumentNull("data");
  part(into, offset, count);
  random(count).forEach((byte, index) => (into.items[offset + index] = byte));
}
const fill = (array: NetArray | null) => {
  const into = array ?? argumentNull("data");
  random(into.items.length).forEach((byte, index) => (into.items[index] = byte));
};
define("System.Security.Cryptography", "class RandomNumberGenerator : IDisposable", {
  "static RandomNumberGenerator Create()": () => new Generator(),
  "static byte[] GetBytes(int count)": (count: number) => toByteArray(random(count)),
  "static int GetInt32(int toExclusive)": (to: number) =>
    to <= 0 ? outOfRange("toExclusive") : Math.floor(currentRuntime().random.next() * to),
  "static int GetInt32(int fromInclusive, int toExclusive)": (from: number, to: number) =>
    from >= to ? outOfRange("toExclusive") : from + Math.floor(currentRuntime().random.next() * (to - from)),
  "void GetBytes(byte[] data)": (_: Generator, array: NetArray | null) => fill(array),
  "void GetBytes(byte[] data, int offset, int count)": fillPart,
  "void GetNonZeroBytes(byte[] data)": (_: Generator, array: NetArray | null) => fillNonZero(array),
  "void Dispose()": () => undefined,
});

/** Never zero, by drawing again. */
function fillNonZero(array: NetArray | null): void {
  fill(array);
  array!.items.forEach((byte, index) => {
    let drawn = byte as number;
    while (drawn === 0) drawn = random(1)[0]!;
    array!.items[index] = drawn;
  });
}

define("System.Security.Cryptography", "class RNGCryptoServiceProvider : RandomNumberGenerator", {
  "new()": () => new Generator("RNGCryptoServiceProvider"),
  "new(byte[] rgb)": () => new Generator("RNGCryptoServiceProvider"),
  "new(string str)": () => new Generator("RNGCryptoServiceProvider"),
  "void GetBytes(byte[] data)": (_: Generator, array: NetArray | null) => fill(array),
  "void GetBytes(byte[] data, int offset, int count)": fillPart,
  "void GetNonZeroBytes(byte[] data)": (_: Generator, array: NetArray | null) => fillNonZero(array),
});
