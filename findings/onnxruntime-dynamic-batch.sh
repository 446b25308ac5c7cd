#!/usr/bin/env bash
# A model quantised with onnxruntime's quantize_dynamic (1.32.0, default
# settings) rounds its inputs by one scale for the whole batch. So the vector of a
# text depends on which texts stand in the same batch: beside a row ten times as
# large its error is several times what it is alone, while the unquantised model
# gives the same bits. Whoever caches sentence vectors of an int8 model must
# encode each text alone or quantise by row.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    onnxruntime==1.32.0 onnx==1.23.2 numpy==2.3.5 2>/dev/null
cat > "$folder/try.py" <<'PY'
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

draw = np.random.default_rng(0)
weights = draw.normal(size=(64, 8)).astype(np.float32)
graph = helper.make_graph(
    [helper.make_node("MatMul", ["x", "w"], ["y"])],
    "layer",
    [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 64])],
    [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 8])],
    [numpy_helper.from_array(weights, "w")],
)
onnx.save(
    helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9
    ),
    "plain.onnx",
)
quantize_dynamic("plain.onnx", "int8.onnx", weight_type=QuantType.QInt8)
row = draw.normal(size=(1, 64)).astype(np.float32)
both = np.vstack([row, 10 * row[:, ::-1]])
exact = row[0] @ weights
for name in ("plain.onnx", "int8.onnx"):
    session = onnxruntime.InferenceSession(
        name, providers=["CPUExecutionProvider"]
    )
    alone = session.run(None, {"x": row})[0][0]
    beside = session.run(None, {"x": both})[0][0]
    errors = [float(np.abs(x - exact).max()) for x in (alone, beside)]
    print(
        name,
        "same alone and beside:",
        bool(np.allclose(alone, beside, atol=1e-4)),
        "| error grows threefold:",
        errors[1] > 3 * errors[0] and errors[0] > 1e-3,
    )
PY
(cd "$folder" && "$folder/venv/bin/python" -W ignore "$folder/try.py") | tee "$folder/seen"
diff "$folder/seen" - <<'SEEN'
plain.onnx same alone and beside: True | error grows threefold: False
int8.onnx same alone and beside: False | error grows threefold: True
SEEN
echo "as seen"
