// Tables of numbers, categories, gaps, identifiers and text, in the shapes of well-known ones.
import { generate, isDrawn, normal, oneOf } from './drawTable.testing.ts';
import type { MixedTable } from './drawTable.testing.ts';

/** Passengers: an identifier, free text, ages and ports with gaps. */
export function passengers(): MixedTable {
  const csv = generate(
    1,
    891,
    'PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Fare,Embarked',
    (draw, index) => {
      const level = Number(oneOf(draw, { 1: 0.24, 2: 0.21, 3: 0.55 }));
      const sex = oneOf(draw, { male: 0.65, female: 0.35 });
      const age = Math.round(Math.max(1, 30 + 14 * normal(draw)));
      const port = oneOf(draw, { S: 0.72, C: 0.19, Q: 0.08 });
      const fare = Math.max(5, 90 - 26 * level + 12 * normal(draw));
      const logit =
        (sex === 'female' ? 1.6 : -1.1) + 0.7 * (2.3 - level) - 0.02 * (age - 30) + (port === 'C' ? 0.5 : 0);
      const survived = Number(isDrawn(draw, logit));
      const name = `"Doe, Mr. ${index}"`;
      const siblings = Math.floor(2 * draw());
      return [
        index + 1,
        survived,
        level,
        name,
        sex,
        draw() < 0.2 ? '' : age,
        siblings,
        fare.toFixed(2),
        port,
      ].join();
    },
  );
  return { target: 'Survived', csv };
}

/** Insurance policies: whole and decimal numbers, yes and no, regions. */
export function policies(): MixedTable {
  const csv = generate(2, 1338, 'age,sex,bmi,children,smoker,region,charges', (draw) => {
    const age = 18 + Math.floor(47 * draw());
    const bmi = 30 + 6 * normal(draw);
    const children = Math.floor(5 * draw() ** 2);
    const smoker = oneOf(draw, { yes: 0.2, no: 0.8 });
    const region = oneOf(draw, { southeast: 0.28, southwest: 0.24, northwest: 0.24, northeast: 0.24 });
    const own = { southeast: -1200, southwest: 800, northwest: 2500, northeast: 0 };
    const ofRegion = Object.entries(own).find(([name]) => name === region)?.[1] ?? 0;
    const charges =
      250 * age +
      320 * bmi +
      500 * children +
      (smoker === 'yes' ? 23_000 : 0) +
      ofRegion -
      11_000 +
      3500 * normal(draw);
    return [
      age,
      oneOf(draw, { male: 0.5, female: 0.5 }),
      bmi.toFixed(2),
      children,
      smoker,
      region,
      charges.toFixed(2),
    ].join();
  });
  return { target: 'charges', csv };
}

/** Telephone customers: identifiers as text, categories with blanks, a total that is blank for new customers. */
export function customers(): MixedTable {
  const csv = generate(
    3,
    3000,
    'customerID,gender,SeniorCitizen,tenure,Contract,InternetService,MonthlyCharges,TotalCharges,Churn',
    (draw, index) => {
      const tenure = Math.floor(72 * draw() ** 1.4);
      const contract = oneOf(draw, { 'Month-to-month': 0.55, 'One year': 0.21, 'Two year': 0.24 });
      const internet = oneOf(draw, { DSL: 0.34, 'Fiber optic': 0.44, No: 0.22 });
      const senior = Number(draw() < 0.16);
      const monthly = 20 + (internet === 'No' ? 0 : internet === 'DSL' ? 35 : 65) + 6 * normal(draw);
      const logit =
        (contract === 'Month-to-month' ? 0.8 : contract === 'One year' ? -0.8 : -2) +
        (internet === 'Fiber optic' ? 0.8 : internet === 'No' ? -0.8 : 0) +
        0.4 * senior -
        0.03 * tenure -
        0.5;
      const churn = isDrawn(draw, logit) ? 'Yes' : 'No';
      const id = `${7000 - index}-${String.fromCodePoint(65 + (index % 26), 65 + Math.floor(26 * draw()))}XYZ`;
      const total = tenure === 0 ? ' ' : (tenure * monthly).toFixed(2);
      const gender = oneOf(draw, { Female: 0.5, Male: 0.5 });
      return [id, gender, senior, tenure, contract, internet, monthly.toFixed(2), total, churn].join();
    },
  );
  return { target: 'Churn', csv };
}
