/** A phone number as the courier dials it: digits, with a plus in front of the country; `null` when it is none. */
export function phoneNumber(text: string): string | null {
  const dialled = text.replace(/[\s()/-]/gu, "");
  return /^\+?\d{5,15}$/u.test(dialled) ? dialled : null;
}
