/** What tells the writing of a language apart: its letters beyond ASCII, and how they stand. */
export interface Alphabet {
  /** In lower case, the most frequent first. */
  readonly letters: string;
  /** How likely a letter beyond ASCII follows another one, in "Łódź" or "ção". */
  readonly adjacent: number;
  /** Whether words are made of these letters alone, as in Greek. */
  readonly isOwnScript?: true;
  /** Whether such letters hardly occur but at the end of a word, as in "città". */
  readonly isFinal?: true;
}

const latin = (letters: string, adjacent: number): Alphabet => ({ letters, adjacent });
const ownScript = (letters: string): Alphabet => ({ letters, adjacent: 1, isOwnScript: true });

/** German, French, Spanish, Portuguese, Italian, Swedish and Finnish, Danish and Norwegian, Icelandic, Dutch, Catalan. */
export const western: readonly Alphabet[] = [
  latin('üäöß', 0.004),
  latin('éèàêçâîùôûëïœüÿæ', 0.01),
  latin('óíáéñúü', 0.004),
  latin('ãçéáíóêõúâôàü', 0.3),
  { letters: 'àèùòìé', adjacent: 0.002, isFinal: true },
  latin('äöåé', 0.15),
  latin('øåæé', 0.03),
  latin('íáðóþúæöéý', 0.1),
  latin('ëéïöüèê', 0.01),
  latin('óàèéíçòúïü', 0.01),
];

/** Polish, Czech, Slovak, Hungarian, Romanian, Croatian and Slovene. */
export const central: readonly Alphabet[] = [
  latin('łóęążśćńź', 0.3),
  latin('íáéěřčýžšůúťňďó', 0.3),
  latin('áíýčéžšúľťôňďóäĺŕ', 0.3),
  latin('áéóöőíüúű', 0.06),
  latin('ăîâşţșț', 0.1),
  latin('čšžćđ', 0.02),
];

export const turkish: readonly Alphabet[] = [latin('ışüçğöâî', 0.25)];

/** Russian, Ukrainian, Bulgarian, Serbian. */
export const cyrillic: readonly Alphabet[] = [
  ownScript('оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё'),
  ownScript('оанивіерткслдмупязьгбчхйюжїцшєфщґ'),
  ownScript('аеиотнрсвдлкпмзугяъщчйцжшбхюфь'),
  ownScript('аиоенрстјвкудплмзгбљњчшцјћжђхфџ'),
];

export const greek: readonly Alphabet[] = [ownScript('αοιετσνηυρπκμλςωόίδγάέήθχφύώβξζψϊϋΐΰ')];
export const hebrew: readonly Alphabet[] = [ownScript('יוהלאתמרנבשעדקכחפגטזסםןצףךץ')];
export const arabic: readonly Alphabet[] = [ownScript('اليمونتربةعدسفهكقجحشطصأخضزئذءثغظإآىؤچپگ')];
