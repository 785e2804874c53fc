import type { LinearModel } from '../model.ts';

export type OutputOperator = 'LinearRegressionOutput' | 'LogisticRegressionOutput' | 'SoftmaxOutput';

/** MXNet's last operator: what turns the linear sums into scores. */
export function outputOperatorOf(model: LinearModel): OutputOperator {
  switch (model.predictorType) {
    case 'regressor':
      return 'LinearRegressionOutput';
    case 'binary_classifier':
      return model.scoreKind === 'probability' ? 'LogisticRegressionOutput' : 'LinearRegressionOutput';
    case 'multiclass_classifier':
      return 'SoftmaxOutput';
  }
}

/** The graph as MXNet 1.9 saves it: data → FullyConnected(fc0) → output(out). */
export function symbolJson(output: OutputOperator, outputCount: number): object {
  const attrs = { num_hidden: String(outputCount) };
  return {
    nodes: [
      { op: 'null', name: 'data', inputs: [] },
      { op: 'null', name: 'fc0_weight', attrs, inputs: [] },
      { op: 'null', name: 'fc0_bias', attrs, inputs: [] },
      { op: 'FullyConnected', name: 'fc0', attrs, inputs: inputsFrom(0, 1, 2) },
      { op: 'null', name: 'out_label', inputs: [] },
      { op: output, name: 'out', inputs: inputsFrom(3, 4) },
    ],
    arg_nodes: [0, 1, 2, 4],
    node_row_ptr: [0, 1, 2, 3, 4, 5, 6],
    heads: [[5, 0, 0]],
    attrs: { mxnet_version: ['int', 10901] },
  };
}

const inputsFrom = (...nodes: number[]) => nodes.map((node) => [node, 0, 0]);
