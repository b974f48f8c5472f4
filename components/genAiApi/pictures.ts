import { escapeXml } from "../policyTemplates";
import type { DatedPrices } from "./tokenPrices";

/**
 * C# within a function of `url`: returns the width and the height that a data URL's PNG, GIF, WebP or JPEG states in its
 * header, null for a link, or goes on for what is none of these. Never throws. One text for estimates of prompts and for
 * pictures in answers.
 */
const pictureHeader = `if (url == null || !url.StartsWith("data:")) { return null; }
Func<int, byte[]> bytes = most => {
    var start = url.IndexOf(',') + 1;
    var length = Math.Min(url.Length - start, most) / 4 * 4;
    try { return Convert.FromBase64String(url.Substring(start, length)); } catch (Exception) { return new byte[0]; }
};
try
{
    var head = bytes(64);
    if (head[0] == 0x89 && head[1] == 0x50) { return new [] { head[16] * 16777216.0 + head[17] * 65536 + head[18] * 256 + head[19], head[20] * 16777216.0 + head[21] * 65536 + head[22] * 256 + head[23] }; }
    if (head[0] == 0x47 && head[1] == 0x49)
    {
        // A frame may be larger than the screen that the head states.
        var gif = bytes(87384);
        var frame = 13 + (gif[10] > 127 ? 3 * (2 << (gif[10] % 8)) : 0);
        while (gif[frame] == 0x21) { for (frame += 2; gif[frame] != 0; frame += gif[frame] + 1) { } frame++; }
        return gif[frame] != 0x2C ? null : new [] {
            Math.Max(gif[6] + gif[7] * 256.0, gif[frame + 1] + gif[frame + 2] * 256 + gif[frame + 5] + gif[frame + 6] * 256),
            Math.Max(gif[8] + gif[9] * 256.0, gif[frame + 3] + gif[frame + 4] * 256 + gif[frame + 7] + gif[frame + 8] * 256) };
    }
    if (head[0] == 0x52 && head[8] == 0x57)
    {
        if (head[15] == 0x58) { return new [] { 1.0 + head[24] + head[25] * 256 + head[26] * 65536, 1.0 + head[27] + head[28] * 256 + head[29] * 65536 }; }
        if (head[15] == 0x4C) { return new [] { 1.0 + head[21] + (head[22] % 64) * 256, 1.0 + head[22] / 64 + head[23] * 4 + (head[24] % 16) * 1024 }; }
        return new [] { head[26] + (head[27] % 64) * 256.0, head[28] + (head[29] % 64) * 256.0 };
    }
    if (head[0] != 0xFF) { return null; }
    var jpeg = bytes(87384);
    for (var at = 2; at + 8 < jpeg.Length;)
    {
        // Markers may have any number of 0xFF before them, and some stand alone.
        var marker = jpeg[at + 1];
        if (jpeg[at] != 0xFF) { return null; }
        if (marker == 0xFF) { at++; continue; }
        if (marker == 0x01 || marker >= 0xD0 && marker <= 0xD8) { at += 2; continue; }
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) { return new [] { jpeg[at + 7] * 256.0 + jpeg[at + 8], jpeg[at + 5] * 256.0 + jpeg[at + 6] }; }
        at += 2 + Math.Max(2, jpeg[at + 2] * 256 + jpeg[at + 3]);
    }
}
catch (Exception) { }`;

/** What templates have that look into pictures. */
export const pictureParameters = { pictureHeader: [escapeXml(pictureHeader)] };

/**
 * What read-usage adds to the output where a model has a price for each picture beside its tokens: `each`, millionths of a
 * dollar. Nothing where no model of the stack has one.
 */
export function pictureCost(prices: readonly (DatedPrices | undefined)[]): {
  readonly pictureCost: readonly string[];
} {
  const any = prices.some((one) => (one?.picture ?? 0) > 0);
  const stated = `figure(answer["pictures"])`;
  return {
    pictureCost: any
      ? [
          escapeXml(
            ` + (${stated} >= 0 ? ${stated} : context.Variables.GetValueOrDefault<int>("genai-pictures", 0)) * each`,
          ),
        ]
      : [],
  };
}
