"""BentoML: a service of one worker around onnxruntime. Started as: serve_bentoml.py <model.onnx> <port>"""
import os
import sys

import bentoml
import numpy
import onnxruntime


@bentoml.service(workers=1, logging={"access": {"enabled": False}})
class Model:
    def __init__(self):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(os.environ["AIRWORTHY_BENCH_MODEL"], options)
        self.kinds = {i.name: object if i.type == "tensor(string)" else float for i in self.session.get_inputs()}

    @bentoml.api
    def predict(self, inputs: dict[str, list]) -> list[float]:
        feeds = {name: numpy.array(inputs[name], dtype=kind).reshape(-1, 1) for name, kind in self.kinds.items()}
        return self.session.run(["probability"], feeds)[0][:, 0].tolist()


if __name__ == "__main__":
    # The worker is a process that imports this file, so the path reaches it by the environment.
    os.environ["AIRWORTHY_BENCH_MODEL"] = os.path.abspath(sys.argv[1])
    here = os.path.dirname(os.path.abspath(__file__))
    options = ["--working-dir", here, "--host", "127.0.0.1", "--port", sys.argv[2]]
    os.execv(sys.executable, [sys.executable, "-m", "bentoml", "serve", "serve_bentoml:Model", *options])
