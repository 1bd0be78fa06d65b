import type { Picture } from './svg';

/** px: browsers draw nothing on a larger canvas. */
const longest = 8_000;

/** The picture as PNG, twice as sharp where that is not too large. Throws where the browser can't. */
export async function pngOf({ svg, width, height }: Picture): Promise<Blob> {
  const scale = Math.min(2, longest / width, longest / height);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser can’t draw the picture.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('This browser can’t draw a picture of that size. Export it as SVG instead.'));
    }, 'image/png');
  });
}
