import { signal } from '@preact/signals';

interface Language {
  readonly locale: string;
  readonly strings: Readonly<Record<string, string>>;
}

const language = signal<Language>({ locale: 'en', strings: {} });

/** Sets the user's language, as the host reports it. */
export function setLanguage(locale: string, strings: Readonly<Record<string, string>>): void {
  language.value = { locale, strings };
}

/** The user's text for an English one, `{0}`… replaced. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const text = language.value.strings[english] ?? english;
  return text.replaceAll(/\{(\d+)\}/g, (placeholder, index: string) =>
    String(values[Number(index)] ?? placeholder),
  );
}

export function locale(): string {
  return language.value.locale;
}
