import { createCipheriv, createDecipheriv } from "node:crypto";
import { define, named, type Members } from "../../types/registry";
import { argumentNull, checkSize, currentRuntime, NetObject, raise, tick } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { defineEnum } from "../core/enums";
import { fromByteArray, toByteArray } from "../core/bytes";

defineEnum("System.Security.Cryptography", "CipherMode", { CBC: 1, ECB: 2, OFB: 3, CFB: 4, CTS: 5 });
defineEnum("System.Security.Cryptography", "PaddingMode", {
  None: 1,
  PKCS7: 2,
  Zeros: 3,
  ANSIX923: 4,
  ISO10126: 5,
});

const modes: Readonly<Record<number, string>> = { 1: "cbc", 2: "ecb", 4: "cfb8" };
const padded = 2;

/** Aes: https://learn.microsoft.com/dotnet/api/system.security.cryptography.aes */
class Aes extends NetObject {
  mode = 1;
  padding = padded;
  key: Buffer;
  iv: Buffer;
  constructor() {
    super();
    const random = (count: number) =>
      Buffer.from(Array.from({ length: count }, () => Math.floor(currentRuntime().random.next() * 256)));
    this.key = random(32);
    this.iv = random(16);
  }
  get netType() {
    return named("Aes");
  }
}

class Transform extends NetObject {
  constructor(
    readonly run: (bytes: Buffer) => Uint8Array,
    readonly typeName = "ICryptoTransform",
  ) {
    super();
  }
  get netType() {
    return named(this.typeName);
  }
}

function checkedKey(key: Buffer): Buffer {
  return [16, 24, 32].includes(key.length)
    ? key
    : raise("CryptographicException", "Specified key is not a valid size for this algorithm.");
}

function checkedIv(iv: Buffer): Buffer {
  return iv.length === 16
    ? iv
    : raise(
        "CryptographicException",
        "Specified initialization vector (IV) does not match the block size for this algorithm.",
      );
}

/** Runs AES over the bytes; what OpenSSL refuses is a CryptographicException with .NET's words. */
function aes(
  bytes: Buffer,
  encrypt: boolean,
  key: Buffer,
  iv: Buffer,
  mode = 1,
  padding = padded,
): Uint8Array {
  checkSize(bytes.length);
  tick(1 + (bytes.length >> 6));
  const chaining =
    modes[mode] ?? raise("CryptographicException", "Specified cipher mode is not valid for this algorithm.");
  const name = `aes-${checkedKey(key).length * 8}-${chaining}`;
  const vector = chaining === "ecb" ? null : checkedIv(iv);
  try {
    const cipher = encrypt ? createCipheriv(name, key, vector) : createDecipheriv(name, key, vector);
    cipher.setAutoPadding(padding === padded);
    return Buffer.concat([cipher.update(bytes), cipher.final()]);
  } catch {
    return raise(
      "CryptographicException",
      encrypt
        ? "The input data is not a complete block."
        : padding === padded
          ? "Padding is invalid and cannot be removed."
          : "The input data is not a complete block.",
    );
  }
}

const property = (name: "key" | "iv") =>
  [
    (one: Aes) => toByteArray(one[name]),
    (one: Aes, value: NetArray | null) => {
      const bytes = fromByteArray(value, "value");
      one[name] = name === "key" ? checkedKey(bytes) : checkedIv(bytes);
    },
  ] as const;
const number = (name: "mode" | "padding") =>
  [
    (one: Aes) => one[name],
    (one: Aes, value: number) => {
      one[name] = value;
    },
  ] as const;

function transform(one: Aes, encrypt: boolean, key = one.key, iv = one.iv): Transform {
  const { mode, padding } = one;
  return new Transform((bytes) => aes(bytes, encrypt, key, iv, mode, padding));
}

