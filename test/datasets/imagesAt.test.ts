import {imagesAt} from '../../datasets/imagesAt.js';

describe('imagesAt', () => {
  const images = {pixels: Float32Array.of(0, 1, 10, 11, 20, 21), labels: Uint8Array.of(5, 6, 7)};

  it('copies images with their labels, in the order that is asked for, some of them again', () => {
    const copied = imagesAt(images, [2, 0, 2]);
    expect([...copied.pixels]).toEqual([20, 21, 0, 1, 20, 21]);
    expect([...copied.labels]).toEqual([7, 5, 7]);
    copied.pixels.fill(-1);
    expect(images.pixels[0]).toBe(0);
  });
});
