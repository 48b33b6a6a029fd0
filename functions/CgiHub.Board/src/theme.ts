export type Theme = 'system' | 'light' | 'dark';

const key = 'cgihub.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

export const chosenTheme = (): Theme => (localStorage.getItem(key) as Theme | null) ?? 'system';

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  apply();
}

export function apply(): void {
  const theme = chosenTheme();
  document.documentElement.dataset['theme'] = theme === 'dark' || (theme === 'system' && dark.matches) ? 'dark' : 'light';
  dispatchEvent(new Event('theme'));
}

/** A colour of the theme that is shown now, for what draws on a canvas. */
export const colour = (token: string): string => getComputedStyle(document.documentElement).getPropertyValue(token).trim();

dark.addEventListener('change', apply);
