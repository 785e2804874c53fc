// Tables in the shapes of well-known ones as they are downloaded: no header, runs of blanks, an index, question marks, dates, sentinels.
import { generate, isDrawn, normal, oneOf } from './drawTable.testing.ts';
import type { MixedTable } from './drawTable.testing.ts';

/** A census: no header, blanks after commas, question marks for gaps, countries that hardly occur. */
export function census(): MixedTable {
  const schools = { 'HS-grad': 0.32, 'Some-college': 0.22, Bachelors: 0.16, Masters: 0.06, '11th': 0.04 };
  const years = { 'HS-grad': 9, 'Some-college': 10, Bachelors: 13, Masters: 14, '11th': 7, Doctorate: 16 };
  const jobs = { Sales: 0.18, 'Craft-repair': 0.2, 'Exec-managerial': 0.2, 'Tech-support': 0.1, '?': 0.08 };
  const rare = [
    'Mexico',
    'Philippines',
    'Germany',
    'Cuba',
    'India',
    'Laos',
    'Yugoslavia',
    'Peru',
    'Scotland',
  ];
  const csv = generate(11, 3000, undefined, (draw) => {
    const age = Math.floor(17 + 60 * draw() ** 1.3);
    const work =
      oneOf(draw, { Private: 0.72, 'Self-emp-not-inc': 0.1, 'Local-gov': 0.1, '?': 0.08 }) || 'Private';
    const school = oneOf(draw, schools) || 'Doctorate';
    const schooling = Object.entries(years).find(([name]) => name === school)?.[1] ?? 9;
    const job = oneOf(draw, jobs) || 'Other-service';
    const status = oneOf(draw, { 'Married-civ-spouse': 0.47, 'Never-married': 0.33 }) || 'Divorced';
    const sex = oneOf(draw, { Male: 0.67 }) || 'Female';
    const gain = draw() < 0.08 ? Math.round(2000 + 9000 * draw()) : 0;
    const hours = Math.round(Math.min(99, Math.max(1, 40 + 11 * normal(draw))));
    const country =
      draw() < 0.9 ? 'United-States' : draw() < 0.2 ? '?' : (rare[Math.floor(9 * draw() ** 2)] ?? '');
    const logit =
      -7.6 +
      0.03 * age +
      0.33 * schooling +
      (status === 'Married-civ-spouse' ? 2 : 0) +
      (job === 'Exec-managerial' ? 0.9 : job === 'Other-service' ? -0.8 : 0) +
      0.03 * (hours - 40) +
      gain / 3000;
    const income = isDrawn(draw, logit) ? '>50K' : '<=50K';
    const weight = Math.round(20_000 + 300_000 * draw());
    return [age, work, weight, school, schooling, status, job, sex, gain, hours, country, income].join(', ');
  });
  return { target: 'column12', csv };
}

/** Districts of a town: numbers alone, no header, in columns of blanks. */
export function districts(): MixedTable {
  const csv = generate(12, 506, undefined, (draw) => {
    const crime = Math.exp(-1 + 2 * normal(draw));
    const river = Number(draw() < 0.07);
    const gas = 0.4 + 0.45 * draw();
    const rooms = 6.3 + 0.7 * normal(draw);
    const age = 100 * Math.sqrt(draw());
    const tax = Math.round(190 + 500 * draw());
    const poor = Math.max(1.5, 12.6 + 7 * normal(draw));
    const value =
      30 -
      0.1 * crime +
      3 * river -
      17 * gas +
      4 * (rooms - 6.3) -
      0.01 * tax -
      0.5 * poor +
      3 * normal(draw) +
      12;
    const wide = (number: number, digits: number) => number.toFixed(digits).padStart(8);
    return ` ${[wide(crime, 5), wide(river, 0), wide(gas, 3), wide(rooms, 4), wide(age, 1), wide(tax, 1), wide(poor, 2), wide(Math.max(5, value), 2)].join('  ')}`;
  });
  return { target: 'column8', csv };
}

