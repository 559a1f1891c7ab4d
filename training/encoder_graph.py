"""The ONNX graph of a BERT sentence encoder with 8-bit weights, built node by node from its weights.

Activations are quantised by token (a scale a row), not by batch as `quantize_dynamic` does: there, a text's vector
moves with the texts beside it (by up to 0.04 a component, median cosine to fp32 .991; here 0 and .997).
Weights are stored unsigned around ZERO_POINT: processors without VNNI add two signed products in 16 bits and
saturate (median cosine .996).
"""

from collections.abc import Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

Array: TypeAlias = NDArray[np.float32]
Weights: TypeAlias = Mapping[str, Array]

INT8_LARGEST = 127
ZERO_POINT = 128  # of activations and weights stored as uint8
FUSED = "com.microsoft"  # onnxruntime's own operators
OPSET, FUSED_OPSET, IR_VERSION = 17, 1, 8
LAYER_NORM_EPSILON = 1e-12  # of BERT
SMALLEST_SCALE = 1e-8  # a row of zeros must not divide by 0


def sentence_graph(weights: Weights, layers: int, heads: int) -> ModelProto:
    """input_ids and attention_mask, int64 (texts, tokens) -> vectors, float32 (texts, dimension), rows of length 1.

    `weights` are those of a Hugging Face BertModel by name. Mean pooling over the mask, then L2.
    """
    graph = _Graph(weights)
    hidden = graph.embeddings()
    for layer in range(layers):
        hidden = graph.layer(f"encoder.layer.{layer}", hidden, heads)
    graph.mean_pooled(hidden)
    dimension = len(weights["embeddings.LayerNorm.weight"])
    return graph.model(dimension)


class _Graph:
    """Nodes and constants under construction; every method returns the name of the value it adds."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, TensorProto] = {}
        self.constant("largest", np.array(INT8_LARGEST, np.float32))
        self.constant("smallest_scale", np.array(SMALLEST_SCALE, np.float32))
        self.constant("one", np.array(1, np.float32))
        self.constant("zero_point", np.array(ZERO_POINT, np.uint8))

    def constant(self, name: str, array: NDArray[np.generic]) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def node(
        self, operator: str, inputs: list[str], output: str, domain: str = "", **attributes: float | list[int]
    ) -> str:
        node = helper.make_node(operator, inputs, [output], output, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in sorted(attributes.items()))
        self._nodes.append(node)
        return output

    def embeddings(self) -> str:
        """Word vectors, stored as int8 with a scale a word, plus positions."""
        rows, scales = quantised_rows(self._weights["embeddings.word_embeddings.weight"])
        self.node("Gather", [self.constant("words", rows), "input_ids"], "word_int8")
        self.node("Cast", ["word_int8"], "word_float", to=TensorProto.FLOAT)
        self.node("Gather", [self.constant("word_scales", scales), "input_ids"], "word_scale")
        word = self.node("Mul", ["word_float", "word_scale"], "word")
        table = self._weights["embeddings.position_embeddings.weight"]
        first_segment = self._weights["embeddings.token_type_embeddings.weight"][0]
        self.node("Shape", ["input_ids"], "tokens", start=1, end=2)
        begin = self.constant("begin", np.array([0], np.int64))
        position = self.node(
            "Slice", [self.constant("position_table", table + first_segment), begin, "tokens"], "position"
        )
        self.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        return self.normalised(self.node("Add", [word, position], "embedded"), "embeddings.LayerNorm")

    def layer(self, name: str, hidden: str, heads: int) -> str:
        """One transformer block."""
        attention = f"{name}.attention"
        rows = self.quantised(hidden)
        parts = [self.linear(rows, f"{attention}.self.{part}") for part in ("query", "key", "value")]
        mixed = self.node("MultiHeadAttention", [*parts, "", "mask"], f"{attention}.mixed", FUSED, num_heads=heads)
        hidden = self.block(f"{attention}.output", mixed, hidden)
        wide = self.linear(self.quantised(hidden), f"{name}.intermediate.dense")
        return self.block(f"{name}.output", self.node("Gelu", [wide], f"{name}.gelu", FUSED), hidden)

    def block(self, name: str, values: str, residual: str) -> str:
        """Projection, residual and layer norm."""
        projected = self.linear(self.quantised(values), f"{name}.dense")
        return self.normalised(self.node("Add", [projected, residual], f"{name}.sum"), f"{name}.LayerNorm")

    def quantised(self, values: str) -> str:
        """Prefix of `.uint8` (around ZERO_POINT) and `.scale` (one a token)."""
        self.node("Abs", [values], f"{values}.abs")
        self.node("ReduceMax", [f"{values}.abs"], f"{values}.max", axes=[-1], keepdims=1)
        self.node("Div", [f"{values}.max", "largest"], f"{values}.step")
        self.node("Max", [f"{values}.step", "smallest_scale"], f"{values}.scale")
        self.node("Div", [values, f"{values}.scale"], f"{values}.steps")
        self.node("QuantizeLinear", [f"{values}.steps", "one", "zero_point"], f"{values}.uint8")
        return values

    def linear(self, rows: str, name: str) -> str:
        """Integer product, then the scales of row and column, then the bias."""
        columns, scales = quantised_rows(self._weights[f"{name}.weight"])
        unsigned = (columns.astype(np.int16) + ZERO_POINT).astype(np.uint8)
        weight = self.constant(f"{name}.columns", unsigned.T)
        self.node("MatMulInteger", [f"{rows}.uint8", weight, "zero_point", "zero_point"], f"{name}.product")
        self.node("Cast", [f"{name}.product"], f"{name}.float", to=TensorProto.FLOAT)
        self.node("Mul", [f"{name}.float", f"{rows}.scale"], f"{name}.by_row")
        self.node("Mul", [f"{name}.by_row", self.constant(f"{name}.scales", scales[:, 0])], f"{name}.by_column")
        return self.node("Add", [f"{name}.by_column", self.constant(f"{name}.b", self._weights[f"{name}.bias"])], name)

    def normalised(self, values: str, name: str) -> str:
        gain = self.constant(f"{name}.gain", self._weights[f"{name}.weight"])
        shift = self.constant(f"{name}.shift", self._weights[f"{name}.bias"])
        return self.node("LayerNormalization", [values, gain, shift], name, epsilon=LAYER_NORM_EPSILON, axis=-1)

    def mean_pooled(self, hidden: str) -> str:
        """The sum over the mask: its direction is that of the mean."""
        row = self.constant("row", np.array([1], np.int64))
        self.node("Cast", ["attention_mask"], "mask_float", to=TensorProto.FLOAT)
        self.node("Unsqueeze", ["mask_float", row], "mask_row")
        self.node("MatMul", ["mask_row", hidden], "sum_row")
        return self.node("LpNormalization", [self.node("Squeeze", ["sum_row", row], "sum")], "vectors", axis=-1, p=2)

    def model(self, dimension: int) -> ModelProto:
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", dimension])
        graph = helper.make_graph(self._nodes, "sentence", inputs, [output], list(self._constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(FUSED, FUSED_OPSET)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="matchmaker")


def quantised_rows(matrix: Array) -> tuple[NDArray[np.int8], Array]:
    """Rows as int8 and their scales (rows, 1): matrix is about int8 * scale."""
    scales = np.maximum(np.abs(matrix).max(axis=1, keepdims=True) / INT8_LARGEST, SMALLEST_SCALE).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales
