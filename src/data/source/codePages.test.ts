import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detectEncoding, encodeText } from './encoding.ts';
import type { Encoding } from './encoding.ts';
import { sampleOf } from './sample.ts';

/** Words of a language as tables have them, and the encodings that it is written in. */
const languages: readonly (readonly [string, readonly Encoding[], string])[] = [
  [
    'Polish',
    ['windows-1250', 'iso-8859-2'],
    'Łódź Kraków Wrocław Poznań Gdańsk Częstochowa Toruń Rzeszów Białystok Bełchatów Żyrardów kobieta mężczyzna zamężna żonaty wyższe średnie podstawowe sprzedaż usługi czwartek środa październik styczeń niebieski żółty zielony świętokrzyskie małopolskie łódzkie śląskie',
  ],
  [
    'Czech',
    ['windows-1250', 'iso-8859-2'],
    'Plzeň Brno Ústí České Budějovice Hradec Králové Liberec Olomouc Jihlava Děčín Třebíč Říčany muž žena ženatý vdaná základní střední vysokoškolské čtvrtek pátek září říjen modrý žlutý zelený červený Středočeský Vysočina Moravskoslezský Zlínský Kč měsíc účet',
  ],
  [
    'Slovak',
    ['windows-1250', 'iso-8859-2'],
    'Košice Prešov Žilina Banská Bystrica Nitra Trenčín Trnava Piešťany Ľubovňa muž žena ženatý vydatá základné stredné vysokoškolské štvrtok piatok júl september červený žltý zelený',
  ],
  [
    'Hungarian',
    ['windows-1250', 'iso-8859-2'],
    'Győr Székesfehérvár Kecskemét Nyíregyháza Pécs Miskolc Debrecen Szombathely férfi nő házas özvegy elvált általános középfok felsőfok hétfő csütörtök szeptember zöld sárga fehér fűtés műszaki erdő tűz',
  ],
  [
    'Turkish',
    ['windows-1254'],
    'İstanbul Muğla Eskişehir Diyarbakır Şanlıurfa Ağrı Çanakkale Kütahya Kırşehir Iğdır kadın erkek evli boşanmış ilköğretim lise üniversite pazartesi salı çarşamba perşembe ağustos eylül kırmızı yeşil sarı satış müşteri ücret',
  ],
  [
    'Greek',
    ['windows-1253'],
    'Αθήνα Θεσσαλονίκη Πάτρα Ηράκλειο Λάρισα Βόλος Ιωάννινα άνδρας γυναίκα παντρεμένος άγαμος πρωτοβάθμια Δευτέρα Τρίτη Τετάρτη Σεπτέμβριος κόκκινο πράσινο ναι όχι τιμή πελάτης',
  ],
  [
    'Russian',
    ['windows-1251', 'koi8-r'],
    'Москва Казань Новосибирск Екатеринбург Омск Самара Тула Уфа Пермь мужской женский высшее среднее понедельник вторник сентябрь октябрь красный зелёный да нет цена продажа область РОССИЯ САМАРА',
  ],
  [
    'Ukrainian',
    ['windows-1251'],
    'Київ Харків Одеса Львів Дніпро Запоріжжя Вінниця Чернівці чоловік жінка середня вища понеділок вівторок вересень червоний зелений так ні ціна',
  ],
  [
    'Bulgarian',
    ['windows-1251'],
    'София Пловдив Варна Бургас Русе Плевен Сливен мъж жена висше средно понеделник вторник септември червен зелен да не цена',
  ],
  [
    'Hebrew',
    ['windows-1255'],
    'ירושלים חיפה תל אביב באר שבע אשדוד נתניה זכר נקבה נשוי רווק יום שני שלישי אדום ירוק כן לא מחיר',
  ],
  [
    'Arabic',
    ['windows-1256'],
    'القاهرة الرياض دبي بيروت عمان بغداد الجزائر ذكر أنثى متزوج أعزب الاثنين الثلاثاء أحمر أخضر نعم لا السعر المبيعات',
  ],
  [
    'German',
    ['windows-1252', 'iso-8859-15', 'macintosh'],
    'Köln München Nürnberg Würzburg Düsseldorf Größe Straße männlich weiblich geschieden ledig Geschäft Käufer Dienstag März grün weiß Baden Württemberg Österreich Zürich',
  ],
  [
    'French',
    ['windows-1252', 'iso-8859-15', 'macintosh'],
    'Orléans Besançon Nîmes Béziers Angoulême Saône marié célibataire divorcée élève lycée université février août décembre français élevé très été où naïve forêt château',
  ],
  [
    'Spanish',
    ['windows-1252', 'iso-8859-15', 'macintosh'],
    'Málaga Córdoba Cádiz León Logroño Coruña España niño niña señor teléfono educación básica técnica miércoles sábado año número línea más sí',
  ],
  [
    'Portuguese',
    ['windows-1252', 'iso-8859-15', 'macintosh'],
    'São Paulo Brasília Goiânia Maceió Belém Florianópolis Évora Setúbal educação básico médio não função situação março sábado terça três mês',
  ],
  [
    'Swedish',
    ['windows-1252', 'iso-8859-15', 'macintosh'],
    'Malmö Göteborg Västerås Örebro Linköping Umeå Gävle Borås man kvinna grundskola måndag lördag grön blå år större kön',
  ],
  [
    'Danish',
    ['windows-1252', 'iso-8859-15', 'macintosh'],
    'København Århus Ålborg Helsingør Sønderborg Tromsø Bodø mand kvinde lørdag søndag grøn blå hvid rød år større køn måned',
  ],
  [
    'Icelandic',
    ['windows-1252'],
    'Reykjavík Kópavogur Hafnarfjörður Akureyri Garðabær Mosfellsbær Selfoss karl kona þriðjudagur miðvikudagur föstudagur september grænn rauður já nei verð',
  ],
  [
    'Japanese',
    ['shift_jis', 'euc-jp'],
    '東京都 大阪府 北海道 名古屋市 横浜市 神戸 京都 男性 女性 高校 大学 月曜日 火曜日 みどり あか カテゴリー サイズ 売上 価格 はい いいえ',
  ],
  [
    'Simplified Chinese',
    ['gb18030'],
    '北京市 上海 广州 深圳 杭州 成都 重庆 男 女 高中 大学 星期一 星期二 红色 绿色 是 否 价格 销售额 客户 面积',
  ],
  [
    'Traditional Chinese',
    ['big5'],
    '臺北市 高雄 臺中 新竹 桃園 香港 男性 女性 高中 大學 星期一 星期二 紅色 綠色 是 否 價格 銷售額 客戶 面積',
  ],
  [
    'Korean',
    ['euc-kr'],
    '서울특별시 부산 대구 인천 광주 대전 남성 여성 고등학교 대학교 월요일 화요일 빨강 초록 예 아니요 가격 매출 고객 면적',
  ],
];

