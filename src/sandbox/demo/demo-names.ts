/** Given names, not all of them ASCII: real tenants are like that. */
export const givenNames: readonly string[] =
  `Ada Aiko Amélie Anna Ayşe Björn Carlos Chloé Daniel Dmitri Elena Emma Fatima François Giulia Hannah Hiro Ines Ivan
   Jack João Jürgen Kofi Lars Laura Li Lucía Łukasz Maria Mateo Max Mei Mohamed Nadia Noah Olga Omar Paul Priya Rosa
   Søren Sofia Tariq Thabo Tom Ülkü Wei Yara Zoë Zofia`.split(/\s+/);

/** Family names. */
export const familyNames: readonly string[] =
  `Andersson Bauer Brown Chen Costa Dubois Eriksen Fischer García Gupta Haddad Hansen Ivanova Jones Kaya Kim Kowalski
   Kumar Lee Martin Mbeki Meyer Moreau Müller Nakamura Nguyen Novák Okafor Oliveira Petrov Popović Quinn Rossi Sato
   Schmidt Silva Singh Smith Suárez Tanaka Taylor Virtanen Wang Weber Wilson Wójcik Yamada Yılmaz Zhang Zimmermann`.split(
    /\s+/,
  );

/** A name as the local part of an e-mail: ASCII, lower case. */
export function asLocalPart(name: string): string {
  return name
    .replaceAll('Ł', 'L')
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();
}
