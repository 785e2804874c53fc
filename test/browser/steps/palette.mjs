import { becomes } from '../becomes.mjs';

/** Actions of the palette with no argument: each asks for what it needs. */
export const palette = {
  'Split from the palette prompts for the table and writes both parts': async (w) => {
    await w.showFiles();
    await w.command('Linear Learner: Split Dataset…');
    await w.choose('salary.csv');
    await w.choose('At random');
    await w.choose('67% train, 33% test');
    await w.choose('CSV');
    await w.explorerRow('salary-train.csv').waitFor();
    await w.explorerRow('salary-test.csv').waitFor();
  },
  'Convert from the palette writes RecordIO, which opens as records': async (w) => {
    await w.command('Linear Learner: Convert…');
    await w.choose('salary.csv');
    await w.choose('RecordIO-protobuf');
    await w.choose('Salary');
    await w.choose('One file');
    await w.explorerRow('salary.pbr').click();
    await w.content.getByText('30 records').waitFor();
    await w.content.getByTestId('records').getByText('39,343').waitFor();
    await w.picture('records');
  },
  'Upload from the palette prompts for file, bucket and prefix': async (w) => {
    await w.command('Linear Learner: Upload to S3…');
    await w.choose('A file…');
    await w.choose('salary.csv');
    for (const prompt of ['Bucket; created if it does not exist', 'Prefix']) await w.accept(prompt);
    await w.toast('Uploaded to s3://').waitFor();
    await w.showTree();
    await w.treeRow('salary.csv').waitFor();
  },
  'A table in the tree opens on the Data page, from S3': async (w) => {
    await w.treeRow('salary.csv').click();
    await w.content.getByText(/^s3:\/\/linear-learner-.+\/linear-learner\/salary\.csv$/).waitFor();
    await w.content.getByText('30 rows × 2 columns').waitFor();
    await w.content.getByRole('button', { name: 'Download…' }).waitFor();
    await becomes(() => w.content.getByRole('button', { name: 'Split…' }).count(), 0);
    await w.picture('data-in-s3');
  },
  'the model of a training job opens from S3, with the names of its features': async (w) => {
    await w.menu(w.treeRow('salary-tutorial').first(), 'Show Model Artifact');
    const coefficients = w.content.getByTestId('coefficients');
    await coefficients.getByText('YearsExperience').waitFor();
    await w.content.getByText('Names come from preparation.json in the same folder.').waitFor();
    await w.picture('model-artifact');
    await w.treeRow('linear-train-data').click();
    await w.content.getByText(/^s3:\/\/.+\/linear-train-data$/).waitFor();
    await w.content.getByText('20 records').waitFor();
    await w.picture('training-records');
  },
  'Switch Connection offers Local and an endpoint URL': async (w) => {
    await w.statusItem('Local').click();
    await w.choice('Local').waitFor();
    await w.choice('Endpoint URL…').waitFor();
    await w.picture('switch-connection');
    await w.page.keyboard.press('Escape');
  },
  'the warning lists live endpoints, to predict or to delete': async (w) => {
    await w.statusItem('1 endpoint').click();
    await w.choice('Predict with').waitFor();
    await w.choice('Delete').waitFor();
    await w.picture('live-endpoints');
    await w.page.keyboard.press('Escape');
  },
};
