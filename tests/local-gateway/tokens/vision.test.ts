import { expect } from "chai";
import fc from "fast-check";
import { plainPng } from "../../../packages/local-gateway/openai/images/plainPng";
import { imageSize } from "../../../packages/local-gateway/tokens/imageSize";
import { imageTokens } from "../../../packages/local-gateway/tokens/vision";

const png = (width: number, height: number) =>
  `data:image/png;base64,${plainPng(width, height, [1, 2, 3]).toString("base64")}`;
const data = (kind: string, bytes: readonly number[]) =>
  `data:image/${kind};base64,${Buffer.from(bytes).toString("base64")}`;

describe("image sizes", () => {
  it("are read from PNGs of any size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (width, height) => {
        expect(imageSize(png(width, height))).to.deep.equal({ width, height });
      }),
    );
  });

  it("are read from GIF, JPEG and WebP", () => {
    const ascii = (text: string) => [...Buffer.from(text)];
    expect(imageSize(data("gif", [...ascii("GIF89a"), 0x40, 1, 0xf0, 0]))).to.deep.equal({
      width: 320,
      height: 240,
    });
    // A comment segment of four bytes stands before the frame header.
    const jpeg = [0xff, 0xd8, 0xff, 0xfe, 0, 4, 9, 9, 0xff, 0xc0, 0, 17, 8, 0, 240, 1, 64];
    expect(imageSize(data("jpeg", jpeg))).to.deep.equal({ width: 320, height: 240 });
    const extended = [...ascii("RIFF"), 0, 0, 0, 0, ...ascii("WEBPVP8X"), 10, 0, 0, 0, 0, 0, 0, 0];
    expect(imageSize(data("webp", [...extended, 0x3f, 1, 0, 0xef, 0, 0]))).to.deep.equal({
      width: 320,
      height: 240,
    });
    // Lossless: 14 bits of width less one, 14 of height less one, after a byte 0x2f (RFC 9649, section 3.4).
    const lossless = [...ascii("RIFF"), 0, 0, 0, 0, ...ascii("WEBPVP8L"), 9, 0, 0, 0, 0x2f];
    expect(imageSize(data("webp", [...lossless, 0x3f, 0xc1, 0x3b, 0x10]))).to.deep.equal({
      width: 320,
      height: 240,
    });
    // Lossy: a key frame's tag, its start code, 14 bits each and two of scale (RFC 6386, section 9.1).
    const lossy = [...ascii("RIFF"), 0, 0, 0, 0, ...ascii("WEBPVP8 "), 9, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a];
    expect(imageSize(data("webp", [...lossy, 0x40, 0x41, 0xf0, 0x80]))).to.deep.equal({
      width: 320,
      height: 240,
    });
  });

  it("are unknown, without an error, for anything else", () => {
    expect(imageSize("https://example.test/cat.png")).to.equal(undefined);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(0, 2, 4, 8), (bytes, keep) => {
        const start = [0xff, 0xd8, 0xff, 0xfe, 0x89, 0x50, 0x4e, 0x47].slice(0, keep);
        imageSize(data("png", [...start, ...bytes]));
      }),
    );
  });
});

describe("tokens of an image", () => {
  // Worked examples of Microsoft's page on vision.
  for (const [what, url, detail, model, tokens] of [
    ["2048 x 4096 in high detail", png(2048, 4096), "high", "gpt-4.1", 1105],
    ["1024 x 1024", png(1024, 1024), undefined, "gpt-4o", 765],
    ["low detail", png(2048, 4096), "low", "gpt-4o", 85],
    ["a small one", png(200, 100), "high", "gpt-4o", 255],
    ["a link", "https://example.test/cat.png", "auto", "gpt-4.1", 765],
    ["what is no text", 7, "auto", "gpt-4.1", 765],
    ["a mini model", png(1024, 1024), "high", "gpt-4.1-mini", Math.ceil(1024 * 1.62)],
    ["a mini model at its most", png(4096, 4096), "high", "gpt-5-mini", Math.ceil(1536 * 1.62)],
    ["gpt-4o-mini", png(1024, 1024), "high", "gpt-4o-mini", 2_833 + 4 * 5_667],
  ] as const) {
    it(`are ${tokens} for ${what} (${model})`, () => {
      expect(imageTokens(url, detail, model)).to.equal(tokens);
    });
  }
});