/** Bicycles hired on each of two years' days. */
export function hires(): MixedTable {
  const first = Date.UTC(2011, 0, 1);
  const csv = generate(
    13,
    731,
    'instant,dteday,holiday,workingday,weathersit,temp,hum,windspeed,cnt',
    (draw, index) => {
      const date = new Date(first + index * 86_400_000);
      const isHoliday = draw() < 0.03;
      const isWeekend = date.getUTCDay() % 6 === 0;
      const working = Number(!isHoliday && !isWeekend);
      const weather = Number(oneOf(draw, { 1: 0.63, 2: 0.34, 3: 0.03 }));
      const season = Math.sin((2 * Math.PI * (date.getUTCMonth() - 3)) / 12);
      const temperature = Math.min(0.95, Math.max(0.05, 0.5 + 0.2 * season + 0.06 * normal(draw)));
      const humidity = Math.min(1, 0.62 + 0.13 * normal(draw));
      const wind = Math.max(0.02, 0.19 + 0.07 * normal(draw));
      const count =
        1200 +
        5.2 * index +
        4500 * temperature -
        900 * (weather - 1) -
        900 * humidity -
        2200 * wind +
        250 * working -
        500 * Number(isHoliday) +
        600 * normal(draw);
      const day = date.toISOString().slice(0, 10);
      const numbers = [temperature, humidity, wind].map((number) => number.toFixed(6));
      return [
        index + 1,
        day,
        Number(isHoliday),
        working,
        weather,
        ...numbers,
        Math.round(Math.max(22, count)),
      ].join();
    },
  );
  return { target: 'cnt', csv };
}

/** Players with their names in a nameless column, and salaries that are missing for some. */
export function players(): MixedTable {
  const csv = generate(
    14,
    322,
    '"",AtBat,Hits,HmRun,Years,CHits,League,Division,PutOuts,Salary,NewLeague',
    (draw, index) => {
      const atBat = Math.round(150 + 500 * draw());
      const hits = Math.round(atBat * (0.26 + 0.03 * normal(draw)));
      const runs = Math.round(Math.max(0, (atBat / 35) * (1 + 0.4 * normal(draw))));
      const years = 1 + Math.floor(20 * draw() ** 2);
      const career = Math.round(years * 90 * (1 + 0.25 * normal(draw)));
      const league = oneOf(draw, { A: 0.53, N: 0.47 });
      const division = oneOf(draw, { E: 0.49, W: 0.51 });
      const outs = Math.round(300 * draw() ** 0.5 + 20);
      const salary =
        80 +
        2.4 * hits +
        0.32 * career +
        0.2 * outs -
        (division === 'W' ? 110 : 0) +
        6 * runs +
        90 * normal(draw);
      const shown = draw() < 0.18 ? 'NA' : Math.max(67.5, salary).toFixed(3);
      const other = draw() < 0.9 ? league : league === 'A' ? 'N' : 'A';
      return [
        `"-Player ${index}"`,
        atBat,
        hits,
        runs,
        years,
        career,
        `"${league}"`,
        `"${division}"`,
        outs,
        shown,
        `"${other}"`,
      ].join();
    },
  );
  return { target: 'Salary', csv };
}

/** Breaths: −999 where the measurement failed. */
export function breaths(): MixedTable {
  const csv = generate(15, 654, 'age,height,sex,smoke,lung', (draw) => {
    const age = 3 + Math.floor(17 * draw());
    const sex = oneOf(draw, { Male: 0.51 }) || 'Female';
    const height = 90 + 5 * age + (sex === 'Male' ? 6 : 0) + 6 * normal(draw);
    const smoke = draw() < 0.1 ? 'yes' : 'no';
    const lung =
      -4.5 + 0.05 * height + 0.06 * age + (sex === 'Male' ? 0.16 : 0) - (smoke === 'yes' ? 0.2 : 0);
    return [
      age,
      height.toFixed(1),
      sex,
      smoke,
      draw() < 0.09 ? -999 : (lung + 0.35 * normal(draw)).toFixed(3),
    ].join();
  });
  return { target: 'lung', csv };
}