const tableOf = (words: readonly string[]) =>
  ['name;size;count', ...words.map((word, row) => `${word};${row * 7};${row % 13}`)].join('\n');

const cases = languages.flatMap(([language, encodings, words]) =>
  encodings.map((encoding) => [language, encoding, words.split(' ')] as const),
);

describe.each(cases)('%s in %s', (_, encoding, words) => {
  const read = (text: string) => {
    const bytes = encodeText(text, encoding);
    if (bytes === undefined) throw new Error('The encoding has no such characters');
    const found = detectEncoding(sampleOf(bytes));
    return { ...found, text: new TextDecoder(found.encoding).decode(bytes) };
  };

  test('is read as it was written', () => {
    expect(read(tableOf(words)).text).toBe(tableOf(words));
  });

  test('is read as it was written, or said to be unsure, with few words in any case', () => {
    const some = fc.subarray(words, { minLength: 1, maxLength: 12 });
    const inCase = fc.constantFrom(
      (word: string) => word,
      (word: string) => word.toUpperCase(),
      (word: string) => word.toLowerCase(),
    );
    fc.assert(
      fc.property(some, inCase, (chosen, change) => {
        const text = tableOf(chosen.map(change));
        // Some capitals are in none of these encodings.
        fc.pre(encodeText(text, encoding) !== undefined);
        const found = read(text);
        expect(found.isSure ? found.text : text).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  test('is mostly read as it was written with six words', () => {
    const lettered = words.filter((word) => /[^\p{ASCII}]/u.test(word));
    const starts = [...lettered.keys()].filter((start) => start + 6 <= lettered.length);
    const right = starts.filter((start) => {
      const text = tableOf(lettered.slice(start, start + 6));
      return read(text).text === text;
    });
    expect(right.length / starts.length).toBeGreaterThan(0.85);
  });
});

test.each([
  // Two capitals of Windows-1251, which are one letter in UTF-8.
  [Buffer.from([0xcd, 0xb2]), false],
  [Buffer.from('€'), true],
  [Buffer.from('Köln'), true],
])('the only word %o is surely UTF-8: %s', (word, isSure) => {
  const bytes = Buffer.concat([Buffer.from('name;count\n'), word, Buffer.from(';1\nBern;2\n')]);
  expect(detectEncoding(sampleOf(bytes))).toEqual({ encoding: 'utf-8', isSure });
});
