import { expect, test, vi } from 'vitest';
import { openMissingRights } from './missingRights.ts';
import { unlessInTree } from './tooltips.ts';

vi.mock('vscode', () => import('../../test/fakeVscode.ts'));

test('a right is left to the tree only while the tree shows it, and can be seen', () => {
  let isSeen = true;
  const tree = openMissingRights(() => isSeen);
  const changed = vi.fn();
  tree.onDidChange(changed);
  const sentence = {
    text: 'Not authorized to perform sagemaker:ListEndpoints.',
    missing: 'sagemaker:ListEndpoints',
  };
  const other = { text: 'Not authorized to perform sagemaker:ListTags.', missing: 'sagemaker:ListTags' };
  const shown = () => unlessInTree([sentence, other], tree).map(({ text }) => text);
  const inTree = 'Access denied: the tree shows which permission is missing.';
  expect(shown()).toEqual([sentence.text, other.text]);
  tree.show('endpoints', ['sagemaker:ListEndpoints']);
  expect(shown()).toEqual([inTree, other.text]);
  tree.show('trainingJobs', ['sagemaker:ListTags']);
  expect(shown()).toEqual([inTree]);
  expect(changed).toHaveBeenCalledTimes(2);
  isSeen = false;
  tree.seenChanged();
  expect(shown()).toEqual([sentence.text, other.text]);
  isSeen = true;
  tree.seenChanged();
  tree.show('endpoints', []);
  expect(shown()).toEqual([sentence.text, inTree]);
  tree.clear();
  tree.clear();
  expect(changed).toHaveBeenCalledTimes(6);
  expect(shown()).toEqual([sentence.text, other.text]);
});
