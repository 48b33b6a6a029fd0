import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Where a lamp stands: degrees clockwise from the top of the picture, and degrees above its plane. */
export interface Light { azimuth: number; elevation: number }
/** As in the previews. */
export const upperLeft: Light = { azimuth: 315, elevation: 45 };
export const lowest = 5;

/** Which way a surface faces at each point, four bytes each: right, down, out of the picture (0 is -1, 255 is 1), and whether it was measured. */
export interface Facing { width: number; height: number; bytes: Uint8ClampedArray }

export async function facingOf(png: Blob): Promise<Facing> {
  const picture = await createImageBitmap(png, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const { width, height } = picture;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(picture, 0, 0);
  picture.close();
  return { width, height, bytes: context.getImageData(0, 0, width, height).data };
}

export const turned = (light: Light, by: number): Light => ({ ...light, azimuth: (light.azimuth + by + 360) % 360 });
export const raised = (light: Light, by: number): Light => ({ ...light, elevation: Math.min(90, Math.max(lowest, light.elevation + by)) });

/** The lamp over the point of a picture where a pointer is: straight above in the middle, low at the edge. */
export function lightAt(x: number, y: number): Light {
  const away = Math.min(1, Math.hypot(x, y));
  return { azimuth: Math.round((Math.atan2(x, -y) * 180) / Math.PI + 360) % 360, elevation: Math.round(90 - away * (90 - lowest)) };
}

/** A surface under a lamp (Lambert), drawn with the brightness that the hub's previews have. */
export function Relief({ of, light, label, transform }: { of: Facing; light: Light; label: string; transform: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      // Every point is made here: a canvas of the processor's own is the shorter way.
      const context = canvas.current?.getContext('2d', { willReadFrequently: true });
      if (context == null) return;
      const picture = context.createImageData(of.width, of.height);
      shade(of, light, picture.data);
      context.putImageData(picture, 0, 0);
    });
    return () => cancelAnimationFrame(frame);
  }, [of, light.azimuth, light.elevation]);
  return <canvas ref={canvas} width={of.width} height={of.height} role="img" aria-label={label} style={{ transform }} />;
}

function shade(of: Facing, light: Light, to: Uint8ClampedArray): void {
  const [around, above] = [(light.azimuth * Math.PI) / 180, (light.elevation * Math.PI) / 180];
  const [right, down, out] = [Math.cos(above) * Math.sin(around), -Math.cos(above) * Math.cos(around), Math.sin(above)];
  const from = of.bytes;
  for (let i = 0; i < from.length; i += 4) {
    const lit = (right * (from[i]! - 127.5) + down * (from[i + 1]! - 127.5) + out * (from[i + 2]! - 127.5)) / 127.5;
    to[i] = to[i + 1] = to[i + 2] = 25 + 215 * lit;
    to[i + 3] = from[i + 3]!;
  }
}
