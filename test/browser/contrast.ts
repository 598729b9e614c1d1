import type { Page } from 'puppeteer-core';

export interface FaintText {
  readonly text: string;
  readonly contrast: number;
}

/** Texts with less contrast to their background than WCAG 2.2, 1.4.3 requires (4.5 to 1). */
export function faintTexts(page: Page): Promise<FaintText[]> {
  return page.evaluate(inPage) as Promise<FaintText[]>;
}

/**
 * Runs in the page, and is a text because Node has no DOM types. Colours are read as the page paints them, mixed and
 * with transparency.
 */
const inPage = `(() => {
  const canvas = document.createElement('canvas');
  const brush = canvas.getContext('2d', { willReadFrequently: true });
  const painted = (colors) => {
    brush.clearRect(0, 0, 1, 1);
    for (const color of colors) { brush.fillStyle = color; brush.fillRect(0, 0, 1, 1); }
    return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (channels) => {
    const [r, g, b] = channels.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const colors = [];
    for (let at = element; at !== null; at = at.parentElement) colors.unshift(getComputedStyle(at).backgroundColor);
    return ['white', ...colors];
  };
  const isText = (node) => node.nodeType === 3 && node.textContent.trim() !== '';
  return [...document.body.querySelectorAll('*')]
    .filter((element) => [...element.childNodes].some(isText))
    .map((element) => {
      const ground = behind(element);
      const pair = [painted([...ground, getComputedStyle(element).color]), painted(ground)].map(light);
      const contrast = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
      return { text: element.textContent.trim().slice(0, 60), contrast };
    })
    .filter(({ contrast }) => contrast < 4.5);
})()`;