define("System.Security.Cryptography", "interface ICryptoTransform : IDisposable", {
  "byte[] TransformFinalBlock(byte[] inputBuffer, int inputOffset, int inputCount)": (
    one: Transform,
    array: NetArray | null,
    offset: number,
    count: number,
  ) => toByteArray(one.run(fromByteArray(array, "inputBuffer").subarray(offset, offset + count))),
});
define("System.Security.Cryptography", "class SymmetricAlgorithm : IDisposable", {
  "byte[] Key": property("key"),
  "byte[] IV": property("iv"),
  "CipherMode Mode": number("mode"),
  "PaddingMode Padding": number("padding"),
  "int KeySize": (one: Aes) => one.key.length * 8,
  "int BlockSize": () => 128,
  "int FeedbackSize": () => 8,
  "bool ValidKeySize(int bitLength)": (_: Aes, bits: number) => [128, 192, 256].includes(bits),
  "void Clear()": () => undefined,
  "void Dispose()": () => undefined,
  "void GenerateKey()": () => undefined,
  "void GenerateIV()": () => undefined,
  "ICryptoTransform CreateEncryptor()": (one: Aes) => transform(one, true),
  "ICryptoTransform CreateDecryptor()": (one: Aes) => transform(one, false),
  "ICryptoTransform CreateEncryptor(byte[] rgbKey, byte[] rgbIV)": (one: Aes, key: NetArray | null, iv: NetArray | null) =>
    transform(one, true, fromByteArray(key, "rgbKey"), fromByteArray(iv, "rgbIV")),
  "ICryptoTransform CreateDecryptor(byte[] rgbKey, byte[] rgbIV)": (one: Aes, key: NetArray | null, iv: NetArray | null) =>
    transform(one, false, fromByteArray(key, "rgbKey"), fromByteArray(iv, "rgbIV")),
}); // prettier-ignore
define("System.Security.Cryptography", "class Aes : SymmetricAlgorithm", {
  "static Aes Create()": () => new Aes(),
});
for (const name of ["AesManaged", "AesCryptoServiceProvider", "AesCng"])
  define("System.Security.Cryptography", `class ${name} : Aes`, { "new()": () => new Aes() });

const known = new Set(["AES", "RIJNDAEL", "AESMANAGED"]);

/** `bytes.Encrypt("Aes", key, iv)`, as the documentation of policy expressions has it. */
function checkAlgorithm(algorithm: string | null): void {
  if (!known.has((algorithm ?? argumentNull("alg")).toUpperCase()))
    raise("ArgumentException", `The algorithm '${algorithm}' is not known. (Parameter 'alg')`);
}

const extensions: Members = Object.fromEntries(
  [true, false].flatMap((encrypt) => {
    const name = encrypt ? "Encrypt" : "Decrypt";
    return [
      [
        `static byte[] ${name}(this byte[] input, string alg, byte[] key, byte[] iv)`,
        (input: NetArray | null, alg: string | null, key: NetArray | null, iv: NetArray | null) => {
          checkAlgorithm(alg);
          return toByteArray(
            aes(fromByteArray(input, "input"), encrypt, fromByteArray(key, "key"), fromByteArray(iv, "iv")),
          );
        },
      ],
      [
        `static byte[] ${name}(this byte[] input, SymmetricAlgorithm alg)`,
        (input: NetArray | null, one: Aes | null) =>
          toByteArray(transform(one ?? argumentNull("alg"), encrypt).run(fromByteArray(input, "input"))),
      ],
      [
        `static byte[] ${name}(this byte[] input, SymmetricAlgorithm alg, byte[] key, byte[] iv)`,
        (input: NetArray | null, one: Aes | null, key: NetArray | null, iv: NetArray | null) =>
          toByteArray(
            transform(
              one ?? argumentNull("alg"),
              encrypt,
              fromByteArray(key, "key"),
              fromByteArray(iv, "iv"),
            ).run(fromByteArray(input, "input")),
          ),
      ],
    ];
  }),
) as Members;
define("Policy", "class CipherExtensions", extensions);
