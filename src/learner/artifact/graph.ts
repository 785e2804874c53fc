import * as z from 'zod/mini';
import type { LinearModel } from '../model.ts';
import { artifactCorrupt } from './errors.ts';

type OutputOperator = 'LinearRegressionOutput' | 'LogisticRegressionOutput' | 'SoftmaxOutput';

/** MXNet's output operator, which turns linear sums into scores. */
function outputOperatorOf(model: LinearModel): OutputOperator {
  switch (model.predictorType) {
    case 'regressor':
      return 'LinearRegressionOutput';
    case 'binary_classifier':
      return model.scoreKind === 'probability' ? 'LogisticRegressionOutput' : 'LinearRegressionOutput';
    case 'multiclass_classifier':
      return 'SoftmaxOutput';
  }
}

/**
 * mx-mod-symbol.json, byte-identical to the service's MXNet 1.3.1: dot(data, fc0_weight), broadcast_add of fc0_bias, and the output
 * operator. The weight is `[features, outputs]`, the bias `[1, outputs]`.
 */
export function graphJson(model: LinearModel, featureCount: number, outputCount: number): string {
  const output = outputOperatorOf(model);
  const weight = { __shape__: `(${featureCount}, ${outputCount})` };
  const bias = { __lr_mult__: '10.0', __shape__: `(1, ${outputCount})` };
  const nodes = [
    nodeJson('null', 'data', []),
    nodeJson('null', 'fc0_weight', [], weight),
    nodeJson('dot', 'dot0', [0, 1]),
    nodeJson('null', 'fc0_bias', [], bias),
    nodeJson('broadcast_add', 'broadcast_plus0', [2, 3]),
    nodeJson('null', 'out_label', []),
    nodeJson(output, `${output.toLowerCase()}0`, [4, 5]),
  ];
  const indented = nodes.map((node) => `    ${node}`).join(separator);
  return object('', [
    ['nodes', `[\n${indented}\n  ]`],
    ['arg_nodes', '[0, 1, 3, 5]'],
    ['node_row_ptr', '[0, 1, 2, 3, 4, 5, 6, 7]'],
    ['heads', '[[6, 0, 0]]'],
    ['attrs', '{"mxnet_version": ["int", 10301]}'],
  ]);
}

/** dmlc-core's JSON writer puts a space after a comma even at the end of a line. */
const separator = ', \n';

function nodeJson(
  op: string,
  name: string,
  inputs: readonly number[],
  attributes: Readonly<Record<string, string>> = {},
): string {
  const entries = Object.entries(attributes).map(([key, value]): [string, string] => [key, `"${value}"`]);
  const attrs = entries.length > 1 ? object('      ', entries) : `{${entries.map(pair).join('')}}`;
  return object('    ', [
    ['op', `"${op}"`],
    ['name', `"${name}"`],
    ...(entries.length > 0 ? [['attrs', attrs] as const] : []),
    ['inputs', `[${inputs.map((node) => `[${node}, 0, 0]`).join(', ')}]`],
  ]);
}

const pair = ([key, value]: readonly [string, string]) => `"${key}": ${value}`;

const object = (indent: string, entries: readonly (readonly [string, string])[]) =>
  `{\n${entries.map((entry) => `${indent}  ${pair(entry)}`).join(separator)}\n${indent}}`;

const graphSchema = z.object({ nodes: z.array(z.object({ op: z.string() })) });

export interface Graph {
  /**
   * How fc0_weight is stored. `dot` takes `[features, outputs]`, which is what the service writes; `FullyConnected`, in artifacts
   * of this extension's first versions, takes `[outputs, features]`.
   */
  readonly layout: 'features-first' | 'outputs-first';
  readonly isLogistic: boolean;
}

/** Reads the layout of the parameters from mx-mod-symbol.json. Throws artifact-corrupt. */
export function readGraph(json: unknown): Graph {
  const { data } = graphSchema.safeParse(json);
  if (data === undefined) throw artifactCorrupt('its symbol file is not an MXNet graph');
  const operators = data.nodes.map(({ op }) => op);
  const isLogistic = operators.at(-1) === 'LogisticRegressionOutput';
  const layers = operators.filter((op) => op === 'dot' || op === 'FullyConnected');
  if (layers.length !== 1)
    throw artifactCorrupt(`its graph is not that of a linear model: ${operators.join(', ').slice(0, 200)}`);
  return { layout: layers[0] === 'dot' ? 'features-first' : 'outputs-first', isLogistic };
}
