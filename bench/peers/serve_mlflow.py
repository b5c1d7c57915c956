"""MLflow: its own scoring server behind one uvicorn worker. Started as: serve_mlflow.py <model.onnx> <port>"""
import sys
import tempfile

import mlflow
import numpy
import onnx
import uvicorn
from mlflow.models import ModelSignature
from mlflow.pyfunc.scoring_server import init
from mlflow.types import Schema, TensorSpec

model = onnx.load(sys.argv[1])


def tensors(values):
    kinds = {onnx.TensorProto.STRING: "object", onnx.TensorProto.DOUBLE: "float64", onnx.TensorProto.FLOAT: "float32"}
    return Schema([TensorSpec(numpy.dtype(kinds[v.type.tensor_type.elem_type]), (-1, 1), v.name) for v in values])


with tempfile.TemporaryDirectory() as directory:
    mlflow.onnx.save_model(
        model,
        directory + "/model",
        signature=ModelSignature(inputs=tensors(model.graph.input), outputs=tensors(model.graph.output)),
        onnx_session_options={"intra_op_num_threads": 1, "inter_op_num_threads": 1},
    )
    app = init(mlflow.pyfunc.load_model(directory + "/model"))
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), workers=1, log_level="warning", access_log=False)
